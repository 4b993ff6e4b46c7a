package pdf

import (
	"fmt"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// kind says how a piece of text behaves at the end of a line.
type kind uint8

const (
	ink     kind = iota // stays with its neighbours
	blank               // a line may end after it
	newline             // a line ends here
)

// piece is a character of a text: one glyph, or several that stand for it.
type piece struct {
	glyph uint16
	width uint16 // thousandths of an em
	kind  kind
	code  int32 // 1 + index into text.codes, or 0
}

// code is a character that is shown by its code.
type code struct {
	glyphs []uint16
	actual rune // what readers get in its place; 0 if the code is all that anybody gets
}

// text is what somebody wrote, as glyphs of one face.
type text struct {
	face   *font
	pieces []piece
	codes  []code
}

// set turns a string into glyphs. Composed characters are what typefaces have.
func set(face *font, s string) text {
	s = norm.NFC.String(s)
	t := text{face: face, pieces: make([]piece, 0, len(s))}
	afterCR := false
	for _, r := range s {
		cr := afterCR
		afterCR = r == '\r'
		switch {
		case r == '\n' && cr:
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			t.pieces = append(t.pieces, piece{kind: newline})
		case r == '\t':
			t.add(' ')
		default:
			t.add(r)
		}
	}
	return t
}

func (t *text) add(r rune) {
	if g := t.face.cmap[r]; g != 0 && !hidden(r) {
		t.face.use(r)
		p := piece{glyph: g, width: uint16(t.face.advance(g))}
		if r == ' ' || r == '-' || r == '/' || r == '\u2013' || r == '\u2014' {
			p.kind = blank
		}
		t.pieces = append(t.pieces, p)
		return
	}
	c := code{}
	if !hidden(r) {
		c.actual = r
	}
	width := 0
	for _, shown := range fmt.Sprintf("[U+%04X]", r) {
		g := t.face.use(shown)
		c.glyphs, width = append(c.glyphs, g), width+t.face.advance(g)
	}
	t.codes = append(t.codes, c)
	t.face.coded = true
	t.pieces = append(t.pieces, piece{width: uint16(width), kind: blank, code: int32(len(t.codes))})
}

// hidden tells characters that show nothing or change what is around them.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Variation_Selector) ||
		r == unicode.ReplacementChar || !unicode.IsGraphic(r) && r != ' '
}

// wrap breaks a text into lines of at most width thousandths of an em; a word that is wider is broken anywhere, and spaces hang
// over the end, so that copying keeps words apart. There is always a line, and never two empty ones in a row.
func (t text) wrap(width int) [][]piece {
	var lines [][]piece
	add := func(line []piece) {
		if n := len(lines); len(line) > 0 || n == 0 || len(lines[n-1]) > 0 {
			lines = append(lines, line)
		}
	}
	start, end, room := 0, -1, width // end: after the last piece that a line may end with
	for i := 0; i < len(t.pieces); i++ {
		p := t.pieces[i]
		switch {
		case p.kind == newline:
			add(t.pieces[start:i])
			start, end, room = i+1, -1, width
			continue
		case int(p.width) > room && i > start && p.glyph != t.face.space:
			if end <= start {
				end = i
			}
			add(t.pieces[start:end])
			i, start, end, room = end-1, end, -1, width
			continue
		}
		room -= int(p.width)
		if p.kind == blank {
			end = i + 1
		}
	}
	add(t.pieces[start:])
	return lines
}
