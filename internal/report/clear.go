package report

import (
	"time"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

// Clear lets out what the checklist has passed. The fault is Denied while something remains to be done.
func (c Checklist) Clear(now time.Time) (Clearance, error) {
	if !c.Passed() {
		return Clearance{}, fault.New(fault.Denied, "report.Clear", fault.Key("fault.report.not_passed"))
	}
	return c.at(now), nil
}

func (c Checklist) at(now time.Time) Clearance {
	o := c.Outgoing()
	o.Cleared = now.UTC().Truncate(time.Millisecond)
	in := c.e.in
	return Clearance{&cleared{o, in.Conversation, in.Last, digestOf(o, in.Conversation, in.Last)}}
}

// Voided says why a Clearance does not hold any more.
type Voided string

// The reasons.
const (
	Holds        Voided = ""
	NeverCleared Voided = "never_cleared"
	NewerMessage Voided = "newer_message" // the declarant has written since
	Changed      Voided = "changed"       // text, target, doctrine, operator, or anything else
)

// Void returns why the Clearance does not hold for what the checklist sees now; Holds if it does.
func (c Clearance) Void(now Checklist) Voided {
	if !c.Valid() || now.e == nil {
		return NeverCleared
	}
	in, was := now.e.in, c.cleared
	o := now.Outgoing()
	o.Cleared = was.outgoing.Cleared
	switch {
	case digestOf(o, in.Conversation, was.position) != was.digest:
		return Changed
	case in.Last != was.position || in.Unread > 0:
		return NewerMessage
	case !now.Passed():
		return Changed
	}
	return Holds
}

// Refusal is what a target does not take of what is included.
type Refusal struct {
	Target   doctrine.TargetCode
	Offence  bool // it does not take the category
	Elements []ElementID
}

// Refuses returns what each target of the doctrine would refuse, in its order, so that it can be told while writing.
func (c Checklist) Refuses() []Refusal {
	if c.e == nil {
		return nil
	}
	out := make([]Refusal, len(c.e.others))
	for i, t := range c.e.others {
		out[i].Target = t.Code
		head := c.e.in.Report.head
		out[i].Offence = head.Offence != "" && !t.Takes(head.Offence)
		for _, el := range c.e.in.Report.elements {
			f, known := c.e.fields[el.Field]
			if el.Included && (!known || neverRecorded(f, sensitiveKind(el, f)) || len(c.e.refusals(el, f, t)) > 0) {
				out[i].Elements = append(out[i].Elements, el.ID)
			}
		}
	}
	return out
}
