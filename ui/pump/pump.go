// Package pump carries states from view-models to views. It is the only place that calls fyne.Do: view-models publish
// from their own goroutines, views render on Fyne's.
package pump

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// Interval is the shortest time between two renderings of one view: more states than that are merged, the last one
// wins. It is under the three frames that a person notices, and leaves Fyne time to paint.
const Interval = 50 * time.Millisecond

// Source is what the pump needs of a view-model: its state now, and a call at each change until the returned function
// is called.
type Source[S any] interface {
	State() S
	Subscribe(changed func()) (cancel func())
}

// Connect renders the source's state at once, on the calling goroutine (which must be Fyne's), and after each change
// until stop is called. A view that is stopped is never rendered again.
func Connect[S any](source Source[S], render func(S)) (stop func()) {
	p := &connection[S]{source: source, render: render}
	render(source.State())
	cancel := source.Subscribe(p.changed)
	return func() {
		cancel()
		p.mu.Lock()
		p.stopped = true
		p.mu.Unlock()
	}
}

type connection[S any] struct {
	source Source[S]
	render func(S)

	mu      sync.Mutex
	waiting bool      // a rendering is due
	stopped bool      // guarded by mu
	last    time.Time // of the last rendering, guarded by mu
}

func (c *connection[S]) changed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting || c.stopped {
		return
	}
	c.waiting = true
	time.AfterFunc(max(0, Interval-time.Since(c.last)), func() { fyne.Do(c.paint) })
}

func (c *connection[S]) paint() {
	c.mu.Lock()
	stopped := c.stopped
	c.waiting, c.last = false, time.Now()
	c.mu.Unlock()
	if !stopped {
		c.render(c.source.State())
	}
}
