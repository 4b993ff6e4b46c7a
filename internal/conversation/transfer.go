package conversation

import (
	"time"

	"vigie.example/internal/fault"
)

// TransferTime is how long somebody who is asked to take a conversation over has to answer; then the question lapses.
const TransferTime = 60 * time.Second

// HandOverTime is how long the console of the old holder has, once the receiver has accepted, to hand the history over. After it
// the receiver holds the conversation without (B12).
const HandOverTime = 10 * time.Second

// Transferred makes another operator the holder, in a new generation: there is no moment in which nobody holds it, or two
// do (B12).
type Transferred struct {
	Generation Generation // of the receiver
	Holder     Holder
	Chain      []byte // the receiver's chain of trust, as in Claimed
	History    bool   // the console before has handed over what reads the earlier messages
}

func (Transferred) event() {}

// Transfer decides to make h the holder in the place of the one of generation g, of which nothing is accepted any more from
// then on. Faults: Taken when another generation holds it, or nobody does; Invalid for a receiver who holds it already.
func (c *Conversation) Transfer(g Generation, h Holder, chain []byte, history bool, now time.Time) (Entry, error) {
	const op = "conversation.Transfer"
	if err := c.living(op, now); err != nil {
		return Entry{}, err
	}
	switch {
	case c.state != Held || g != c.generation:
		return Entry{}, moved(op)
	case h.Actor == "", h.Shift == "", h.Actor == c.holder.Actor:
		return Entry{}, fault.New(fault.Invalid, op)
	}
	return c.next(Transferred{Generation: g + 1, Holder: h, Chain: chain, History: history}, now), nil
}

func (c *Conversation) foldTransferred(e Entry, ev Transferred) error {
	if c.state != Held || ev.Generation != c.generation+1 {
		return damaged()
	}
	c.generation, c.holder, c.heldSince, c.heldAt = ev.Generation, ev.Holder, e.Time, e.Position
	c.sent[Operator] = 0
	if c.came = WithoutHistory; ev.History {
		c.came = WithHistory
	}
	return nil
}

// Arrival says how the holder came by a conversation. The values are on the wire: never change them.
type Arrival string

// The ways.
const (
	FromQueue      Arrival = ""        // claimed
	WithHistory    Arrival = "history" // transferred, with what reads the earlier messages
	WithoutHistory Arrival = "bare"    // transferred by a console that went away in the middle
)

// Came returns how the present holder came by the conversation.
func (c *Conversation) Came() Arrival { return c.came }

// TransferReason says why somebody else is to take over: a code, never free text (C8). The values are on the wire: never
// change them.
type TransferReason string

// The reasons for asking.
const (
	ShiftEnds    TransferReason = "shift_ends"
	BetterSuited TransferReason = "better_suited" // another experience, a woman or a man to talk to
	OtherTongue  TransferReason = "language"
	TooMuch      TransferReason = "too_much" // too many, or too hard, for whoever holds it
)

// TransferReasons returns the reasons for asking, in the order in which they are offered.
func TransferReasons() []TransferReason {
	return []TransferReason{ShiftEnds, BetterSuited, OtherTongue, TooMuch}
}

// Refusal says why somebody does not take over: a code. The values are on the wire: never change them.
type Refusal string

// The reasons for refusing.
const (
	RefusedBusy   Refusal = "busy"
	RefusedEnding Refusal = "ending" // their own shift ends
	RefusedSuited Refusal = "suited" // no better suited
)

// Refusals returns the reasons for refusing, in the order in which they are offered.
func Refusals() []Refusal { return []Refusal{RefusedBusy, RefusedEnding, RefusedSuited} }
