package advice

import (
	"vigie.example/assets/icons"
	"vigie.example/internal/console/advice"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// mostBytes is how long a question or an answer may be: what fits into a letter.
const mostBytes = 4_000

// asking is the question to a colleague while it is written.
type asking struct {
	view   *View
	id     conversation.ID
	dialog *kit.Dialog
	note   *kit.Label
	who    *kit.Choice
	field  *kit.Entry
	shown  []advice.Adviser
}

// Ask writes a question about a conversation.
func (v *View) Ask(id conversation.ID) { v.ask(id, "") }

func (v *View) ask(id conversation.ID, draft string) {
	if !v.state.May[id] || v.open != nil {
		return
	}
	a := &asking{view: v, id: id, note: kit.NewLabel("", kit.Paragraph)}
	a.who = kit.NewChoice(nil, func(string) { a.enable() })
	a.field = kit.NewTextArea(v.words.T("advice.ask.placeholder"), 5)
	a.field.SetText(draft)
	a.field.OnChanged = func(string) { a.enable() }
	bounds := kit.NewBanner()
	bounds.Set(kit.Warning, v.words.T("advice.ask.bounds"))
	bounds.SetIcon(icons.EyeOff)
	a.dialog = kit.Ask(v.window, kit.Question{
		Title: v.words.T("advice.ask.title", words.Args{"reference": id.Reference()}), Text: v.words.T("advice.ask.body"),
		Content: kit.Column(8, bounds, a.field, kit.NewLabel(v.words.T("advice.ask.who"), kit.Strong), a.note, a.who),
		Icon:    icons.People, Tone: kit.Info, Kind: kit.Primary, Width: 560, Focus: a.field,
		Confirm: v.words.T("advice.ask.confirm"), Cancel: v.words.T("advice.cancel"),
		OnConfirm: func() bool {
			v.intents.Ask(id, a.who.Chosen(), a.field.Text)
			v.shut()
			return false // it is closed
		},
		OnCancel: v.shut,
	})
	v.intents.Find(id)
	v.show(a)
}

func (a *asking) leave() {
	forget(a.field)
	a.dialog.Close()
}

func (a *asking) enable() {
	long := len(a.field.Text) > mostBytes
	if b := a.dialog.ConfirmButton(); a.who.Chosen() != "" && a.field.Text != "" && !long && a.view.state.May[a.id] {
		b.Enable()
	} else {
		b.Disable()
	}
	if long {
		a.say(a.view.words.T("fault.advice.long"))
	} else {
		a.sayWho(a.view.state)
	}
}

func (a *asking) render(s advice.State) bool {
	if s.May == nil || s.Online && !s.May[a.id] {
		return false // signed out, or no longer ours
	}
	same := len(s.Advisers.List) == len(a.shown) && s.Advisers.Conversation == a.id
	for i := 0; same && i < len(s.Advisers.List); i++ {
		same = s.Advisers.List[i] == a.shown[i]
	}
	if !same {
		a.offer(s.Advisers)
	}
	a.enable()
	return true
}

// sayWho says who could be asked, where the choice does not.
func (a *asking) sayWho(s advice.State) {
	w := a.view.words
	switch {
	case !s.Online:
		a.say(w.T("handover.ask.offline"))
	case s.Advisers.Conversation != a.id, s.Advisers.Loading && len(s.Advisers.List) == 0:
		a.say(w.T("handover.ask.loading"))
	case !s.Advisers.Problem.None():
		a.say(w.Say(s.Advisers.Problem))
	case len(s.Advisers.List) == 0:
		a.say(w.T("advice.ask.nobody"))
	default:
		a.say("")
	}
}

func (a *asking) say(text string) {
	if text == a.note.Text() && a.note.Visible() == (text != "") {
		return
	}
	a.note.SetText(text)
	if text == "" {
		a.note.Hide()
	} else {
		a.note.Show()
	}
	a.dialog.Resize()
}

// offer shows colleagues.
func (a *asking) offer(all advice.Advisers) {
	a.shown = nil
	var options []kit.Option
	if all.Conversation == a.id {
		a.shown = all.List
	}
	for _, each := range a.shown {
		options = append(options, kit.Option{ID: each.Actor, Label: each.Name, Help: each.UnitName})
	}
	a.who.SetOptions(options)
	if a.who.Chosen() == "" && len(options) > 0 {
		a.who.SetChosen(options[0].ID)
	}
	a.dialog.Resize()
}
