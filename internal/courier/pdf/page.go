package pdf

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
)

// Lengths are in hundredths of a point.
const (
	pageWidth  = 59528 // A4
	pageHeight = 84189
	margin     = 5669 // 20 mm
	footerAt   = 3400 // of the base line, from the bottom
)

// page is one page under construction.
type page struct {
	content bytes.Buffer
	marks   []*element // by number of the marked content
	self    reference
}

func points(hundredths int) string {
	return strconv.FormatFloat(float64(hundredths)/100, 'f', -1, 64)
}

// row is a line of text at its place.
type row struct {
	x, y   int
	pieces []piece
}

// mark shows rows as content of an element.
func (p *page) mark(number int, e *element, style style, t text, rows []row) {
	fmt.Fprintf(&p.content, "/%s<</MCID %d>>BDC\n", e.tag, len(p.marks))
	p.show(style, t, rows)
	p.content.WriteString("EMC\n")
	e.kids = append(e.kids, kid{page: number, mark: len(p.marks)})
	p.marks = append(p.marks, e)
}

// artifact shows what is no content: screen readers pass over it.
func (p *page) artifact(style style, t text, rows []row) {
	p.content.WriteString("/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n")
	p.show(style, t, rows)
	p.content.WriteString("EMC\n")
}

// rule draws a thin line over the width of the text.
func (p *page) rule(y int) {
	fmt.Fprintf(&p.content, "/Artifact BMC\n0.78 G 0.5 w %s %s m %s %s l S\nEMC\n", points(margin), points(y), points(pageWidth-margin), points(y))
}

func (p *page) show(style style, t text, rows []row) {
	fmt.Fprintf(&p.content, "BT\n%s g\n/%s %s Tf\n", style.grey, t.face.resource, points(style.size))
	for _, r := range rows {
		fmt.Fprintf(&p.content, "1 0 0 1 %s %s Tm\n", points(r.x), points(r.y))
		p.glyphs(t, r.pieces)
	}
	p.content.WriteString("ET\n")
}

// glyphs writes pieces as hexadecimal, those that stand for another character with that character beside.
func (p *page) glyphs(t text, pieces []piece) {
	const digits = "0123456789ABCDEF"
	open := false
	write := func(g uint16) {
		if !open {
			p.content.WriteByte('<')
			open = true
		}
		p.content.Write([]byte{digits[g>>12], digits[g>>8&15], digits[g>>4&15], digits[g&15]})
	}
	end := func() {
		if open {
			p.content.WriteString(">Tj\n")
			open = false
		}
	}
	for _, piece := range pieces {
		if piece.code == 0 {
			write(piece.glyph)
			continue
		}
		c := t.codes[piece.code-1]
		if c.actual != 0 {
			end()
			p.content.WriteString("/Span<</ActualText<FEFF")
			for _, unit := range utf16.Encode([]rune{c.actual}) {
				fmt.Fprintf(&p.content, "%04X", unit)
			}
			p.content.WriteString(">>>BDC\n")
		}
		for _, g := range c.glyphs {
			write(g)
		}
		if c.actual != 0 {
			end()
			p.content.WriteString("EMC\n")
		}
	}
	end()
}
