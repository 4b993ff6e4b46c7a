package backend

import (
	"maps"
	"sync"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// book holds every conversation that the store has, and the tombstones. Safe for concurrent use.
type book struct {
	mu     sync.RWMutex
	all    map[conversation.ID]*live
	tombs  map[conversation.ID]tombstone
	dying  map[conversation.ID]*live // buried, and not all erased yet: their followers are still to be told
	queues map[conversation.Unit]*queue
}

func newBook() *book {
	return &book{
		all: make(map[conversation.ID]*live), tombs: make(map[conversation.ID]tombstone),
		dying: make(map[conversation.ID]*live), queues: make(map[conversation.Unit]*queue),
	}
}

// get returns a conversation: Gone when it was deleted, Missing when the store does not know it.
func (b *book) get(id conversation.ID) (*live, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if _, dead := b.tombs[id]; dead {
		return nil, fault.New(fault.Gone, "backend.book.get", fault.Key("fault.conversation.deleted"))
	}
	l, ok := b.all[id]
	if !ok {
		return nil, fault.New(fault.Missing, "backend.book.get")
	}
	return l, nil
}

// ensure returns a conversation and makes a place for it if there is none; Gone when it was deleted.
func (b *book) ensure(id conversation.ID) (*live, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, dead := b.tombs[id]; dead {
		return nil, fault.New(fault.Gone, "backend.book.ensure", fault.Key("fault.conversation.deleted"))
	}
	l, ok := b.all[id]
	if !ok {
		l = newLive(id)
		b.all[id] = l
	}
	return l, nil
}

// bury remembers a tombstone and takes the conversation out: gone is the conversation if this process had it until now, ended if
// its followers are to be told now that nothing is left.
func (b *book) bury(t tombstone) (gone, ended *live) {
	b.mu.Lock()
	defer b.mu.Unlock()
	id := t.Conversation
	if old, known := b.tombs[id]; known {
		if old.revision > t.revision {
			t = old // what comes late does not undo it
		}
		t.done = t.done || old.done
	}
	b.tombs[id] = t
	if gone = b.all[id]; gone != nil {
		delete(b.all, id)
		b.dying[id] = gone
	}
	if t.done {
		ended = b.dying[id]
		delete(b.dying, id)
	}
	return gone, ended
}

// dropEmpty forgets a place that was made for a conversation which was not opened after all.
func (b *book) dropEmpty(l *live) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if b.all[l.id] == l && !l.conv.Exists() && len(l.feeds) == 0 {
		delete(b.all, l.id)
	}
}

func (b *book) unearth(id conversation.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.tombs, id)
}

func (b *book) tomb(id conversation.ID) (tombstone, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	t, ok := b.tombs[id]
	return t, ok
}

// each calls f on a copy of the list.
func (b *book) each(f func(*live)) {
	b.mu.RLock()
	list := make([]*live, 0, len(b.all))
	for _, l := range b.all {
		list = append(list, l)
	}
	b.mu.RUnlock()
	for _, l := range list {
		f(l)
	}
}

// deletions returns those that concern an operator.
func (b *book) deletions(actor access.ActorCode) []tombstone {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var out []tombstone
	for _, t := range b.tombs {
		if t.concerns(actor) {
			out = append(out, t)
		}
	}
	return out
}

func (b *book) unfinished() []tombstone {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var out []tombstone
	for _, t := range b.tombs {
		if !t.done {
			out = append(out, t)
		}
	}
	return out
}

// eachQueue returns a copy of the list of queues.
func (b *book) eachQueue() map[conversation.Unit]*queue {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return maps.Clone(b.queues)
}

// queue returns the queue of a unit.
func (b *book) queue(unit conversation.Unit) *queue {
	b.mu.RLock()
	q, ok := b.queues[unit]
	b.mu.RUnlock()
	if ok {
		return q
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if q, ok = b.queues[unit]; !ok {
		q = newQueue()
		b.queues[unit] = q
	}
	return q
}
