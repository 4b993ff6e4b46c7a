package doctrine

import (
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/retention"
)

// Policy are the values by which a unit works.
type Policy struct {
	OverflowAfter time.Duration     // waiting time after which the national unit may answer, too; 0 for the national unit itself: never
	AnswerWithin  time.Duration     // a conversation claimed and not answered goes back after this (B12)
	Grace         time.Duration     // a vanished operator may come back within this (B12)
	Capacity      int               // most conversations that an operator holds at once
	Consoles      int               // at which an operator works at once: 1, and nothing else (ADR 019)
	Life          retention.Ceiling // of a conversation after its last message (B1)
	Break         BreakPolicy
}

// BreakPolicy says when the console suggests a break to an operator, and to nobody else: it blocks nothing, and nothing of
// it is kept or shown to others.
type BreakPolicy struct {
	After         time.Duration // work since the last break
	Conversations int           // conversations since the last break
	Hard          int           // hard ones among them: urgent, or reported
	Length        time.Duration // of the break
}

// Work is what an operator did since the last break, or since the shift began.
type Work struct {
	Time                time.Duration
	Conversations, Hard int
}

// Due reports whether it is time to suggest a break.
func (b BreakPolicy) Due(w Work) bool {
	return w.Time >= b.After || w.Conversations >= b.Conversations || w.Hard >= b.Hard
}

// DefaultPolicy returns the values of a setting that no line sets.
func DefaultPolicy() Policy {
	return Policy{
		OverflowAfter: 5 * time.Minute,
		AnswerWithin:  3 * time.Minute,
		Grace:         60 * time.Second,
		Capacity:      8,
		Consoles:      1,
		Break:         BreakPolicy{After: 2 * time.Hour, Conversations: 8, Hard: 2, Length: 15 * time.Minute},
	}
}

// Policies are the values for every unit. ParsePolicies makes one; the zero value has the defaults for all.
type Policies struct {
	header Header
	all    []setting                     // for every unit
	own    map[access.UnitCode][]setting // for one
}

// setting is a value that a line sets.
type setting func(*Policy)

// Header returns what the file says about itself.
func (p *Policies) Header() Header { return p.header }

// For returns the values for a unit: its own, else those for every unit, else the defaults.
func (p *Policies) For(unit access.UnitCode) Policy {
	out := DefaultPolicy()
	for _, set := range p.all {
		set(&out)
	}
	for _, set := range p.own[unit] {
		set(&out)
	}
	if unit == access.NationalUnit {
		out.OverflowAfter = 0 // there is nowhere else to go
	}
	return out
}
