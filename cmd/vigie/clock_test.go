package main

import (
	"testing"
	"time"
)

// C21: time that the machine slept through has passed for the console.
func TestC21_SleepCountsTowardsDeadlines(t *testing.T) {
	passed := time.Duration(0)
	c := machineClock{began: time.Now().Round(0), passed: func() time.Duration { return passed }}
	before := c.Now()
	passed = 5 * time.Hour // on a kernel's clock: Go's own saw a moment
	if got := c.Now().Sub(before); got != 5*time.Hour {
		t.Errorf("five hours asleep count as %v", got)
	}
}

func TestC21_TheMachinesClockKeepsTime(t *testing.T) {
	c := newClock()
	if off := time.Since(c.Now()).Abs(); off > time.Minute {
		t.Errorf("it begins %v off", off)
	}
	first, began := c.Now(), time.Now()
	last := first
	for time.Since(began) < 50*time.Millisecond {
		now := c.Now()
		if now.Before(last) {
			t.Fatalf("went back by %v", last.Sub(now))
		}
		last = now
	}
	// Read once more, after the 50 ms: the last reading of the loop may be as old as the machine is busy.
	if got := c.Now().Sub(first); got < 49*time.Millisecond {
		t.Errorf("50 ms awake count as %v", got)
	}
	fired := make(chan struct{})
	c.AfterFunc(time.Millisecond, func() { close(fired) })
	<-fired
}
