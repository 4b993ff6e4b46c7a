package ui

import (
	"time"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/shell"
	"vigie.example/ui/kit"
	"vigie.example/ui/pump"
	"vigie.example/ui/words"
)

// leaveTime is how long closing the window waits for the service to take note.
const leaveTime = 3 * time.Second

// leaving is the closing of the window.
type leaving struct {
	asked bool // signing out, to close then
	timer func()
	open  bool // the question is on screen
	gone  bool // the window is closed
}

func (l *leaving) stop() {
	if l.timer != nil {
		l.timer()
	}
	*l = leaving{open: l.open, gone: l.gone}
}

// AskLeave closes the window. While conversations are held it asks first, since they want to be transferred or closed
// (B13); with nobody to be left alone it signs out on the way.
func (w *Window) AskLeave() {
	switch {
	case w.shell.Screen == shell.SignIn, w.leave.asked:
		w.quit()
	case w.shell.Held > 0:
		w.askHolding()
	default:
		w.leave.asked = true
		w.leave.timer = pump.After(leaveTime, w.leaveAnyway)
		w.models.Shell.SignOut()
	}
}

// leaveAnyway is for a service that does not answer. A conversation that came meanwhile is asked about.
func (w *Window) leaveAnyway() {
	w.leave.stop()
	if w.shell.Held > 0 {
		w.askHolding()
		return
	}
	w.quit()
}

func (w *Window) askHolding() {
	if w.leave.open {
		return
	}
	w.leave.open = true
	again := func() { w.leave.open = false }
	var d *kit.Dialog
	guide := kit.NewButton(kit.Secondary, icons.Transfer, w.words.T("handover.end.guide"), func() { d.Cancel(); w.EndShift() })
	d = kit.Ask(w.window.Canvas(), kit.Question{
		Title: w.words.T("window.leave.title", words.Args{"n": w.shell.Held}),
		Text:  w.words.T("window.leave.body"),
		Icon:  icons.Warning, Tone: kit.Warning, Content: kit.Row(0, guide),
		Confirm: w.words.T("window.leave.confirm"), Cancel: w.words.T("window.leave.cancel"), Kind: kit.Danger,
		OnConfirm: func() bool { again(); w.quit(); return true },
		OnCancel:  again,
	})
}

func (w *Window) quit() {
	w.leave.stop()
	w.leave.gone = true
	w.window.SetCloseIntercept(nil)
	w.window.Close()
}
