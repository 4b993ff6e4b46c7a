// Package clearing makes what tests of packages and connectors need: reports that have passed the real checklist, under the
// starting doctrine.
package clearing

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/internal/rulebook"
)

// Noon is when Typical clears.
var Noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// Doctrine returns the starting doctrine.
func Doctrine(t testing.TB) *doctrine.Doctrine {
	t.Helper()
	d, err := rulebook.Parse(assets.Doctrine())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Typical returns what a night on duty lets out: up to a dozen elements about a declarant, an author and a minor witness, those that the
// target may hold; one of them is cut down, and one sensitive.
func Typical(t testing.TB, target doctrine.TargetCode) report.Clearance {
	t.Helper()
	return Of(t, target, map[doctrine.FieldCode]string{})
}

// Of is Typical with other values in some fields.
func Of(t testing.TB, target doctrine.TargetCode, values map[doctrine.FieldCode]string) report.Clearance {
	t.Helper()
	d := Doctrine(t)
	to, ok := d.Target(target)
	if !ok {
		t.Fatalf("the doctrine has no target %s", target)
	}
	w := writer{t: t, to: to, r: report.New(), values: values}
	author := w.person(report.Author, report.Adult, "C'est la personne qui frappe.")
	child := w.person(report.Witness, report.Minor, "L'enfant a vu les faits et reste exposé.")
	w.write("facts.nature", "Violences habituelles par conjoint", "")
	w.write("facts.account", "Depuis deux ans, il me frappe quand il a bu. Hier soir, il m'a serré le cou dans la cuisine.", "")
	w.write("facts.repetition", "Plusieurs fois par mois depuis 2024", "")
	w.write("place.address", "12 rue des Lilas, 33000 Bordeaux", "")
	w.write("time.date", "2026-03-13", "")
	w.write("declarant.pseudonym", "Camille", "")
	w.write("declarant.telephone", "06 00 00 00 00", "")
	w.write("person.name", "Kevin Exemple", author)
	w.write("person.age", "34 ans", author)
	w.write("person.relation", "fils", child)
	w.write("facts.health", "Enceinte de cinq mois", "")
	head := report.Head{Target: target, Offence: to.Offences[0], Purpose: to.Purposes[0].Code, Recipient: to.Recipients[0].Code, Informed: true}
	if to.Checklist == doctrine.DispatchChecklist {
		head.Danger = "L'auteur est revenu et la porte est fermée à clé."
	}
	return w.clear(d, head)
}

type writer struct {
	t      testing.TB
	to     doctrine.Target
	r      report.Report
	values map[doctrine.FieldCode]string
}

func (w *writer) person(role report.Role, majority report.Majority, why string) report.PersonID {
	w.t.Helper()
	r, id, err := w.r.AddPerson(role)
	if err == nil {
		r, err = r.EditPerson(id, func(p *report.Person) { p.Majority, p.Necessity = majority, why })
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.r = r
	return id
}

func (w *writer) write(field doctrine.FieldCode, value string, who report.PersonID) {
	w.t.Helper()
	if !w.to.Holds(field) {
		return
	}
	if other, ok := w.values[field]; ok {
		value = other
	}
	r, id, err := w.r.Add(report.Element{Field: field, Value: value, Person: who, Sources: []conversation.MessageID{"m1"}})
	if err == nil {
		r, err = r.Edit(id, func(e *report.Element) {
			e.Included, e.Necessity, e.Absolute = true, "Sans cela, les faits ne peuvent être ni qualifiés ni traités.", "L'état de la personne aggrave les faits."
			if field == "person.age" {
				e.Reduction.Way = doctrine.AgeBand
			}
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.r = r
}

func (w *writer) clear(d *doctrine.Doctrine, head report.Head) report.Clearance {
	w.t.Helper()
	sum := sha256.Sum256([]byte("a conversation"))
	in := report.Input{
		Doctrine: d, Conversation: conversation.ID(base64.RawURLEncoding.EncodeToString(sum[:])), Operator: "op-seven", Unit: "police-33", Last: 12,
		Said: func(conversation.MessageID) (string, bool) {
			return fmt.Sprint(w.values, "12 rue des Lilas, 33000 Bordeaux"), true
		},
	}
	for range 2 { // the second time it has been read through
		r, err := w.r.SetHead(head)
		if err != nil {
			w.t.Fatal(err)
		}
		in.Report = r
		head.Read = report.Evaluate(in).ReadAs()
	}
	list := report.Evaluate(in)
	c, err := list.Clear(Noon)
	if err != nil {
		w.t.Fatalf("it is not cleared: %d problems, the first %+v", len(list.Problems()), list.Problems()[:1])
	}
	return c
}
