package form

import (
	"encoding/xml"
	"regexp"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"
)

// The names of the formats. Never change what one means: a change is another number.
const (
	ReportFormat         = "vigie.report/1"
	JustificationsFormat = "vigie.justifications/1"
	AnswerFormat         = "vigie.answer/1"
)

// Bounds of a report. They are those of internal/report, with some room.
const (
	MaxLines     = 1000
	MaxPersons   = 200
	MaxTextBytes = 64 << 10 // of one value or reason
)

// TimeLayout is how formats write a moment: UTC, to the millisecond.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// Report is report.json and report.xml. It is content.
type Report struct {
	XMLName   xml.Name `json:"-" xml:"urn:vigie:report:1 report"`
	Format    string   `json:"format" xml:"format"`
	Key       string   `json:"key" xml:"key"` // names this sending; a repeat has the same
	Doctrine  Doctrine `json:"doctrine" xml:"doctrine"`
	Target    string   `json:"target" xml:"target"`
	Offence   string   `json:"offence" xml:"offence"` // "a" to "h" of article 1 of decree 2022-337
	Purpose   string   `json:"purpose" xml:"purpose"`
	Recipient string   `json:"recipient" xml:"recipient"`
	Operator  string   `json:"operator" xml:"operator"` // code
	Unit      string   `json:"unit" xml:"unit"`
	Cleared   string   `json:"cleared" xml:"cleared"` // TimeLayout
	Danger    string   `json:"danger,omitempty" xml:"danger,omitempty"`
	Persons   []Person `json:"persons" xml:"persons>person"`
	Lines     []Line   `json:"lines" xml:"lines>line"`
}

// Doctrine is the version under which the report was cleared.
type Doctrine struct {
	Version string `json:"version" xml:"version"`
	Digest  string `json:"digest" xml:"digest"` // SHA-256 of its file, hexadecimal
}

// Person is somebody else than the declarant whom a line is about.
type Person struct {
	ID       string `json:"id" xml:"id,attr"`
	Role     string `json:"role" xml:"role,attr"`
	Number   int    `json:"number" xml:"number,attr"` // among those of the role, from 1
	Majority string `json:"majority" xml:"majority,attr"`
}

// Line is one thing that is reported.
type Line struct {
	Number    int    `json:"line" xml:"number,attr"` // from 1
	Field     string `json:"field" xml:"field,attr"`
	Group     string `json:"group" xml:"group,attr"`
	Class     string `json:"class" xml:"class,attr"`
	Sensitive string `json:"sensitive,omitempty" xml:"sensitive,attr,omitempty"`
	Person    string `json:"person,omitempty" xml:"person,attr,omitempty"`
	Reduced   bool   `json:"reduced" xml:"reduced,attr"` // the value says less than what was reported
	Label     Text   `json:"label" xml:"label"`
	Value     string `json:"value" xml:"value"`
}

// Text is in both languages.
type Text struct {
	FR string `json:"fr" xml:"fr"`
	EN string `json:"en" xml:"en"`
}

// The closed lists.
var (
	roles      = []string{"witness", "author", "victim", "relative", "other"}
	majorities = []string{"minor", "adult", "unknown"}
	groups     = []string{"declarant", "person", "facts", "place_time", "agent"}
	classes    = []string{"ordinary", "identifying", "sensitive"} // never "never" (C10)
	sensitives = []string{"origin", "opinions", "beliefs", "union", "health", "sex_life"}
)

var (
	keyForm    = regexp.MustCompile(`^[0-9a-f]{32}$`)
	digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
	codeForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)
)

// ValidKey reports whether s is the key of a sending: 16 random bytes in hexadecimal. Such a string may name a file.
func ValidKey(s string) bool { return keyForm.MatchString(s) }

// check returns what is wrong with the form of a report: with a line, or with the whole.
func (r *Report) check() []Reason {
	var wrong []Reason
	whole := func(ok bool) {
		if !ok && len(wrong) == 0 {
			wrong = append(wrong, Reason{Code: ReasonForm})
		}
	}
	whole(r.Format == ReportFormat && keyForm.MatchString(r.Key) && digestForm.MatchString(r.Doctrine.Digest))
	for _, code := range []string{r.Doctrine.Version, r.Target, r.Offence, r.Purpose, r.Recipient, r.Operator, r.Unit} {
		whole(codeForm.MatchString(code))
	}
	at, err := time.Parse(TimeLayout, r.Cleared)
	whole(err == nil && at.Format(TimeLayout) == r.Cleared)
	whole(clean(r.Danger) && r.Persons != nil && len(r.Persons) <= MaxPersons && len(r.Lines) > 0 && len(r.Lines) <= MaxLines)
	known := make(map[string]bool)
	for _, p := range r.Persons {
		whole(codeForm.MatchString(p.ID) && !known[p.ID] && slices.Contains(roles, p.Role) && p.Number >= 1 && p.Number <= MaxPersons && slices.Contains(majorities, p.Majority))
		known[p.ID] = true
	}
	for i, l := range r.Lines {
		if l.Number != i+1 || !l.valid() || l.Person != "" && !known[l.Person] {
			wrong = append(wrong, Reason{Line: i + 1, Code: ReasonForm})
		}
	}
	return wrong[:min(len(wrong), MaxReasons)]
}

func (l *Line) valid() bool {
	return codeForm.MatchString(l.Field) && slices.Contains(groups, l.Group) && slices.Contains(classes, l.Class) &&
		(l.Class == "sensitive") == (l.Sensitive != "") && (l.Sensitive == "" || slices.Contains(sensitives, l.Sensitive)) &&
		clean(l.Label.FR) && clean(l.Label.EN) && l.Label.FR != "" && clean(l.Value) && l.Value != ""
}

// ClearedAt is when the checklist let the report out.
func (r *Report) ClearedAt() time.Time {
	at, _ := time.Parse(TimeLayout, r.Cleared) // check saw that it is one
	return at
}

// clean reports whether a text says what it shows: UTF-8, no control or format character but line breaks and what joins emoji and
// Persian letters, and not over MaxTextBytes.
func clean(s string) bool {
	if len(s) > MaxTextBytes || !utf8.ValidString(s) {
		return false
	}
	for _, c := range s {
		joins := c == '\u200c' || c == '\u200d'
		if c != '\n' && !joins && (unicode.Is(unicode.C, c) || unicode.Is(unicode.Zl, c) || unicode.Is(unicode.Zp, c)) || c == '\ufffe' || c == '\uffff' {
			return false
		}
	}
	return true
}
