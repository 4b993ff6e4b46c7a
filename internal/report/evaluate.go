package report

import (
	"fmt"
	"slices"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
)

// Input is everything that a checklist looks at.
type Input struct {
	Report       Report
	Doctrine     *doctrine.Doctrine
	Conversation conversation.ID
	Operator     access.ActorCode
	Unit         access.UnitCode
	Last         conversation.Position                       // of the declarant's last message that has come
	Unread       int                                         // messages of the declarant that nobody has looked at
	Said         func(conversation.MessageID) (string, bool) // what a message says; nil: nothing is known
}

// Format keeps content out of whatever prints it, by any verb (C8).
func (in Input) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Input") }

func (in Input) said(id conversation.MessageID) (string, bool) {
	if in.Said == nil {
		return "", false
	}
	return in.Said(id)
}

// Checklist is what a report looks like to the rules, at one moment. It is a value: what changes the report needs another one.
type Checklist struct{ e *evaluation }

// evaluation is what Evaluate has found.
type evaluation struct {
	in        Input
	target    doctrine.Target
	known     bool // the target is listed
	dispatch  bool
	fields    map[doctrine.FieldCode]doctrine.Field
	order     map[doctrine.FieldCode]int
	others    []doctrine.Target
	problems  []Problem
	outgoing  Outgoing
	readAs    [32]byte
	byElement map[ElementID][]Problem
}

// Evaluate goes through the checklist. It never fails: what is missing is a problem.
func Evaluate(in Input) Checklist {
	e := &evaluation{
		in: in, fields: map[doctrine.FieldCode]doctrine.Field{}, order: map[doctrine.FieldCode]int{}, byElement: map[ElementID][]Problem{},
	}
	if in.Doctrine == nil {
		in.Doctrine = &doctrine.Doctrine{} // lists nothing: everything is refused (C14)
		e.in.Doctrine = in.Doctrine
	}
	for i, f := range in.Doctrine.Fields() {
		e.fields[f.Code], e.order[f.Code] = f, i
	}
	e.others = in.Doctrine.Targets()
	e.target, e.known = in.Doctrine.Target(in.Report.head.Target)
	e.dispatch = e.known && e.target.Checklist == doctrine.DispatchChecklist
	for _, el := range in.Report.elements {
		e.element(el)
	}
	e.persons()
	e.whole()
	e.write()
	e.readThrough()
	return Checklist{e}
}

// Problems returns everything that blocks, in the order of the steps.
func (c Checklist) Problems() (out []Problem) {
	for _, s := range c.Steps() {
		out = append(out, s.Remaining...)
	}
	return out
}

// Of returns what is wrong with an element, or would be if it were included.
func (c Checklist) Of(id ElementID) []Problem {
	if c.e == nil {
		return nil
	}
	return c.e.byElement[id]
}

// Steps returns the steps with what remains, in order.
func (c Checklist) Steps() []Step {
	if c.e == nil {
		return nil
	}
	codes := fullSteps
	if c.e.dispatch {
		codes = dispatchSteps
	}
	steps := make([]Step, len(codes))
	for i, code := range codes {
		steps[i].Code = code
	}
	for _, p := range c.e.problems {
		at := slices.Index(codes, p.Step)
		if at < 0 { // a rule without a step must not be lost
			at = len(codes) - 1
		}
		steps[at].Remaining = append(steps[at].Remaining, p)
	}
	return steps
}

// Passed reports whether nothing remains to be done.
func (c Checklist) Passed() bool { return c.e != nil && len(c.e.problems) == 0 }

// Outgoing returns what would leave now, without the moment of clearing. It is complete only when the checklist has passed.
func (c Checklist) Outgoing() Outgoing {
	if c.e == nil {
		return Outgoing{}
	}
	return c.e.outgoing.clone()
}

// ReadAs is the digest of what would leave now: Head.Read is set to it by who has read it through.
func (c Checklist) ReadAs() [32]byte {
	if c.e == nil {
		return [32]byte{}
	}
	return c.e.readAs
}

// add notes a problem.
func (e *evaluation) add(p Problem) {
	if p.Element != "" {
		e.byElement[p.Element] = append(e.byElement[p.Element], p)
	}
	if p.Blocks {
		e.problems = append(e.problems, p)
	}
}

// block notes a problem of the whole report.
func (e *evaluation) block(code Code, step StepCode, ways ...Way) {
	e.add(Problem{Code: code, Step: step, Ways: ways, Blocks: true})
}

// Format keeps content out of whatever prints it, by any verb (C8).
func (c Checklist) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Checklist") }
