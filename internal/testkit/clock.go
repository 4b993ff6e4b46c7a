package testkit

import (
	"sync"
	"time"
)

// Clock is a clock that moves only when Advance is called. It is safe for concurrent use.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	timers map[*timer]struct{}
}

type timer struct {
	at time.Time
	f  func()
}

// NewClock returns a clock that shows the given time.
func NewClock(at time.Time) *Clock { return &Clock{now: at, timers: map[*timer]struct{}{}} }

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc makes Advance call f when d has gone by; stop reports whether it came in time to prevent that.
func (c *Clock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &timer{c.now.Add(d), f}
	c.timers[t] = struct{}{}
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		_, waits := c.timers[t]
		delete(c.timers, t)
		return waits
	}
}

// Advance moves the clock, and calls what is due on the way, in order, on the caller's goroutine.
func (c *Clock) Advance(d time.Duration) {
	end := c.Now().Add(d)
	for {
		t := c.next(end)
		if t == nil {
			break
		}
		t.f()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = end
}

// next takes the first timer that is due until end, and moves the clock to it.
func (c *Clock) next(end time.Time) *timer {
	c.mu.Lock()
	defer c.mu.Unlock()
	var first *timer
	for t := range c.timers {
		if !t.at.After(end) && (first == nil || t.at.Before(first.at)) {
			first = t
		}
	}
	if first != nil {
		delete(c.timers, first)
		if first.at.After(c.now) {
			c.now = first.at
		}
	}
	return first
}
