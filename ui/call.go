package ui

import model "vigie.example/internal/console/call"

func (w *Window) renderCall(s model.State) {
	w.call.Render(s)
	w.report.SetMayCall(w.call.MayCall)
	w.thread.SetMayCall(w.call.MayCall)
}

// CallSupervisor answers the oldest call to this supervisor; without one, it calls about the conversation on screen (C24).
func (w *Window) CallSupervisor() { w.call.Press(w.thread.Shown()) }
