package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie.example/assets/icons"
)

// CreateRenderer is Fyne's.
func (c *Composer) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	r := &composerRenderer{
		c: c, ground: canvas.NewRectangle(nil), rule: canvas.NewRectangle(nil), ring: newFocusRing(),
		note: [2]*canvas.Text{canvas.NewText("", nil), canvas.NewText("", nil)}, mark: newGlyph(),
	}
	r.Refresh()
	return r
}

type composerRenderer struct {
	c            *Composer
	ground, rule *canvas.Rectangle
	ring         *focusRing
	note         [2]*canvas.Text
	words        string
	colour       fyne.ThemeColorName
	mark         *glyph
}

func (r *composerRenderer) MinSize() fyne.Size {
	l := lookOf(r.c.Theme())
	entry, send := r.c.entry.MinSize(), r.c.send.MinSize()
	if beside(l) {
		return fyne.NewSize(l.u(120)+send.Width+2*l.u(12), entry.Height+r.noteHeight(l)+2*l.u(10))
	}
	return fyne.NewSize(max(entry.Width, send.Width+l.u(160))+2*l.u(12), entry.Height+send.Height+l.u(12)+2*l.u(10))
}

func (r *composerRenderer) Layout(size fyne.Size) {
	l := lookOf(r.c.Theme())
	side, top, gap := l.u(12), l.u(10), l.u(8)
	send := r.c.send.MinSize()
	r.ground.Resize(size)
	r.rule.Resize(fyne.NewSize(size.Width, 1))
	if beside(l) {
		r.layoutBeside(l, size)
		return
	}
	entry := fyne.NewSize(size.Width-2*side, size.Height-send.Height-2*top-gap)
	r.c.entry.Move(fyne.NewPos(side, top))
	r.c.entry.Resize(entry)
	r.ring.Move(fyne.NewPos(side, top))
	r.ring.Resize(entry)
	y := size.Height - send.Height - top
	r.c.send.Resize(send)
	r.c.send.Move(fyne.NewPos(size.Width-side-send.Width, y))
	icon := l.u(18)
	x := side + l.u(2)
	r.mark.Move(fyne.NewPos(x, y+(send.Height-icon)/2))
	if r.c.reason != "" {
		x += icon + l.u(6)
	}
	r.layoutNote(l, fyne.NewPos(x, y), fyne.NewSize(size.Width-side-send.Width-l.u(12)-x, send.Height))
}

// beside says whether the button stands beside the field: big letters leave no height for a line of its own.
func beside(l look) bool { return l.u(1) > 1.5 }

func (r *composerRenderer) noteHeight(l look) float32 {
	if r.words == "" {
		return 0
	}
	return l.lineHeight(SizeSmall) + l.u(6)
}

func (r *composerRenderer) layoutBeside(l look, size fyne.Size) {
	side, top, gap := l.u(12), l.u(10), l.u(8)
	send, note := r.c.send.MinSize(), r.noteHeight(l)
	entry := fyne.NewSize(size.Width-2*side-send.Width-gap, size.Height-2*top-note)
	for _, o := range []fyne.CanvasObject{r.c.entry, r.ring.Rectangle} {
		o.Move(fyne.NewPos(side, top))
		o.Resize(entry)
	}
	r.c.send.Resize(send)
	r.c.send.Move(fyne.NewPos(size.Width-side-send.Width, top+entry.Height-send.Height))
	icon := l.u(18)
	r.mark.Move(fyne.NewPos(side, size.Height-top-note+(note-icon)/2))
	x := side + l.u(2)
	if r.c.reason != "" {
		x += icon + l.u(6)
	}
	r.layoutNote(l, fyne.NewPos(x, size.Height-top-note), fyne.NewSize(size.Width-side-x, note))
}

// layoutNote puts the reason or the count on one or two lines beside the button.
func (r *composerRenderer) layoutNote(l look, pos fyne.Position, room fyne.Size) {
	lines := newWrapper(l.size(SizeSmall), fyne.TextStyle{}).wrap(r.words, max(room.Width, l.u(40)))
	if len(lines) > len(r.note) {
		rest := lines[1].text
		for _, more := range lines[2:] {
			rest += " " + more.text
		}
		lines = append(lines[:1], line{text: fit(l, rest, SizeSmall, fyne.TextStyle{}, room.Width)})
	}
	step := l.lineHeight(SizeSmall)
	y := pos.Y + (room.Height-float32(len(lines))*step)/2
	for i, t := range r.note {
		words := ""
		if i < len(lines) {
			words = lines[i].text
		}
		l.set(t, words, SizeSmall, r.colour, fyne.TextStyle{})
		t.Move(fyne.NewPos(pos.X, y+float32(i)*step))
	}
}

func (r *composerRenderer) Refresh() {
	l := lookOf(r.c.Theme())
	r.ground.FillColor, r.rule.FillColor = l.color(ColorSurface), l.color(ColorDivider)
	words, colour, mark := r.c.count(), ColorMuted, icons.None
	switch {
	case r.c.reason != "":
		words, colour, mark = r.c.reason, ColorWarning, icons.Info
	case !r.c.fits():
		colour = ColorUrgent
	}
	r.mark.set(l, mark, colour, l.u(18))
	r.words, r.colour = words, colour
	r.ring.set(l, r.c.focused)
	r.ground.Refresh()
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

func (r *composerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.rule, r.c.entry, r.ring.Rectangle, r.mark.Image, r.note[0], r.note[1], r.c.send}
}

func (r *composerRenderer) Destroy() {}
