// Package pump carries states from view-models to views. It is the only place that calls fyne.Do: view-models publish
// from their own goroutines, views render on Fyne's.
package pump

import (
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// Interval is the shortest time between two renderings of one view: states that come faster are merged, the last one
// wins. It is under what a person notices, and leaves Fyne time to paint.
const Interval = 50 * time.Millisecond

func do(f func()) { fyne.Do(f) }

// Source is what the pump needs of a view-model; view.Publisher gives it.
type Source[S any] interface {
	// Subscribe calls changed with the latest state, now and after each change, on a goroutine of its own.
	Subscribe(changed func(S)) (stop func())
}

// Connect renders the source's latest state on Fyne's goroutine, at first soon and then after each change. After stop
// (on Fyne's goroutine) nothing is rendered any more.
func Connect[S any](source Source[S], render func(S)) (stop func()) {
	c := &connection[S]{render: render, run: do}
	unsubscribe := source.Subscribe(c.changed)
	return func() {
		c.mu.Lock()
		c.stopped = true
		c.mu.Unlock()
		unsubscribe()
	}
}

type connection[S any] struct {
	render func(S)
	run    func(func()) // fyne.Do

	mu      sync.Mutex
	latest  S         // guarded by mu, as all below
	due     bool      // a rendering is on its way
	stopped bool      // never render again
	last    time.Time // when the last rendering began
}

func (c *connection[S]) changed(s S) {
	c.mu.Lock()
	c.latest = s
	idle := !c.due && !c.stopped
	c.due = c.due || idle
	wait := Interval - time.Since(c.last)
	c.mu.Unlock()
	switch {
	case !idle:
	case wait > 0:
		time.AfterFunc(wait, func() { c.run(c.paint) })
	default:
		c.run(c.paint)
	}
}

func (c *connection[S]) paint() {
	c.mu.Lock()
	s, stopped := c.latest, c.stopped
	c.due, c.last = false, time.Now()
	c.mu.Unlock()
	if !stopped {
		c.render(s)
	}
}

// After calls f on Fyne's goroutine after d, unless stop is called there first.
func After(d time.Duration, f func()) (stop func()) { return after(d, f, do) }

func after(d time.Duration, f func(), run func(func())) (stop func()) {
	var stopped atomic.Bool
	timer := time.AfterFunc(d, func() {
		run(func() {
			if !stopped.Load() {
				f()
			}
		})
	})
	return func() {
		stopped.Store(true)
		timer.Stop()
	}
}
