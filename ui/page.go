package ui

import "vigie.example/internal/console/shell"

// ShowAccount shows the account page in the place of the desk.
func (w *Window) ShowAccount() {
	if w.shell.Screen != shell.Desk || w.paging {
		return
	}
	w.paging = true
	w.models.Account.Open()
	w.place()
	w.see()
	w.focusOn(first)
}

// HideAccount goes back to the desk.
func (w *Window) HideAccount() {
	w.leavePage()
	w.place()
	w.see()
	w.focusOn(first)
}

func (w *Window) leavePage() {
	if w.paging {
		w.paging = false
		w.models.Account.Close()
	}
}

// place shows the one of the screens that there is to show.
func (w *Window) place() {
	desk := w.shell.Screen == shell.Desk
	show(w.signIn.Content(), !desk)
	show(w.desk, desk && !w.paging)
	show(w.account.Content(), desk && w.paging)
}

// Lock covers everything until the operator has proved again who they are.
func (w *Window) Lock() { w.models.Shell.Lock() }
