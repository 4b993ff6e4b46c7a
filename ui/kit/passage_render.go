package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

const (
	passagePad  = 6 // between the border and the text
	passageLead = 3 // between lines, for underlines
)

// CreateRenderer is Fyne's.
func (p *Passage) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	r := &passageRenderer{p: p, ground: canvas.NewRectangle(nil), ring: newFocusRing()}
	r.draw()
	return r
}

type passageRenderer struct {
	p       *Passage
	ground  *canvas.Rectangle
	ring    *focusRing
	objects []fyne.CanvasObject
}

func (r *passageRenderer) step(l look) float32 { return l.lineHeight(r.p.row) + passageLead }

func (r *passageRenderer) MinSize() fyne.Size {
	l := lookOf(r.p.Theme())
	return fyne.NewSize(l.u(80), float32(max(len(r.p.lines), 1))*r.step(l)+2*passagePad)
}

func (r *passageRenderer) Layout(size fyne.Size) {
	before := len(r.p.lines)
	r.draw()
	if len(r.p.lines) != before { // higher or lower now: have the parent lay out again
		canvas.Refresh(r.p)
	}
}

func (r *passageRenderer) Refresh() {
	r.draw()
	canvas.Refresh(r.p)
}

func (r *passageRenderer) draw() {
	p, l := r.p, lookOf(r.p.Theme())
	size := p.Size()
	if width := size.Width - 2*passagePad; width > 0 && (p.lines == nil || width != p.width || l.size(p.row) != p.scale) {
		p.lay(l, width)
	}
	r.ground.FillColor, r.ground.CornerRadius = l.color(ColorBackground), l.u(6)
	r.ground.StrokeWidth, r.ground.StrokeColor = 1, l.color(ColorControl)
	r.ground.Resize(size)
	r.ring.set(l, p.focused)
	r.ring.layout(size)
	r.objects = append(r.objects[:0], r.ground)
	begin, end, chosen := p.Selected()
	for i, ln := range p.lines {
		y := passagePad + float32(i)*r.step(l)
		if chosen {
			r.bar(l, ln, begin, end, y, l.lineHeight(p.row), ColorSelected)
		}
		text := canvas.NewText("", nil)
		l.set(text, ln.text, p.row, ColorText, fyne.TextStyle{})
		text.Move(fyne.NewPos(passagePad+ln.left, y))
		r.objects = append(r.objects, text)
		for _, m := range p.marks {
			at, thick := y+l.lineHeight(p.row)-l.u(1), l.u(2)
			if m.Struck {
				at = y + l.lineHeight(p.row)*0.54
			}
			r.bar(l, ln, m.Begin, m.End, at, thick, m.Tone.color())
		}
		if chosen {
			r.bar(l, ln, begin, end, y+l.lineHeight(p.row)-l.u(1), l.u(2), ColorAccent)
		}
	}
	r.objects = append(r.objects, r.ring.Rectangle)
}

// bar draws over or under what lies between two offsets of the text.
func (r *passageRenderer) bar(l look, ln passageLine, begin, end int, y, height float32, name fyne.ThemeColorName) {
	left, right := float32(-1), float32(-1)
	for n, i := range ln.pieces {
		if piece := r.p.pieces[i]; piece.begin < end && piece.end > begin {
			if left < 0 || ln.x[n] < left {
				left = ln.x[n]
			}
			right = max(right, ln.x[n]+ln.wide[n])
		}
	}
	if left < 0 {
		return
	}
	bar := canvas.NewRectangle(l.color(name))
	bar.CornerRadius = min(l.u(2), height/2)
	bar.Resize(fyne.NewSize(right-left, height))
	bar.Move(fyne.NewPos(passagePad+left, y))
	r.objects = append(r.objects, bar)
}

func (r *passageRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *passageRenderer) Destroy()                     {}
