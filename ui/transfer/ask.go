package transfer

import (
	"vigie.example/assets/icons"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// asking is the question to whom a conversation goes, and why.
type asking struct {
	view   *View
	id     conversation.ID
	dialog *kit.Dialog
	note   *kit.Label
	who    *kit.Choice
	why    *kit.Choice
	shown  []transfer.Taker
	loaded bool
}

// Ask asks to whom a conversation goes. then, which may be nil, is called when that is decided, or was left.
func (v *View) Ask(id conversation.ID, then func()) {
	if !v.state.May[id] || v.asking != nil {
		return
	}
	a := &asking{view: v, id: id, note: kit.NewLabel("", kit.Paragraph)}
	a.who = kit.NewChoice(nil, func(string) { a.enable() })
	var reasons []kit.Option
	for _, r := range conversation.TransferReasons() {
		reasons = append(reasons, kit.Option{ID: string(r), Label: v.words.T("handover.reason.choose." + string(r))})
	}
	a.why = kit.NewChoice(reasons, func(string) { a.enable() })
	first := reasons[1].ID
	if v.state.Ending {
		first = reasons[0].ID
	}
	a.why.SetChosen(first)
	done := func() {
		v.asking = nil
		if then != nil {
			then()
		}
	}
	v.asking = a
	a.dialog = kit.Ask(v.window, kit.Question{
		Title: v.words.T("handover.ask.title", words.Args{"reference": id.Reference()}), Text: v.words.T("handover.ask.body"),
		Content: kit.Column(8, kit.NewLabel(v.words.T("handover.ask.who"), kit.Strong), a.note, a.who,
			kit.NewLabel(v.words.T("handover.ask.why"), kit.Strong), a.why),
		Icon: icons.Transfer, Tone: kit.Info, Kind: kit.Primary, Width: 560, Focus: a.who,
		Confirm: v.words.T("handover.ask.confirm"), Cancel: v.words.T("handover.cancel"),
		OnConfirm: func() bool {
			v.intents.Ask(id, a.who.Chosen(), transfer.Reason(a.why.Chosen()))
			a.dialog.Close() // first: what is over a dialog goes with it
			done()
			return true
		},
		OnCancel: done,
	})
	v.intents.Find(id)
	a.render(v.state)
}

func (a *asking) enable() {
	if b := a.dialog.ConfirmButton(); a.who.Chosen() != "" && a.why.Chosen() != "" && a.view.state.May[a.id] {
		b.Enable()
	} else {
		b.Disable()
	}
}

// render shows who could be asked, or that nobody can.
func (a *asking) render(s transfer.State) {
	w := a.view.words
	t := s.Takers
	switch {
	case !s.Online:
		a.say(w.T("handover.ask.offline"))
	case t.Conversation != a.id || t.Loading:
		a.say(w.T("handover.ask.loading"))
	case !t.Problem.None():
		a.say(w.Say(t.Problem))
	case len(t.List) == 0:
		a.say(w.T("handover.ask.nobody"))
	default:
		a.say("")
		a.offer(t.List)
	}
	a.enable()
}

func (a *asking) say(text string) {
	if text == "" {
		a.note.Hide()
		return
	}
	a.note.SetText(text)
	a.note.Show()
	a.offer(nil)
}

// offer shows colleagues, whose places stay while the list is the same.
func (a *asking) offer(list []transfer.Taker) {
	same := a.loaded && len(list) == len(a.shown)
	for i := 0; same && i < len(list); i++ {
		same = list[i] == a.shown[i]
	}
	if same {
		return
	}
	a.loaded, a.shown = true, list
	var options []kit.Option
	for _, t := range list {
		options = append(options, kit.Option{ID: t.Actor, Label: t.Name,
			Help: a.view.words.T("handover.ask.taker", words.Args{"unit": t.UnitName, "n": t.Room})})
	}
	a.who.SetOptions(options)
	if a.who.Chosen() == "" && len(options) > 0 {
		a.who.SetChosen(options[0].ID)
	}
	if a.dialog != nil {
		a.dialog.Resize()
	}
}
