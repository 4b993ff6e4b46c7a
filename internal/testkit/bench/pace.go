package main

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// crowd is a number of people who talk, through the service or through the relay.
type crowd interface {
	say(i int)  // the next message of a conversation; does not wait for its arrival
	of() *meter // what was said, and what arrived
	pid() int   // of the process in the middle
}

func now() time.Time { return time.Now() }

// talk makes each conversation say one message a second, each at a moment of its own.
func talk(ctx context.Context, c crowd, seconds int) {
	n := len(c.of().lines)
	order := rand.Perm(n)
	begin := time.Now()
	for i := range n * seconds {
		due := begin.Add(time.Duration(i) * time.Second / time.Duration(n))
		if rest := time.Until(due); rest > 0 {
			select {
			case <-time.After(rest):
			case <-ctx.Done():
				return
			}
		}
		c.say(order[i%n])
	}
}

// rush makes every conversation say the next message as soon as the last one has arrived, and returns how many a second
// arrive.
func rush(ctx context.Context, c crowd, warm, length time.Duration) float64 {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	for i, l := range c.of().lines {
		l.mu.Lock()
		l.next = make(chan struct{}, 1)
		l.mu.Unlock()
		all.Go(func() {
			for {
				c.say(i)
				select {
				case <-l.next:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	pause(ctx, warm)
	before, begin := c.of().arrived.Load(), time.Now()
	pause(ctx, length)
	arrived, took := c.of().arrived.Load()-before, time.Since(begin)
	cancel()
	all.Wait()
	return float64(arrived) / took.Seconds()
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// clockTick is the unit of processor time in /proc, fixed on Linux.
const clockTick = 10 * time.Millisecond

// processorTime is how much processor time a process has used.
func processorTime(pid int) time.Duration {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	const user, system = 11, 12 // counted from the state
	if len(fields) <= system {
		return 0
	}
	u, _ := strconv.Atoi(fields[user])
	s, _ := strconv.Atoi(fields[system])
	return time.Duration(u+s) * clockTick
}

// residentBytes is how much memory of a process is in RAM.
func residentBytes(pid int) float64 {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for l := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(l, "VmRSS:"); ok {
			n, _ := strconv.Atoi(strings.Fields(kb)[0])
			return float64(n) * 1024
		}
	}
	return 0
}
