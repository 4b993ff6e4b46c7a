package main

import (
	"sync/atomic"
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
	return backend.NewGuardedClock(time.Now, newBoot().elapsed)
}

// boot is time since a start, sleep included. Go reads the monotonic clock without asking the kernel, and the service asks
// for the time several times for each message; so only how long the machine has slept is asked of it, now and then.
type boot struct {
	began time.Time
	asked atomic.Int64 // when the kernel was last asked, since began
	slept atomic.Int64 // by how much CLOCK_BOOTTIME is ahead, in nanoseconds
}

// askEvery is how late the service learns, once it runs again, that the machine has slept.
const askEvery = 20 * time.Millisecond

func newBoot() *boot {
	b := &boot{began: time.Now()}
	b.ask()
	return b
}

// elapsed never goes back. It is safe for concurrent use.
func (b *boot) elapsed() time.Duration {
	awake := time.Since(b.began)
	if asked := b.asked.Load(); int64(awake)-asked >= int64(askEvery) && b.asked.CompareAndSwap(asked, int64(awake)) {
		b.ask()
	}
	return awake + time.Duration(b.slept.Load())
}

func (b *boot) ask() {
	var at unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &at); err != nil {
		return // cannot happen on a kernel that Go runs on
	}
	// The monotonic clock is read last: what passes between the two makes the result too small, never too large, and the
	// largest of all is right.
	slept := at.Nano() - int64(time.Since(b.began))
	for known := b.slept.Load(); slept > known && !b.slept.CompareAndSwap(known, slept); known = b.slept.Load() {
	}
}
