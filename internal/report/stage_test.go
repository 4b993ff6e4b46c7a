package report_test

import (
	"crypto/sha256"
	"encoding/base64"
	"testing"
	"time"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/internal/rulebook"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

const (
	nmci     = doctrine.TargetCode("n-mci")
	lrpgn    = doctrine.TargetCode("lrpgn")
	dispatch = doctrine.TargetCode("dispatch")
	someone  = conversation.MessageID("m1")
)

// one is a conversation's identifier.
func one() conversation.ID {
	sum := sha256.Sum256([]byte("one"))
	return conversation.ID(base64.RawURLEncoding.EncodeToString(sum[:]))
}

func rules(t testing.TB) *doctrine.Doctrine {
	t.Helper()
	d, err := rulebook.Parse(assets.Doctrine())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// must drops an error that cannot be.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// headFor is a head that fits a target.
func headFor(d *doctrine.Doctrine, code doctrine.TargetCode) report.Head {
	t, ok := d.Target(code)
	if !ok {
		return report.Head{Target: code}
	}
	h := report.Head{Target: code, Offence: "a", Purpose: t.Purposes[0].Code, Recipient: t.Recipients[0].Code, Informed: true}
	if t.Checklist == doctrine.DispatchChecklist {
		h.Danger = "Une personne enfermée, l'auteur est revenu"
	}
	return h
}

// with adds an element that is included with a reason, and changed by each of edits.
func with(r report.Report, field doctrine.FieldCode, value string, edits ...func(*report.Element)) (report.Report, report.ElementID) {
	r, id, err := r.Add(report.Element{Field: field, Value: value, Sources: []conversation.MessageID{someone}})
	if err != nil {
		panic(err)
	}
	for _, edit := range append([]func(*report.Element){included}, edits...) {
		r = must(r.Edit(id, edit))
	}
	return r, id
}

func included(e *report.Element) {
	e.Included, e.Necessity = true, "le fait rapporté qui le rend nécessaire"
}

func absolutely(e *report.Element) { e.Absolute = "sans cela le fait ne se comprend pas" }

// good is a report that passes for a target once it is read through.
func good(d *doctrine.Doctrine, target doctrine.TargetCode) report.Report {
	r, _ := with(report.New(), "facts.account", "Il m'a frappée deux fois dans la cuisine.")
	r, _ = with(r, "time.date", "2026-03-12")
	r, p, err := r.AddPerson(report.Author)
	if err != nil {
		panic(err)
	}
	r = must(r.EditPerson(p, func(p *report.Person) { p.Majority, p.Necessity = report.Adult, "c'est lui qui frappe" }))
	r, _ = with(r, "person.name", "Kevin Exemple", func(e *report.Element) { e.Person = p })
	return must(r.SetHead(headFor(d, target)))
}

func input(d *doctrine.Doctrine, r report.Report) report.Input {
	return report.Input{
		Report: r, Doctrine: d, Conversation: one(), Operator: "op-seven", Unit: "police-33", Last: 7,
		Said: func(id conversation.MessageID) (string, bool) {
			return "J'habite 12 rue des Lilas, 33000 Bordeaux, et ça vient de 192.0.2.7.", id == someone
		},
	}
}

// readThrough is the checklist after the operator has read what it would let out.
func readThrough(in report.Input) report.Checklist {
	h := in.Report.Head()
	h.Read = report.Evaluate(in).ReadAs()
	in.Report = must(in.Report.SetHead(h))
	return report.Evaluate(in)
}

func passed(t testing.TB) report.Checklist {
	t.Helper()
	d := rules(t)
	c := readThrough(input(d, good(d, lrpgn)))
	if !c.Passed() {
		t.Fatalf("what should pass does not: %v", codes(c.Problems()))
	}
	return c
}

func codes(problems []report.Problem) (out []report.Code) {
	for _, p := range problems {
		out = append(out, p.Code)
	}
	return out
}
