package ui

import (
	"fyne.io/fyne/v2"

	"vigie.example/internal/console/shell"
	"vigie.example/ui/kit"
)

// area is a part of the window that can have the keyboard.
type area int

const (
	first    area = iota // where a screen begins
	name                 // at the sign-in
	secret               // at the sign-in
	list                 // on the desk
	messages             // on the desk
	composer             // on the desk
	aside                // on the desk: what the right column begins with
	search               // on the desk
)

// targets are the objects that have the keyboard in each area.
func (w *Window) targets() map[area]fyne.Focusable {
	if w.shell.Screen != shell.Desk {
		return map[area]fyne.Focusable{first: w.signIn.FocusName(), name: w.signIn.FocusName(), secret: w.signIn.FocusSecret()}
	}
	switch w.page {
	case accountPage:
		return map[area]fyne.Focusable{first: w.account.FocusTarget()}
	case fingerPage:
		return map[area]fyne.Focusable{first: w.fingers.FocusTarget()}
	}
	return map[area]fyne.Focusable{
		first: w.inbox.FocusTarget(), list: w.inbox.FocusTarget(),
		messages: w.thread.FocusMessages(), composer: w.thread.FocusComposer(),
		aside: w.tools.FocusTarget(), search: w.inbox.FocusSearch(),
	}
}

// keyboard returns where the keyboard is, to put it there again after the views were made anew.
func (w *Window) keyboard() area {
	if w.frame == nil {
		return first
	}
	at := w.window.Canvas().Focused()
	for a, o := range w.targets() {
		if a != first && at != nil && o == at {
			return a
		}
	}
	return first
}

// focusOn gives the keyboard to an area that is to be had.
func (w *Window) focusOn(a area) {
	if o := w.targets()[a]; o != nil {
		kit.FocusIn(w.window.Canvas(), o)
	}
}
