package backend

import (
	"sync"
	"time"
)

// How often those who wait are told of what moves in front of them: once in roundLeast, and with many of them so rarely that
// not more than one in roundEach is told. Told at every change, n who come would be told n times n.
const (
	roundLeast = 150 * time.Millisecond
	roundEach  = time.Millisecond
)

// rounds tells all who wait in a queue together. Safe for concurrent use.
type rounds struct {
	mu    sync.Mutex
	all   map[*func()]struct{}
	next  time.Time // no round before it, on this machine's clock
	armed bool
}

// join adds one who waits; changed must not block.
func (r *rounds) join(changed func()) (leave func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := &changed
	r.all[key] = struct{}{}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.all, key)
	}
}

// due makes a round happen: at once if the last one is long enough ago.
func (r *rounds) due() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.armed || len(r.all) == 0 {
		return
	}
	r.armed = true
	time.AfterFunc(max(0, time.Until(r.next)), r.tell)
}

func (r *rounds) tell() {
	r.mu.Lock()
	r.armed = false
	calls := make([]func(), 0, len(r.all))
	for f := range r.all {
		calls = append(calls, *f)
	}
	r.next = time.Now().Add(max(roundLeast, time.Duration(len(calls))*roundEach))
	r.mu.Unlock()
	for _, f := range calls {
		f()
	}
}
