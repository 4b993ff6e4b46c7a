package exchange

import (
	"time"

	"vigie.example/internal/console/view"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// marks are the receipts of both sides.
type marks struct {
	number  uint64      // of our last one
	told    seal.Counts // what it said
	at      time.Time   // when it was made
	flying  bool
	refused time.Time
}

// A receipt costs both ends and the service as much as a message. The first one of a burst goes at once; the next ones say what has
// come meanwhile, that something was read sooner than that it came.
const (
	restRead     = time.Second
	restReceived = 3 * time.Second
)

// rests reports whether a receipt with these counts comes too early after the last one.
func (m *marks) rests(counts seal.Counts, now time.Time) bool {
	rest := restReceived
	if counts.Read != m.told.Read {
		rest = restRead
	}
	return now.Sub(m.at) < rest
}

// Mark takes in a receipt of the declarant's page.
func (x *Exchange) Mark(m wire.Mark, now time.Time) {
	if x.gone {
		return
	}
	k, here := x.keys[m.Key]
	if !here {
		if seal.VerifyMark(x.peer, m) != nil {
			x.alarms.raise(Forged, now)
		}
		return
	}
	receipt, err := seal.OpenMark(x.peer, k.secret, m)
	if err != nil {
		x.alarms.raise(Forged, now)
		return
	}
	if x.order.AcceptMark(receipt, x.sent()).Judgement == seal.Forgery {
		x.alarms.raise(Forged, now)
		return
	}
	x.confirm(now)
}

// confirm moves our messages on to what the newest receipt says.
func (x *Exchange) confirm(now time.Time) {
	said := x.order.Receipts(x.generation)
	kept := x.out.stored[:0]
	for _, s := range x.out.stored {
		switch {
		case s.number <= said.Read:
			x.deliver(s.id, Read, view.Text{})
			continue
		case s.number <= said.Received:
			x.deliverOnce(s, Received)
		}
		kept = append(kept, s)
	}
	x.out.stored = kept
	if n := len(kept); n == 0 || kept[n-1].number <= said.Received {
		x.alarms.set(Silent, 0, now)
	}
}

// deliverOnce spares the copy of a block when nothing changes.
func (x *Exchange) deliverOnce(s stored, d Delivery) {
	if at, known := x.out.index[s.id]; known && x.items.At(at).Delivery != d {
		x.deliver(s.id, d, view.Text{})
	}
}

// NextMark returns the receipt that is due, if what it would say has changed.
func (x *Exchange) NextMark(now time.Time) (wire.Mark, bool) {
	key, secret, ready := x.sendingKey()
	if !ready || !x.MarkDue(now) {
		return wire.Mark{}, false
	}
	counts := x.counts()
	head := wire.Mark{ID: newMessageID(), Key: key, Generation: x.generation, N: x.marks.number + 1}
	m, err := seal.SealMark(x.sender(), secret, head, counts)
	if err != nil {
		return wire.Mark{}, false
	}
	x.marks.number++
	x.marks.told, x.marks.at, x.marks.flying = counts, now, true
	return m, true
}

// counts is what a receipt says now.
func (x *Exchange) counts() seal.Counts {
	received := x.order.Seen(x.generation)
	return seal.Counts{Sent: x.out.sent, Received: received, Read: min(x.read, received)}
}

// Marked takes in what became of a receipt. One that was not taken is made again, with the counts of then, after a while.
func (x *Exchange) Marked(err error, now time.Time) {
	x.marks.flying = false
	if err != nil {
		x.marks.told = seal.Counts{}
		x.marks.refused = now.Add(2 * time.Second)
	}
}

// Disconnected takes in that the connection is gone: what was on its way may or may not have arrived.
func (x *Exchange) Disconnected() {
	x.out.rests = time.Time{}
	x.here, x.typing = false, time.Time{}
}

// tickSilent marks our messages that the page, although it is there, does not confirm.
func (x *Exchange) tickSilent(now time.Time) (changed bool) {
	if !x.here || x.closed || x.lost {
		return false
	}
	said := x.order.Receipts(x.generation)
	silent := 0
	for _, s := range x.out.stored {
		if s.number > said.Received && now.Sub(later(s.at, x.hereAt)) >= graceSilent {
			silent++
			if at := x.out.index[s.id]; x.items.At(at).Delivery != Unconfirmed {
				x.deliver(s.id, Unconfirmed, view.Text{})
				changed = true
			}
		}
	}
	if silent > 0 {
		x.alarms.set(Silent, silent, now)
	}
	return changed
}

// MarkDue reports whether a receipt has something new to say, and the last one was made long enough ago.
func (x *Exchange) MarkDue(now time.Time) bool {
	if x.gone || x.closed || x.lost || x.healing || x.marks.flying || now.Before(x.marks.refused) || !x.fresh() {
		return false
	}
	counts := x.counts()
	return counts != x.marks.told && !x.marks.rests(counts, now)
}
