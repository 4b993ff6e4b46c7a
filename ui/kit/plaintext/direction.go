package plaintext

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// RightToLeft says whether a paragraph runs from right to left: its first strong character decides (rules P2 and P3 of
// UAX 9). Each paragraph is asked alone, so that none turns another.
func RightToLeft(paragraph string) bool {
	for _, r := range paragraph {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// lrm keeps what stands between two right-to-left words from joining either of them.
const lrm = "\u200E"

// Visual puts the pieces of one line in the order in which they stand on the screen from left to right, for a renderer that
// shapes each right-to-left word in its own direction but lays words, numbers and punctuation out in the order of the text. It
// is for drawing only: the result may hold left-to-right marks. A line without right-to-left letters comes back as it is.
func Visual(line string, rightToLeft bool) string {
	if !hasRTL(line) {
		return line
	}
	def := bidi.LeftToRight
	if rightToLeft {
		def = bidi.RightToLeft
	}
	var p bidi.Paragraph
	if _, err := p.SetString(line, bidi.DefaultDirection(def)); err != nil {
		return line
	}
	order, err := p.Order()
	if err != nil {
		return line
	}
	runs := make([]bidi.Run, order.NumRuns())
	for i := range runs {
		runs[i] = order.Run(i)
	}
	if rightToLeft {
		slices.Reverse(runs)
	} else {
		reverseGroups(runs)
	}
	var b strings.Builder
	for _, run := range runs {
		if run.Direction() == bidi.RightToLeft {
			writeReversed(&b, []rune(run.String()))
		} else {
			b.WriteString(lrm + run.String() + lrm)
		}
	}
	return b.String()
}

// writeReversed writes a right-to-left run from left to right: its words from the last to the first, each left to the shaper,
// and what stands between them turned round and mirrored.
func writeReversed(b *strings.Builder, run []rune) {
	for end := len(run); end > 0; {
		start := end
		if letter(run[end-1]) {
			for start > 0 && (letter(run[start-1]) || inside(run, start-1, end)) {
				start--
			}
			b.WriteString(string(run[start:end]))
		} else {
			b.WriteString(lrm)
			for start > 0 && !letter(run[start-1]) {
				start--
				b.WriteRune(mirror(run[start]))
			}
			b.WriteString(lrm)
		}
		end = start
	}
}

// inside says whether run[i] is a space between two words: the shaper takes that along.
func inside(run []rune, i, end int) bool {
	return run[i] == ' ' && i > 0 && i < end-1 && letter(run[i-1]) && letter(run[i+1])
}

// letter says whether r is shaped from right to left, or sits on such a letter.
func letter(r rune) bool {
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.R, bidi.AL, bidi.NSM:
		return true
	}
	return false
}

// mirror returns the bracket that looks like r from the other side.
func mirror(r rune) rune {
	const pairs = "()[]{}<>«»‹›“”"
	open := []rune(pairs)
	for i, c := range open {
		if c == r {
			return open[i^1]
		}
	}
	return r
}

// reverseGroups reverses, in a left-to-right line, each stretch of right-to-left runs with nothing but numbers between them.
func reverseGroups(runs []bidi.Run) {
	for i := 0; i < len(runs); i++ {
		if runs[i].Direction() != bidi.RightToLeft {
			continue
		}
		end := i
		for end+2 < len(runs) && !hasLetter(runs[end+1].String()) {
			end += 2
		}
		slices.Reverse(runs[i : end+1])
		i = end
	}
}

func hasLetter(s string) bool { return hasClass(s, bidi.L, bidi.L) }

func hasRTL(s string) bool { return hasClass(s, bidi.R, bidi.AL) }

func hasClass(s string, a, b bidi.Class) bool {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		if c := p.Class(); c == a || c == b {
			return true
		}
	}
	return false
}
