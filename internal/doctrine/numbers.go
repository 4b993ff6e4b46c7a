package doctrine

import "slices"

// Number is a telephone number for somebody who needs help.
type Number struct {
	Number string // as it is shown: "116 006"
	By     Way
	Kind   NumberKind
	Always bool // day and night, every day; false: see the service
	Name   Text
	For    Text // when to use it
}

// Dial returns the number without spaces, for a link.
func (n Number) Dial() string {
	out := make([]byte, 0, len(n.Number))
	for _, b := range []byte(n.Number) {
		if b != ' ' {
			out = append(out, b)
		}
	}
	return string(out)
}

// Way is how a number is reached.
type Way string

// NumberKind tells emergencies from help.
type NumberKind string

// Never renumber or re-use.
const (
	ByCall Way = "call"
	BySMS  Way = "sms"

	Emergency NumberKind = "emergency" // life or body in danger now
	Help      NumberKind = "help"      // listening, advice, rights
)

// obligatory are the numbers without which no doctrine is put in force: the page promises them.
var obligatory = []string{"17", "112", "114", "3919", "116006"}

// ParseNumbers reads a table of format vigie.numbers/1, in the order in which the numbers are shown. The error is
// Invalid with Problems as its cause; a table without 17, 112, 114, 3919 or 116 006 is refused.
func ParseNumbers(text string) ([]Number, error) {
	const file = "numbers.csv"
	var problems Problems
	t := parseTable(file, text, "vigie.numbers/1",
		[]string{"number", "by", "kind", "hours", "name_fr", "name_en", "for_fr", "for_en"}, &problems)
	var out []Number
	for _, r := range t.rows {
		c := r.cells
		n := Number{Number: c[0], By: Way(c[1]), Kind: NumberKind(c[2]), Always: c[3] == "always", Name: Text{c[4], c[5]}, For: Text{c[6], c[7]}}
		switch {
		case !digits(n.Dial()) || len(n.Dial()) > 15:
			problems.add(file, r.line, "write digits, with spaces as it is shown", "%q is not a telephone number", c[0])
		case n.By != ByCall && n.By != BySMS:
			problems.add(file, r.line, "write call or sms", "%q is not a way to reach it", c[1])
		case n.Kind != Emergency && n.Kind != Help:
			problems.add(file, r.line, "write emergency or help", "%q is not a kind", c[2])
		case c[3] != "" && !n.Always:
			problems.add(file, r.line, "write always, or nothing", "%q are not hours", c[3])
		case slices.Contains(c[4:], ""):
			problems.add(file, r.line, "write its name and its purpose in both languages", "a text is missing")
		case slices.ContainsFunc(out, func(o Number) bool { return o.Dial() == n.Dial() }):
			problems.add(file, r.line, "keep one of the two lines", "%s is there twice", n.Number)
		}
		out = append(out, n)
	}
	for _, number := range obligatory {
		if !slices.ContainsFunc(out, func(n Number) bool { return n.Dial() == number }) {
			problems.add(file, 0, "add a line for it", "number %s is missing", number)
		}
	}
	if err := problems.err("doctrine.ParseNumbers"); err != nil {
		return nil, err
	}
	return out, nil
}
