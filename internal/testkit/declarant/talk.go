package declarant

import (
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// outgoing is a message of this declarant.
type outgoing struct {
	text    string
	frame   *wire.Send // sealed once
	stored  bool
	refused bool
	said    Kind // how far it has come, as observed
}

func (d *Declarant) say(text string) {
	if d.phase == Closed || d.phase == Deleted || d.phase == Unknown {
		return
	}
	d.outbox = append(d.outbox, &outgoing{text: text})
	d.pump()
}

// pump sends what waits, one message at a time, the same bytes until the service has them.
func (d *Declarant) pump() {
	if d.flying || !d.asked || d.untrusty || !d.voice.Ready() || (d.phase != Waiting && d.phase != Held) {
		return
	}
	for _, o := range d.outbox {
		if o.stored || o.refused {
			continue
		}
		if o.frame == nil {
			frame, err := d.voice.Write(o.text)
			if err != nil {
				o.refused = true
				continue
			}
			o.frame = &frame
		}
		d.flying = true
		d.ask(wire.TypeSend, *o.frame, func(f wire.Frame, err error) { d.sent(o, f, err) })
		return
	}
}

func (d *Declarant) sent(o *outgoing, f wire.Frame, err error) {
	d.flying = false
	switch {
	case err == nil:
		if ack, bad := wire.DecodeData[wire.Ack](f); bad == nil {
			d.position.add(ack.Position)
			d.ledger.Acknowledged(*o.frame, conversation.Declarant, ack)
		}
		d.acknowledged(o)
	case fault.KindOf(err).Retryable():
		d.later(time.Second, d.pump)
		return
	case fault.Is(err, fault.Taken): // it has moved on; the event that says how follows
		return
	default:
		o.refused = true
		d.voice.Unwrite(*o.frame)
		d.observe(Event{Kind: Refused, ID: o.frame.ID, Text: o.text, Cause: fault.KindOf(err).String()})
	}
	d.pump()
}

func (d *Declarant) acknowledged(o *outgoing) {
	if !o.stored {
		o.stored, o.said = true, Stored
		d.observe(Event{Kind: Stored, ID: o.frame.ID, Text: o.text})
		d.markLater()
	}
}

func (d *Declarant) stored() (n uint64) {
	for _, o := range d.outbox {
		if o.stored {
			n++
		}
	}
	return n
}

func (d *Declarant) received(f wire.Frame) {
	switch f.T {
	case wire.TypeRoster:
		take(f, func(r wire.Roster) { d.sealTo(r.Roster) })
	case wire.TypeClaimed:
		take(f, func(c wire.Claimed) { d.position.add(c.Position); d.claimed(c.Operator, c.Generation) })
	case wire.TypeReleased:
		take(f, d.released)
	case wire.TypeKept:
		take(f, d.ledger.Keep)
	case wire.TypeMessage:
		take(f, func(m wire.Message) { d.ledger.Received(m); d.message(m) })
	case wire.TypeMark:
		take(f, d.mark)
	case wire.TypeTyping:
		d.observe(Event{Kind: Writing})
	case wire.TypeClosed:
		take(f, d.closed)
	case wire.TypeDeleted:
		take(f, func(del wire.Deleted) { d.phase = Deleted; d.observe(Event{Kind: Erased, Cause: del.Cause}) })
	}
}

func take[T any](f wire.Frame, do func(T)) {
	if data, err := wire.DecodeData[T](f); err == nil {
		do(data)
	}
}

func (d *Declarant) released(r wire.Released) {
	d.position.add(r.Position)
	if d.phase != Held || r.Generation != d.voice.g {
		return // told again after healing
	}
	d.left()
	d.pump()
}

// left takes in that nobody answers any more.
func (d *Declarant) left() {
	d.voice.Released(d.voice.g)
	d.phase = Waiting
	d.observe(Event{Kind: Left})
}

func (d *Declarant) message(m wire.Message) {
	d.position.add(m.Position)
	if m.Side == conversation.Declarant {
		for _, o := range d.outbox {
			if o.frame != nil && o.frame.ID == m.ID {
				d.acknowledged(o)
			}
		}
		return
	}
	text, verdict := d.voice.Read(m)
	switch verdict.Judgement {
	case seal.Repeat:
		return
	case seal.Forgery:
		d.observe(Event{Kind: Warned, Cause: "forged"})
		return
	case seal.Gap:
		d.observe(Event{Kind: Warned, Cause: "gap"})
	case seal.Late:
		d.observe(Event{Kind: Warned, Cause: "late"})
	}
	d.voice.See()
	d.observe(Event{Kind: Heard, ID: m.ID, Text: text})
	d.markSoon()
}

// mark takes in the operator's receipt.
func (d *Declarant) mark(m wire.Mark) {
	if m.Side == conversation.Declarant {
		return
	}
	counts, verdict := d.voice.ReadMark(m)
	if verdict.Judgement == seal.Forgery {
		d.observe(Event{Kind: Warned, Cause: "forged"})
		return
	}
	if verdict.Judgement == seal.Gap {
		d.later(5*time.Second, func() {
			if d.voice.Missing() > 0 {
				d.observe(Event{Kind: Warned, Cause: "missing"})
			}
		})
	}
	for _, o := range d.outbox {
		switch {
		case o.frame == nil || o.refused:
		case o.frame.N <= counts.Read && o.said != Seen:
			o.said = Seen
			d.observe(Event{Kind: Seen, ID: o.frame.ID, Text: o.text})
		case o.frame.N <= counts.Received && o.said != Seen && o.said != Confirmed:
			o.said = Confirmed
			d.observe(Event{Kind: Confirmed, ID: o.frame.ID, Text: o.text})
		}
	}
}

// Delays of receipts, as the page has them: what the operator waits for is told soon; how much was sent only guards the
// last messages against being dropped.
const (
	soon  = 300 * time.Millisecond
	later = 2500 * time.Millisecond
)

// markSoon tells the operator, in a moment, what has come here and was read.
func (d *Declarant) markSoon() { d.markAfter(soon, &d.marking) }

// markLater tells the operator, after a while, how much was sent.
func (d *Declarant) markLater() { d.markAfter(later, &d.counting) }

func (d *Declarant) markAfter(delay time.Duration, due *bool) {
	if *due {
		return
	}
	*due = true
	d.later(delay, func() {
		*due = false
		if !d.asked || d.phase != Held {
			return
		}
		told := counted{d.voice.g, d.stored(), d.voice.order.Seen(d.voice.g), d.voice.read}
		if told == d.told {
			return
		}
		if m, some := d.voice.Mark(d.stored()); some {
			d.told = told
			d.ask(wire.TypeMark, m, func(_ wire.Frame, err error) {
				if err != nil {
					d.told = counted{}
				}
			})
		}
	})
}

// counted is what a receipt says.
type counted struct {
	generation           conversation.Generation
	sent, received, read uint64
}

func (d *Declarant) closed(c wire.Closed) {
	d.position.add(c.Position)
	if c.By == conversation.Operator && d.voice.Ended(c.Close).Judgement == seal.Forgery {
		d.observe(Event{Kind: Warned, Cause: "forged"})
	}
	if d.phase != Closed {
		d.phase = Closed
		d.observe(Event{Kind: Ended, Cause: string(c.By)})
	}
}

// leave does something now, or once the connection is back.
func (d *Declarant) leave(how func()) {
	d.leaving = how
	if d.asked {
		how()
	}
}

func (d *Declarant) finish() {
	if d.phase == Closed || d.phase == Deleted || d.phase == Unknown {
		return
	}
	c, err := d.voice.Close(d.stored())
	if err != nil {
		return
	}
	d.ask(wire.TypeClose, c, func(_ wire.Frame, err error) {
		if fault.KindOf(err).Retryable() {
			d.later(time.Second, func() {
				if d.asked && d.leaving != nil { // otherwise coming back tries again
					d.finish()
				}
			})
			return
		}
		d.leaving = nil
		if d.phase != Closed {
			d.phase = Closed
			d.observe(Event{Kind: Ended, Cause: string(conversation.Declarant)})
		}
	})
}

func (d *Declarant) erase() {
	request, err := d.voice.Delete()
	if err != nil {
		return
	}
	d.ask(wire.TypeDelete, request, func(_ wire.Frame, err error) {
		if fault.KindOf(err).Retryable() {
			return
		}
		d.leaving = nil
		if d.phase != Deleted {
			d.phase = Deleted
			d.observe(Event{Kind: Erased, Cause: "declarant"})
		}
	})
}

// sequence is which entries have come: run is the last one before the first hole.
type sequence struct {
	run   conversation.Position
	ahead map[conversation.Position]bool
}

func (s *sequence) add(p conversation.Position) {
	if s.ahead == nil {
		s.ahead = map[conversation.Position]bool{}
	}
	if p > s.run {
		s.ahead[p] = true
	}
	for s.ahead[s.run+1] {
		s.run++
		delete(s.ahead, s.run)
	}
}
