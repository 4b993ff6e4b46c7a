package report_test

import (
	"slices"
	"testing"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
)

// The table of field class x target x necessity, one row for each combination that differs, with the requirement that decides it. Every
// row is one element beside a report that passes.
func TestC4_C10_C11_C13_C14_TableOfElements(t *testing.T) {
	d := rules(t)
	declare := func(kind doctrine.Sensitive) func(*report.Element) {
		return func(e *report.Element) { e.Declared = kind }
	}
	excluded := func(e *report.Element) { e.Included = false }
	bare := func(e *report.Element) { e.Necessity = "  " }
	for _, row := range []struct {
		why    string
		field  doctrine.FieldCode
		target doctrine.TargetCode
		edits  []func(*report.Element)
		want   []report.Code
		ways   []report.Way // of the first problem
	}{
		{"C4 an ordinary element with its reason passes", "facts.weapon", nmci, nil, nil, nil},
		{"C4 an ordinary element without a reason stays", "facts.weapon", nmci, []func(*report.Element){bare}, []report.Code{report.NoNecessity}, []report.Way{report.Justify, report.LeaveOut}},
		{"C4 what repeats the value is no reason", "facts.weapon", nmci, []func(*report.Element){func(e *report.Element) { e.Necessity = "  UNE  valeur " }}, []report.Code{report.NecessityRepeats}, nil},
		{"C4 what is excluded needs none", "facts.weapon", nmci, []func(*report.Element){bare, excluded}, nil, nil},
		{"C4 an identifying element needs its reason as well", "declarant.telephone", nmci, []func(*report.Element){bare}, []report.Code{report.NoNecessity}, nil},
		{"C13 the police target refuses what is sensitive", "facts.health", nmci, []func(*report.Element){absolutely}, []report.Code{report.FieldRefused, report.SensitiveRefused}, []report.Way{report.OtherTarget, report.LeaveOut}},
		{"C13 it refuses what the operator calls sensitive, which can be cut down", "facts.weapon", nmci, []func(*report.Element){declare(doctrine.Health), absolutely}, []report.Code{report.SensitiveRefused}, []report.Way{report.CutDown, report.OtherTarget, report.LeaveOut}},
		{"C11 the gendarmerie target takes what is absolutely necessary", "facts.health", lrpgn, []func(*report.Element){absolutely}, nil, nil},
		{"C11 without a reason of its own it stays", "facts.health", lrpgn, nil, []report.Code{report.NoAbsolute}, []report.Way{report.Justify, report.CutDown, report.LeaveOut}},
		{"C11 the reason must be its own", "facts.health", lrpgn, []func(*report.Element){func(e *report.Element) { e.Absolute = e.Necessity }}, []report.Code{report.AbsoluteRepeats}, nil},
		{"C11 what the operator calls sensitive needs it, too", "facts.account", lrpgn, []func(*report.Element){declare(doctrine.Origin)}, []report.Code{report.NoAbsolute}, nil},
		{"C10 genetic data are never recorded", "facts.genetic", lrpgn, []func(*report.Element){absolutely}, []report.Code{report.NeverRecorded}, []report.Way{report.LeaveOut}},
		{"C10 biometric data are never recorded, to dispatch neither", "facts.biometric", dispatch, []func(*report.Element){absolutely}, []report.Code{report.NeverRecorded}, nil},
		{"C10 nor in a field that would be let out", "facts.account", lrpgn, []func(*report.Element){declare(doctrine.Genetic), absolutely}, []report.Code{report.NeverRecorded}, nil},
		{"C14 a field that the doctrine does not list", "facts.invented", lrpgn, nil, []report.Code{report.FieldUnknown}, []report.Way{report.LeaveOut}},
		{"C14 a field that the target does not list", "declarant.email", dispatch, nil, []report.Code{report.FieldRefused}, []report.Way{report.OtherTarget, report.LeaveOut}},
		{"C24 to dispatch the danger is the reason", "facts.danger", dispatch, []func(*report.Element){bare}, nil, nil},
		{"C11 to dispatch what is sensitive has its own reason", "facts.health", dispatch, []func(*report.Element){bare}, []report.Code{report.NoAbsolute}, nil},
		{"C5 a third person's field names the person", "person.alias", nmci, nil, []report.Code{report.PersonMissing}, []report.Way{report.Complete, report.LeaveOut}},
		{"C5 the declarant's field is about nobody else", "declarant.name", nmci, []func(*report.Element){func(e *report.Element) { e.Person = "p1" }}, []report.Code{report.PersonNotExpected}, nil},
		{"a person who is not in the report", "facts.account", nmci, []func(*report.Element){func(e *report.Element) { e.Person = "p9" }}, []report.Code{report.PersonMissing}, nil},
		{"C11 a way that the doctrine does not list", "facts.weapon", nmci, []func(*report.Element){func(e *report.Element) { e.Reduction.Way = doctrine.ToYear }}, []report.Code{report.WayUnknown}, nil},
		{"C11 a way that the value does not take", "time.date", nmci, []func(*report.Element){func(e *report.Element) { e.Reduction.Way = doctrine.ToYear }}, []report.Code{report.NotReducible}, nil},
		{"C11 nothing is left", "facts.weapon", nmci, []func(*report.Element){func(e *report.Element) {
			e.Reduction = report.Reduction{Way: doctrine.Redact, Spans: []report.Span{{Begin: 0, End: len(e.Value)}}}
		}}, []report.Code{report.NothingLeft}, nil},
	} {
		t.Run(row.why, func(t *testing.T) {
			r := good(d, row.target)
			if row.target == dispatch {
				r, _ = with(must(report.New().SetHead(headFor(d, dispatch))), "place.address", "12 rue des Lilas")
			}
			r, id := with(r, row.field, "une valeur", row.edits...)
			list := readThrough(input(d, r))
			if got := codes(list.Problems()); !slices.Equal(got, row.want) {
				t.Fatalf("problems %v, want %v", got, row.want)
			}
			if of := list.Of(id); row.ways != nil && !slices.Equal(of[0].Ways, row.ways) {
				t.Errorf("ways %v, want %v", of[0].Ways, row.ways)
			}
			if _, err := list.Clear(noon); (err == nil) != (len(row.want) == 0) {
				t.Errorf("cleared with %v: %v", row.want, err)
			}
		})
	}
}

// Every target with every category and every field class: what the tables do not say is refused, whatever else is in order.
func TestC12_C14_EveryTargetCategoryAndField(t *testing.T) {
	d := rules(t)
	offences := []doctrine.OffenceCode{"", "z"}
	for _, o := range d.Offences() {
		offences = append(offences, o.Code)
	}
	n := 0
	for _, target := range d.Targets() {
		for _, offence := range offences {
			for _, f := range d.Fields() {
				r, p, _ := good(d, target.Code).AddPerson(report.Witness)
				r = must(r.EditPerson(p, func(p *report.Person) { p.Majority, p.Necessity = report.Minor, "il a vu" }))
				r, id := with(r, f.Code, "une valeur", absolutely, func(e *report.Element) {
					if f.Group == doctrine.OfPerson {
						e.Person = p
					}
				})
				h := r.Head()
				h.Offence = offence
				list := readThrough(input(d, must(r.SetHead(h))))
				allowed := target.Holds(f.Code) && f.Class != doctrine.Never && (f.Sensitive == "" || target.Sensitive == doctrine.AbsolutelyNecessary)
				if got := len(list.Of(id)) == 0; got != allowed {
					t.Errorf("%s to %s: %v, allowed %v", f.Code, target.Code, codes(list.Of(id)), allowed)
				}
				category := !slices.ContainsFunc(list.Problems(), func(p report.Problem) bool { return p.Step == report.StepCategory })
				if category != target.Takes(offence) {
					t.Errorf("category %q to %s: %v", offence, target.Code, codes(list.Problems()))
				}
				n++
			}
		}
	}
	if n < 500 {
		t.Fatalf("only %d combinations", n)
	}
}

func TestC12_C14_TableOfHeads(t *testing.T) {
	d := rules(t)
	for name, c := range map[string]struct {
		edit func(*report.Head)
		want report.Code
		ways []report.Way
	}{
		"no category fits":              {func(h *report.Head) { h.NoCategory = true }, report.NothingFits, []report.Way{report.Orient, report.CloseIt, report.DeleteIt}},
		"no category":                   {func(h *report.Head) { h.Offence = "" }, report.NoOffence, nil},
		"a category that there is not":  {func(h *report.Head) { h.Offence = "i" }, report.NoOffence, nil},
		"no target":                     {func(h *report.Head) { h.Target = "" }, report.NoTarget, nil},
		"a target that there is not":    {func(h *report.Head) { h.Target = "somewhere" }, report.TargetUnknown, nil},
		"no purpose":                    {func(h *report.Head) { h.Purpose = "" }, report.NoPurpose, nil},
		"a purpose of another target":   {func(h *report.Head) { h.Purpose = "rescue" }, report.NoPurpose, nil},
		"no recipient":                  {func(h *report.Head) { h.Recipient = "" }, report.NoRecipient, nil},
		"a recipient of another target": {func(h *report.Head) { h.Recipient = "operations" }, report.NoRecipient, nil},
		"the declarant does not know":   {func(h *report.Head) { h.Informed = false }, report.NotInformed, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := good(d, lrpgn)
			h := r.Head()
			c.edit(&h)
			if h.Target != lrpgn { // another target forgets them
				r = must(r.SetHead(report.Head{Target: h.Target}))
			}
			r = must(r.SetHead(h))
			list := readThrough(input(d, r))
			problems := list.Problems()
			if len(problems) != 1 || problems[0].Code != c.want || c.ways != nil && !slices.Equal(problems[0].Ways, c.ways) {
				t.Errorf("%+v, want %s", problems, c.want)
			}
			if _, err := list.Clear(noon); err == nil {
				t.Error("cleared")
			}
		})
	}
}

func TestC5_EachPersonIsALineOfItsOwn(t *testing.T) {
	d := rules(t)
	r := good(d, nmci)
	r, p, err := r.AddPerson(report.Witness)
	if err != nil {
		t.Fatal(err)
	}
	if list := readThrough(input(d, r)); !list.Passed() || len(list.Outgoing().Persons) != 1 {
		t.Error("somebody of whom nothing leaves is asked about, or leaves")
	}
	r, _ = with(r, "person.name", "Sarah Exemple", func(e *report.Element) { e.Person = p })
	list := readThrough(input(d, r))
	if got := codes(list.Problems()); !slices.Equal(got, []report.Code{report.NoPersonNecessity, report.NoMajority}) {
		t.Errorf("problems %v", got)
	}
	r = must(r.EditPerson(p, func(p *report.Person) { p.Majority, p.Necessity = report.Minor, "elle a vu les coups" }))
	list = readThrough(input(d, r))
	if persons := list.Outgoing().Persons; !list.Passed() || len(persons) != 2 || persons[1].Majority != report.Minor {
		t.Errorf("problems %v, %d persons", codes(list.Problems()), len(persons))
	}
	if r = r.RemovePerson(p); len(r.Elements()) != 3 {
		t.Errorf("%d elements are left of three", len(r.Elements()))
	}
}

func TestB3_C2_NothingOfTheRoutingLeaves(t *testing.T) {
	d := rules(t)
	for value, want := range map[string][]report.Code{
		"12 rue des Lilas, 33000 Bordeaux":   nil, // the declarant said it
		"12 rue des Lilas, 33 000 Bordeaux":  nil,
		"quelque part, 33800 Bordeaux":       {report.PostcodeUnsaid},
		"quelque part, 33\u202f800 Bordeaux": {report.PostcodeUnsaid},
		"code postal : 33800":                {report.PostcodeUnsaid},
		"CP 33800":                           {report.PostcodeUnsaid},
		"il réclame 12000 euros":             nil,
		"il réclame 33800 euros":             nil,
		"connecté depuis 192.0.2.7":          nil, // the declarant said it
		"connecté depuis 192.0.2.8:4711":     {report.AddressUnsaid},
		"adresse 2001:db8::1.":               {report.AddressUnsaid},
		"à 12:30:45, version 3.2.1 ::":       nil,
	} {
		r, id := with(good(d, nmci), "facts.account", value)
		list := readThrough(input(d, r))
		if got := codes(list.Of(id)); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
		if list.Passed() != (want == nil) {
			t.Errorf("%q: passed %v", value, list.Passed())
		}
	}
	for name, edit := range map[string]func(*report.Element){ // reasons leave as well
		"necessity": func(e *report.Element) { e.Necessity = "elle vit au code postal 33800" },
		"absolute":  func(e *report.Element) { e.Absolute = "connecté depuis 192.0.2.8" },
	} {
		r, id := with(good(d, nmci), "facts.account", "il m'a suivie", edit)
		if list := readThrough(input(d, r)); len(list.Of(id)) != 1 || list.Passed() {
			t.Errorf("in the %s: %v", name, codes(list.Of(id)))
		}
	}
	named := must(good(d, nmci).EditPerson("p1", func(p *report.Person) { p.Necessity = "il vit au code postal 33800" }))
	if got := codes(readThrough(input(d, named)).Problems()); !slices.Equal(got, []report.Code{report.PostcodeUnsaid}) {
		t.Errorf("in a person's necessity: %v", got)
	}
	r, id := with(good(d, nmci), "place.address", "3 rue des Iris, 33800")
	if got := codes(readThrough(input(d, r)).Of(id)); !slices.Equal(got, []report.Code{report.PostcodeUnsaid}) {
		t.Errorf("any five digits in a place: %v", got)
	}
	r = must(r.Edit(id, func(e *report.Element) { e.Reduction.Way = doctrine.ToDepartment }))
	if list := readThrough(input(d, r)); !list.Passed() {
		t.Errorf("cut down to the department it stays: %v", codes(list.Problems()))
	}
}

func TestC24_TheShortChecklist(t *testing.T) {
	d := rules(t)
	r, _ := with(must(report.New().SetHead(headFor(d, dispatch))), "place.address", "12 rue des Lilas", func(e *report.Element) { e.Necessity = "" })
	in := input(d, r)
	in.Unread = 2 // they may write while it is read aloud
	list := readThrough(in)
	if !list.Passed() || len(list.Steps()) != 6 || list.Outgoing().Danger == "" {
		t.Errorf("%d steps, problems %v", len(list.Steps()), codes(list.Problems()))
	}
	h := r.Head()
	h.Danger = " "
	in.Report = must(r.SetHead(h))
	if got := codes(readThrough(in).Problems()); !slices.Equal(got, []report.Code{report.NoDanger}) {
		t.Errorf("without a danger: %v", got)
	}
}

func TestC13_C14_WhatTargetsRefuseIsToldWhileWriting(t *testing.T) {
	d := rules(t)
	r, id := with(good(d, nmci), "facts.health", "enceinte", func(e *report.Element) { e.Included = false })
	list := report.Evaluate(input(d, r))
	of := list.Of(id)
	if len(of) != 2 || of[0].Blocks || !slices.Equal(of[0].Targets, []doctrine.TargetCode{lrpgn, dispatch}) {
		t.Fatalf("an element that is not included: %+v", of)
	}
	r = must(r.Edit(id, included))
	for _, refusal := range report.Evaluate(input(d, r)).Refuses() {
		if refuses := slices.Contains(refusal.Elements, id); refuses != (refusal.Target == nmci) {
			t.Errorf("%s: %v", refusal.Target, refusal.Elements)
		}
	}
}
