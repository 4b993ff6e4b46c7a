package main

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/view"
	"vigie.example/ui/pump"
)

// frames tells when something has been painted. Fyne's loop does what is queued, and sixty times a second moves its
// animations and then paints what has changed. So a State that was rendered before an animation's step is on the screen
// when the loop does the next thing that is queued after that step.
type frames struct {
	publish func(thread.State) // hands a State to what is in the window

	mu       sync.Mutex
	rendered bool // guarded by mu, as all below: a State was rendered since the last step
	last     time.Time
	gaps     []time.Duration // between steps, while counting
	counting bool

	hop     view.Publisher[int] // brings the loop something to do
	hops    int
	painted chan time.Time // one time for each frame after a rendering
}

func newFrames() *frames { return &frames{painted: make(chan time.Time, 1)} }

// start is called on Fyne's goroutine when the window is there.
func (f *frames) start(shown *view.Publisher[thread.State]) {
	f.publish = shown.Publish
	// This is queued together with the window's own rendering. A step that comes just between the two makes one value in a
	// hundred too small; medians are looked at.
	pump.Connect(shown, func(s thread.State) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.rendered = s.Conversation != ""
	})
	pump.Connect(&f.hop, func(n int) {
		if n == 0 {
			return
		}
		select {
		case f.painted <- time.Now():
		default:
		}
	})
	a := fyne.NewAnimation(time.Hour, func(float32) { f.step() })
	a.RepeatCount = fyne.AnimationRepeatForever
	a.Start()
}

// step is called by the loop before it paints.
func (f *frames) step() {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	if f.counting {
		f.gaps = append(f.gaps, now.Sub(f.last))
	}
	f.last = now
	if f.rendered {
		f.rendered = false
		f.hops++
		n := f.hops
		go f.hop.Publish(n)
	}
}

// show publishes a State and returns how long it took until it was on the screen.
func (f *frames) show(s thread.State) time.Duration {
	select {
	case <-f.painted:
	default:
	}
	begin := time.Now()
	f.publish(s)
	return (<-f.painted).Sub(begin)
}

// count returns the times between the frames' beginnings while work runs.
func (f *frames) count(work func()) []time.Duration {
	f.mu.Lock()
	f.counting, f.gaps = true, nil
	f.mu.Unlock()
	work()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counting = false
	if len(f.gaps) < 2 {
		return nil
	}
	return f.gaps[1:]
}
