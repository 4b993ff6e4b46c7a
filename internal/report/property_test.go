package report_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/report"
)

// anything is a report that nobody would write, but could.
func anything(rnd *rand.Rand, d *doctrine.Doctrine) report.Report {
	pick := func(n int) int { return rnd.IntN(n) }
	fields, targets := d.Fields(), d.Targets()
	texts := []string{"", " ", "16 ans", "2026-03-12", "12 rue des Lilas, 33800 Bordeaux", "un fait", "192.0.2.9", "une raison", strings.Repeat("x", 300)}
	kinds := []doctrine.Sensitive{"", "", "", doctrine.Health, doctrine.Genetic}
	ways := []doctrine.Generalisation{"", "", "", doctrine.Redact, doctrine.AgeBand, doctrine.ToYear, doctrine.ToDepartment}
	r := report.New()
	for range pick(3) {
		r, _, _ = r.AddPerson(report.Roles()[pick(len(report.Roles()))])
	}
	for _, p := range r.Persons() {
		r = must(r.EditPerson(p.ID, func(p *report.Person) {
			p.Necessity, p.Majority = texts[pick(len(texts))], []report.Majority{"", report.Minor, report.Adult}[pick(3)]
		}))
	}
	for range pick(7) {
		var id report.ElementID
		r, id, _ = r.Add(report.Element{Field: fields[pick(len(fields))].Code, Value: texts[pick(len(texts))]})
		r = must(r.Edit(id, func(e *report.Element) {
			e.Included, e.Necessity, e.Absolute = pick(4) > 0, texts[pick(len(texts))], texts[pick(len(texts))]
			e.Declared, e.Person = kinds[pick(len(kinds))], report.PersonID([]string{"", "p1", "p2"}[pick(3)])
			e.Reduction = report.Reduction{Way: ways[pick(len(ways))], Spans: []report.Span{{Begin: pick(5), End: pick(9)}}}
		}))
	}
	h := headFor(d, targets[pick(len(targets))].Code)
	h.Informed = pick(5) > 0
	return must(r.SetHead(h))
}

// What stays when an element goes was there before: removing never makes a report less acceptable. That something must leave at all, and
// that it tells what happened, are asked of the whole; and what was read through must be read again.
func TestC4_RemovingNeverMakesAReportLessAcceptable(t *testing.T) {
	d := rules(t)
	rnd := rand.New(rand.NewPCG(1, 5))
	whole := []report.Code{report.NothingIncluded, report.NoFacts, report.NotReadThrough}
	seen := map[report.Code]bool{}
	for n := range 3000 {
		r := anything(rnd, d)
		before := problems(report.Evaluate(input(d, r)))
		for _, e := range r.Elements() {
			for p := range problems(report.Evaluate(input(d, r.Remove(e.ID)))) {
				if !before[p] && !slices.ContainsFunc(whole, func(c report.Code) bool { return strings.HasPrefix(p, string(c)) }) {
					t.Fatalf("report %d: without %s there is %s", n, e.Field, p)
				}
			}
		}
		for _, p := range report.Evaluate(input(d, r)).Problems() {
			seen[p.Code] = true
		}
	}
	if len(seen) < 18 {
		t.Errorf("only %d kinds of problems came up: %v", len(seen), seen)
	}
}

func problems(list report.Checklist) map[string]bool {
	out := map[string]bool{}
	for _, p := range list.Problems() {
		out[fmt.Sprintf("%s of %s %s", p.Code, p.Element, p.Person)] = true
	}
	return out
}

// Nothing leaves that the tables do not let out, whatever else happens: what leaves is held against them by another way than the
// checklist's.
func TestC10_C13_C14_NothingLeavesPastTheTables(t *testing.T) {
	d := rules(t)
	rnd := rand.New(rand.NewPCG(2, 5))
	let := 0
	for range 6000 {
		r := anything(rnd, d)
		if rnd.IntN(2) == 0 { // often enough something passes
			r = r.Remove("e1").Remove("e2").Remove("e3").Remove("e4")
			r, _ = with(r, "facts.danger", "un fait")
		}
		list := readThrough(input(d, r))
		c, err := list.Clear(noon)
		if err != nil {
			continue
		}
		let++
		o := c.Outgoing()
		target, _ := d.Target(o.Target)
		if len(o.Lines) == 0 || !target.Takes(o.Offence) {
			t.Fatal("it lets out nothing, or a category that the target does not take")
		}
		for _, l := range o.Lines {
			f, listed := d.Field(l.Field)
			switch {
			case !listed, !target.Holds(l.Field), f.Class == doctrine.Never, l.Sensitive == doctrine.Genetic:
				t.Fatalf("%s leaves for %s", l.Field, o.Target)
			case (f.Sensitive != "" || l.Sensitive != "") && (target.Sensitive != doctrine.AbsolutelyNecessary || strings.TrimSpace(l.Absolute) == ""):
				t.Fatalf("%s, which is sensitive, leaves for %s", l.Field, o.Target)
			case target.Checklist == doctrine.FullChecklist && strings.TrimSpace(l.Necessity) == "":
				t.Fatalf("%s leaves without a reason", l.Field)
			case f.Group == doctrine.OfPerson && !slices.ContainsFunc(o.Persons, func(p report.Person) bool { return p.ID == l.Person }):
				t.Fatalf("%s leaves without its person", l.Field)
			case strings.Contains(l.Value, "33800"), strings.Contains(l.Value, "192.0.2.9"):
				t.Fatal("what routed the declarant leaves")
			}
		}
	}
	if let < 100 {
		t.Errorf("only %d were let out: it proves little", let)
	}
}

func TestHostileTextIsBoundedAndHarmless(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"control characters":  {"a\x00b\x07c\x1b[31md\u0085e", "abc[31mde"},
		"bidi":                {"a\u202eb\u2066c\u200f", "abc"},
		"invisible":           {"a\u200bb\ufeffc\u2060d\u00ade", "abcde"},
		"line breaks stay":    {"a\r\nb\tc\u2028d", "a\nb c d"},
		"no UTF-8":            {"a\xffb", "a\uFFFDb"},
		"emoji stay":          {"👩‍👩‍👧 🇫🇷 ❤️", "👩‍👩‍👧 🇫🇷 ❤️"},
		"heaps of accents":    {"e" + strings.Repeat("\u0301", 50), "e" + strings.Repeat("\u0301", 4)},
		"tags":                {"a\U000E0041b", "ab"},
		"private characters":  {"a\uE000b", "ab"},
		"markup is only text": {"<b>&amp;</b> )Tj ET", "<b>&amp;</b> )Tj ET"},
	} {
		got, err := report.Clean(c.text, 1000)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, want %q (%v)", name, got, c.want, err)
		}
	}
	huge := strings.Repeat("é", 1<<19)
	if _, _, err := report.New().Add(report.Element{Field: "facts.account", Value: huge}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("1 MB: %v", err)
	}
	if _, err := report.New().SetHead(report.Head{Danger: huge}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("1 MB of danger: %v", err)
	}
	r, err := report.New(), error(nil)
	for err == nil {
		r, _, err = r.Add(report.Element{Value: strings.Repeat("x", report.MaxValueBytes)})
	}
	if n := len(r.Elements()); !fault.Is(err, fault.TooLarge) || n != report.MaxReportBytes/report.MaxValueBytes {
		t.Errorf("%d elements, %v", n, err)
	}
	for r, err = report.New(), nil; err == nil; {
		r, _, err = r.Add(report.Element{})
	}
	if n := len(r.Elements()); !fault.Is(err, fault.TooMany) || n != report.MaxElements {
		t.Errorf("%d elements, %v", n, err)
	}
	for r, err = report.New(), nil; err == nil; {
		r, _, err = r.AddPerson(report.Witness)
	}
	if n := len(r.Persons()); !fault.Is(err, fault.TooMany) || n != report.MaxPersons {
		t.Errorf("%d persons, %v", n, err)
	}
	if _, _, err = report.New().Add(report.Element{Sources: make([]conversation.MessageID, report.MaxSources+1)}); !fault.Is(err, fault.TooMany) {
		t.Errorf("sources: %v", err)
	}
}

// Whatever an operator can write somewhere is clean where it leaves.
func TestNothingHiddenLeavesByASideDoor(t *testing.T) {
	d := rules(t)
	const hidden = "a\u202eb\x00c"
	r, id := with(good(d, nmci), "place.address", "au fond de la cour", func(e *report.Element) {
		e.Reduction = report.Reduction{Way: doctrine.ToCommune, To: "Bor\u202edeaux\x07"}
	})
	r = must(r.Edit(id, func(e *report.Element) { e.Necessity = hidden }))
	r = must(r.EditPerson("p1", func(p *report.Person) { p.Necessity = hidden }))
	o := readThrough(input(d, r)).Outgoing()
	for _, l := range o.Lines {
		if strings.ContainsAny(l.Value+l.Necessity+l.Absolute, "\u202e\x00\x07") {
			t.Errorf("%s has hidden characters", l.Field)
		}
	}
	if strings.ContainsAny(o.Persons[0].Necessity, "\u202e\x00") || o.Lines[1].Value != "Bordeaux" {
		t.Errorf("%q", o.Lines[1].Value)
	}
	if _, err := r.Edit(id, func(e *report.Element) { e.Declared = "anything" }); !fault.Is(err, fault.Invalid) {
		t.Errorf("a kind that there is not: %v", err)
	}
	if _, err := r.Edit(id, func(e *report.Element) { e.Reduction.To = strings.Repeat("x", 200) }); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a long place: %v", err)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("e\u0301\u202e\x00👩‍👧\xff\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		once, err := report.Clean(text, 1000)
		if err != nil {
			return
		}
		twice, err := report.Clean(once, 1000)
		if err != nil || twice != once || !utf8.ValidString(once) || strings.ContainsAny(once, "\x00\u202e\u2066\r\t") {
			t.Errorf("%q, then %q (%v)", once, twice, err)
		}
	})
}
