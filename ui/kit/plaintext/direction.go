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

// rlm holds the blanks at the edges of a right-to-left run inside it once the run stands elsewhere.
const rlm = "\u200F"

// Visual puts the runs of one line in the order in which they stand on the screen from left to right, for a renderer that
// shapes each run in its own direction but lays the runs out in the order of the text. It is for drawing only: the result may
// hold right-to-left marks. A line without right-to-left characters comes back as it is.
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
			b.WriteString(rlm + run.String() + rlm)
		} else {
			b.WriteString(run.String())
		}
	}
	return b.String()
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
