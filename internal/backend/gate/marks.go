package gate

import (
	"sync"

	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// dirty is a set of conversations to look at. Safe for concurrent use; adding never blocks.
type dirty struct {
	woken chan struct{}
	set   *dirtySet
}

type dirtySet struct {
	mu  sync.Mutex
	ids map[conversation.ID]struct{}
}

func newDirty() dirty {
	return dirty{woken: make(chan struct{}, 1), set: &dirtySet{ids: make(map[conversation.ID]struct{})}}
}

func (d dirty) add(id conversation.ID) {
	d.set.mu.Lock()
	d.set.ids[id] = struct{}{}
	d.set.mu.Unlock()
	d.wake()
}

func (d dirty) wake() {
	select {
	case d.woken <- struct{}{}:
	default:
	}
}

func (d dirty) take() []conversation.ID {
	d.set.mu.Lock()
	defer d.set.mu.Unlock()
	out := make([]conversation.ID, 0, len(d.set.ids))
	for id := range d.set.ids {
		out = append(out, id)
	}
	clear(d.set.ids)
	return out
}

// keys remembers which envelopes a console was sent. Safe for concurrent use.
type keys struct {
	mu   sync.Mutex
	sent map[conversation.ID]map[sentKey]struct{}
}

type sentKey struct {
	hourly     string
	number     conversation.KeyNumber
	generation conversation.Generation
}

// first reports whether an envelope has not been sent before, and remembers it.
func (k *keys) first(id conversation.ID, e wire.Envelope) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sent[id] == nil {
		k.sent[id] = make(map[sentKey]struct{})
	}
	key := sentKey{e.Hourly, e.Key, e.Generation}
	_, known := k.sent[id][key]
	k.sent[id][key] = struct{}{}
	return !known
}

func (k *keys) forget(id conversation.ID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.sent, id)
}

func (k *keys) clear() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.sent)
}
