package main

import (
	"time"

	"golang.org/x/sys/unix"

	"vigie.example/internal/backend"
)

// hardenProcess keeps the memory of the process out of core files and away from debuggers.
func hardenProcess() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return err
	}
	return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

// newClock counts time on CLOCK_BOOTTIME, which goes on while the machine sleeps: deadlines do not sleep.
func newClock() backend.Clock {
	return backend.NewGuardedClock(time.Now, func() time.Duration {
		var at unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &at); err != nil {
			return 0 // cannot happen on a kernel that Go runs on; the clock then counts as skewed
		}
		return time.Duration(at.Nano())
	})
}
