package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
)

// threadRow is one drawn item. Rows are pooled and bound to another item when the reader scrolls.
type threadRow struct {
	box    *fyne.Container
	ground *canvas.Rectangle
	edge   *canvas.Rectangle // the bar of a note
	ring   *focusRing
	rules  [2]*canvas.Rectangle // beside the date
	state  *glyph
	alert  *glyph
	texts  []*canvas.Text
	used   int
	action fyne.Position // where the action's words begin, in the row
	link   fyne.Size     // their size; zero if there are none
	bound  bool
	key    rowKey
}

// rowKey is everything that a row's drawing depends on, to leave out drawing the same again.
type rowKey struct {
	item          Item
	width, height float32
	ring, chosen  bool
	above         float32
	meta          bool
}

func newThreadRow() *threadRow {
	return &threadRow{
		box: container.NewWithoutLayout(), ground: canvas.NewRectangle(nil), edge: canvas.NewRectangle(nil),
		ring: newFocusRing(), rules: [2]*canvas.Rectangle{canvas.NewRectangle(nil), canvas.NewRectangle(nil)},
		state: newGlyph(), alert: newGlyph(),
	}
}

// blank takes the words out of a row that is not in use.
func (r *threadRow) blank() {
	for _, t := range r.texts {
		t.Text = ""
	}
	r.key, r.bound, r.box.Objects = rowKey{}, false, nil
}

// text adds a line of words to the row.
func (r *threadRow) text(l look, s string, size fyne.ThemeSizeName, c fyne.ThemeColorName, style fyne.TextStyle, x, y float32) fyne.Size {
	if r.used == len(r.texts) {
		r.texts = append(r.texts, canvas.NewText("", nil))
	}
	t := r.texts[r.used]
	r.used++
	sz := l.set(t, s, size, c, style)
	t.Move(fyne.NewPos(x, y))
	r.box.Objects = append(r.box.Objects, t)
	return sz
}

// bind draws an item.
func (r *threadRow) bind(m metrics, it Item, c cell, ring, chosen bool) {
	key := rowKey{item: it, width: m.width, height: c.height, ring: ring, chosen: chosen, above: c.above, meta: c.showMeta}
	if r.bound && r.key == key {
		return
	}
	r.key, r.bound, r.used, r.link = key, true, 0, fyne.Size{}
	r.box.Objects = r.box.Objects[:0]
	r.box.Resize(fyne.NewSize(m.width, c.height))
	left := r.left(m, it, c)
	r.drawAbove(m, it, c, left)
	y := r.drawText(m, it, c, left)
	y = r.drawWarning(m, it, c, left, y)
	if c.showMeta {
		r.drawMeta(m, it, c, left, y+m.l.u(3))
	}
	r.box.Refresh()
}

// left is where the ground of an item begins.
func (r *threadRow) left(m metrics, it Item, c cell) float32 {
	switch it.Side {
	case Operator:
		return m.width - m.margin - c.bubble
	case System:
		return (m.width - c.bubble) / 2
	}
	return m.margin
}

func (r *threadRow) drawAbove(m metrics, it Item, c cell, left float32) {
	if c.showDay {
		size := fyne.MeasureText(it.Day, m.l.size(SizeSmall), fyne.TextStyle{})
		x, y := (m.width-size.Width)/2, m.l.u(14)
		r.text(m.l, it.Day, SizeSmall, ColorMuted, fyne.TextStyle{}, x, y)
		for i, rule := range r.rules {
			rule.FillColor = m.l.color(ColorDivider)
			rule.Resize(fyne.NewSize(max(x-m.margin-m.l.u(12), 0), 1))
			rule.Move(fyne.NewPos(m.margin+float32(i)*(x+size.Width+m.l.u(12)-m.margin), y+size.Height/2))
			r.box.Objects = append(r.box.Objects, rule)
		}
	}
	if c.showWho {
		size := fyne.MeasureText(it.Author, m.l.size(SizeSmall), fyne.TextStyle{})
		x := left + m.l.u(2)
		if it.Side == Operator {
			x = m.width - m.margin - size.Width - m.l.u(2)
		}
		r.text(m.l, it.Author, SizeSmall, ColorMuted, fyne.TextStyle{}, x, c.above-m.small-m.l.u(2))
	}
}

// drawText draws the ground and the lines on it, and returns the lower edge.
func (r *threadRow) drawText(m metrics, it Item, c cell, left float32) float32 {
	height := m.text(it.Side, len(c.lines))
	r.ground.FillColor = m.l.color(it.Side.ground())
	r.ground.CornerRadius = m.l.u(10)
	r.ground.Resize(fyne.NewSize(c.bubble, height))
	r.ground.Move(fyne.NewPos(left, c.above))
	size, step, colour, padY := SizeBody, m.line, ColorText, m.padY
	if it.Side == System {
		size, step, colour, padY = SizeSmall, m.small, ColorMuted, 0
		if it.broken() {
			colour = ColorWarning
			r.drawAlert(m, (m.width-c.lines[0].width)/2-m.l.u(20), c.above)
		}
	} else {
		r.box.Objects = append(r.box.Objects, r.ground)
	}
	if it.Side == Note {
		r.ground.CornerRadius = m.l.u(4)
		r.edge.FillColor = m.l.color(ColorWarning)
		r.edge.Resize(fyne.NewSize(m.l.u(3), height))
		r.edge.Move(fyne.NewPos(left, c.above))
		r.box.Objects = append(r.box.Objects, r.edge)
	}
	for i, ln := range c.lines {
		x := left + m.padX
		switch {
		case it.Side == System:
			x = (m.width - ln.width) / 2
		case ln.rtl:
			x = left + c.bubble - m.padX - ln.width
		}
		r.text(m.l, ln.text, size, colour, fyne.TextStyle{}, x, c.above+padY+float32(i)*step)
	}
	r.drawRing(m, it, c, left, height)
	return c.above + height
}

func (r *threadRow) drawRing(m metrics, it Item, c cell, left, height float32) {
	if !r.key.chosen {
		return
	}
	r.ring.set(m.l, true)
	r.ring.CornerRadius = r.ground.CornerRadius + 2
	if !r.key.ring { // chosen, but the keyboard is elsewhere
		r.ring.StrokeColor = m.l.color(ColorControl)
		r.ring.StrokeWidth = 1
	}
	r.ring.Resize(fyne.NewSize(c.bubble+4, height+4))
	r.ring.Move(fyne.NewPos(left-2, c.above-2))
	r.box.Objects = append(r.box.Objects, r.ring.Rectangle)
}

func (r *threadRow) drawWarning(m metrics, it Item, c cell, left, y float32) float32 {
	if len(c.warning) == 0 {
		return y
	}
	y += m.gp
	side, gap := m.l.u(16), m.l.u(4)
	x := left + m.l.u(2)
	if it.Side == Operator {
		var widest float32
		for _, ln := range c.warning {
			widest = max(widest, ln.width)
		}
		x = m.width - m.margin - m.l.u(2) - widest - side - gap
	}
	r.drawAlert(m, x, y)
	for _, ln := range c.warning {
		r.text(m.l, ln.text, SizeSmall, ColorWarning, fyne.TextStyle{}, x+side+gap, y)
		y += m.small
	}
	return y
}

// drawAlert draws the warning sign before a small line.
func (r *threadRow) drawAlert(m metrics, x, y float32) {
	side := m.l.u(16)
	r.alert.set(m.l, icons.Warning, ColorWarning, side)
	r.alert.Move(fyne.NewPos(x, y+(m.small-side)/2))
	r.box.Objects = append(r.box.Objects, r.alert.Image)
}

// drawMeta draws time, state and action: from the left under theirs, to the right under ours.
func (r *threadRow) drawMeta(m metrics, it Item, c cell, left, y float32) {
	l, side, gap := m.l, m.l.u(16), m.l.u(4)
	icon, colour := it.State.look()
	measure := func(s string) float32 { return fyne.MeasureText(s, l.size(SizeSmall), fyne.TextStyle{}).Width }
	sep := func(s string) float32 {
		if s == "" {
			return 0
		}
		return l.u(8) + measure(s)
	}
	wide := measure(it.Time) + sep(it.StateText) + sep(it.Action)
	if icon != icons.None {
		wide += side + gap
	}
	x := left + l.u(2)
	if it.Side == Operator {
		x = m.width - m.margin - l.u(2) - wide
	}
	if it.Time != "" {
		x += r.text(l, it.Time, SizeSmall, ColorMuted, fyne.TextStyle{}, x, y).Width + l.u(8)
	}
	r.state.set(l, icon, colour, side)
	if icon != icons.None {
		r.state.Move(fyne.NewPos(x, y+(m.small-side)/2))
		r.box.Objects = append(r.box.Objects, r.state.Image)
		x += side + gap
	}
	if it.StateText != "" {
		x += r.text(l, it.StateText, SizeSmall, colour, fyne.TextStyle{}, x, y).Width + l.u(8)
	}
	if it.Action != "" {
		r.action = fyne.NewPos(x, y)
		r.link = r.text(l, it.Action, SizeSmall, ColorAccent, fyne.TextStyle{Underline: true}, x, y)
	}
}
