package biometric

import (
	"slices"
	"strconv"
	"strings"
)

// Facts are the figures and choices that notice, register of processing and configuration must agree on (L7). AEPD p. 32: the
// notice gave one legal basis and the register another.
type Facts struct {
	Basis        string   `json:"basis"`         // letter of GDPR art. 6(1): "c" or "e" for a public service, "a" for consent
	Ground       string   `json:"ground"`        // letter of GDPR art. 9(2): "a", "b" or "g"
	Methods      []Method `json:"methods"`       // what is processed, and where
	TemplateDays int      `json:"template_days"` // for which a template is kept after its holder leaves or withdraws; 0: erased at once
	RecordDays   int      `json:"record_days"`   // for which acknowledgements and receipts are kept after the erasure
	Recipients   []string `json:"recipients"`    // codes of whoever receives templates; none here
	Transfers    bool     `json:"transfers"`     // to a third country
}

// Doing is what the program itself does, whatever the configuration: templates go at once, receipts stay for the term of
// administrative traces, nobody receives a template and nothing leaves (L11, L15).
func Doing(basis, ground string, methods []Method) Facts {
	return Facts{Basis: basis, Ground: ground, Methods: methods, TemplateDays: 0, RecordDays: recordDays}
}

// recordDays is the term of administrative traces in days (B6): three years.
const recordDays = 3 * 365

// bases and grounds that a controller can rely on here: a contract, vital interests and legitimate interests do not fit a
// public service's own staff, and the other grounds of art. 9(2) are about other things.
var (
	bases   = []string{"a", "c", "e"}
	grounds = []string{"a", "b", "g"}
)

// differences names the fields, as in the JSON, in which two accounts of the processing differ.
func (f Facts) differences(o Facts) []string {
	var out []string
	for _, d := range []struct {
		field string
		same  bool
	}{
		{"basis", f.Basis == o.Basis},
		{"ground", f.Ground == o.Ground},
		{"methods", sameSet(f.Methods, o.Methods)},
		{"template_days", f.TemplateDays == o.TemplateDays},
		{"record_days", f.RecordDays == o.RecordDays},
		{"recipients", sameSet(f.Recipients, o.Recipients)},
		{"transfers", f.Transfers == o.Transfers},
	} {
		if !d.same {
			out = append(out, d.field)
		}
	}
	return out
}

// complete reports whether every choice has been made.
func (f Facts) complete() bool {
	return slices.Contains(bases, f.Basis) && slices.Contains(grounds, f.Ground) && len(f.Methods) > 0 &&
		!slices.ContainsFunc(f.Methods, func(m Method) bool { return !m.Valid() }) && f.TemplateDays >= 0 && f.RecordDays > 0
}

// canonical is the form of the facts in a digest.
func (f Facts) canonical() string {
	methods := make([]string, len(f.Methods))
	for i, m := range f.Methods {
		methods[i] = string(m)
	}
	slices.Sort(methods)
	recipients := slices.Sorted(slices.Values(f.Recipients))
	return string(transcript("facts", f.Basis, f.Ground, strings.Join(methods, ","), strconv.Itoa(f.TemplateDays),
		strconv.Itoa(f.RecordDays), strings.Join(recipients, ","), strconv.FormatBool(f.Transfers)))
}

func sameSet[T ~string](a, b []T) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}
