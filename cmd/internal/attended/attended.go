// Package attended tells whether the person whose session this is may be at the workstation: whether the screen is locked, the
// machine is about to sleep, or nobody has touched it for longer than the policy allows.
//
//	w := attended.Start(ctx, attended.Options{Idle: 10 * time.Minute})
//	for range w.Changed() { if w.Away() { ... } }
//
// It listens on D-Bus: to the screen savers of the usual desktops on the session's bus, and to logind on the system's. Where there is no
// bus, or nobody on it, nobody is ever told to be away. What is asked of others is bounded in time.
package attended

import (
	"context"
	"sync"
	"time"
)

// Options say what counts as being away. The zero value is a locked screen, and sleep.
type Options struct {
	Idle time.Duration // how long the desktop may report that nobody has touched it; 0: for ever
}

// Watch is one session that is watched. It is safe for concurrent use.
type Watch struct {
	idle    time.Duration
	changed chan struct{}

	mu    sync.Mutex
	why   map[string]bool // what says that nobody is here, by who says it
	since time.Time       // nobody has touched it since then; zero: somebody has
	timer *time.Timer
}

// Start begins to watch, until the context ends, and knows how things stand when it returns.
func Start(ctx context.Context, o Options) *Watch {
	w := &Watch{idle: o.Idle, changed: make(chan struct{}, 1), why: map[string]bool{}}
	w.listen(ctx)
	return w
}

// Away reports whether nobody may be here.
func (w *Watch) Away() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, away := range w.why {
		if away {
			return true
		}
	}
	return w.idle > 0 && !w.since.IsZero() && time.Since(w.since) >= w.idle
}

// Changed is sent something after Away may have changed; changes that nobody has read yet are one.
func (w *Watch) Changed() <-chan struct{} { return w.changed }

func (w *Watch) tell() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// set notes what one of those who know says.
func (w *Watch) set(who string, away bool) {
	w.mu.Lock()
	w.why[who] = away
	w.mu.Unlock()
	w.tell()
}

// untouched notes since when nobody has touched the session; the zero time: somebody has.
func (w *Watch) untouched(since time.Time) {
	w.mu.Lock()
	w.since = since
	if w.timer != nil {
		w.timer.Stop()
	}
	if w.idle > 0 && !since.IsZero() {
		w.timer = time.AfterFunc(time.Until(since.Add(w.idle))+time.Millisecond, w.tell)
	}
	w.mu.Unlock()
	w.tell()
}
