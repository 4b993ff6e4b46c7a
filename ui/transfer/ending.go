package transfer

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/transfer"
	"vigie.example/ui/kit"
	"vigie.example/ui/tones"
	"vigie.example/ui/words"
)

// ending guides through what is open when a shift ends (C25, B13).
type ending struct {
	view   *View
	dialog *kit.Dialog
	rows   *fyne.Container
	shown  []transfer.Open
}

// Guide shows what is still open, with what can be done about each.
func (v *View) Guide() {
	if v.ending != nil || v.asking != nil {
		return
	}
	e := &ending{view: v, rows: kit.Column(10)}
	v.ending = e
	e.fill(v.state)
	closed := func() { v.ending = nil }
	q := kit.Question{
		Title: v.words.T("handover.end.title"), Text: v.words.T("handover.end.body"), Content: kit.Inset(0, 4, e.rows),
		Icon: icons.Transfer, Tone: kit.Info, Kind: kit.Primary, Width: 640,
		Confirm: v.words.T("handover.end.later"), OnConfirm: func() bool { closed(); return true }, OnCancel: closed,
	}
	if !v.state.Ending && v.EndShift != nil {
		q.Cancel, q.Confirm = v.words.T("handover.end.later"), v.words.T("handover.end.confirm")
		q.OnConfirm = func() bool { closed(); v.EndShift(); return true }
	}
	e.dialog = kit.Ask(v.window, q)
}

func (e *ending) render(s transfer.State) {
	same := len(s.Open) == len(e.shown)
	for i := 0; same && i < len(s.Open); i++ {
		a, b := s.Open[i], e.shown[i]
		same = a.Conversation == b.Conversation && a.MayTransfer == b.MayTransfer && a.MayClose == b.MayClose && a.Asked == b.Asked
	}
	if !same {
		e.fill(s)
		e.dialog.Resize()
	}
}

func (e *ending) fill(s transfer.State) {
	w := e.view.words
	e.shown, e.rows.Objects = s.Open, nil
	for _, o := range s.Open {
		e.rows.Objects = append(e.rows.Objects, e.row(o))
	}
	if len(s.Open) == 0 {
		e.rows.Objects = []fyne.CanvasObject{kit.NewLabel(w.T("handover.end.none"), kit.Paragraph)}
	}
	e.rows.Refresh()
}

func (e *ending) row(o transfer.Open) fyne.CanvasObject {
	v := e.view
	button := func(text string, may bool, do func()) *kit.Button {
		b := kit.NewButton(kit.Secondary, icons.None, v.words.T(text), func() { e.leave(); do() })
		b.SetCompact(true)
		if !may {
			b.Disable()
		}
		return b
	}
	facts := v.words.T("handover.end.facts", words.Args{"language": v.words.LanguageName(o.Language), "at": words.Clock(o.Deadline)})
	if o.Asked {
		facts = v.words.T("handover.end.asked")
	}
	item := func(o fyne.CanvasObject, drop int) kit.BarItem { return kit.BarItem{Object: o, Drop: drop} }
	items := []kit.BarItem{item(kit.NewLabel(string(o.Reference), kit.Strong), 0)}
	if o.Urgent {
		items = append(items, item(kit.NewBadge(kit.Urgent, icons.Urgent, v.words.T("inbox.urgent")), 0))
	}
	label := kit.NewLabel(facts, kit.Muted)
	label.SetTone(tones.Life(o.Life))
	return kit.Bar(10, append(items, item(label, 1), kit.BarSpace(),
		item(button("handover.end.transfer", o.MayTransfer, func() { v.Ask(o.Conversation, v.goOn) }), 0),
		item(button("handover.end.close", o.MayClose, func() { v.askClose(o) }), 0))...)
}

// leave makes room for the next question.
func (e *ending) leave() {
	e.dialog.Close()
	e.view.ending = nil
}

// goOn comes back to the list while there is anything on it.
func (v *View) goOn() {
	if len(v.state.Open) > 0 {
		v.Guide()
	}
}

func (v *View) askClose(o transfer.Open) {
	var reasons []kit.Option
	for _, code := range thread.Reasons() {
		reasons = append(reasons, kit.Option{ID: code, Label: v.words.T("thread.close.reason." + code)})
	}
	choice := kit.NewChoice(reasons, nil)
	choice.SetChosen(reasons[0].ID)
	var d *kit.Dialog
	d = kit.Ask(v.window, kit.Question{
		Title:   v.words.T("thread.close.title"),
		Text:    words.Sentences(string(o.Reference)+".", v.words.T("thread.close.body", words.Args{"at": words.Clock(o.Deadline)})),
		Content: kit.Column(6, kit.NewLabel(v.words.T("thread.close.why"), kit.Strong), choice),
		Icon:    icons.Door, Tone: kit.Info, Kind: kit.Primary, Focus: choice,
		Confirm: v.words.T("thread.close.confirm"), Cancel: v.words.T("thread.close.cancel"),
		OnConfirm: func() bool { v.intents.Close(o.Conversation, choice.Chosen()); d.Close(); v.goOn(); return true },
		OnCancel:  v.goOn,
	})
}
