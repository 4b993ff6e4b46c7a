package courier

import (
	"time"

	"vigie.example/internal/courier/form"
	"vigie.example/internal/fault"
)

// Outcome is what is known of a sending.
type Outcome string

// The outcomes. They are in traces: never change them.
const (
	Unknown   Outcome = "unknown"   // sent, or perhaps so, and not answered
	Accepted  Outcome = "accepted"  // taken over by the target, and proven
	Refused   Outcome = "refused"   // the target says why
	Withdrawn Outcome = "withdrawn" // taken back before the target had it: it will never be taken over
)

// Answer is what became of a parcel. The zero value is not one.
type Answer struct {
	Outcome  Outcome
	Receipt  string        // of an acceptance: what the target knows the report by
	Received time.Time     // by the target's clock
	Reasons  []form.Reason // of a refusal
}

// Believe judges what somebody answered to the parcel. An answer to another one, and an acceptance without proof, are
// fault.Untrusted.
func (p Parcel) Believe(a form.Answer) (Answer, error) {
	const op = "courier.Believe"
	if a.Key != p.Key {
		return Answer{}, fault.New(fault.Untrusted, op, fault.Key("courier.answer"))
	}
	at, err := time.Parse(form.TimeLayout, a.Received)
	if err != nil {
		return Answer{}, fault.As(fault.Untrusted, op, err, fault.Key("courier.answer"))
	}
	switch {
	case a.Outcome == form.Refused:
		return Answer{Outcome: Refused, Received: at, Reasons: a.Reasons}, nil
	case a.Outcome == form.Accepted && a.ProvenBy(p.answerKey):
		return Answer{Outcome: Accepted, Received: at, Receipt: a.Receipt}, nil
	}
	return Answer{}, fault.New(fault.Untrusted, op, fault.Key("courier.unproven"))
}
