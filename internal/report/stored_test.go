package report_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"vigie.example/internal/fault"
	"vigie.example/internal/report"
)

func TestAReportIsTakenApartAndPutTogether(t *testing.T) {
	d := rules(t)
	rnd := rand.New(rand.NewPCG(3, 5))
	for range 500 {
		r := anything(rnd, d)
		again, err := report.Assemble(r.Parts())
		if err != nil || !reflect.DeepEqual(again.Parts(), r.Parts()) {
			t.Fatalf("it is another one, or none: %v", err)
		}
		if _, id, err := again.Add(report.Element{}); err != nil || id == "" {
			t.Fatal(err)
		} else if _, taken := r.Element(id); taken {
			t.Fatal("a number is given twice")
		}
	}
}

func TestPartsThatNoReportHasAreRefused(t *testing.T) {
	d := rules(t)
	for name, spoil := range map[string]func(*report.Parts){
		"a number beyond the last": func(p *report.Parts) { p.LastElement = 0 },
		"no number":                func(p *report.Parts) { p.Elements[0].ID = "x" },
		"a number with a zero":     func(p *report.Parts) { p.Elements[0].ID = "e01" },
		"twice":                    func(p *report.Parts) { p.Elements = append(p.Elements, p.Elements[0]) },
		"a person twice":           func(p *report.Parts) { p.Persons = append(p.Persons, p.Persons[0]) },
		"a role that there is not": func(p *report.Parts) { p.Persons[0].Role = "declarant" },
		"hidden characters":        func(p *report.Parts) { p.Elements[0].Value = "a\u202e" },
		"too many":                 func(p *report.Parts) { p.Elements = make([]report.Element, report.MaxElements+1) },
		"hidden in the danger":     func(p *report.Parts) { p.Head.Danger = "a\u202e" },
	} {
		p := good(d, lrpgn).Parts()
		spoil(&p)
		if _, err := report.Assemble(p); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
