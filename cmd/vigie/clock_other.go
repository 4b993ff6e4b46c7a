//go:build !linux

package main

import "time"

// stopwatch counts on Go's monotonic clock, which on Windows and macOS may stand still during suspension; the service's next
// word corrects it.
func stopwatch() func() time.Duration {
	began := time.Now()
	return func() time.Duration { return time.Since(began) }
}
