package main

import (
	"time"

	"vigie.example/internal/console"
)

// machineClock is this machine's clock: the wall clock's time at the start, carried on by time that goes on while the machine
// sleeps. A console that was suspended with its lid shut is past its deadlines when it wakes (C21).
type machineClock struct {
	began  time.Time            // without a monotonic reading, which would hide the sleep from differences
	passed func() time.Duration // since the start; never goes back
}

func newClock() console.Clock { return machineClock{began: time.Now().Round(0), passed: stopwatch()} }

// Now implements console.Clock. Differences of its times are the time that has passed.
func (c machineClock) Now() time.Time { return c.began.Add(c.passed()) }

// AfterFunc implements console.Clock. It counts time awake; what matters is looked at every second.
func (machineClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}
