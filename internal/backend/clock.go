package backend

import (
	"sync"
	"time"

	"vigie.example/internal/retention"
)

// Clock tells the time of the store.
type Clock interface {
	Now() time.Time
}

// MaxSkew is how far the wall clock may be from the time that has really passed before a process is not ready.
const MaxSkew = 2 * time.Second

// GuardedClock is a Clock that believes elapsed time more than the wall clock: a step of the wall clock neither ends
// conversations early nor makes them live longer (B1). Safe for concurrent use.
type GuardedClock struct {
	wall    func() time.Time
	elapsed func() time.Duration

	mu     sync.Mutex
	base   time.Time     // wall time that elapsed agreed with
	at     time.Duration // elapsed at base
	latest retention.Watermark
	skewed bool
}

// NewGuardedClock returns a clock over wall and elapsed, which counts from any point, never goes back, and counts the time
// in which the machine slept.
func NewGuardedClock(wall func() time.Time, elapsed func() time.Duration) *GuardedClock {
	return &GuardedClock{wall: wall, elapsed: elapsed, base: wall().Round(0), at: elapsed()}
}

// Now returns the time. It never goes back.
func (c *GuardedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.wall().Round(0)
	passed := c.elapsed()
	derived := c.base.Add(passed - c.at)
	if skew := now.Sub(derived); skew.Abs() <= MaxSkew {
		// The wall clock drifts as clocks do and is corrected by small amounts: follow it.
		c.base, c.at, c.skewed = now, passed, false
	} else {
		now, c.skewed = derived, true
	}
	c.latest = c.latest.Observe(now)
	return c.latest.Time()
}

// Skewed reports whether the wall clock has stepped away from the time that has passed.
func (c *GuardedClock) Skewed() bool {
	c.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skewed
}
