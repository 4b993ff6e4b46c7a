package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie.example/internal/fault"
)

// Bounds of one report.
const (
	MaxElements      = 400
	MaxPersons       = 50
	MaxValueBytes    = 20_000
	MaxReasonBytes   = 2_000
	MaxSources       = 100     // messages that one element comes from
	MaxSpans         = 100     // places that are blacked out in one element
	MaxReportBytes   = 400_000 // of all values and reasons together
	mostMarksOnOne   = 4       // accents on one letter
	replacement      = '\uFFFD'
	zeroWidthJoin    = '\u200D' // emoji are put together with it
	zeroWidthNonJoin = '\u200C' // Persian is written with it
)

// Clean returns a text without what could change how it is read without being seen: control characters, marks of direction,
// characters without width, heaps of accents. Line breaks stay, and emoji. What is not UTF-8 becomes replacement characters. A text
// that is clean comes back as it was. The fault is TooLarge.
func Clean(s string, most int) (string, error) {
	if len(s) > most {
		return "", fault.New(fault.TooLarge, "report.Clean", fault.Key("fault.report.too_long"))
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, c := range strings.ReplaceAll(s, "\r\n", "\n") {
		switch {
		case c == '\n':
		case c == '\t' || c == '\r' || c == '\u2028' || c == '\u2029':
			c = ' '
		case c == utf8.RuneError:
			c = replacement
		case c == zeroWidthJoin || c == zeroWidthNonJoin:
		case unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Me, c):
			if marks++; marks > mostMarksOnOne {
				continue
			}
			b.WriteRune(c)
			continue
		case unicode.Is(unicode.C, c), c >= 0xE0000 && c <= 0xE007F: // and letters that cannot be seen
			continue
		}
		marks = 0
		b.WriteRune(c)
	}
	out := b.String()
	if len(out) > most { // replacement characters are longer than what they replace
		return "", fault.New(fault.TooLarge, "report.Clean", fault.Key("fault.report.too_long"))
	}
	return out, nil
}

// says reports whether a text has anything to read.
func says(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) >= 0
}

// same reports whether two texts say the same, whatever their case and spaces.
func same(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}
