package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// stopwatch counts on CLOCK_BOOTTIME, which goes on during suspension. Go's own monotonic clock does not.
func stopwatch() func() time.Duration {
	began := time.Now()
	start, err := boottime()
	return func() time.Duration {
		at, failed := boottime()
		if err != nil || failed != nil { // cannot happen on a kernel that Go runs on
			return time.Since(began)
		}
		return at - start
	}
}

func boottime() (time.Duration, error) {
	var at unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &at)
	return time.Duration(at.Nano()), err
}
