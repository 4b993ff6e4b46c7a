package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie.example/assets/icons"
)

// CreateRenderer is Fyne's.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	r := &buttonRenderer{
		b: b, ground: canvas.NewRectangle(nil), icon: newGlyph(), text: canvas.NewText("", nil), key: canvas.NewText("", nil),
		ring: newFocusRing(),
	}
	r.Refresh()
	return r
}

type buttonRenderer struct {
	b         *Button
	ground    *canvas.Rectangle
	icon      *glyph
	text, key *canvas.Text
	ring      *focusRing
}

// parts returns height, padding, the icon's side and the gap behind it.
func (r *buttonRenderer) parts(l look) (height, pad, side, gap float32) {
	height, pad, side, gap = r.b.height(l), l.u(14), l.u(18), l.u(8)
	if r.b.compact {
		pad = l.u(8)
	}
	if r.b.text == "" {
		pad, gap = (height-side)/2, 0
	}
	if r.b.icon == icons.None && !r.b.busy {
		side, gap = 0, 0
	}
	return height, pad, side, gap
}

func (r *buttonRenderer) MinSize() fyne.Size {
	l := lookOf(r.b.Theme())
	height, pad, side, gap := r.parts(l)
	width := 2*pad + side + gap + r.measure(l, r.b.text)
	if r.b.key != "" {
		width += keyGap(l) + fyne.MeasureText(r.b.key, l.size(SizeSmall), fyne.TextStyle{}).Width
	}
	return fyne.NewSize(width, height)
}

// keyGap stands before the key, with an icon or without.
func keyGap(l look) float32 { return l.u(8) }

func (r *buttonRenderer) measure(l look, s string) float32 {
	if s == "" {
		return 0
	}
	return fyne.MeasureText(s, l.size(SizeBody), r.style()).Width
}

func (r *buttonRenderer) style() fyne.TextStyle {
	return fyne.TextStyle{Bold: r.b.kind == Primary || r.b.kind == Danger}
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	l := lookOf(r.b.Theme())
	height, pad, side, gap := r.parts(l)
	r.ground.Resize(size)
	r.ring.layout(size)
	if r.inverse() {
		r.ring.Move(fyne.NewPos(3, 3))
		r.ring.Resize(size.SubtractWidthHeight(6, 6))
	}
	over := r.giveWay(l, size.Width)
	if r.icon.Hidden {
		side, gap = 0, 0
	}
	x := pad
	switch {
	case r.text.Text == "" && r.b.text != "": // its icon alone
		x = (height - side) / 2
	case !r.b.wide:
		x -= min(over, 0) / 2
	}
	r.icon.Move(fyne.NewPos(x, (size.Height-side)/2))
	x += side + gap
	r.text.Move(fyne.NewPos(x, (size.Height-r.text.Size().Height)/2))
	r.key.Move(fyne.NewPos(x+r.text.Size().Width+keyGap(l), (size.Height-r.key.Size().Height)/2))
}

// giveWay leaves out the key, then the icon, then the end of the word where a button is narrower than it wants to be; one that is no
// wider than its icon keeps that. It returns by how much what is left is too wide; below zero is room to spare.
func (r *buttonRenderer) giveWay(l look, width float32) (over float32) {
	_, pad, side, gap := r.parts(l)
	over = r.MinSize().Width - width
	r.key.Hidden, r.icon.Hidden = over > 0, false
	if r.key.Hidden && r.b.key != "" {
		over -= keyGap(l) + fyne.MeasureText(r.b.key, l.size(SizeSmall), fyne.TextStyle{}).Width
	}
	if r.b.isIcon(width) {
		r.text.Text = ""
		return 0
	}
	if over > 0 && r.b.text != "" {
		r.icon.Hidden = true
		over -= side + gap
	}
	r.text.Text = r.b.text
	if over > 0 && width > 0 && r.b.short != "" {
		r.text.Text = r.b.short
		over -= r.measure(l, r.b.text) - r.measure(l, r.b.short)
	}
	if over > 0 && width > 0 {
		r.text.Text = fit(l, r.text.Text, SizeBody, r.style(), max(width-2*pad, 0))
	}
	return over
}

func (r *buttonRenderer) Refresh() {
	l := lookOf(r.b.Theme())
	ground, words, border := r.b.colours()
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = l.color(ground), l.color(border), 1
	r.ground.CornerRadius = l.u(6)
	r.ground.Refresh()
	icon := r.b.icon
	if r.b.busy {
		icon = icons.Clock
	}
	_, _, side, _ := r.parts(l)
	r.icon.set(l, icon, words, side)
	l.set(r.text, r.b.text, SizeBody, words, r.style())
	l.set(r.key, r.b.key, SizeSmall, words, fyne.TextStyle{})
	r.ring.set(l, r.b.focused)
	if r.inverse() {
		r.ring.CornerRadius = l.u(4)
		r.ring.StrokeColor = l.color(ColorTextOnAccent)
	}
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

// inverse says whether the ring stands on the accent colour itself, where it has the colour of the words.
func (r *buttonRenderer) inverse() bool { return r.b.kind == Primary && !r.b.disabled }

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.icon.Image, r.text, r.key, r.ring.Rectangle}
}

func (r *buttonRenderer) Destroy() {}
