// Package inbox draws the list of conversations: who waits, which are this operator's, which have ended.
package inbox

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/tones"
	"vigie.example/ui/words"
)

// View is the inbox on the left of the desk. It belongs to Fyne's goroutine.
type View struct {
	// MayAsk and OnAdvice ask a colleague about a conversation; MayTransfer and OnTransfer, to take it over. All may be nil.
	MayAsk, MayTransfer  func(conversation.ID) bool
	OnAdvice, OnTransfer func(conversation.ID)

	words   *words.Words
	intents inbox.Intents
	window  fyne.Canvas
	proofs  *kit.Button
	list    *kit.ConversationList
	find    *finder
	next    *kit.Button
	notice  *kit.Banner
	team    *team
	content fyne.CanvasObject
	state   inbox.State
	rows    map[conversation.ID]inbox.Row

	unfolded bool // all who wait are shown
}

// New makes the view; window is where receipts are shown.
func New(intents inbox.Intents, window fyne.Canvas, w *words.Words) *View {
	v := &View{words: w, intents: intents, window: window, list: kit.NewConversationList()}
	v.list.OnOpen = func(id string) { v.open(conversation.ID(id)) }
	v.list.Menu = v.menu
	v.next = kit.NewButton(kit.Secondary, icons.Queue, w.T("inbox.next"), intents.ClaimNext)
	v.next.SetKey("Ctrl+N")
	v.next.SetShort(w.T("inbox.next.short"))
	v.find = newFinder(intents, w)
	v.notice, v.team = kit.NewBanner(), newTeam(w)
	search := kit.NewIconButton(icons.Search, w.T("inbox.find")+" (Ctrl+F)", v.Search)
	v.proofs = kit.NewIconButton(icons.Shield, w.T("receipt.title")+" (F5)", func() { v.ShowReceipts("") })
	foot := container.NewBorder(nil, nil, nil, container.NewHBox(v.proofs, search), v.next)
	v.content = kit.Frame(v.find.content, kit.Ground(kit.ColorSurface, kit.Column(0, kit.Divider(), v.notice, v.team.content, kit.Inset(8, 8, foot))), v.list)
	v.Render(inbox.State{})
	return v
}

// Content is what stands in the window.
func (v *View) Content() fyne.CanvasObject { return v.content }

// FocusTarget is where the keyboard goes when the operator asks for the list.
func (v *View) FocusTarget() fyne.Focusable { return v.list }

// Adopt takes over what another view showed.
func (v *View) Adopt(before *View) {
	if before != nil {
		v.find.adopt(before.find)
		v.unfolded = before.unfolded
		v.Render(before.state)
	}
}

// Render shows a state.
func (v *View) Render(s inbox.State) {
	v.state = s
	v.find.render(s)
	v.notice.Set(kit.Warning, v.words.Say(s.Notice))
	v.team.render(s.Team)
	v.rows = make(map[conversation.ID]inbox.Row, len(s.Waiting)+len(s.Mine)+len(s.Ended))
	sections := []kit.Section{v.shortened(s, v.section("waiting", s, s.Waiting))}
	if !s.Watches {
		sections = append(sections, v.section("mine", s, s.Mine))
	}
	v.next.Hidden = s.Watches
	if len(s.Ended) > 0 {
		sections = append(sections, v.section("ended", s, s.Ended))
	}
	v.list.SetSections(sections)
	v.list.SetOpen(string(s.Selected))
	if claimable(s) {
		v.next.Enable()
	} else {
		v.next.Disable()
	}
}

func claimable(s inbox.State) bool {
	for _, row := range s.Waiting {
		if row.Claim == inbox.Claimable {
			return true
		}
	}
	return false
}

func (v *View) section(id string, s inbox.State, rows []inbox.Row) kit.Section {
	out := kit.Section{ID: id, Title: v.words.T("inbox." + id), Rows: make([]kit.ConversationRow, 0, len(rows))}
	if s.Phase == inbox.Loading {
		out.Empty = v.words.T("inbox.loading")
		return out
	}
	out.Count = strconv.Itoa(len(rows))
	if id == "mine" && s.Capacity > 0 {
		out.Count = v.words.T("inbox.of", words.Args{"n": len(rows), "most": s.Capacity})
	}
	out.Empty = v.words.T("inbox." + id + ".empty")
	for _, row := range rows {
		v.rows[row.Conversation] = row
		out.Rows = append(out.Rows, v.row(row, s))
	}
	return out
}

// row says a conversation in a line. The title is its reference: the inbox knows no names (C8).
func (v *View) row(r inbox.Row, s inbox.State) kit.ConversationRow {
	out := kit.ConversationRow{
		ID:       string(r.Conversation),
		Title:    string(r.Reference),
		Detail:   v.detail(r),
		Icon:     icon(r, s.Phase),
		Time:     words.Clock(r.LastMessage),
		Life:     words.Lasting(r.Deadline.Sub(s.Now)),
		LifeTone: tones.Life(r.Life),
	}
	switch {
	case r.Alarm:
		out.DetailTone = kit.Urgent
	case r.Failed > 0, !r.Beside.None(), r.Status == inbox.Lost:
		out.DetailTone = kit.Warning
	}
	if r.Urgent {
		out.Urgent = v.words.T("inbox.urgent")
	}
	switch r.Status {
	case inbox.Waiting:
		out.Time = words.Waiting(s.Now.Sub(r.Opened))
		out.Life = ""
	case inbox.Deleted:
		out.Time, out.Life = "", ""
	}
	if r.Unread > 0 {
		out.Unread = strconv.Itoa(r.Unread)
	}
	return out
}

// detail is the most important thing to know about a line, in a few words.
func (v *View) detail(r inbox.Row) string {
	switch {
	case r.Alarm:
		return v.words.T("inbox.alarm")
	case r.Failed > 0:
		return v.words.T("inbox.failed", words.Args{"n": r.Failed})
	case !r.Beside.None():
		return v.words.Say(r.Beside)
	case !r.Note.None():
		return v.words.Say(r.Note)
	case r.Typing:
		return v.words.T("inbox.typing")
	case r.Status == inbox.Waiting && r.Claim == inbox.NotOnDuty:
		return v.words.T("inbox.claim.not_on_duty.short") // it stands in every line
	case r.Status == inbox.Waiting && r.Claim != inbox.Claimable && r.Claim != inbox.NotTheirs:
		return v.words.T("inbox.claim." + claimCodes[r.Claim])
	case r.Status == inbox.Waiting && r.Overflowed:
		return v.words.T("inbox.overflowed", words.Args{"unit": r.UnitName})
	case r.Queued > 0:
		return v.words.T("inbox.queued", words.Args{"n": r.Queued})
	case !r.Here && v.state.Phase == inbox.Current:
		return v.words.T("inbox.away")
	}
	return v.words.LanguageName(r.Language)
}

// claimCodes are the ends of the keys of why a waiting conversation cannot be taken.
var claimCodes = map[inbox.Claim]string{
	inbox.Claiming: "claiming", inbox.NotYet: "not_yet", inbox.NoRoom: "no_room",
	inbox.NotOnDuty: "not_on_duty", inbox.NotOnline: "not_online", inbox.NotTheirs: "not_theirs",
}

// icon marks what wants a look. Whether a page is there is known only while the list is current.
func icon(r inbox.Row, phase inbox.Phase) icons.Name {
	switch {
	case r.Alarm, r.Failed > 0, !r.Beside.None():
		return icons.Warning
	case r.Status == inbox.Lost, r.Status == inbox.Mine && !r.Here && phase == inbox.Current:
		return icons.Disconnected
	}
	return icons.None
}

// open shows a conversation; one that waits is taken by the menu or by Enter in the thread, never by a mere look.
func (v *View) open(id conversation.ID) {
	if id == moreRow {
		v.fold()
		return
	}
	v.intents.Select(id)
}

// MayClaim says whether a conversation can be answered now, and else why not.
func (v *View) MayClaim(id conversation.ID) (may bool, why string) {
	row := v.rows[id]
	if row.Status == inbox.Waiting && row.Claim != inbox.Claimable {
		return false, v.words.T("inbox.claim." + claimCodes[row.Claim])
	}
	return row.Status == inbox.Waiting, ""
}

// ClaimShown answers the conversation that is on screen, if it waits.
func (v *View) ClaimShown() {
	if row := v.rows[v.state.Selected]; row.Status == inbox.Waiting {
		v.intents.Claim(row.Conversation)
	}
}

// Dismiss removes the chosen line, if its conversation has ended.
func (v *View) Dismiss() {
	row := v.rows[conversation.ID(v.list.Cursor())]
	switch row.Status {
	case inbox.Closed, inbox.Lost, inbox.Deleted:
		v.intents.Dismiss(row.Conversation)
	}
}
