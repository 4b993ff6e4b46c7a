package gate

import (
	"sync"
	"time"
)

// attention looks at something after it was woken, never more often than once in a while, and needs no goroutine in
// between. Waking never blocks. Safe for concurrent use.
type attention struct {
	look  func()
	every time.Duration

	mu      sync.Mutex
	timer   *time.Timer // guarded by mu, as all below; nil before it was first woken
	state   attentionState
	looked  time.Time
	stopped bool
	idle    sync.Cond // the state is calm
}

type attentionState uint8

const (
	calm    attentionState = iota
	due                    // the timer runs
	looking                // look runs
	again                  // look runs, and something has changed since it began
)

func newAttention(every time.Duration, look func()) *attention {
	a := &attention{look: look, every: every}
	a.idle.L = &a.mu
	return a
}

func (a *attention) wake() {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.stopped:
	case a.state == calm:
		a.schedule(max(0, a.every-time.Since(a.looked)))
	case a.state == looking:
		a.state = again
	}
}

// schedule must be called under mu.
func (a *attention) schedule(after time.Duration) {
	a.state = due
	if a.timer == nil {
		a.timer = time.AfterFunc(after, a.run)
		return
	}
	a.timer.Reset(after)
}

func (a *attention) run() {
	a.mu.Lock()
	if a.stopped {
		a.mu.Unlock()
		return
	}
	a.state = looking
	a.mu.Unlock()
	defer func() { // also after a panic, so that nobody waits for ever
		a.mu.Lock()
		defer a.mu.Unlock()
		a.looked = time.Now()
		if a.state == again && !a.stopped {
			a.schedule(a.every)
			return
		}
		a.state = calm
		a.idle.Broadcast()
	}()
	a.look()
}

// stop ends it, and waits until nothing of it runs any more.
func (a *attention) stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopped = true
	if a.timer != nil {
		a.timer.Stop()
	}
	for a.state == looking || a.state == again {
		a.idle.Wait()
	}
}
