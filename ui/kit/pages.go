package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie.example/ui/kit/plaintext"
)

// BlockKind is what a part of a document is.
type BlockKind int

// The kinds.
const (
	BlockText  BlockKind = iota // running text
	BlockTitle                  // of the document
	BlockHead                   // of a part
	BlockSub                    // of a part of a part
	BlockEntry                  // a labelled value, with notes below it
)

// Block is a part of a document. Texts are shown through plaintext.Clean.
type Block struct {
	Kind  BlockKind
	Name  string // of an entry
	Text  string
	Notes []string
}

// Pages shows a document as it is printed: on white sheets, whatever the theme. It is given as blocks, which are set on sheets in the
// proportions of A4 with a line at the foot of each, or as sheets on which everything has its place. It keeps the text until
// another is set.
type Pages struct {
	widget.BaseWidget
	blocks []Block
	sheets []Sheet
	foot   func(page, pages int) string
}

// NewPages makes a document; foot gives the line at the foot of a page.
func NewPages(foot func(page, pages int) string) *Pages {
	p := &Pages{foot: foot}
	p.ExtendBaseWidget(p)
	return p
}

// SetBlocks shows a document that is set here.
func (p *Pages) SetBlocks(blocks []Block) {
	p.blocks, p.sheets = blocks, nil
	p.Refresh()
}

// SetSheets shows a document on which everything has its place.
func (p *Pages) SetSheets(sheets []Sheet) {
	p.blocks, p.sheets = nil, sheets
	p.Refresh()
}

// CreateRenderer is Fyne's.
func (p *Pages) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	r := &pagesRenderer{p: p}
	r.draw(0)
	return r
}

// Measures of a sheet, at 100 %.
const (
	sheetMost   = 640 // wide
	sheetMargin = 36
	sheetGap    = 12 // between sheets
	sheetRatio  = 297.0 / 210
	nameShare   = 0.32 // of the width for an entry's name
)

type pagesRenderer struct {
	p       *Pages
	objects []fyne.CanvasObject
	width   float32
	height  float32
}

func (r *pagesRenderer) MinSize() fyne.Size {
	return fyne.NewSize(lookOf(r.p.Theme()).u(200), r.height)
}

func (r *pagesRenderer) Layout(size fyne.Size) {
	before := r.height
	r.draw(size.Width)
	if r.height != before {
		canvas.Refresh(r.p)
	}
}

func (r *pagesRenderer) Refresh() {
	r.draw(r.width)
	canvas.Refresh(r.p)
}

func (r *pagesRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *pagesRenderer) Destroy()                     {}

// sheetLine is one line of a document: words that stand beside each other.
type sheetLine struct {
	above float32 // distance to the line before, on the same sheet
	tall  float32
	parts []sheetPart
	keep  bool // on the same sheet as the next one
}

type sheetPart struct {
	x     float32
	ln    line
	size  fyne.ThemeSizeName
	bold  bool
	quiet bool
	room  float32
}

// draw sets the document on sheets of a width.
func (r *pagesRenderer) draw(width float32) {
	l := look{NewTheme(Light, lookOf(r.p.Theme()).u(1))} // paper is white
	r.width, r.objects, r.height = width, nil, 0
	sheet := min(width, l.u(sheetMost))
	if sheet < 2*l.u(sheetMargin)+20 {
		return
	}
	if p := r.p; p.sheets != nil {
		r.drawSheets(l, p.sheets, min(width, l.u(wholeMost)))
		return
	}
	s := setter{l: l, width: sheet - 2*l.u(sheetMargin)}
	for _, b := range r.p.blocks {
		s.block(b)
	}
	tall := sheet * sheetRatio
	pages := paginate(s.lines, tall-2*l.u(sheetMargin)-2*l.lineHeight(SizeSmall))
	x := (width - sheet) / 2
	for n, lines := range pages {
		r.sheet(l, x, float32(n)*(tall+l.u(sheetGap)), sheet, tall)
		r.lines(l, lines, x+l.u(sheetMargin), float32(n)*(tall+l.u(sheetGap))+l.u(sheetMargin))
		if r.p.foot != nil {
			r.words(l, r.p.foot(n+1, len(pages)), x+l.u(sheetMargin), float32(n)*(tall+l.u(sheetGap))+tall-l.u(sheetMargin)-l.lineHeight(SizeSmall)/2)
		}
	}
	r.height = float32(len(pages))*(tall+l.u(sheetGap)) - l.u(sheetGap)
}

func (r *pagesRenderer) sheet(l look, x, y, width, height float32) {
	paper := canvas.NewRectangle(l.color(ColorBackground))
	paper.StrokeColor, paper.StrokeWidth = l.color(ColorControl), 1
	paper.Move(fyne.NewPos(x, y))
	paper.Resize(fyne.NewSize(width, height))
	r.objects = append(r.objects, paper)
}

func (r *pagesRenderer) lines(l look, lines []sheetLine, x, y float32) {
	for i, ln := range lines {
		if i > 0 {
			y += ln.above
		}
		for _, part := range ln.parts {
			text, colour := canvas.NewText("", nil), ColorText
			if part.quiet {
				colour = ColorMuted
			}
			l.set(text, part.ln.text, part.size, colour, fyne.TextStyle{Bold: part.bold})
			left := x + part.x
			if part.ln.rtl {
				left += max(part.room-part.ln.width, 0)
			}
			text.Move(fyne.NewPos(left, y))
			r.objects = append(r.objects, text)
		}
		y += ln.tall
	}
}

func (r *pagesRenderer) words(l look, words string, x, y float32) {
	text := canvas.NewText("", nil)
	l.set(text, words, SizeSmall, ColorMuted, fyne.TextStyle{})
	text.Move(fyne.NewPos(x, y))
	r.objects = append(r.objects, text)
}

// setter turns blocks into lines.
type setter struct {
	l     look
	width float32
	lines []sheetLine
}

func (s *setter) wrap(text string, size fyne.ThemeSizeName, bold bool, width float32) []line {
	return newWrapper(s.l.size(size), fyne.TextStyle{Bold: bold}).wrap(plaintext.Clean(text), width)
}

func (s *setter) block(b Block) {
	switch b.Kind {
	case BlockEntry:
		s.entry(b)
	case BlockTitle:
		s.text(b.Text, SizeTitle, true, 8, true)
	case BlockHead:
		s.text(b.Text, SizeLarge, true, 18, true)
	case BlockSub:
		s.text(b.Text, SizeBody, true, 12, true)
	default:
		s.text(b.Text, SizeBody, false, 8, false)
	}
}

func (s *setter) text(text string, size fyne.ThemeSizeName, bold bool, above float32, keep bool) {
	for i, ln := range s.wrap(text, size, bold, s.width) {
		out := sheetLine{tall: s.l.lineHeight(size), keep: keep, parts: []sheetPart{{ln: ln, size: size, bold: bold, room: s.width}}}
		if i == 0 {
			out.above = s.l.u(above)
		}
		s.lines = append(s.lines, out)
	}
}

// entry sets a name at the left and its value beside it.
func (s *setter) entry(b Block) {
	left := s.width * nameShare
	room := s.width - left
	names := s.wrap(b.Name, SizeSmall, true, left-s.l.u(8))
	values := s.wrap(b.Text, SizeBody, false, room)
	tall := s.l.lineHeight(SizeBody)
	for i := range max(len(names), len(values)) {
		out := sheetLine{tall: tall, keep: i == 0 && len(values) > 1}
		if i == 0 {
			out.above = s.l.u(6)
		}
		if i < len(names) {
			out.parts = append(out.parts, sheetPart{ln: names[i], size: SizeSmall, bold: true, quiet: true, room: left})
		}
		if i < len(values) {
			out.parts = append(out.parts, sheetPart{x: left, ln: values[i], size: SizeBody, room: room})
		}
		s.lines = append(s.lines, out)
	}
	for _, note := range b.Notes {
		for _, ln := range s.wrap(note, SizeSmall, false, room) {
			s.lines = append(s.lines, sheetLine{tall: s.l.lineHeight(SizeSmall), parts: []sheetPart{{x: left, ln: ln, size: SizeSmall, quiet: true, room: room}}})
		}
	}
}

// paginate puts lines on sheets of a height; a head goes with what follows it.
func paginate(lines []sheetLine, height float32) [][]sheetLine {
	pages, from, used := [][]sheetLine(nil), 0, float32(0)
	for i := range lines {
		add := lines[i].tall
		if i > from {
			add += lines[i].above
		}
		if used+add > height && i > from {
			cut := i
			for cut > from+1 && lines[cut-1].keep {
				cut--
			}
			if lines[cut-1].keep {
				cut = i // nothing but heads: they have to be torn
			}
			pages = append(pages, lines[from:cut])
			from, used = cut, 0
			for _, ln := range lines[cut : i+1] {
				used += ln.tall + ln.above
			}
			continue
		}
		used += add
	}
	return append(pages, lines[from:])
}
