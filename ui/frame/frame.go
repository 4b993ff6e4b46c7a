// Package frame draws what is around every screen: the bar above with who, which unit, which duty state and how the
// connection stands, and the state line below, which says what is wrong and is empty when nothing is.
package frame

import (
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/tones"
	"vigie.example/ui/words"
)

// Actions are what the bar offers beside the model's intents.
type Actions struct {
	Help, Theme, Language, Larger, Cover func()
	Account                              func()                // shows the account page
	Tools                                func()                // folds the right column of the desk, or opens it
	Show                                 func(conversation.ID) // the operator wants to see a conversation
}

// View is the frame. It belongs to Fyne's goroutine.
type View struct {
	words   *words.Words
	intents shell.Intents
	actions Actions
	state   shell.State

	who        *kit.Label
	duty       *kit.Select
	connection *kit.Badge
	next       *kit.Button
	signOut    *kit.Button
	desk       []fyne.CanvasObject // only with somebody signed in
	line       *kit.Banner
	notice     *kit.Banner
	row        *fyne.Container // what the bar is made of
	bar        fyne.CanvasObject
	foot       fyne.CanvasObject
}

var duties = []shell.Duty{shell.OnDuty, shell.Break, shell.Ending}

// New makes the frame.
func New(intents shell.Intents, actions Actions, w *words.Words) *View {
	v := &View{words: w, intents: intents, actions: actions}
	v.who = kit.NewLabel("", kit.Muted)
	v.connection = kit.NewBadge(kit.Neutral, icons.None, "")
	v.next = kit.NewButton(kit.Quiet, icons.Clock, "", func() { v.actions.Show(v.state.Next.Conversation) })
	v.next.SetCompact(true)
	v.signOut = kit.NewIconButton(icons.Door, w.T("frame.signout"), intents.SignOut)
	v.duty = v.newDuty()
	column := kit.NewIconButton(icons.PanelRight, w.T("tools.open")+" (F6)", actions.Tools)
	lock := kit.NewIconButton(icons.Lock, w.T("frame.lock"), intents.Lock)
	account := kit.NewIconButton(icons.Person, w.T("frame.account"), actions.Account)
	v.desk = []fyne.CanvasObject{v.duty, v.next, column, lock, account, v.signOut}
	item := func(o fyne.CanvasObject, drop int) kit.BarItem { return kit.BarItem{Object: o, Drop: drop} }
	v.row = kit.Bar(10,
		item(kit.NewIcon(icons.Shield, kit.ColorAccent, 22), 0),
		item(kit.NewLabel(w.T("app.title"), kit.Heading), 4),
		kit.BarItem{Object: v.who, Least: 104}, item(v.duty, 0), kit.BarSpace(), item(v.next, 3), item(v.connection, 0),
		item(column, 1),
		item(kit.NewIconButton(icons.EyeOff, w.T("frame.cover"), actions.Cover), 1),
		item(kit.NewIconButton(icons.Plus, w.T("frame.larger"), actions.Larger), 7),
		item(kit.NewIconButton(icons.Moon, w.T("frame.theme"), actions.Theme), 6),
		item(kit.NewIconButton(icons.Language, w.T("frame.language"), actions.Language), 5),
		item(kit.NewIconButton(icons.Help, w.T("frame.help"), actions.Help), 0),
		item(account, 2),
		item(lock, 1),
		item(v.signOut, 2),
		kit.BarMore(w.T("frame.rest")))
	v.bar = kit.Column(0, kit.Inset(16, 6, v.row), kit.Divider())
	v.line, v.notice = kit.NewBanner(), kit.NewBanner()
	v.foot = kit.Column(0, v.notice, v.line)
	return v
}

func (v *View) newDuty() *kit.Select {
	options := make([]string, len(duties))
	for i, d := range duties {
		options[i] = v.dutyName(d)
	}
	out := kit.NewSelect(v.dutyName(shell.Break), options, func(name string) {
		for _, d := range duties {
			if v.dutyName(d) == name && d != v.state.Duty {
				v.intents.SetDuty(d)
			}
		}
	})
	out.SetWide()
	return out
}

func (v *View) dutyName(d shell.Duty) string { return v.words.T("frame.duty." + string(d)) }

// Bar stands above every screen, Foot below.
func (v *View) Bar() fyne.CanvasObject { return v.bar }

// Foot is the state line.
func (v *View) Foot() fyne.CanvasObject { return v.foot }

// Render shows a state.
func (v *View) Render(s shell.State) {
	v.state = s
	for _, o := range v.desk {
		kit.Want(v.row, o, s.Screen == shell.Desk && (o != v.duty || s.Duty != ""))
	}
	v.who.SetText(who(s))
	if name := v.dutyName(s.Duty); s.Duty != "" && !s.Changing && v.duty.Selected != name {
		v.duty.SetSelected(name)
	}
	v.renderConnection(s)
	v.renderNext(s)
	v.renderLine(s)
}

func who(s shell.State) string {
	if s.Name == "" {
		return ""
	}
	return s.Name + " · " + s.UnitName
}

func (v *View) renderConnection(s shell.State) {
	switch s.Connection.Phase {
	case shell.Online:
		v.connection.Set(kit.InOrder, icons.Connected, v.words.T("frame.online"))
	case shell.Connecting:
		v.connection.Set(kit.Info, icons.Refresh, v.words.T("frame.connecting"))
	case shell.Offline:
		v.connection.Set(kit.Urgent, icons.Disconnected,
			v.words.T("frame.offline", words.Args{"left": words.Lasting(time.Since(s.Connection.Since))}))
	}
}

func (v *View) renderNext(s shell.State) {
	if s.Next.At.IsZero() {
		v.next.SetText(v.words.T("frame.next.none"))
		v.next.SetTone(kit.Neutral)
		v.next.Disable()
		return
	}
	v.next.SetTone(tones.Life(s.Next.Life))
	v.next.SetText(v.words.T("frame.next", words.Args{"at": words.Clock(s.Next.At), "reference": s.Next.Reference}))
	v.next.Enable()
}

// renderLine says the worst of what is wrong, what it means and what to do about it, and how much else there is.
func (v *View) renderLine(s shell.State) {
	v.notice.Set(kit.Warning, v.words.Say(s.Notice))
	tone, line := kit.Warning, v.Sentence(s, shell.Warning{Text: s.Line, Hint: s.LineHint})
	var worst shell.Warning
	if len(s.Warnings) > 0 {
		worst = s.Warnings[0]
		tone, line = tones.Severity(worst.Severity), v.Sentence(s, worst)
	}
	if n := len(s.Warnings) - 1; n > 0 {
		line = words.Sentences(line, v.words.T("frame.more", words.Args{"n": n}))
	}
	switch {
	case s.Connection.Phase == shell.Offline && line != "":
		v.line.SetAction(tone, line, v.words.T("frame.reconnect"), v.intents.Reconnect)
	case worst.Conversation != "":
		v.line.SetAction(tone, line, v.words.T("frame.show"), func() { v.actions.Show(worst.Conversation) })
	default:
		v.line.Set(tone, line)
	}
}

// Sentence says a warning; one about the connection with the reason for which there is none.
func (v *View) Sentence(s shell.State, w shell.Warning) string {
	reason := ""
	if w.Code == "offline" || w.Code == "unreachable" {
		reason = v.words.Say(s.Connection.Reason)
	}
	return words.Sentences(v.words.Say(w.Text), reason, v.words.Say(w.Hint))
}
