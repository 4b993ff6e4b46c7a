package backend

import (
	"crypto/sha256"
	"sync"
	"time"
)

// Throttling of sign-ins (B9): after freeFailures each further failure doubles the wait, up to longestWait; a name that fails no
// more is forgotten after forgetAfter.
const (
	freeFailures = 5
	firstWait    = 2 * time.Second
	longestWait  = 5 * time.Minute
	forgetAfter  = time.Hour
	maxThrottled = 50_000
)

// throttle slows down whoever guesses. Names are kept as digests: what was typed may be anything. Safe for concurrent use.
type throttle struct {
	mu  sync.Mutex
	all map[[sha256.Size]byte]failures
}

type failures struct {
	count int
	last  time.Time
}

func newThrottle() *throttle { return &throttle{all: make(map[[sha256.Size]byte]failures)} }

// wait returns how long a name must still wait; 0 when it may try.
func (t *throttle) wait(name string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.all[sha256.Sum256([]byte(name))]
	return max(0, f.last.Add(f.penalty()).Sub(now))
}

func (f failures) penalty() time.Duration {
	if f.count < freeFailures {
		return 0
	}
	doubled := min(f.count-freeFailures, 16)
	return min(firstWait<<doubled, longestWait)
}

// failed counts a failure, succeeded forgets them.
func (t *throttle) failed(name string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.all) >= maxThrottled {
		t.forget(now)
	}
	key := sha256.Sum256([]byte(name))
	f := t.all[key]
	t.all[key] = failures{f.count + 1, now}
}

func (t *throttle) succeeded(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.all, sha256.Sum256([]byte(name)))
}

// forget must be called under mu. If everything is recent, everything goes: a flood of names is no way to be forgotten for
// long, since each guess still costs its way in.
func (t *throttle) forget(now time.Time) {
	for key, f := range t.all {
		if now.Sub(f.last) > forgetAfter {
			delete(t.all, key)
		}
	}
	if len(t.all) >= maxThrottled {
		clear(t.all)
	}
}
