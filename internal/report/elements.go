package report

import (
	"slices"

	"vigie.example/internal/doctrine"
)

// sensitiveKind is what makes an element sensitive: its field, or what the operator says that it holds.
func sensitiveKind(e Element, f doctrine.Field) doctrine.Sensitive {
	if f.Sensitive != "" {
		return f.Sensitive
	}
	return e.Declared
}

// neverRecorded reports whether a field or a kind can never be recorded (C10).
func neverRecorded(f doctrine.Field, kind doctrine.Sensitive) bool {
	return f.Class == doctrine.Never || kind == doctrine.Genetic || kind == doctrine.Biometric
}

// sensitive reports whether an element is sensitive.
func sensitive(f doctrine.Field, kind doctrine.Sensitive) bool {
	return kind != "" || f.Class == doctrine.SensitiveClass
}

// element applies the table of field class, target and necessity to one element.
func (e *evaluation) element(el Element) {
	note := func(code Code, step StepCode, ways ...Way) {
		p := Problem{Code: code, Step: step, Element: el.ID, Person: el.Person, Ways: ways, Blocks: el.Included}
		if slices.Contains(ways, OtherTarget) {
			if p.Targets = e.takers(el); len(p.Targets) == 0 {
				p.Ways = slices.DeleteFunc(slices.Clone(ways), func(w Way) bool { return w == OtherTarget })
			}
		}
		e.add(p)
	}
	f, known := e.fields[el.Field]
	if !known {
		note(FieldUnknown, StepLimits, LeaveOut)
		return
	}
	if !says(el.Value) {
		note(ValueEmpty, StepElements, Complete, LeaveOut)
		return
	}
	kind := sensitiveKind(el, f)
	if neverRecorded(f, kind) {
		note(NeverRecorded, StepLimits, LeaveOut)
		return
	}
	for _, r := range e.refusals(el, f, e.target) {
		ways := []Way{OtherTarget, LeaveOut}
		if r == SensitiveRefused && f.Sensitive == "" { // the field may go: what is sensitive in it may not
			ways = []Way{CutDown, OtherTarget, LeaveOut}
		}
		note(r, StepLimits, ways...)
	}
	e.whose(el, f, note)
	e.leaving(el, f, note)
	if el.Included {
		e.reasons(el, f, kind, note)
	}
}

type noting func(Code, StepCode, ...Way)

// refusals returns why a target does not take an element (C13, C14). Without a known target there is nothing to refuse yet.
func (e *evaluation) refusals(el Element, f doctrine.Field, t doctrine.Target) (out []Code) {
	if t.Code == "" {
		return nil
	}
	if !t.Holds(el.Field) {
		out = append(out, FieldRefused)
	}
	if sensitive(f, sensitiveKind(el, f)) && t.Sensitive != doctrine.AbsolutelyNecessary {
		out = append(out, SensitiveRefused)
	}
	return out
}

// takers returns the other targets that would take an element.
func (e *evaluation) takers(el Element) (out []doctrine.TargetCode) {
	f := e.fields[el.Field]
	for _, t := range e.others {
		if t.Code != e.target.Code && len(e.refusals(el, f, t)) == 0 {
			out = append(out, t.Code)
		}
	}
	return out
}

// whose holds an element to the person that it is about (C5).
func (e *evaluation) whose(el Element, f doctrine.Field, note noting) {
	_, third := e.person(el.Person)
	switch {
	case f.Group == doctrine.OfPerson && !third:
		note(PersonMissing, StepPersons, Complete, LeaveOut)
	case f.Group != doctrine.OfPerson && el.Person != "" && !third:
		note(PersonMissing, StepPersons, Complete, LeaveOut)
	case (f.Group == doctrine.OfDeclarant || f.Group == doctrine.OfAgent) && el.Person != "":
		note(PersonNotExpected, StepPersons, Complete, LeaveOut)
	}
}

func (e *evaluation) person(id PersonID) (Person, bool) {
	if i := e.in.Report.personAt(id); i >= 0 {
		return e.in.Report.persons[i], true
	}
	return Person{}, false
}

// leaving looks at the value as it would leave.
func (e *evaluation) leaving(el Element, f doctrine.Field, note noting) {
	if !el.Reduction.None() && !slices.Contains(f.Generalise, el.Reduction.Way) {
		note(WayUnknown, StepElements, CutDown, LeaveOut)
		return
	}
	value, ok := el.Reduction.Apply(el.Value)
	switch {
	case !ok:
		note(NotReducible, StepElements, Rewrite, LeaveOut)
		return
	case !anythingLeft(value):
		note(NothingLeft, StepElements, CutDown, LeaveOut)
		return
	}
	place := f.Kind == doctrine.Address || f.Kind == doctrine.Commune
	found := e.in.leftovers(el.Sources, value, place)
	for _, reason := range []string{el.Necessity, el.Absolute} { // they leave as well
		for _, code := range e.in.leftovers(el.Sources, reason, false) {
			if !slices.Contains(found, code) {
				found = append(found, code)
			}
		}
	}
	for _, code := range found {
		note(code, StepLimits, CutDown, Rewrite, LeaveOut)
	}
}

// reasons asks for the fact that makes an element necessary (C4), and for a sensitive one for a reason of its own (C11). To dispatch,
// the danger itself is that fact (C24).
func (e *evaluation) reasons(el Element, f doctrine.Field, kind doctrine.Sensitive, note noting) {
	switch {
	case e.dispatch:
	case !says(el.Necessity):
		note(NoNecessity, StepElements, Justify, LeaveOut)
	case same(el.Necessity, el.Value):
		note(NecessityRepeats, StepElements, Justify, LeaveOut)
	}
	switch {
	case !sensitive(f, kind):
	case !says(el.Absolute):
		note(NoAbsolute, StepElements, Justify, CutDown, LeaveOut)
	case same(el.Absolute, el.Necessity) || same(el.Absolute, el.Value):
		note(AbsoluteRepeats, StepElements, Justify, CutDown, LeaveOut)
	}
}
