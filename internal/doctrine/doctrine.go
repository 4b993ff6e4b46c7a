package doctrine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// DoctrineFormat is the schema of the doctrine's file.
const DoctrineFormat = "vigie.doctrine/1"

// Doctrine is the doctrine of use (C3): what a report may hold, where it may go, what must be weighed before, and the words that
// stand beside each decision. ParseDoctrine makes one. It never changes: another version is another value. The slices that its
// methods return are the caller's.
type Doctrine struct {
	header    Header
	digest    [32]byte
	offences  []Offence
	fields    []Field
	targets   []Target
	awareness []Awareness
	openings  []Opening
	passages  map[Passage]Text
}

// Header returns what the file says about itself.
func (d *Doctrine) Header() Header { return d.header }

// Version returns the version, such as "2026-11-28" or "2026-11-28-2". CompareVersions orders versions.
func (d *Doctrine) Version() string { return d.header.Version }

// Digest returns the SHA-256 of the file.
func (d *Doctrine) Digest() [32]byte { return d.digest }

// Starting reports whether the ministry's own doctrine has still to replace this one.
func (d *Doctrine) Starting() bool { return d.header.Status != "official" }

// Offences returns the categories of article 1 of decree 2022-337, in the order of the decree (C12).
func (d *Doctrine) Offences() []Offence { return slices.Clone(d.offences) }

// Offence returns the category with the given code, and whether there is one.
func (d *Doctrine) Offence(code OffenceCode) (Offence, bool) {
	return find(d.offences, func(o Offence) bool { return o.Code == code })
}

// Fields returns everything that may be said in a report, and what never may (Never), in the order of the file.
func (d *Doctrine) Fields() []Field { return cloned(d.fields, Field.clone) }

// Field returns the field with the given code, and whether there is one.
func (d *Doctrine) Field(code FieldCode) (Field, bool) {
	f, ok := find(d.fields, func(f Field) bool { return f.Code == code })
	return f.clone(), ok
}

// Targets returns where reports may go, in the order of the file (C14).
func (d *Doctrine) Targets() []Target { return cloned(d.targets, Target.clone) }

// Target returns the target with the given code, and whether there is one.
func (d *Doctrine) Target(code TargetCode) (Target, bool) {
	t, ok := find(d.targets, func(t Target) bool { return t.Code == code })
	return t.clone(), ok
}

// Awareness returns the awareness points (C18), in the order of the file.
func (d *Doctrine) Awareness() []Awareness { return slices.Clone(d.awareness) }

// Openings returns the closed list of cases for which a sealed address may be opened (C2).
func (d *Doctrine) Openings() []Opening { return slices.Clone(d.openings) }

// Opening returns the case with the given code, and whether there is one.
func (d *Doctrine) Opening(code OpeningCode) (Opening, bool) {
	return find(d.openings, func(o Opening) bool { return o.Code == code })
}

// Passage returns what the doctrine says at a decision, in a language such as "en"; "" for a decision that does not exist.
func (d *Doctrine) Passage(where Passage, language string) string {
	return d.passages[where].In(language)
}

// PassageText returns it in both languages.
func (d *Doctrine) PassageText(where Passage) Text { return d.passages[where] }

// CompareVersions returns a negative number if a is older than b, 0 if they are the same, a positive number if a is newer. Both
// are versions of doctrines that passed the checks; the day decides, then the number after it.
func CompareVersions(a, b string) int {
	const date = len("2006-01-02")
	number := func(s string) int {
		if len(s) <= date {
			return 1
		}
		n, _ := strconv.Atoi(strings.TrimPrefix(s[date:], "-"))
		return n
	}
	return cmp.Or(strings.Compare(a[:min(date, len(a))], b[:min(date, len(b))]), cmp.Compare(number(a), number(b)))
}

func find[T any](all []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}

func cloned[T any](all []T, clone func(T) T) []T {
	out := make([]T, len(all))
	for i := range all {
		out[i] = clone(all[i])
	}
	return out
}
