package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"vigie.example/internal/doctrine"
)

// Blacked stands where a span was blacked out. It tells neither how long it was nor of how many words.
const Blacked = "[…]"

// Span is a part of a value, in bytes: from Begin, before End.
type Span struct{ Begin, End int }

// Reduction is how an element is cut down. The zero value leaves it whole.
type Reduction struct {
	Way   doctrine.Generalisation
	Spans []Span // of doctrine.Redact
	To    string // of doctrine.ToCommune its name, of doctrine.ToDepartment its code, where the value does not say
}

// None reports whether nothing is cut down.
func (r Reduction) None() bool { return r.Way == "" }

func (r Reduction) clone() Reduction {
	r.Spans = slices.Clone(r.Spans)
	return r
}

// Apply returns what is left of a value. It is false when the value cannot be cut down in this way: then nothing may leave.
func (r Reduction) Apply(value string) (string, bool) {
	switch r.Way {
	case "":
		return value, true
	case doctrine.Redact:
		return blackOut(value, r.Spans)
	case doctrine.AgeBand:
		return bandOf(value)
	case doctrine.ToYear:
		return yearOf(value)
	case doctrine.ToMonth:
		return monthOf(value)
	case doctrine.ToCommune:
		return communeOf(value, r.To)
	case doctrine.ToDepartment:
		return departmentOf(value, r.To)
	}
	return "", false
}

// blackOut replaces the spans, which may overlap and touch. It is false for spans that do not lie between characters of the value, and
// for none.
func blackOut(value string, spans []Span) (string, bool) {
	sorted := slices.SortedFunc(slices.Values(spans), func(a, b Span) int { return cmp.Or(a.Begin-b.Begin, a.End-b.End) })
	var b strings.Builder
	at := 0
	for _, s := range sorted {
		if !within(value, s) {
			return "", false
		}
		if s.End <= at {
			continue
		}
		if s.Begin > at || at == 0 {
			b.WriteString(value[at:max(at, s.Begin)])
			b.WriteString(Blacked)
		}
		at = s.End
	}
	b.WriteString(value[at:])
	return b.String(), len(sorted) > 0
}

func within(value string, s Span) bool {
	boundary := func(i int) bool { return i == len(value) || utf8.RuneStart(value[i]) }
	return s.Begin >= 0 && s.Begin < s.End && s.End <= len(value) && boundary(s.Begin) && boundary(s.End)
}

// anythingLeft reports whether more than black is left.
func anythingLeft(s string) bool { return says(strings.ReplaceAll(s, Blacked, " ")) }
