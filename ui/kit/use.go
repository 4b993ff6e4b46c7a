package kit

import "sync/atomic"

var user atomic.Pointer[func()]

// OnUse makes f be called whenever somebody types or taps in one of the kit's widgets, on Fyne's goroutine: keys and taps go to a
// widget and nowhere else, so that a window cannot see them. A program has one such window; f takes the place of the one before.
func OnUse(f func()) { user.Store(&f) }

// used tells that somebody is there.
func used() {
	if f := user.Load(); f != nil {
		(*f)()
	}
}
