package conversation

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// MaxMessages bounds a conversation.
const MaxMessages = 10_000

// Languages are those that the page speaks.
var languages = []string{"fr", "en"}

// The decisions below change nothing. Each returns the entry to append at the conversation's present position, or a fault:
// Gone when the conversation is over, Taken when the state has moved on, Missing when it was never opened.

// Open decides to begin the conversation. Who opens it proves to hold the key before this is asked.
func (c *Conversation) Open(o Opened, now time.Time) (Entry, error) {
	const op = "conversation.Open"
	switch {
	case c.Exists():
		return Entry{}, fault.New(fault.Taken, op)
	case !c.id.Valid(), len(o.Key) == 0, o.Unit == "", !slices.Contains(languages, o.Language):
		return Entry{}, fault.New(fault.Invalid, op)
	}
	return c.next(o, now), nil
}

// Acceptance is the outcome of Accept: the entry to append, or, for a repeat, where the message already is.
type Acceptance struct {
	Entry  Entry
	Repeat bool
	// Position, Time and Deadline are those of the message, repeated or new.
	Position Position
	Time     time.Time
	Deadline time.Time
}

// Accept decides about a message of a side. by is its sender when that is an operator. A repeat of a message that the
// log has, unchanged, is no error (B13). Other faults: Invalid for a number out of order, or an identifier used twice;
// Taken for an operator of an older generation (B12).
func (c *Conversation) Accept(side Side, m Message, by Holder, now time.Time) (Acceptance, error) {
	const op = "conversation.Accept"
	if err := c.living(op, now); err != nil {
		return Acceptance{}, err
	}
	if r, known := c.receipts[m.ID]; known {
		if r.side != side || r.digest != m.digest() {
			return Acceptance{}, fault.New(fault.Invalid, op, fault.Key("fault.send.changed"))
		}
		return Acceptance{Repeat: true, Position: r.position, Time: r.time, Deadline: c.DeadlineAfter(r.time)}, nil
	}
	if err := c.mayWrite(op, side, m, by); err != nil {
		return Acceptance{}, err
	}
	e := c.next(Text{Side: side, Message: m}, now)
	return Acceptance{Entry: e, Position: e.Position, Time: e.Time, Deadline: c.DeadlineAfter(e.Time)}, nil
}

func (c *Conversation) mayWrite(op fault.Op, side Side, m Message, by Holder) error {
	seen := c.operator
	if side == Operator {
		if c.state == Waiting || m.Generation != c.generation || by != c.holder {
			return moved(op)
		}
		seen = c.sent[Declarant]
	}
	switch {
	case c.state == Ended:
		return fault.New(fault.Taken, op, fault.Key("fault.conversation.closed"))
	case !m.ID.Valid(), m.Generation > c.generation:
		return fault.New(fault.Invalid, op)
	case m.N != c.sent[side]+1, m.Seen > seen && !c.cameBack:
		return fault.New(fault.Invalid, op, fault.Key("fault.send.order"))
	case len(c.receipts) >= MaxMessages:
		return fault.New(fault.TooMany, op)
	}
	return nil
}

// Claim decides to make h the holder, whose chain of trust goes into the log. Exactly one of those who claim at once can
// append the entry (B12).
func (c *Conversation) Claim(h Holder, chain []byte, now time.Time) (Entry, error) {
	const op = "conversation.Claim"
	if err := c.living(op, now); err != nil {
		return Entry{}, err
	}
	if c.state != Waiting {
		return Entry{}, fault.New(fault.Taken, op, fault.Key("fault.claim.taken"))
	}
	if h.Actor == "" || h.Shift == "" {
		return Entry{}, fault.New(fault.Invalid, op)
	}
	return c.next(Claimed{Generation: c.generation + 1, Holder: h, Chain: chain}, now), nil
}

// Release decides to put the conversation back into the queue, fenced by the generation that ends.
func (c *Conversation) Release(g Generation, cause ReleaseCause, now time.Time) (Entry, error) {
	const op = "conversation.Release"
	if err := c.living(op, now); err != nil {
		return Entry{}, err
	}
	if c.state != Held || g != c.generation {
		return Entry{}, moved(op)
	}
	return c.next(Released{Generation: g, Cause: cause}, now), nil
}

// Close decides to end the exchange, by a side or (empty) by the service. by is the operator who closes, if it is one.
func (c *Conversation) Close(side Side, end Ending, by Holder, now time.Time) (Entry, error) {
	const op = "conversation.Close"
	if err := c.living(op, now); err != nil {
		return Entry{}, err
	}
	switch {
	case c.state == Ended:
		return Entry{}, fault.New(fault.Taken, op, fault.Key("fault.conversation.closed"))
	case !end.Reason.Valid(side):
		return Entry{}, fault.New(fault.Invalid, op, fault.Key("fault.close.reason"))
	case side == Operator && (c.state != Held || end.Generation != c.generation || by != c.holder):
		return Entry{}, moved(op)
	case end.Generation > c.generation:
		return Entry{}, fault.New(fault.Invalid, op)
	}
	return c.next(Closed{By: side, Ending: end}, now), nil
}

// next places an event after the last entry. A clock that stepped back does not turn the log's order around.
func (c *Conversation) next(ev Event, now time.Time) Entry {
	now = now.UTC().Truncate(time.Millisecond)
	if now.Before(c.latest) {
		now = c.latest
	}
	return Entry{Position: c.position + 1, Time: now, Event: ev}
}

func (c *Conversation) living(op fault.Op, now time.Time) error {
	switch {
	case !c.Exists():
		return fault.New(fault.Missing, op)
	case retention.Expired(c.Deadline(), now):
		return fault.New(fault.Gone, op)
	}
	return nil
}

func moved(op fault.Op) error {
	return fault.New(fault.Taken, op, fault.Key("fault.conversation.moved"))
}

// digest covers everything that the sender fixed, so that a repeat is the same message and not only the same name.
func (m Message) digest() (sum [sha256.Size]byte) {
	h := sha256.New()
	var n [8]byte
	for _, v := range []uint64{uint64(m.Key), uint64(m.Generation), m.N, m.Seen, uint64(len(m.Body))} {
		h.Write(binary.BigEndian.AppendUint64(n[:0], v))
	}
	h.Write(m.Body)
	h.Sum(sum[:0])
	return sum
}
