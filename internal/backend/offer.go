package backend

import (
	"bytes"
	"sync"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// history is what one end has offered of a conversation: entries that were all proved, and their fold.
type history struct {
	entries []conversation.Entry
	conv    *conversation.Conversation
	whole   bool
}

// healing is a conversation that waits for what its other end has. Nothing of it is in the book meanwhile.
type healing struct {
	began  time.Time // of the first frame
	since  time.Time // of the first whole offer; zero before
	offers map[conversation.Side]*history
}

// offers are the conversations that are being given back to this process. Safe for concurrent use.
type offers struct {
	mu  sync.Mutex
	all map[conversation.ID]*healing
}

// maxHealing bounds how many conversations are given back at once. What is kept of each is no more than what it once was: only
// proved entries are.
const maxHealing = 20_000

func newOffers() *offers { return &offers{all: make(map[conversation.ID]*healing)} }

// add takes proved entries of a side in, and returns how far the side's offer goes. Entries that do not follow end the offer.
func (o *offers) add(id conversation.ID, side conversation.Side, from conversation.Position, entries []conversation.Entry, now time.Time) (*history, error) {
	const op = "backend.offers.add"
	o.mu.Lock()
	defer o.mu.Unlock()
	h := o.all[id]
	if h == nil {
		if len(o.all) >= maxHealing {
			return nil, fault.New(fault.TooMany, op)
		}
		h = &healing{began: now, offers: make(map[conversation.Side]*history)}
		o.all[id] = h
	}
	mine := h.offers[side]
	if from == 1 || mine == nil || mine.whole {
		mine = &history{conv: conversation.New(id)}
	}
	err := mine.add(from, entries)
	if err != nil {
		o.drop(id, side)
		return nil, err
	}
	h.offers[side] = mine
	return mine, nil
}

// add folds entries in.
func (h *history) add(from conversation.Position, entries []conversation.Entry) error {
	if from != h.conv.Position()+1 {
		return fault.New(fault.Invalid, "backend.history.add")
	}
	for _, e := range entries {
		if h.conv.Apply(e) != nil {
			return fault.New(fault.Invalid, "backend.history.add")
		}
		h.entries = append(h.entries, e)
	}
	return nil
}

// finish notes that a side's offer is whole, and reports whether both sides' are.
func (o *offers) finish(id conversation.ID, h *history, now time.Time) (both bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	h.whole = true
	heal := o.all[id]
	if heal == nil {
		return false
	}
	if heal.since.IsZero() {
		heal.since = now
	}
	return len(heal.whole()) == 2
}

func (h *healing) whole() (out []*history) {
	for _, side := range []conversation.Side{conversation.Declarant, conversation.Operator} {
		if mine := h.offers[side]; mine != nil && mine.whole {
			out = append(out, mine)
		}
	}
	return out
}

// drop forgets a side's offer; it must be called under mu.
func (o *offers) drop(id conversation.ID, side conversation.Side) {
	if h := o.all[id]; h != nil {
		delete(h.offers, side)
		if len(h.offers) == 0 {
			delete(o.all, id)
		}
	}
}

// forget drops what was offered of a conversation.
func (o *offers) forget(id conversation.ID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.all, id)
}

// forgetSide drops what one side has offered.
func (o *offers) forgetSide(id conversation.ID, side conversation.Side) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drop(id, side)
}

// putBack keeps an offer that could not be written for the next attempt.
func (o *offers) putBack(id conversation.ID, h *history) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.all[id] == nil {
		o.all[id] = &healing{since: h.entries[0].Time, offers: map[conversation.Side]*history{conversation.Declarant: h}}
	}
}

// has reports whether a conversation is being given back, and whether nothing more is waited for.
func (o *offers) has(id conversation.ID, now time.Time, grace time.Duration) (waits, due bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	h := o.all[id]
	return h != nil, h != nil && !h.since.IsZero() && now.Sub(h.since) >= grace
}

// unfinishedTime is how long an offer may take to become whole.
const unfinishedTime = time.Minute

// due returns the conversations whose other end has stayed away for long enough, and drops offers that never became whole.
func (o *offers) due(now time.Time, grace time.Duration) (out []conversation.ID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for id, h := range o.all {
		if !h.since.IsZero() && now.Sub(h.since) >= grace {
			out = append(out, id)
		} else if h.since.IsZero() && now.Sub(h.began) >= unfinishedTime {
			delete(o.all, id)
		}
	}
	return out
}

// take removes what was offered of a conversation and returns the offer that holds, nil when there is none, and whether the holder's console
// is among who has offered.
func (o *offers) take(id conversation.ID) (holds *history, console bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	h := o.all[id]
	if h == nil {
		return nil, false
	}
	delete(o.all, id)
	theirs := h.offers[conversation.Operator]
	return best(h.whole()), theirs != nil && theirs.whole
}

// best chooses between offers. Each is something that the service has once said, so that normally one begins with the other, and the
// longer one holds. They differ when one end stayed away while the other healed and went on: then the higher generation holds, and
// otherwise what was said later.
func best(all []*history) *history {
	if len(all) == 0 {
		return nil
	}
	if len(all) == 1 || precedes(all[1], all[0]) {
		return all[0]
	}
	return all[1]
}

func precedes(a, b *history) bool {
	if ga, gb := a.conv.Generation(), b.conv.Generation(); ga != gb {
		return ga < gb
	}
	for i := range min(len(a.entries), len(b.entries)) {
		if !sameEntry(a.entries[i], b.entries[i]) {
			return a.entries[i].Time.Before(b.entries[i].Time)
		}
	}
	return len(a.entries) < len(b.entries)
}

func sameEntry(a, b conversation.Entry) bool {
	x, errX := encodeEntry(a)
	y, errY := encodeEntry(b)
	return errX == nil && errY == nil && a.Position == b.Position && bytes.Equal(x, y)
}

// entriesOf checks the proofs of a frame. One that does not hold makes all of it Invalid.
func (s *Service) entriesOf(r wire.Restore) ([]conversation.Entry, error) {
	out := make([]conversation.Entry, len(r.Entries))
	for i, p := range r.Entries {
		e, proved := s.secrets.past(r.Conversation, r.From+conversation.Position(i), p)
		if !proved {
			return nil, fault.New(fault.Invalid, "backend.entriesOf", fault.Key("fault.restore.proof"))
		}
		out[i] = e
	}
	return out, nil
}
