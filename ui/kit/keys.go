package kit

import (
	"fyne.io/fyne/v2"
)

// Fyne gives a key to the focused widget alone, and a shortcut to the focused widget alone if it takes any. What a
// kit widget does not use itself it hands on to the window, so that Canvas().SetOnTypedKey and Canvas().AddShortcut
// work wherever the focus is.

// bubbleKey gives a key that w has no use for to its window.
func bubbleKey(w fyne.CanvasObject, ev *fyne.KeyEvent) {
	if c := canvasOf(w); c != nil {
		if f := c.OnTypedKey(); f != nil {
			f(ev)
		}
	}
}

// bubbleShortcut gives a shortcut that w has no use for to its window.
func bubbleShortcut(w fyne.CanvasObject, s fyne.Shortcut) { giveShortcut(canvasOf(w), s) }

// giveShortcut runs what the window has for a shortcut. Fyne's canvases can all do it, but the interface does not say so.
func giveShortcut(c fyne.Canvas, s fyne.Shortcut) {
	if c, ok := c.(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// canvasOf is the window that w is in. The toolkit knows that of what it has painted lately: of what has just become visible it says
// that it is nowhere, and a keyboard sent there would stay where it was. The console has one window.
func canvasOf(w fyne.CanvasObject) fyne.Canvas {
	if c := painted(w); c != nil {
		return c
	}
	if app := fyne.CurrentApp(); app != nil {
		if all := app.Driver().AllWindows(); len(all) == 1 {
			return all[0].Canvas()
		}
	}
	return nil
}

// painted is the window that w was painted in lately, or nil.
func painted(w fyne.CanvasObject) fyne.Canvas {
	app := fyne.CurrentApp()
	if app == nil {
		return nil
	}
	return app.Driver().CanvasForObject(w)
}

// Focus moves the keyboard to w, if it is in the window and to be seen.
func Focus(w interface {
	fyne.CanvasObject
	fyne.Focusable
}) {
	if c := canvasOf(w); c != nil {
		FocusIn(c, w)
	}
}

// FocusIn moves the keyboard of a window. The toolkit finds only what it has rendered, and forgets what was hidden for some seconds:
// what has just become visible is rendered first, as it is before each frame, or the keyboard would stay where nobody sees it.
func FocusIn(c fyne.Canvas, o fyne.Focusable) {
	layOut(c)
	c.Focus(o)
}

// layOut gives what has just become visible its place, as the toolkit does before each frame.
func layOut(c fyne.Canvas) {
	if real, ok := c.(interface{ EnsureMinSize() bool }); ok {
		real.EnsureMinSize()
	}
}

// Lost reports whether the keyboard of a window is nowhere, or in what is hidden; false while a question is open.
func Lost(c fyne.Canvas) bool {
	if Covered(c) {
		return false
	}
	o, ok := c.Focused().(fyne.CanvasObject)
	return !ok || !o.Visible() || fyne.CurrentApp().Driver().AbsolutePositionForObject(o).IsZero() // not found among what shows
}
