package kit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"vigie.example/ui/kit/plaintext"
)

// piece is a part of a text that is drawn together: a word, what stands between two, or a line break.
type piece struct {
	begin, end int    // in the text
	show       string // "" for a line break
	word       bool
	space      bool // a line may break here
}

// piecesOf takes a text apart. A word is letters, digits and their marks, so that what stands at its edges stays out of a choice.
func piecesOf(text string) []piece {
	var out []piece
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		end := at + size
		p := piece{begin: at, word: inWord(r), space: r == ' '}
		for n := 1; r != '\n' && end < len(text) && n < maxPieceRunes; n++ {
			next, size := utf8.DecodeRuneInString(text[end:])
			if next == '\n' || inWord(next) != p.word || (next == ' ') != p.space {
				break
			}
			end += size
		}
		p.end = end
		if r != '\n' {
			p.show = plaintext.Clean(text[at:end])
		}
		out = append(out, p)
		at = end
	}
	return out
}

// maxPieceRunes bounds a piece, so that a word without an end can be broken into lines.
const maxPieceRunes = 16

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// passageLine is one drawn line.
type passageLine struct {
	pieces []int     // those in it
	x      []float32 // where each begins, at the left
	wide   []float32 // how wide each is
	text   string    // as it is drawn
	left   float32   // where the text begins
}

// lay breaks the pieces into lines: at spaces, and inside what is wider than a line.
func (p *Passage) lay(l look, width float32) {
	p.lines, p.width, p.scale = nil, width, l.size(p.row)
	w := newWrapper(l.size(p.row), fyne.TextStyle{})
	var line []int
	flush := func() {
		p.lines = append(p.lines, p.makeLine(w, line, width))
		line = nil
	}
	fits := func(chunk []int) bool { return p.measure(w, append(slices.Clone(line), chunk...)) <= width }
	for i := 0; i < len(p.pieces); {
		if p.breaks(i) {
			flush()
			i++
			continue
		}
		chunk := indices(i, p.chunkEnd(i))
		i += len(chunk)
		switch {
		case fits(chunk):
			line = append(line, chunk...)
			continue
		case len(line) > 0:
			flush()
		}
		for _, piece := range chunk {
			if p.pieces[piece].space && len(line) == 0 {
				continue // no line begins with one
			}
			if len(line) > 0 && !fits([]int{piece}) {
				flush()
			}
			line = append(line, piece)
		}
	}
	flush()
}

func (p *Passage) breaks(i int) bool { return p.text[p.pieces[i].begin] == '\n' }

// chunkEnd returns where the pieces end that begin at i and are not torn apart: up to a space, or one space. What French typography does
// not let go stays: a line begins with no "? ! : ; »".
func (p *Passage) chunkEnd(i int) int {
	end := i + 1
	if p.pieces[i].space {
		return end
	}
	for ; end < len(p.pieces) && !p.breaks(end); end++ {
		if p.pieces[end].space && (end+1 == len(p.pieces) || p.pieces[end].show != " " || !strings.ContainsAny(first(p.pieces[end+1].show), "?!:;»")) {
			break
		}
	}
	return end
}

func first(s string) string {
	for _, r := range s {
		return string(r)
	}
	return " "
}

func indices(from, to int) (out []int) {
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}

func (p *Passage) join(line []int) string {
	var b strings.Builder
	for _, i := range line {
		b.WriteString(p.pieces[i].show)
	}
	return b.String()
}

func (p *Passage) measure(w *wrapper, line []int) float32 {
	return fyne.MeasureText(strings.TrimRight(p.join(line), " "), w.size, w.style).Width
}

// makeLine says where each piece of a line stands. In a line that runs from right to left the first is at the right.
func (p *Passage) makeLine(w *wrapper, line []int, width float32) passageLine {
	shown := p.join(line)
	rtl := plaintext.RightToLeft(shown)
	out := passageLine{pieces: line, text: plaintext.Visual(shown, rtl)}
	total := fyne.MeasureText(shown, w.size, w.style).Width
	if rtl {
		out.left = max(width-total, 0)
	}
	before := float32(0)
	for n := range line {
		to := fyne.MeasureText(p.join(line[:n+1]), w.size, w.style).Width
		x := before
		if rtl {
			x = width - to
		}
		out.x, out.wide = append(out.x, x), append(out.wide, to-before)
		before = to
	}
	return out
}

// lineOf returns the line that a word stands in, and the middle of the word.
func (p *Passage) lineOf(word int) (line int, x float32) {
	for i, ln := range p.lines {
		for n, piece := range ln.pieces {
			if piece == p.words[word] {
				return i, ln.x[n] + ln.wide[n]/2
			}
		}
	}
	return 0, 0
}

// moveByLine goes to the word above or below.
func (p *Passage) moveByLine(step int) {
	if len(p.words) == 0 {
		return
	}
	if p.at < 0 {
		p.moveTo(0)
		return
	}
	line, x := p.lineOf(p.at)
	for line += step; line >= 0 && line < len(p.lines); line += step {
		if i := p.nearest(p.lines[line], x); i >= 0 {
			p.moveTo(i)
			return
		}
	}
	if step < 0 {
		p.moveTo(0)
	} else {
		p.moveTo(len(p.words) - 1)
	}
}

// nearest returns the word of a line that is nearest to x, or -1.
func (p *Passage) nearest(ln passageLine, x float32) int {
	best, far := -1, float32(0)
	for n, i := range ln.pieces {
		if !p.pieces[i].word {
			continue
		}
		d := max(ln.x[n]-x, x-ln.x[n]-ln.wide[n], 0)
		if best < 0 || d < far {
			best, far = p.wordOf(i), d
		}
	}
	return best
}

func (p *Passage) wordOf(piece int) int {
	for n, i := range p.words {
		if i == piece {
			return n
		}
	}
	return -1
}

// wordAt returns the word that is nearest to a position, or -1.
func (p *Passage) wordAt(pos fyne.Position) int {
	step := lookOf(p.Theme()).lineHeight(p.row) + passageLead
	line := int(max(pos.Y-passagePad, 0) / step)
	if line >= len(p.lines) {
		line = len(p.lines) - 1
	}
	if line < 0 {
		return -1
	}
	return p.nearest(p.lines[line], pos.X-passagePad)
}
