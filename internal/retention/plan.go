package retention

import (
	"time"

	"vigie.example/internal/fault"
)

// Choice is one of the ways to plan a deletion (C17).
type Choice string

// Never renumber or re-use: choices are on the wire and in traces.
const (
	Now  Choice = "now"
	In15 Choice = "15min"
	In30 Choice = "30min"
	In60 Choice = "60min"
	At   Choice = "at" // a chosen time before the deadline
)

// delays are in the order in which they are offered. At has none.
var delays = []struct {
	choice Choice
	after  time.Duration
}{{Now, 0}, {In15, 15 * time.Minute}, {In30, 30 * time.Minute}, {In60, time.Hour}}

// Plan is a deletion that an operator has planned. The zero value is no plan.
type Plan struct {
	At        time.Time
	AsksAgain bool // the declarant wrote after it was made: it does nothing until an operator confirms it
}

// Made reports whether there is a plan, in force or not.
func (p Plan) Made() bool { return !p.At.IsZero() }

// InForce reports whether the conversation will be deleted at p.At.
func (p Plan) InForce() bool { return p.Made() && !p.AsksAgain }

// Choices returns what can be planned now: those that do not fall after the deadline, then At. None when the
// conversation is over.
func (l Life) Choices(now time.Time) []Choice {
	if l.Ended(now) {
		return nil
	}
	var out []Choice
	for _, c := range delays {
		if !now.Add(c.after).After(l.Deadline()) {
			out = append(out, c.choice)
		}
	}
	return append(out, At)
}

// Schedule returns the life with a deletion planned, in place of an earlier plan. at counts only for the choice At.
// Errors: Invalid for an unknown choice, a time in the past, or one after the deadline (never after, C17); Gone if the
// conversation is over.
func (l Life) Schedule(c Choice, at, now time.Time) (Life, error) {
	const op fault.Op = "retention.Life.Schedule"
	if l.Ended(now) {
		return l, fault.New(fault.Gone, op, fault.Key("fault.retention.over"))
	}
	at, known := c.moment(at, now)
	if !known {
		return l, fault.New(fault.Invalid, op, fault.Key("fault.retention.choice"))
	}
	if at.Before(now) {
		return l, fault.New(fault.Invalid, op, fault.Key("fault.retention.past"), fault.Hint("hint.retention.choose_later"))
	}
	if at.After(l.Deadline()) {
		return l, fault.New(fault.Invalid, op, fault.Key("fault.retention.after_deadline"), fault.Hint("hint.retention.choose_earlier"))
	}
	l.Plan = Plan{At: at}
	return l, nil
}

// moment returns when a deletion planned now by this choice happens.
func (c Choice) moment(at, now time.Time) (time.Time, bool) {
	for _, d := range delays {
		if d.choice == c {
			return now.Add(d.after), true
		}
	}
	return at, c == At
}

// Cancel returns the life without its plan. It works until the deletion has started: from then on the error is Gone.
// Cancelling when nothing is planned changes nothing.
func (l Life) Cancel(now time.Time) (Life, error) {
	if l.Ended(now) {
		return l, fault.New(fault.Gone, "retention.Life.Cancel", fault.Key("fault.retention.started"))
	}
	l.Plan = Plan{}
	return l, nil
}
