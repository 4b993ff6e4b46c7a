package report

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"vigie.example/internal/doctrine"
)

// persons holds a line for each third person that something included is about (C5).
func (e *evaluation) persons() {
	if e.dispatch {
		return
	}
	named := map[PersonID]bool{}
	for _, el := range e.in.Report.elements {
		if el.Included {
			named[el.Person] = true
		}
	}
	for _, p := range e.in.Report.persons {
		if !named[p.ID] {
			continue
		}
		if !says(p.Necessity) {
			e.add(Problem{Code: NoPersonNecessity, Step: StepPersons, Person: p.ID, Ways: []Way{Justify, LeaveOut}, Blocks: true})
		}
		for _, code := range e.in.leftovers(nil, p.Necessity, false) {
			e.add(Problem{Code: code, Step: StepLimits, Person: p.ID, Ways: []Way{Rewrite, LeaveOut}, Blocks: true})
		}
		if p.Majority == "" {
			e.add(Problem{Code: NoMajority, Step: StepPersons, Person: p.ID, Ways: []Way{Complete, LeaveOut}, Blocks: true})
		}
	}
}

// whole looks at the report as one thing.
func (e *evaluation) whole() {
	head := e.in.Report.head
	if !e.in.Operator.Valid() {
		e.block(OperatorUnknown, StepTarget)
	}
	if !e.in.Conversation.Valid() {
		e.block(ConversationEmpty, StepTarget)
	}
	e.category(head)
	e.destination(head)
	if !slices.ContainsFunc(e.in.Report.elements, func(el Element) bool { return el.Included }) {
		e.block(NothingIncluded, StepElements, Complete)
	}
	if e.dispatch {
		if !says(head.Danger) {
			e.block(NoDanger, StepDanger, Complete)
		}
		return
	}
	if !head.Informed {
		e.block(NotInformed, StepInformed, Complete)
	}
	if e.in.Unread > 0 {
		e.block(UnreadMessages, StepMessages, ReadAgain)
	}
}

// category holds the facts against article 1 of the decree (C12).
func (e *evaluation) category(head Head) {
	_, listed := e.in.Doctrine.Offence(head.Offence)
	switch {
	case head.NoCategory:
		e.block(NothingFits, StepCategory, Orient, CloseIt, DeleteIt)
		return
	case !listed:
		e.block(NoOffence, StepCategory, Complete)
		return
	case e.known && !e.target.Takes(head.Offence):
		e.add(Problem{Code: OffenceRefused, Step: StepCategory, Ways: []Way{OtherTarget, Orient, CloseIt, DeleteIt}, Targets: e.takersOf(head.Offence), Blocks: true})
	}
	facts := slices.ContainsFunc(e.in.Report.elements, func(el Element) bool {
		return el.Included && e.fields[el.Field].Group == doctrine.OfFacts
	})
	if !facts && !e.dispatch {
		e.block(NoFacts, StepCategory, Complete)
	}
}

func (e *evaluation) takersOf(o doctrine.OffenceCode) (out []doctrine.TargetCode) {
	for _, t := range e.others {
		if t.Takes(o) {
			out = append(out, t.Code)
		}
	}
	return out
}

// destination holds target, purpose and recipient together (C14).
func (e *evaluation) destination(head Head) {
	switch {
	case head.Target == "":
		e.block(NoTarget, StepTarget, Complete)
		return
	case !e.known:
		e.block(TargetUnknown, StepTarget, Complete)
		return
	}
	if _, ok := e.target.Purpose(head.Purpose); !ok {
		e.block(NoPurpose, StepTarget, Complete)
	}
	if !slices.ContainsFunc(e.target.Recipients, func(r doctrine.Recipient) bool { return r.Code == head.Recipient }) {
		e.block(NoRecipient, StepTarget, Complete)
	}
}

var groupOrder = []doctrine.FieldGroup{doctrine.OfFacts, doctrine.OfPlaceTime, doctrine.OfDeclarant, doctrine.OfPerson, doctrine.OfAgent}

// write puts together what would leave: what is included, as it was cut down, in the order of the doctrine.
func (e *evaluation) write() {
	head := e.in.Report.head
	o := Outgoing{
		Doctrine: e.in.Doctrine.Version(), DoctrineDigest: e.in.Doctrine.Digest(),
		Target: head.Target, Offence: head.Offence, Purpose: head.Purpose, Recipient: head.Recipient,
		Operator: e.in.Operator, Unit: e.in.Unit,
	}
	if e.dispatch {
		o.Danger = head.Danger
	}
	for _, el := range e.in.Report.elements {
		if l, ok := e.line(el); ok {
			o.Lines = append(o.Lines, l)
		}
	}
	slices.SortStableFunc(o.Lines, func(a, b Line) int {
		return cmp.Or(
			cmp.Compare(slices.Index(groupOrder, a.Group), slices.Index(groupOrder, b.Group)),
			cmp.Compare(e.in.Report.personAt(a.Person), e.in.Report.personAt(b.Person)),
			cmp.Compare(e.order[a.Field], e.order[b.Field]),
		)
	})
	for _, p := range e.in.Report.persons {
		if slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Person == p.ID }) {
			o.Persons = append(o.Persons, p)
		}
	}
	e.outgoing = o
}

// line returns an element as it would leave; false for one that does not.
func (e *evaluation) line(el Element) (Line, bool) {
	f, known := e.fields[el.Field]
	kind := sensitiveKind(el, f)
	if !el.Included || !known || neverRecorded(f, kind) {
		return Line{}, false
	}
	value, ok := el.Reduction.Apply(el.Value)
	if !ok || !anythingLeft(value) {
		return Line{}, false
	}
	l := Line{
		Element: el.ID, Field: f.Code, Label: f.Name, Group: f.Group, Person: el.Person, Value: value, Class: f.Class, Sensitive: kind,
		Necessity: el.Necessity, Reduced: !el.Reduction.None(),
	}
	if sensitive(f, kind) {
		l.Class, l.Absolute = doctrine.SensitiveClass, el.Absolute
	}
	return l, true
}

// readThrough wants exactly this to have been read.
func (e *evaluation) readThrough() {
	e.readAs = sha256.Sum256(e.outgoing.Canonical())
	if e.in.Report.head.Read != e.readAs {
		e.block(NotReadThrough, StepRead, ReadAgain)
	}
}
