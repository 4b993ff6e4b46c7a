package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"vigie.example/internal/console/shell"
	"vigie.example/ui/kit"
	"vigie.example/ui/pump"
)

// pageKind tells what stands where the desk does.
type pageKind int

const (
	noPage pageKind = iota
	accountPage
	fingerPage
)

// ShowAccount shows the account page in the place of the desk.
func (w *Window) ShowAccount() { w.leaf(accountPage) }

// ShowFingers shows the page about the biometric login.
func (w *Window) ShowFingers() { w.leaf(fingerPage) }

// HidePage goes back to the desk.
func (w *Window) HidePage() { w.leaf(noPage) }

func (w *Window) leaf(to pageKind) {
	if w.shell.Screen != shell.Desk || w.page == to {
		return
	}
	w.leavePage()
	w.page = to
	switch to {
	case accountPage:
		w.models.Account.Open()
	case fingerPage:
		w.models.Fingers.Open()
	}
	w.place()
	w.see()
	w.focusOn(first)
}

func (w *Window) leavePage() {
	switch w.page {
	case accountPage:
		w.models.Account.Close()
	case fingerPage:
		w.models.Fingers.Close()
	}
	w.page = noPage
}

// place shows the one of the screens that there is to show.
func (w *Window) place() {
	now := w.signIn.Content()
	if w.shell.Screen == shell.Desk {
		now = map[pageKind]fyne.CanvasObject{noPage: w.desk, accountPage: w.account.Content(), fingerPage: w.fingers.Content()}[w.page]
	}
	if !slices.Contains(w.body.Objects, now) {
		w.enter(now)
	}
	for _, screen := range w.body.Objects {
		kit.Show(screen, screen == now)
	}
}

// enter puts a screen into the window, which hears of its states from then on. Before somebody has signed in, nothing of what they
// will work at is laid out and drawn: the window is there sooner.
func (w *Window) enter(screen fyne.CanvasObject) {
	for _, other := range w.body.Objects {
		other.Hide()
	}
	w.body.Add(screen)
	if w.redone { // what was not in the window has not heard of it
		w.applyTheme()
	}
	w.stops = append(w.stops, w.connect(screen)...)
}

func (w *Window) connect(screen fyne.CanvasObject) (stops []func()) {
	m := w.models
	switch screen {
	case w.signIn.Content():
		return []func(){pump.Connect(m.SignIn, w.signIn.Render)}
	case w.account.Content():
		return []func(){pump.Connect(m.Account, w.account.Render)}
	case w.fingers.Content():
		return []func(){pump.Connect(m.Fingers, w.fingers.Render)}
	}
	return []func(){
		pump.Connect(m.Inbox, w.renderInbox), pump.Connect(m.Thread, w.thread.Render),
		pump.Connect(m.Tools, w.tools.RenderTools), pump.Connect(m.Notes, w.tools.RenderNotes),
		pump.Connect(m.Report, w.renderReport), pump.Connect(m.Rest, w.pause.Render),
		pump.Connect(m.Transfer, w.renderTransfer), pump.Connect(m.Advice, w.renderAdvice), pump.Connect(m.Call, w.renderCall),
	}
}

// Lock covers everything until the operator has proved again who they are.
func (w *Window) Lock() { w.models.Shell.Lock() }
