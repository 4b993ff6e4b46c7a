package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/ui/kit"
)

// Idle reports whether the window could be closed and opened again without interrupting anybody: it shows the desk and no question, is
// not covered, and is not being left. It is to be called on Fyne's goroutine.
func (w *Window) Idle() bool {
	return w.page == noPage && !w.leave.asked && !w.leave.gone && !kit.Covered(w.window.Canvas())
}

// attendedEvery is how often at most the session is told that somebody is there.
const attendedEvery = 5 * time.Second

// attended notes that somebody uses the window.
func (w *Window) attended() {
	if now := time.Now(); now.Sub(w.usedAt) >= attendedEvery {
		w.usedAt = now
		w.models.Shell.Attended()
	}
}

// Size returns the size of the window, as it was about a second ago at most; the zero value before anything was rendered. It may be
// called on any goroutine.
func (w *Window) Size() fyne.Size {
	size, _ := w.size.Load().(fyne.Size)
	return size
}

// Resize gives the window a size, not under its smallest. It is to be called on Fyne's goroutine, or before the window shows.
func (w *Window) Resize(to fyne.Size) { w.window.Resize(to.Max(smallest)) }
