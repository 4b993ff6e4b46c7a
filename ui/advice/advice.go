// Package advice draws how an operator asks a colleague who gets no access, and how they answer one: a line above the desk for what
// wants a look, and what is written and read over it.
package advice

import (
	"fyne.io/fyne/v2"

	"vigie.example/internal/console/advice"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// View is the line, and the dialogs that it leads to. It belongs to Fyne's goroutine.
type View struct {
	words   *words.Words
	intents advice.Intents
	window  fyne.Canvas
	state   advice.State
	strip   *strip
	content *fyne.Container
	open    pane // nil: none is
}

// pane is a dialog that follows the state.
type pane interface {
	// render shows a state, and reports whether there is still something to show.
	render(advice.State) bool

	// leave closes the dialog and forgets what was typed and read in it.
	leave()
}

// New makes the view, with nothing to show; window is where it is written and read.
func New(intents advice.Intents, window fyne.Canvas, w *words.Words) *View {
	return &View{intents: intents, window: window, words: w, content: kit.Column(0)}
}

// Content is the line above the desk.
func (v *View) Content() fyne.CanvasObject { return v.content }

// Adopt takes over what another view showed.
func (v *View) Adopt(before *View) {
	if before == nil {
		return
	}
	before.shut()
	v.Render(before.state)
}

// Render shows a state.
func (v *View) Render(s advice.State) {
	v.state = s
	v.renderStrip(s)
	if v.open != nil && !v.open.render(s) {
		v.shut()
	}
}

func (v *View) show(p pane) {
	v.open = p
	if !p.render(v.state) {
		v.shut()
	}
}

func (v *View) shut() {
	if p := v.open; p != nil {
		v.open = nil
		p.leave()
	}
}

// MayAsk reports whether a colleague can be asked about a conversation now.
func (v *View) MayAsk(id conversation.ID) bool { return v.state.May[id] }

// Read opens what wants to be read first: a colleague's question, or an answer.
func (v *View) Read() {
	if v.open != nil {
		return
	}
	if len(v.state.Inquiries) > 0 {
		v.readInquiry(v.state.Inquiries[0])
		return
	}
	for _, q := range v.state.Questions {
		if q.Phase == advice.Answered {
			v.readAnswer(q)
			return
		}
	}
}

// forget empties a field, with what could be undone there (C21).
func forget(e *kit.Entry) { e.SetText("") }
