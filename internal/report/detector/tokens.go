package detector

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word of a text, without apostrophes and hyphens.
type token struct {
	begin, end int
	fold       string // lower case, without accents
	text       string
	capital    bool // begins with a capital letter
	capitals   bool // has no small letter, and at least two letters
	first      bool // of a sentence
	joined     bool // a hyphen or an apostrophe stands right before it
	apart      bool // something else than spaces stands before it
}

func tokenise(text string) (out []token) {
	first, apart, begin := true, false, -1
	last := rune(0)
	for i, c := range text + "\n" {
		wordly := unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.Mn, c)
		if wordly {
			if begin < 0 {
				begin = i
				out = append(out, token{begin: i, first: first, joined: last == '-' || last == '\'' || last == '’', apart: apart})
				first, apart = false, false
			}
			last = c
			continue
		}
		if begin >= 0 {
			out[len(out)-1].finish(text[begin:i], i)
			begin = -1
		}
		switch c {
		case '.', '!', '?', '\n', '…', ':', '«', '"', '“':
			first, apart = true, true
		case ' ', '\u00A0', '\u202F':
		default:
			apart = true
		}
		last = c
	}
	return out
}

func (t *token) finish(text string, end int) {
	t.text, t.end, t.fold = text, end, fold(text)
	c, _ := utf8.DecodeRuneInString(text)
	t.capital = unicode.IsUpper(c)
	t.capitals = utf8.RuneCountInString(text) > 1 && strings.ToUpper(text) == text && strings.ToLower(text) != text
}

// foldAll returns the words of s as they are compared.
func foldAll(s string) []string {
	tokens := tokenise(s)
	out := make([]string, len(tokens))
	for i, t := range tokens {
		out[i] = t.fold
	}
	return out
}

// fold returns lower case letters without accents.
func fold(s string) string {
	plainly := true
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			plainly = false
			break
		}
	}
	if plainly {
		return s
	}
	var b strings.Builder
	for _, c := range strings.ToLower(s) {
		if unicode.Is(unicode.Mn, c) {
			continue
		}
		if plain, ok := unaccented[c]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

var unaccented = func() map[rune]string {
	out := map[rune]string{}
	for plain, accented := range map[string]string{
		"a": "àâäáãåā", "c": "çćč", "e": "éèêëēę", "i": "îïíìī", "n": "ñń", "o": "ôöóòõōø", "s": "śš", "u": "ùûüúū", "y": "ÿý", "z": "źżž",
		"oe": "œ", "ae": "æ", "ss": "ß",
	} {
		for _, c := range accented {
			out[c] = plain
		}
	}
	return out
}()
