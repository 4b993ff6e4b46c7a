package stream

import (
	"sync"

	"vigie.example/internal/conversation"
)

// headsKept bounds the memory of heads: about 200 bytes each.
const headsKept = 100_000

// head is the last entry of a conversation.
type head struct {
	position conversation.Position
	seq      uint64 // in its stream
}

// heads remembers the last entries that this process has seen, so that Append need not ask. What it remembers may be old;
// the compare-and-set notices.
type heads struct {
	mu   sync.Mutex
	byID map[conversation.ID]head
}

func newHeads() *heads { return &heads{byID: map[conversation.ID]head{}} }

func (h *heads) get(id conversation.ID) (head, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	got, ok := h.byID[id]
	return got, ok
}

// set keeps the entry with the higher sequence; a sequence of 0 forgets.
func (h *heads) set(id conversation.ID, to head) {
	if to.seq == 0 {
		h.forget(id)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if old, ok := h.byID[id]; ok && old.seq >= to.seq {
		return
	} else if !ok && len(h.byID) >= headsKept {
		for any := range h.byID { // of no particular age: it costs its next Append one question
			delete(h.byID, any)
			break
		}
	}
	h.byID[id] = to
}

func (h *heads) forget(id conversation.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.byID, id)
}

func (h *heads) forgetAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(h.byID)
}
