package ui

import (
	model "vigie.example/internal/console/advice"
	"vigie.example/ui/advice"
)

func (w *Window) newAdvice() *advice.View {
	w.thread.OnAdvice = w.AskAdvice
	v := advice.New(w.models.Advice, w.window.Canvas(), w.words)
	w.inbox.MayAsk, w.inbox.OnAdvice = v.MayAsk, v.Ask
	return v
}

func (w *Window) renderAdvice(s model.State) {
	w.advice.Render(s)
	w.thread.SetMayAsk(w.advice.MayAsk)
}

// AskAdvice asks a colleague about the conversation on screen.
func (w *Window) AskAdvice() { w.advice.Ask(w.thread.Shown()) }

// ReadAdvice opens a colleague's question, or an answer.
func (w *Window) ReadAdvice() { w.advice.Read() }
