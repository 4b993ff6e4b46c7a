package report_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
)

func TestC4_ClearingTwiceChangesNothing(t *testing.T) {
	list := passed(t)
	one, err := list.Clear(noon)
	two, err2 := list.Clear(noon)
	if err != nil || err2 != nil || one.Digest() != two.Digest() || one.Digest() == [32]byte{} {
		t.Fatalf("%v, %v", err, err2)
	}
	if !reflect.DeepEqual(one.Outgoing(), two.Outgoing()) || one.Void(list) != report.Holds {
		t.Error("it changed something")
	}
	later, err := list.Clear(noon.Add(time.Second))
	if err != nil || later.Digest() == one.Digest() {
		t.Error("the moment of clearing is not bound")
	}
}

func TestC4_AnyChangeVoids(t *testing.T) {
	d := rules(t)
	base := input(d, good(d, lrpgn))
	list := readThrough(base)
	base.Report = must(base.Report.SetHead(func() report.Head { h := base.Report.Head(); h.Read = list.ReadAs(); return h }()))
	c, err := list.Clear(noon)
	if err != nil {
		t.Fatal(err)
	}
	first := base.Report.Elements()[0].ID
	edited := func(edit func(*report.Element)) func(*report.Input) {
		return func(in *report.Input) { in.Report = must(in.Report.Edit(first, edit)) }
	}
	headed := func(edit func(*report.Head)) func(*report.Input) {
		return func(in *report.Input) {
			h := in.Report.Head()
			edit(&h)
			in.Report = must(in.Report.SetHead(h))
		}
	}
	for name, change := range map[string]struct {
		change func(*report.Input)
		want   report.Voided
	}{
		"nothing":  {func(*report.Input) {}, report.Holds},
		"a byte":   {edited(func(e *report.Element) { e.Value = strings.Replace(e.Value, "deux", "Deux", 1) }), report.Changed},
		"a reason": {edited(func(e *report.Element) { e.Necessity += "." }), report.Changed},
		"left out": {edited(func(e *report.Element) { e.Included = false }), report.Changed},
		"cut down": {edited(func(e *report.Element) {
			e.Reduction = report.Reduction{Way: doctrine.Redact, Spans: []report.Span{{Begin: 0, End: 2}}}
		}), report.Changed},
		"another target":    {headed(func(h *report.Head) { h.Target = nmci }), report.Changed},
		"another category":  {headed(func(h *report.Head) { h.Offence = "b" }), report.Changed},
		"another purpose":   {headed(func(h *report.Head) { h.Purpose = "reception" }), report.Changed},
		"not informed":      {headed(func(h *report.Head) { h.Informed = false }), report.Changed},
		"another operator":  {func(in *report.Input) { in.Operator = "op-eight" }, report.Changed},
		"another unit":      {func(in *report.Input) { in.Unit = "police-75" }, report.Changed},
		"another case":      {func(in *report.Input) { in.Conversation = conversation.ID(strings.Repeat("A", 43)) }, report.Changed},
		"another doctrine":  {func(in *report.Input) { in.Doctrine = nil }, report.Changed},
		"a newer message":   {func(in *report.Input) { in.Last++ }, report.NewerMessage},
		"an unread message": {func(in *report.Input) { in.Unread = 1 }, report.NewerMessage},
		"a person": {func(in *report.Input) {
			in.Report = must(in.Report.EditPerson("p1", func(p *report.Person) { p.Majority = report.Minor }))
		}, report.Changed},
	} {
		in := base
		change.change(&in)
		if got := c.Void(report.Evaluate(in)); got != change.want {
			t.Errorf("%s: %q, want %q", name, got, change.want)
		}
	}
}

// TestC4_EveryFieldIsInTheDigest changes each field of what leaves, and wants another encoding: a field that is added and forgotten
// fails here.
func TestC4_EveryFieldIsInTheDigest(t *testing.T) {
	whole := report.Outgoing{Persons: make([]report.Person, 2), Lines: make([]report.Line, 2)}
	base := string(whole.Canonical())
	n := 0
	var visit func(v reflect.Value, path string)
	visit = func(v reflect.Value, path string) {
		if moment, ok := v.Addr().Interface().(*time.Time); ok {
			*moment = noon
			n += differs(t, base, whole, path)
			*moment = time.Time{}
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				visit(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				visit(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
			}
		default:
			zero := reflect.New(v.Type()).Elem()
			switch v.Kind() {
			case reflect.String:
				v.SetString("x")
			case reflect.Bool:
				v.SetBool(true)
			case reflect.Int:
				v.SetInt(1)
			case reflect.Uint8:
				v.SetUint(1)
			default:
				t.Fatalf("%s: a field of kind %s: say how it is encoded", path, v.Kind())
			}
			n += differs(t, base, whole, path)
			v.Set(zero)
		}
	}
	visit(reflect.ValueOf(&whole).Elem(), "Outgoing")
	if n < 70 {
		t.Errorf("only %d fields were changed", n)
	}
}

func differs(t *testing.T, base string, o report.Outgoing, path string) int {
	t.Helper()
	if string(o.Canonical()) == base {
		t.Errorf("%s is not in the encoding", path)
	}
	return 1
}

// Two different lists of values never have one encoding, although they have the same letters.
func TestC4_TheEncodingIsOne(t *testing.T) {
	a := report.Outgoing{Lines: []report.Line{{Value: "ab", Necessity: "c"}}}
	b := report.Outgoing{Lines: []report.Line{{Value: "a", Necessity: "bc"}}}
	c := report.Outgoing{Danger: "", Doctrine: "ab"}
	e := report.Outgoing{Danger: "ab", Doctrine: ""}
	if string(a.Canonical()) == string(b.Canonical()) || string(c.Canonical()) == string(e.Canonical()) {
		t.Error("they do")
	}
}

func TestC11_TheOriginalTextDoesNotTravel(t *testing.T) {
	d := rules(t)
	r, _ := with(good(d, lrpgn), "facts.evidence", "un certificat du docteur Secret, à la maison", func(e *report.Element) {
		e.Reduction = report.Reduction{Way: doctrine.Redact, Spans: []report.Span{{Begin: len("un certificat du docteur "), End: len("un certificat du docteur Secret")}}}
	})
	r, _ = with(r, "declarant.age", "16 ans", func(e *report.Element) { e.Reduction.Way = doctrine.AgeBand })
	r, _, _ = r.Add(report.Element{Field: "facts.account", Value: "resté dehors"})
	list := readThrough(input(d, r))
	c, err := list.Clear(noon)
	if err != nil {
		t.Fatalf("%v: %v", err, codes(list.Problems()))
	}
	raw := string(c.Outgoing().Canonical())
	for _, gone := range []string{"Secret", "16 ans", "resté dehors", string(someone)} {
		if strings.Contains(raw, gone) {
			t.Errorf("%q travels", gone)
		}
	}
	for _, stays := range []string{"un certificat du docteur […], à la maison", "de 15 à 17 ans"} {
		if !strings.Contains(raw, stays) {
			t.Errorf("%q does not travel", stays)
		}
	}
}

func TestC8_NothingPrintsContent(t *testing.T) {
	d := rules(t)
	in := input(d, good(d, lrpgn))
	list := readThrough(in)
	c, err := list.Clear(noon)
	if err != nil {
		t.Fatal(err)
	}
	o := c.Outgoing()
	for _, v := range []any{c, o, o.Lines, o.Lines[0], o.Persons, in, in.Report, in.Report.Elements(), in.Report.Head(), &o, &c, list, []any{in.Report}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			out := fmt.Sprintf(verb, v)
			for _, secret := range []string{"frapp", "Kevin", fmt.Sprintf("%x", "Kevin")} {
				if strings.Contains(out, secret) {
					t.Errorf("%s of %T prints it", verb, v)
				}
			}
		}
	}
}

func TestC4_ExactlyWhatLeavesIsReadThrough(t *testing.T) {
	d := rules(t)
	in := input(d, good(d, nmci))
	unread := func() bool { return slices.Contains(codes(report.Evaluate(in).Problems()), report.NotReadThrough) }
	if !unread() {
		t.Error("nobody has read it, and nobody is asked to")
	}
	h := in.Report.Head()
	h.Read = report.Evaluate(in).ReadAs()
	in.Report = must(in.Report.SetHead(h))
	if unread() {
		t.Error("it was read")
	}
	in.Report, _, _ = in.Report.Add(report.Element{Field: "facts.weapon", Value: "un couteau"})
	if unread() {
		t.Error("what stays behind changes nothing of what leaves")
	}
	in.Report = must(in.Report.Edit("e1", func(e *report.Element) { e.Value += "." }))
	if !unread() {
		t.Error("it was changed after it was read")
	}
}
