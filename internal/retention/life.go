package retention

import (
	"time"

	"vigie.example/internal/fault"
)

// Life is how long one conversation still lives. Begin makes one. All times are on the store's clock.
type Life struct {
	Last    time.Time // the last message of a person, in either direction; at first, the opening
	Ceiling Ceiling
	Plan    Plan // a deletion that an operator has planned; the zero value is none
}

// Begin returns the life of a conversation that was opened at the given time.
func Begin(opened time.Time, c Ceiling) Life { return Life{Last: opened, Ceiling: c} }

// Deadline returns when the conversation ends if nobody deletes it and nobody writes.
func (l Life) Deadline() time.Time { return Deadline(l.Last, l.Ceiling) }

// End returns when the conversation ends as things stand: at its deadline, or before by a plan that is in force.
func (l Life) End() time.Time {
	end := l.Deadline()
	if l.Plan.InForce() && l.Plan.At.Before(end) {
		return l.Plan.At
	}
	return end
}

// Ended reports whether the conversation is over, deleted yet or not. Nothing may be read, added or changed then.
func (l Life) Ended(now time.Time) bool { return Expired(l.End(), now) }

// Remaining returns how long the conversation still lives, never negative (C19).
func (l Life) Remaining(now time.Time) time.Duration { return Remaining(l.End(), now) }

// DeclarantWrote returns the life after a message of the declarant. A planned deletion stops and asks again, so that no
// message is deleted unread (C17). The error is Gone if the conversation was over; the message is refused then.
func (l Life) DeclarantWrote(at time.Time) (Life, error) {
	l, err := l.wrote(at)
	if err == nil && l.Plan.InForce() {
		l.Plan.AsksAgain = true
	}
	return l, err
}

// OperatorWrote returns the life after a message of the operator. A planned deletion stays as it is: who planned it
// knows. The error is Gone if the conversation was over.
func (l Life) OperatorWrote(at time.Time) (Life, error) { return l.wrote(at) }

// wrote moves the deadline. A message with an earlier time than the last one, after a step of the clock, does not move it
// back: the order is the store's, and both are messages.
func (l Life) wrote(at time.Time) (Life, error) {
	if l.Ended(at) {
		return l, fault.New(fault.Gone, "retention.Life.Wrote", fault.Key("fault.retention.over"))
	}
	if at.After(l.Last) {
		l.Last = at
	}
	return l, nil
}
