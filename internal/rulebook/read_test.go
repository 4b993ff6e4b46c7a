package rulebook_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/rulebook"
)

// What a person reads in a line is what the program reads: nothing stands for something else.
func TestC3_OnlyThePlainPartOfYAMLIsRead(t *testing.T) {
	for _, tt := range []struct{ name, text, what string }{
		{"empty", "", "doctrine: it is empty"},
		{"comment alone", "# nothing\n", "doctrine: it is empty"},
		{"not YAML", "a: b: c\n", "doctrine:1: it is not YAML"},
		{"tab", "a:\n\tb: c\n", "doctrine:2: it is not YAML"},
		{"open quotation mark", "a: \"b\nc: d\n", "it is not YAML"},
		{"unindented text", "a: >-\n  b\nc\n", "doctrine:3: it is not YAML"},
		{"not a map", "- a\n- b\n", "doctrine:1: it has no keys"},
		{"a word", "words\n", "doctrine:1: it has no keys"},
		{"anchor", "a: &x b\n", "doctrine:1: it has an anchor"},
		{"alias", "a: &x b\nc: *x\n", "doctrine:2: it has an anchor (&) or an alias (*)"},
		{"alias as key", "a: &x b\n*x : c\n", "doctrine:2: the key is not a word"},
		{"merge", "a: {b: c}\n<<: {d: e}\n", "doctrine:2: the key is not a word"},
		{"tag", "a: !!binary aGVsbG8=\n", "doctrine:1: it has a tag"},
		{"tag on a key", "!!str a: b\n", "doctrine:1: the key is not a word"},
		{"map as key", "? {a: b}\n: c\n", "doctrine:1: the key is not a word"},
		{"second document", "a: b\n---\nc: d\n", "doctrine:2: a second document begins"},
		{"deep", strings.Repeat("[", 20) + strings.Repeat("]", 20), "nested too deep"},
		{"very deep", strings.Repeat("[", 50_000), "it is not YAML"},
		{"not UTF-8", "a: \xff\n", "doctrine: it is not text in UTF-8"},
		{"large", "a: " + strings.Repeat("b", doctrine.MaxDoctrineBytes), "doctrine: it is larger than 128 KB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := problems(t, tt.text).Error(); !strings.Contains(got, tt.what) {
				t.Errorf("got %s\nwant %s", got, tt.what)
			}
		})
	}
}

// Words are words, whatever YAML makes of them elsewhere.
func TestC3_WordsAreNotTurnedIntoSomethingElse(t *testing.T) {
	root, unread := rulebook.Read("a: no\nb: 1e3\nc: 2026-11-28\nd: null\ne: 0o17\nf: ~\n")
	var got []string
	for _, n := range root.Items {
		got = append(got, n.Value)
	}
	if want := []string{"no", "1e3", "2026-11-28", "null", "0o17", "~"}; len(unread) > 0 || !slices.Equal(got, want) {
		t.Errorf("got %q, %v", got, unread)
	}
}

// Whatever the bytes: a doctrine, or problems of which each says what to do; and a doctrine keeps what the checks promise.
func FuzzParse(f *testing.F) {
	f.Add(assets.Doctrine())
	for _, seed := range []string{"", "a: b", "a: &x [*x]", "<<: *a", "a:\n- b: {c: [d]}", "\ufeffformat: vigie.doctrine/1", "a: |\n -----BEGIN CERTIFICATE-----\n"} {
		f.Add(seed)
	}
	whole := assets.Doctrine()
	for _, cut := range []int{100, 3_000, 12_000, 25_000, len(whole) - 40} {
		f.Add(whole[:cut] + "\n" + whole[len(whole)-cut/2:])
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := rulebook.Parse(text)
		if err == nil {
			keepsItsPromises(t, d)
			return
		}
		var found doctrine.Problems
		if !fault.Is(err, fault.Invalid) || !errors.As(err, &found) || len(found) == 0 {
			t.Fatalf("refused without a reason: %v", err)
		}
		for _, p := range found {
			if p.What == "" || p.Remedy == "" || p.Line < 0 || p.Line > 2+strings.Count(text, "\n")+strings.Count(text, "\r")+strings.Count(text, "\u0085")+strings.Count(text, "\u2028")+strings.Count(text, "\u2029") {
				t.Fatalf("a problem without remedy or line: %+v", p)
			}
		}
	})
}

// keepsItsPromises holds for every doctrine that passed the checks.
func keepsItsPromises(t *testing.T, d *doctrine.Doctrine) {
	t.Helper()
	if len(d.Offences()) != 8 {
		t.Error("a category of the decree is missing (C12)")
	}
	for _, target := range d.Targets() {
		if len(target.Purposes) == 0 || len(target.Recipients) == 0 || len(target.Offences) == 0 {
			t.Errorf("%s has no purposes, recipients or offences (C14)", target.Code)
		}
		for _, code := range target.Fields {
			field, known := d.Field(code)
			if !known || field.Class == doctrine.Never || field.Class == doctrine.SensitiveClass && target.Sensitive == doctrine.Refused {
				t.Errorf("%s may hold %s (C10, C13)", target.Code, code)
			}
		}
	}
	if target, ok := d.Target("n-mci"); ok && target.Sensitive != doctrine.Refused {
		t.Error("N-MCI takes sensitive data (C13)")
	}
	if changes := doctrine.Diff(d, d); len(changes) > 0 {
		t.Errorf("it differs from itself: %v", changes)
	}
}
