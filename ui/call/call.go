// Package call draws how an operator calls the supervisors, and how one of them answers (C24): a line above the desk.
package call

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/call"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// View is the line. It belongs to Fyne's goroutine.
type View struct {
	words   *words.Words
	intents call.Intents
	state   call.State
	content *fyne.Container
	kind    string // of the line that is drawn; "" for none
	text    *kit.Label
	busy    *kit.Button // the answer
}

// New makes the view, with nothing to show.
func New(intents call.Intents, w *words.Words) *View {
	return &View{intents: intents, words: w, content: kit.Column(0)}
}

// Content is the line above the desk.
func (v *View) Content() fyne.CanvasObject { return v.content }

// Adopt takes over what another view showed.
func (v *View) Adopt(before *View) {
	if before != nil {
		v.Render(before.state)
	}
}

// MayCall reports whether the supervisors can be called about a conversation now.
func (v *View) MayCall(id conversation.ID) bool { return v.state.May[id] }

// Press answers the oldest call; without one, it calls about a conversation.
func (v *View) Press(shown conversation.ID) {
	switch {
	case len(v.state.Called) > 0:
		v.intents.Answer(v.state.Called[0].ID)
	case v.MayCall(shown):
		v.intents.Call(shown)
	}
}

// Render shows a state. The line stays the same while only its words change, so that the keyboard stays where it is.
func (v *View) Render(s call.State) {
	v.state = s
	called, own := first(s)
	kind := ""
	switch {
	case called != nil:
		kind = "called " + string(called.ID)
	case own != nil:
		kind = string(own.Phase) + " " + string(own.Conversation)
	}
	if kind != v.kind {
		v.kind, v.text, v.busy, v.content.Objects = kind, nil, nil, nil
		if kind != "" {
			v.content.Objects = []fyne.CanvasObject{v.line(called, own)}
		}
		v.content.Refresh()
	}
	if v.text != nil {
		v.text.SetText(v.sentence(called, own))
	}
	if v.busy != nil {
		v.busy.SetBusy(called.Sending)
	}
}

// first is what the line is about: a call to this supervisor, else the latest of this operator's own.
func first(s call.State) (*call.Summons, *call.Call) {
	if len(s.Called) > 0 {
		return &s.Called[0], nil
	}
	if n := len(s.Own); n > 0 {
		return nil, &s.Own[n-1]
	}
	return nil, nil
}

func (v *View) line(called *call.Summons, own *call.Call) fyne.CanvasObject {
	v.text = kit.NewLabel("", kit.Paragraph)
	var actions []fyne.CanvasObject
	add := func(kind kit.Kind, text string, do func()) *kit.Button {
		b := kit.NewButton(kind, icons.None, v.words.T(text), do)
		b.SetCompact(true)
		actions = append(actions, b)
		return b
	}
	if called != nil {
		id := called.ID
		v.busy = add(kit.Primary, "call.answer", func() { v.intents.Answer(id) })
		v.busy.SetKey("Ctrl+S")
		return kit.NewStrip(icons.Urgent, kit.Urgent, v.text, actions...)
	}
	id, tone := own.Conversation, kit.Warning
	switch own.Phase {
	case call.Open:
		tone = kit.Info
	case call.Answered:
		tone = kit.InOrder
		add(kit.Quiet, "call.seen", func() { v.intents.Seen(id) })
	default:
		add(kit.Quiet, "call.seen", func() { v.intents.Seen(id) })
		add(kit.Secondary, "call.again", func() { v.intents.Call(id) }).SetKey("Ctrl+S")
	}
	return kit.NewStrip(icons.Phone, tone, v.text, actions...)
}

func (v *View) sentence(called *call.Summons, own *call.Call) string {
	offline := ""
	if !v.state.Online {
		offline = v.words.T("call.said.no_connection")
	}
	if called != nil {
		since := v.state.Now.Sub(called.Since)
		return words.Sentences(v.words.T("call.said.called", words.Args{
			"name": called.Name, "unit": called.UnitName, "reference": called.Reference, "since": words.Lasting(since),
		}), v.words.Say(called.Problem), offline)
	}
	if own.Phase == call.Offline || own.Phase == call.Answered {
		offline = ""
	}
	return words.Sentences(v.words.T("call.said."+string(own.Phase), words.Args{
		"name": own.Name, "reference": own.Reference, "left": words.Lasting(own.Until.Sub(v.state.Now)),
	}), v.words.Say(own.Problem), offline)
}
