// Package plaintext makes text that a stranger typed harmless to show. It changes what is displayed, never what is stored.
//
// Clean keeps words and line breaks, and takes away what can lie about them: characters that turn the direction of what
// follows, that have no width, that pile up on a letter until it covers the lines around, that control a terminal. Where
// something was taken away that a reader would want to know of, a Mark stands in its place. Everything here is pure and safe
// for concurrent use.
package plaintext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mark stands where a control character, a direction override, a private-use character or invalid UTF-8 was. Several in a row
// become one.
const Mark = '\uFFFD'

const (
	// MaxMarks is how many combining marks may follow one another.
	MaxMarks = 4
	// MaxBreaks is how many line breaks may follow one another: two empty lines.
	MaxBreaks = 3
	tab       = "    "
)

// Clean returns s so that it can be shown. The result is valid UTF-8; its only control character is '\n'; it holds no
// character of the classes Bidi_Control, Cf, Cc, Co, Cs, no invisible filler and no variation selector; it does not begin or
// end with a line break. Clean(Clean(s)) == Clean(s).
func Clean(s string) string {
	if plain(s) {
		return s
	}
	var c cleaner
	c.out.Grow(len(s))
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for _, r := range s {
		c.add(r)
	}
	return strings.TrimRight(c.out.String(), "\n")
}

// plain spots the usual message, which needs nothing: printable ASCII and Latin letters, single line breaks inside.
func plain(s string) bool {
	for i, r := range s {
		switch {
		case r == '\n':
			if i == 0 || i == len(s)-1 || s[i-1] == '\n' {
				return false
			}
		case r >= ' ' && r < 0x7f, r >= 0xC0 && r < 0x250:
		default:
			return false
		}
	}
	return true
}

// cleaner builds the result; what it decides depends only on what it has let through, which is why Clean is idempotent.
type cleaner struct {
	out    strings.Builder
	breaks int  // line breaks at the end of out
	marks  int  // combining marks at the end of out
	last   rune // last rune of out, 0 at the start
}

func (c *cleaner) add(r rune) {
	switch {
	case lineBreak(r):
		c.addBreak()
	case r == '\t':
		for _, s := range tab {
			c.put(s)
		}
	case r == utf8.RuneError, hidden(r):
		if c.last != Mark {
			c.put(Mark)
		}
	case weightless(r):
	case unicode.Is(unicode.M, r):
		if c.marks < MaxMarks {
			marks := c.marks + 1
			c.put(r)
			c.marks = marks
		}
	case r != ' ' && r != '\u00A0' && r != '\u202F' && unicode.Is(unicode.Zs, r):
		c.put(' ')
	default:
		c.put(r)
	}
}

func (c *cleaner) addBreak() {
	if c.last == 0 || c.breaks >= MaxBreaks {
		return
	}
	breaks := c.breaks + 1
	c.put('\n')
	c.breaks = breaks
}

func (c *cleaner) put(r rune) {
	c.out.WriteRune(r)
	c.breaks, c.marks, c.last = 0, 0, r
}

func lineBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// hidden are characters whose effect a reader should know was there.
func hidden(r rune) bool {
	switch {
	case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069': // embeddings, overrides, isolates
		return true
	case unicode.Is(unicode.Noncharacter_Code_Point, r):
		return true
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r)
}

// weightless are characters without a shape of their own: joiners, zero-width spaces, directional marks, soft hyphens, tags,
// selectors, fillers. Arabic and Indic text stays readable without them; emoji sequences fall apart into their parts.
func weightless(r rune) bool {
	switch r {
	case '\u2800', '\u115F', '\u1160', '\u3164', '\uFFA0', '\u17B4', '\u17B5', '\u180F':
		return true
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || unicode.Is(unicode.Bidi_Control, r)
}

// Line returns s on one line of at most maxRunes characters, the last one being "…" if something was cut. It is for names and
// titles that come from outside.
func Line(s string, maxRunes int) string {
	s = strings.Join(strings.Fields(Clean(s)), " ")
	if utf8.RuneCountInString(s) <= maxRunes {
		return s
	}
	if maxRunes < 1 {
		return ""
	}
	runes := []rune(s)
	return strings.TrimRight(string(runes[:maxRunes-1]), " ") + "…"
}
