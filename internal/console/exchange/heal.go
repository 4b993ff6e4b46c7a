package exchange

import (
	"slices"
	"time"

	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// Kept takes in the proof of an entry that is not a message.
func (x *Exchange) Kept(k wire.Kept) {
	if !x.gone {
		x.ledger.Keep(k)
	}
}

// Forgotten takes in that the service has lost its memory. What is ours is given back (see Offer), and told again from the beginning;
// until it is there again, nothing is sent.
func (x *Exchange) Forgotten() {
	if x.gone || !x.mine {
		return
	}
	x.healing, x.lost, x.here = true, false, false
	x.position = sequence{run: 1}
	for id := range x.seenAt {
		x.seenAt[id] = 0 // it may come back at another place
	}
}

// Healing reports whether the service is still to get the conversation back.
func (x *Exchange) Healing() bool { return x.healing }

// Offer returns the frames that give the conversation back to a service that has lost it, each of at most limit bytes. They hold
// nothing but what the service itself has said, and proves.
func (x *Exchange) Offer(limit int) []wire.Restore {
	if !x.mine || x.gone {
		return nil
	}
	x.offers++
	return x.ledger.Offer(x.id, limit)
}

// Offers returns how often it was given back, this time included.
func (x *Exchange) Offers() int { return x.offers }

// healed takes in that the service has the conversation again, up to a position. Our messages that it did not get back leave
// again, the same bytes; so does the receipt.
func (x *Exchange) healed(s wire.Summary, now time.Time) {
	if !x.healing {
		return
	}
	x.healing, x.back = false, now
	x.marks.told, x.marks.flying = seal.Counts{}, false
	var again []*outgoing
	for m := range x.ledger.Messages() {
		if m.Side == conversation.Operator && m.Generation == x.generation && m.N > s.Sent {
			again = append(again, &outgoing{id: m.ID, text: x.textOf(m.ID), frame: &m.Send, unsure: true})
		}
	}
	slices.SortFunc(again, func(a, b *outgoing) int { return int(a.frame.N) - int(b.frame.N) })
	x.ledger.Cut(s.Position)
	for _, o := range again {
		x.deliver(o.id, Queued, view.Text{})
	}
	for _, o := range x.out.queue {
		o.unsure = o.unsure || o.flying
		o.flying = false
	}
	x.out.queue = append(again, x.out.queue...)
	x.out.sent = min(x.out.sent, s.Sent)
	x.out.stored = slices.DeleteFunc(x.out.stored, func(o stored) bool { return o.number > s.Sent })
}

func (x *Exchange) textOf(id conversation.MessageID) string {
	if at, known := x.out.index[id]; known {
		return x.items.At(at).Text
	}
	return ""
}
