// Package transfer draws what passes from one operator to another: a line above the desk for each question, the question itself, and
// what is left to do when a shift ends.
package transfer

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// View is the lines, and the dialogs that they lead to. It belongs to Fyne's goroutine.
type View struct {
	// EndShift is called when the operator wants to end their shift.
	EndShift func()

	words   *words.Words
	intents transfer.Intents
	window  fyne.Canvas
	state   transfer.State
	known   bool // a state was rendered
	strips  []*strip
	content *fyne.Container
	asking  *asking
	ending  *ending
}

// New makes the view, with nothing to show; window is where its questions are asked.
func New(intents transfer.Intents, window fyne.Canvas, w *words.Words) *View {
	return &View{intents: intents, window: window, words: w, content: kit.Column(0)}
}

// Content is the lines above the desk.
func (v *View) Content() fyne.CanvasObject { return v.content }

// Adopt takes over what another view showed.
func (v *View) Adopt(before *View) {
	if before == nil {
		return
	}
	v.known = before.known
	before.close()
	v.Render(before.state)
}

// close takes the dialogs away: they are made anew where somebody asks for them.
func (v *View) close() {
	if v.asking != nil {
		v.asking.dialog.Close()
	}
	if v.ending != nil {
		v.ending.dialog.Close()
	}
	v.asking, v.ending = nil, nil
}

// first returns the question that wants an answer, or else the oldest: there is room for one line, the others follow.
func first(all []transfer.Request) []transfer.Request {
	for i, r := range all {
		if !r.Asker && r.Phase == transfer.Asked {
			return all[i : i+1]
		}
	}
	return all[:min(len(all), 1)]
}

// Render shows a state.
func (v *View) Render(s transfer.State) {
	before := v.state
	ended := v.known && s.Ending && !before.Ending && len(s.Open) > 0
	v.state, v.known = s, true
	v.renderStrips(s)
	if v.asking != nil {
		v.asking.render(s)
	}
	if v.ending != nil {
		v.ending.render(s)
	}
	if ended && !kit.Covered(v.window) {
		v.Guide()
	}
}

// MayTransfer reports whether a colleague can be asked to take a conversation over now.
func (v *View) MayTransfer(id conversation.ID) bool { return v.state.May[id] }

// Accept takes over the first conversation that we are asked about.
func (v *View) Accept() {
	if r, some := v.firstAsked(); some {
		v.intents.Accept(r.Conversation)
	}
}

// Refuse asks why not, for the first conversation that we are asked about.
func (v *View) Refuse() {
	if r, some := v.firstAsked(); some {
		v.askRefusal(r)
	}
}

func (v *View) firstAsked() (transfer.Request, bool) {
	for _, r := range v.state.Requests {
		if !r.Asker && r.Phase == transfer.Asked && !r.Sending {
			return r, true
		}
	}
	return transfer.Request{}, false
}

func (v *View) askRefusal(r transfer.Request) {
	var options []kit.Option
	for _, code := range conversation.Refusals() {
		options = append(options, kit.Option{ID: string(code), Label: v.words.T("handover.refusal." + string(code))})
	}
	choice := kit.NewChoice(options, nil)
	choice.SetChosen(options[0].ID)
	kit.Ask(v.window, kit.Question{
		Title:   v.words.T("handover.refuse.title"),
		Text:    v.words.T("handover.refuse.body", words.Args{"name": r.Name, "reference": r.Reference}),
		Content: choice, Icon: icons.Transfer, Tone: kit.Info, Focus: choice, Kind: kit.Primary,
		Confirm: v.words.T("handover.refuse.confirm"), Cancel: v.words.T("handover.cancel"),
		OnConfirm: func() bool { v.intents.Refuse(r.Conversation, transfer.Refusal(choice.Chosen())); return true },
	})
}
