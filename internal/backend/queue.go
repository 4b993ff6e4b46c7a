package backend

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"vigie.example/internal/conversation"
)

// queue is who waits for a unit, and who wants to know what changes in it. Safe for concurrent use.
type queue struct {
	mu       sync.Mutex
	all      map[conversation.ID]place // every conversation of the unit
	order    []conversation.ID         // of those that wait; nil: to be made again
	ahead    map[conversation.ID]int
	watchers map[*watcher]struct{}
	rounds   rounds // of those who wait
}

// place is what decides where a conversation waits: urgent first, then by arrival (B12).
type place struct {
	waiting bool
	urgent  bool
	begun   time.Time
}

// watcher is told which conversation of a unit has changed ("": who is on duty has), and whether places in the queue have.
// It must not block.
type watcher struct {
	changed func(id conversation.ID, moved bool)
}

func newQueue() *queue {
	q := &queue{all: make(map[conversation.ID]place), watchers: make(map[*watcher]struct{})}
	q.rounds.all = make(map[*func()]struct{})
	return q
}

// set puts a conversation at its place, or takes it out of those that wait.
func (q *queue) set(id conversation.ID, p place) {
	q.mu.Lock()
	moved := q.all[id] != p
	if moved {
		q.all[id] = p
		q.order = nil
	}
	q.mu.Unlock()
	q.tell(id, moved)
}

func (q *queue) remove(id conversation.ID) {
	q.mu.Lock()
	delete(q.all, id)
	q.order = nil
	q.mu.Unlock()
	q.tell(id, true)
}

// tell tells every watcher.
func (q *queue) tell(id conversation.ID, moved bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for w := range q.watchers {
		w.changed(id, moved)
	}
	if moved {
		q.rounds.due()
	}
}

// position returns how many wait before a conversation, and whether it waits at all.
func (q *queue) position(id conversation.ID) (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sort()
	n, ok := q.ahead[id]
	return n, ok
}

// waiting returns those that wait, in their order.
func (q *queue) waiting() []conversation.ID {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sort()
	return slices.Clone(q.order)
}

// sort must be called under mu.
func (q *queue) sort() {
	if q.order != nil {
		return
	}
	q.order = make([]conversation.ID, 0, len(q.all))
	for id, p := range q.all {
		if p.waiting {
			q.order = append(q.order, id)
		}
	}
	slices.SortFunc(q.order, func(a, b conversation.ID) int {
		x, y := q.all[a], q.all[b]
		switch {
		case x.urgent != y.urgent && x.urgent:
			return -1
		case x.urgent != y.urgent:
			return 1
		}
		return cmp.Or(x.begun.Compare(y.begun), cmp.Compare(a, b))
	})
	q.ahead = make(map[conversation.ID]int, len(q.order))
	for i, id := range q.order {
		q.ahead[id] = i
	}
}

func (q *queue) watch(changed func(id conversation.ID, moved bool)) (stop func()) {
	w := &watcher{changed}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.watchers[w] = struct{}{}
	return func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		delete(q.watchers, w)
	}
}
