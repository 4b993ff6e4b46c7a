package ui

import "vigie.example/internal/console/shell"

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
	desk := w.shell.Screen == shell.Desk
	show(w.signIn.Content(), !desk)
	show(w.desk, desk && w.page == noPage)
	show(w.account.Content(), desk && w.page == accountPage)
	show(w.fingers.Content(), desk && w.page == fingerPage)
}

// Lock covers everything until the operator has proved again who they are.
func (w *Window) Lock() { w.models.Shell.Lock() }
