//go:build !linux

package main

import (
	"time"

	"vigie.example/internal/backend"
)

// hardenProcess has nothing to do outside Linux, where the service is not run in earnest.
func hardenProcess() error { return nil }

// newClock counts time on the monotonic clock.
func newClock() backend.Clock {
	began := time.Now()
	return backend.NewGuardedClock(time.Now, func() time.Duration { return time.Since(began) })
}
