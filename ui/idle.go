package ui

import "vigie.example/ui/kit"

// Idle reports whether the window could be closed and opened again without interrupting anybody: no question is open, it is
// not covered, and it is not being left. It is to be called on Fyne's goroutine.
func (w *Window) Idle() bool {
	return !w.leave.asked && !w.leave.gone && !kit.Covered(w.window.Canvas())
}
