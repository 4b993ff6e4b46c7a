// Package detector points at what a report may say too much: likely sensitive words, identifiers, names. It is advice: it marks, and
// nothing that it says blocks or changes anything (C6).
//
//	d, err := detector.Parse(lists)         // package assets/detector embeds them
//	for _, m := range d.Marks(text) { ... } // text[m.Begin:m.End] may be m.Kind
//
// It is deterministic and local: word lists that people read, and numbers that prove themselves by their check digits. It knows
// French and some English. What it misses and what it marks for nothing is measured on sentences in testdata by `bench`, as
// detector/recall and detector/precision: nobody is to take the absence of a mark for an answer.
//
// A Detector is safe for concurrent use once parsed.
package detector

import (
	"cmp"
	"slices"
	"strings"
)

// Kind says what marked words may be.
type Kind string

// The kinds. The first eight are those of the doctrine's sensitive data.
const (
	Origin    Kind = "origin"
	Opinions  Kind = "opinions"
	Beliefs   Kind = "beliefs"
	Union     Kind = "union"
	Health    Kind = "health"
	SexLife   Kind = "sex_life"
	Genetic   Kind = "genetic"
	Biometric Kind = "biometric"

	Telephone Kind = "telephone"
	Email     Kind = "email"
	NIR       Kind = "nir" // French social security number
	IBAN      Kind = "iban"
	Plate     Kind = "plate" // of a vehicle
	Address   Kind = "address"
	Name      Kind = "name" // of a person
)

// Sensitive returns the kinds that word lists have.
func Sensitive() []Kind {
	return []Kind{Origin, Opinions, Beliefs, Union, Health, SexLife, Genetic, Biometric}
}

// Kinds returns every kind.
func Kinds() []Kind { return append(Sensitive(), Telephone, Email, NIR, IBAN, Plate, Address, Name) }

// Mark is a part of a text, in bytes: from Begin, before End.
type Mark struct {
	Kind       Kind
	Begin, End int
}

// Most bounds of one text.
const (
	mostBytes = 32 << 10 // of a text that is looked at; what comes after is not marked
	mostMarks = 500
)

// Detector holds the word lists. Make one with Parse.
type Detector struct {
	words    phrases // sensitive, and what is not
	naming   phrases // "s'appelle"
	streets  phrases
	numbered map[string]bool // streets that are words as well
	titles   map[string]bool
	relation map[string]bool
	names    map[string]bool // first names
	cautious map[string]bool // first names that are words as well
	notNames map[string]bool
}

// Marks returns what should be looked at, in the order of the text, without overlaps.
func (d *Detector) Marks(text string) []Mark {
	text = text[:min(len(text), mostBytes)]
	tokens := tokenise(text)
	marks := identifiers(text)
	marks = append(marks, spoken(tokens)...)
	marks = append(marks, d.addresses(tokens)...)
	marks = append(marks, d.sensitive(tokens)...)
	marks = append(marks, d.people(tokens)...)
	return tidy(marks)
}

// tidy keeps of marks that overlap the one that was found first: identifiers prove themselves, names are guesses.
func tidy(marks []Mark) []Mark {
	var out []Mark
	for _, m := range marks {
		if m.End <= m.Begin || slices.ContainsFunc(out, func(o Mark) bool { return m.Begin < o.End && o.Begin < m.End }) {
			continue
		}
		if out = append(out, m); len(out) == mostMarks {
			break
		}
	}
	slices.SortFunc(out, func(a, b Mark) int { return cmp.Compare(a.Begin, b.Begin) })
	return out
}

// sensitive finds the words of the lists.
func (d *Detector) sensitive(tokens []token) (out []Mark) {
	for i := 0; i < len(tokens); {
		kind, n := d.words.at(tokens, i)
		if n == 0 {
			i++
			continue
		}
		if kind != nothing {
			out = append(out, Mark{Kind(kind), tokens[i].begin, tokens[i+n-1].end})
		}
		i += n
	}
	return out
}

func set(list []string) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, s := range list {
		out[strings.Join(foldAll(s), "")] = true
	}
	return out
}
