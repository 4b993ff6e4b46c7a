package conversation

import (
	"time"

	"vigie.example/internal/fault"
)

// Overflowed lets a second unit see and claim a conversation that waits, at its place, for as long as it lives (B12). A
// conversation overflows once.
type Overflowed struct {
	Unit Unit // that may answer, too
}

func (Overflowed) event() {}

// Overflow decides to show the conversation, while it waits, to another unit as well. Taken: somebody holds it, or it
// has overflowed.
func (c *Conversation) Overflow(to Unit, now time.Time) (Entry, error) {
	const op = "conversation.Overflow"
	if err := c.living(op, now); err != nil {
		return Entry{}, err
	}
	switch {
	case to == "", to == c.Unit():
		return Entry{}, fault.New(fault.Invalid, op)
	case c.state != Waiting, c.also != "":
		return Entry{}, fault.New(fault.Taken, op)
	}
	return c.next(Overflowed{Unit: to}, now), nil
}

func (c *Conversation) foldOverflow(ev Overflowed) error {
	if c.state != Waiting || c.also != "" || ev.Unit == "" || ev.Unit == c.opened.Unit {
		return damaged()
	}
	c.also = ev.Unit
	return nil
}

// Also returns the unit that may answer besides its own; "" while it has not overflowed.
func (c *Conversation) Also() Unit { return c.also }

// Unanswered returns since when its holder has held it without a word, and false when nobody does.
func (c *Conversation) Unanswered() (since time.Time, unanswered bool) {
	if c.state != Held || c.sent[Operator] > 0 {
		return time.Time{}, false
	}
	return c.heldSince, true
}

// Crew tells who is on duty: in the conversation's unit, and in the one that it may overflow to.
type Crew struct{ Own, Other bool }

// MustOverflow reports whether it is time for another unit to answer, too: it has waited for so long, or its own unit
// has nobody and the other has somebody. A duration of zero is never.
func (c *Conversation) MustOverflow(after time.Duration, crew Crew, now time.Time) bool {
	if c.state != Waiting || c.also != "" || after == 0 {
		return false
	}
	return now.Sub(c.begun) >= after || !crew.Own && crew.Other
}

// AnswerBy returns until when its holder has to say something, and false when nobody holds it or the holder has. A
// duration of zero is for ever.
func (c *Conversation) AnswerBy(within time.Duration) (time.Time, bool) {
	since, unanswered := c.Unanswered()
	if !unanswered || within == 0 {
		return time.Time{}, false
	}
	return since.Add(within), true
}

// Unheard returns when a conversation that waits is deleted, because nobody has been on duty since the given time: the
// declarant is told first, and has so long to read it (calm).
func (c *Conversation) Unheard(nobodySince time.Time, calm time.Duration) (time.Time, bool) {
	if c.state != Waiting || nobodySince.IsZero() {
		return time.Time{}, false
	}
	if c.waits.After(nobodySince) {
		nobodySince = c.waits
	}
	return nobodySince.Add(calm), true
}
