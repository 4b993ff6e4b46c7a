package conversation

import (
	"crypto/sha256"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// Conversation is the fold of its entries. The zero value has none. It is not safe for concurrent use: who shares one
// guards it.
type Conversation struct {
	id       ID
	opened   Opened
	begun    time.Time
	state    State
	life     retention.Life
	position Position
	latest   time.Time // of the last entry

	generation Generation
	holder     Holder // of the last generation; zero before the first
	heldSince  time.Time
	heldAt     Position // of the entry that made them the holder
	cameBack   bool     // see CameBack
	came       Arrival  // of the last holder
	closed     Closed
	waits      time.Time // since when nobody holds it; zero while somebody does
	also       Unit      // may answer, too, since it overflowed

	sent     map[Side]uint64 // messages that the log has: of the declarant, and of the operator in this generation
	operator uint64          // messages of all operators
	receipts map[MessageID]receipt
}

// receipt is what is remembered of a message, so that a repeat is recognised (B13).
type receipt struct {
	side     Side
	digest   [sha256.Size]byte
	position Position
	time     time.Time
}

// New returns a conversation without entries. The identifier must be valid.
func New(id ID) *Conversation {
	return &Conversation{id: id, sent: make(map[Side]uint64), receipts: make(map[MessageID]receipt)}
}

// Apply folds the next entry in. The error is Internal for an entry that cannot follow, and then nothing has changed:
// a log with such an entry is damaged.
func (c *Conversation) Apply(e Entry) error {
	if e.Position != c.position+1 || e.Time.Before(c.latest) {
		return damaged()
	}
	if _, first := e.Event.(Opened); first != (c.position == 0) {
		return damaged()
	}
	if err := c.fold(e); err != nil {
		return err
	}
	c.position, c.latest = e.Position, e.Time
	return nil
}

func (c *Conversation) fold(e Entry) error {
	switch ev := e.Event.(type) {
	case Opened:
		c.opened, c.begun, c.waits, c.state = ev, e.Time, e.Time, Waiting
		c.life = retention.Begin(e.Time, ev.Ceiling)
	case Text:
		return c.foldText(e, ev)
	case Claimed:
		if c.state != Waiting || ev.Generation != c.generation+1 {
			return damaged()
		}
		c.state, c.generation, c.holder, c.heldSince, c.heldAt, c.waits = Held, ev.Generation, ev.Holder, e.Time, e.Position, time.Time{}
		c.sent[Operator], c.came = 0, FromQueue
	case Transferred:
		return c.foldTransferred(e, ev)
	case Released:
		if c.state != Held || ev.Generation != c.generation {
			return damaged()
		}
		c.state, c.heldSince, c.waits = Waiting, time.Time{}, e.Time
	case Overflowed:
		return c.foldOverflow(ev)
	case Closed:
		if c.state == Ended {
			return damaged()
		}
		c.state, c.closed = Ended, ev
	default:
		return damaged()
	}
	return nil
}

func (c *Conversation) foldText(e Entry, ev Text) error {
	m := ev.Message
	if _, again := c.receipts[m.ID]; again || m.N != c.sent[ev.Side]+1 || c.state == Ended {
		return damaged()
	}
	var life retention.Life
	var err error
	if ev.Side == Operator {
		life, err = c.life.OperatorWrote(e.Time)
	} else {
		life, err = c.life.DeclarantWrote(e.Time)
	}
	if err != nil {
		return damaged()
	}
	c.life = life
	c.sent[ev.Side]++
	if ev.Side == Operator {
		c.operator++
	}
	c.receipts[m.ID] = receipt{side: ev.Side, digest: m.digest(), position: e.Position, time: e.Time}
	return nil
}

func damaged() error { return fault.New(fault.Internal, "conversation.Apply") }

// ID returns the identifier.
func (c *Conversation) ID() ID { return c.id }

// Exists reports whether the conversation has been opened.
func (c *Conversation) Exists() bool { return c.position > 0 }

// Key returns the declarant's signing key. It must not be written to.
func (c *Conversation) Key() []byte { return c.opened.Key }

// Unit returns the unit that the conversation was routed to.
func (c *Conversation) Unit() Unit { return c.opened.Unit }

// Language returns the language of the page.
func (c *Conversation) Language() string { return c.opened.Language }

// Urgent reports whether the declarant said that they are in danger now.
func (c *Conversation) Urgent() bool { return c.opened.Urgent }

// Begun returns when it was opened, which is its place in the queue for as long as it lives (B12).
func (c *Conversation) Begun() time.Time { return c.begun }

// State returns where it is; empty before it was opened.
func (c *Conversation) State() State { return c.state }

// Generation returns how often it has been claimed.
func (c *Conversation) Generation() Generation { return c.generation }

// Holder returns who holds it or held it when it closed, and false when nobody does or did.
func (c *Conversation) Holder() (Holder, bool) {
	if c.state == Waiting || c.generation == 0 {
		return Holder{}, false
	}
	if c.state == Ended && c.heldSince.IsZero() {
		return Holder{}, false
	}
	return c.holder, true
}

// HeldSince returns when it was claimed; the zero time while nobody holds it.
func (c *Conversation) HeldSince() time.Time { return c.heldSince }

// HeldAt returns the place of the entry that made the last holder.
func (c *Conversation) HeldAt() Position { return c.heldAt }

// CameBack notes that the log was lost and given back by its ends. It may lack what they have seen of each other, which whoever wrote it
// sends again: how much a sender says to have seen is for the other end alone to judge then, as it does in any case (B13).
func (c *Conversation) CameBack() { c.cameBack = true }

// Position returns the place of the last entry.
func (c *Conversation) Position() Position { return c.position }

// LastMessage returns when a person last wrote; at first, when it was opened (B1).
func (c *Conversation) LastMessage() time.Time { return c.life.Last }

// Life returns how long it lives, without what may be planned for it.
func (c *Conversation) Life() retention.Life { return c.life }

// Deadline returns when nothing of it may be left (B1).
func (c *Conversation) Deadline() time.Time { return c.life.End() }

// DeadlineAfter returns the deadline that a message at the given time has set.
func (c *Conversation) DeadlineAfter(at time.Time) time.Time {
	return retention.Deadline(at, c.life.Ceiling)
}

// Over reports whether the deadline has come, deleted yet or not.
func (c *Conversation) Over(now time.Time) bool { return c.Exists() && c.life.Ended(now) }

// Sent returns how many messages of a side the log has; an operator's in the present generation.
func (c *Conversation) Sent(s Side) uint64 { return c.sent[s] }

// Closing returns how it was closed, and false while it is not.
func (c *Conversation) Closing() (Closed, bool) { return c.closed, c.state == Ended }
