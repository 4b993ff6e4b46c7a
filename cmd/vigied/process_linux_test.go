package main

import (
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func boottime(t *testing.T) time.Duration {
	t.Helper()
	var at unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &at); err != nil {
		t.Fatal(err)
	}
	return time.Duration(at.Nano())
}

// TestB1_ElapsedTimeCountsSleep: what the service takes for elapsed time is CLOCK_BOOTTIME, never ahead of it.
func TestB1_ElapsedTimeCountsSleep(t *testing.T) {
	b := newBoot()
	for range 200 {
		before := b.elapsed()
		kernel := boottime(t)
		after := b.elapsed()
		if before > kernel {
			t.Fatalf("%s ahead of the kernel's clock", before-kernel)
		}
		if after < before {
			t.Fatalf("it goes back by %s", before-after)
		}
	}
	deadline := time.Now().Add(10 * time.Second)
	for boottime(t)-b.elapsed() > 5*time.Millisecond { // less, but for a machine that is busy just between the two
		if time.Now().After(deadline) {
			t.Fatalf("%s behind the kernel's clock", boottime(t)-b.elapsed())
		}
	}
	// A sleep of the machine shows at the next question.
	b.began = b.began.Add(time.Hour) // of the last hour it now knows nothing: as if the machine had slept
	if gained := boottime(t) - b.elapsed(); gained < 59*time.Minute {
		t.Fatalf("nothing seems missing: %s", gained)
	}
	b.ask()
	if behind := boottime(t) - b.elapsed(); behind > time.Second {
		t.Errorf("%s behind after a sleep", behind)
	}
}

func TestElapsedTimeNeverGoesBackForAnybody(t *testing.T) {
	b := newBoot()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			last := b.elapsed()
			for range 20_000 {
				now := b.elapsed()
				if now < last {
					t.Errorf("back by %s", last-now)
					return
				}
				last = now
			}
		})
	}
	all.Wait()
}
