package ui

import (
	"vigie.example/internal/console/shell"
	model "vigie.example/internal/console/transfer"
	"vigie.example/internal/conversation"
	"vigie.example/ui/transfer"
)

func (w *Window) newTransfer() *transfer.View {
	v := transfer.New(w.models.Transfer, w.window.Canvas(), w.words)
	v.EndShift = func() { w.models.Shell.SetDuty(shell.Ending) }
	w.thread.OnTransfer = w.AskTransfer
	w.inbox.MayTransfer, w.inbox.OnTransfer = v.MayTransfer, func(id conversation.ID) { v.Ask(id, nil) }
	return v
}

func (w *Window) renderTransfer(s model.State) {
	w.transfer.Render(s)
	w.thread.SetMayTransfer(w.transfer.MayTransfer)
}

// AskTransfer asks to whom the conversation on screen goes.
func (w *Window) AskTransfer() { w.transfer.Ask(w.thread.Shown(), nil) }

// EndShift shows what is open, and what can be done about it (C25).
func (w *Window) EndShift() { w.transfer.Guide() }
