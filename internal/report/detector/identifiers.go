package detector

import (
	"regexp"
	"strings"
)

const gap = `[ .\-/\x{00A0}\x{202F}]?`

var (
	email     = regexp.MustCompile(`[\p{L}0-9._%+\-]+@[\p{L}0-9\-]+(?:\.[\p{L}0-9\-]+)+`)
	iban      = regexp.MustCompile(`(?i)\b[A-Z]{2}\d{2}(?:[ \x{00A0}\x{202F}]?[A-Z0-9]{4}){2,7}(?:[ \x{00A0}\x{202F}]?[A-Z0-9]{1,3})?\b`)
	nir       = regexp.MustCompile(`(?i)\b[1-478]` + gap + `\d{2}` + gap + `\d{2}` + gap + `(?:\d{2}|2[AB])` + gap + `\d{3}` + gap + `\d{3}` + gap + `\d{2}\b`)
	french    = regexp.MustCompile(`(?:\+33|0033)` + gap + `(?:\(0\)` + gap + `)?[1-9](?:` + gap + `\d{2}){4}\b|\b0[1-9](?:` + gap + `\d{2}){4}\b`)
	foreign   = regexp.MustCompile(`(?:\+|\b00)[1-9]\d{0,2}(?:[ .\-/\x{00A0}\x{202F}()]{0,2}\d){6,12}\b`)
	platesNew = regexp.MustCompile(`(?i)\b[A-HJ-NP-TV-Z]{2}[ \-\x{00A0}\x{202F}]?\d{3}[ \-\x{00A0}\x{202F}]?[A-HJ-NP-TV-Z]{2}\b`)
	platesOld = regexp.MustCompile(`\b\d{2,4}[ \-\x{00A0}\x{202F}][A-HJ-NP-TV-Z]{2,3}[ \-\x{00A0}\x{202F}](?:\d{2}|2[AB]|97[1-6])\b`)
)

// identifiers finds numbers and addresses that have a form of their own.
func identifiers(text string) (out []Mark) {
	if strings.ContainsRune(text, '@') {
		out = appendMatches(out, Email, email, text, nil)
	}
	if strings.IndexFunc(text, func(c rune) bool { return c >= '0' && c <= '9' }) < 0 {
		return out
	}
	out = appendMatches(out, IBAN, iban, text, validIBAN)
	out = appendMatches(out, NIR, nir, text, validNIR)
	out = appendMatches(out, Telephone, french, text, nil)
	out = appendMatches(out, Telephone, foreign, text, nil)
	out = appendMatches(out, Plate, platesNew, text, nil)
	return appendMatches(out, Plate, platesOld, text, nil)
}

func appendMatches(out []Mark, kind Kind, form *regexp.Regexp, text string, valid func(string) bool) []Mark {
	for _, at := range form.FindAllStringIndex(text, mostMarks) {
		if valid == nil || valid(compact(text[at[0]:at[1]])) {
			out = append(out, Mark{kind, at[0], at[1]})
		}
	}
	return out
}

// compact keeps letters, in capitals, and digits.
func compact(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z':
			return c
		case c >= 'a' && c <= 'z':
			return c - 'a' + 'A'
		}
		return -1
	}, s)
}

// validNIR checks the key: 97 less the rest of the number divided by 97; in Corsica 2A counts as 19, 2B as 18.
func validNIR(s string) bool {
	if len(s) != 15 {
		return false
	}
	number := strings.NewReplacer("2A", "19", "2B", "18").Replace(s[5:7])
	body := s[:5] + number + s[7:13]
	return rest97(body) == (97-rest97(s[13:]))%97
}

// validIBAN checks the key of ISO 13616: the whole, its beginning moved to its end, leaves 1 when divided by 97.
func validIBAN(s string) bool {
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	return rest97(s[4:]+s[:4]) == 1
}

// rest97 returns the rest of a number divided by 97; letters count from 10.
func rest97(s string) int {
	rest := 0
	for _, c := range []byte(s) {
		if c >= 'A' && c <= 'Z' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}
