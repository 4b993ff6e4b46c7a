package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Option is one answer of a Choice: a word or two, and a line that explains it (may be "").
type Option struct{ ID, Label, Help string }

// Choice is a question with one answer of a few, all in view, none of them chosen until somebody does. Up and Down move the
// choice, Space takes the one under the ring. Answers take as many lines as they need.
type Choice struct {
	widget.BaseWidget

	// OnChanged is called with the ID of a new answer. May be nil.
	OnChanged func(id string)

	options []Option
	chosen  string
	at      int // option under the ring
	hovered int
	focused bool
	width   float32 // as it was laid out; 0 before
}

// NewChoice makes a question.
func NewChoice(options []Option, changed func(id string)) *Choice {
	c := &Choice{options: options, OnChanged: changed, hovered: -1}
	c.ExtendBaseWidget(c)
	return c
}

// Chosen returns the answer's ID, or "".
func (c *Choice) Chosen() string { return c.chosen }

// SetChosen answers without calling OnChanged.
func (c *Choice) SetChosen(id string) {
	c.chosen = id
	for i, o := range c.options {
		if o.ID == id {
			c.at = i
		}
	}
	c.Refresh()
}

// SetOptions changes what can be chosen; an answer that is no longer among them is forgotten.
func (c *Choice) SetOptions(options []Option) {
	chosen := c.chosen
	c.options, c.chosen, c.at = options, "", 0
	for _, o := range options {
		if o.ID == chosen {
			c.SetChosen(chosen)
		}
	}
	c.Refresh()
}

func (c *Choice) choose(i int) {
	if i < 0 || i >= len(c.options) {
		return
	}
	c.at = i
	if id := c.options[i].ID; id != c.chosen {
		c.chosen = id
		if c.OnChanged != nil {
			c.OnChanged(id)
		}
	}
	c.Refresh()
}

// FocusGained shows the ring.
func (c *Choice) FocusGained() { c.focused = true; reveal(c); c.Refresh() }

// FocusLost takes it away.
func (c *Choice) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune does nothing.
func (c *Choice) TypedRune(rune) {}

// TypedKey moves and takes the choice.
func (c *Choice) TypedKey(ev *fyne.KeyEvent) {
	used()
	switch ev.Name {
	case fyne.KeyUp, fyne.KeyLeft:
		c.choose(c.at - 1)
	case fyne.KeyDown, fyne.KeyRight:
		c.choose(c.at + 1)
	case fyne.KeySpace:
		c.choose(c.at)
	default:
		bubbleKey(c, ev)
	}
}

// Tapped chooses what is under the pointer.
func (c *Choice) Tapped(ev *fyne.PointEvent) {
	used()
	Focus(c)
	c.choose(c.hit(ev.Position.Y))
}

// MouseIn marks what is under the pointer.
func (c *Choice) MouseIn(ev *desktop.MouseEvent) { c.hover(c.hit(ev.Position.Y)) }

// MouseMoved marks what is under the pointer.
func (c *Choice) MouseMoved(ev *desktop.MouseEvent) { c.hover(c.hit(ev.Position.Y)) }

// MouseOut takes the mark away.
func (c *Choice) MouseOut() { c.hover(-1) }

func (c *Choice) hover(i int) {
	if i != c.hovered {
		c.hovered = i
		c.Refresh()
	}
}

func (c *Choice) hit(y float32) int {
	l := lookOf(c.Theme())
	for i, o := range c.options {
		if y -= c.lines(l, o).height(l); y < 0 {
			return i
		}
	}
	return -1
}

// optionLines are the lines that an option is drawn in.
type optionLines struct{ label, help []line }

// Where the words of an option begin, and what is free at their sides together, at 100 %.
const (
	optionLeft  = 38
	optionSides = 48
)

// lines breaks an option for the width that the choice has.
func (c *Choice) lines(l look, o Option) optionLines {
	width := float32(1e6)
	if c.width > 0 {
		width = max(c.width-l.u(optionSides), l.u(60))
	}
	out := optionLines{label: newWrapper(l.size(SizeBody), fyne.TextStyle{}).wrap(o.Label, width)}
	if o.Help != "" {
		out.help = newWrapper(l.size(SizeSmall), fyne.TextStyle{}).wrap(o.Help, width)
	}
	return out
}

func (n optionLines) height(l look) float32 {
	return float32(len(n.label))*l.lineHeight(SizeBody) + float32(len(n.help))*l.lineHeight(SizeSmall) + l.u(12)
}

// CreateRenderer is Fyne's.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	r := &choiceRenderer{c: c}
	r.Refresh()
	return r
}

type choiceRenderer struct {
	c       *Choice
	objects []fyne.CanvasObject
	size    fyne.Size
}

func (r *choiceRenderer) MinSize() fyne.Size {
	l := lookOf(r.c.Theme())
	size := fyne.NewSize(l.u(120), 0)
	for _, o := range r.c.options {
		label := min(fyne.MeasureText(o.Label, l.size(SizeBody), fyne.TextStyle{}).Width, l.u(300))
		help := min(fyne.MeasureText(o.Help, l.size(SizeSmall), fyne.TextStyle{}).Width, l.u(240))
		size.Width = max(size.Width, max(label, help)+l.u(optionSides))
		size.Height += r.c.lines(l, o).height(l)
	}
	return size
}

func (r *choiceRenderer) Layout(size fyne.Size) {
	if size == r.size {
		return
	}
	before := r.MinSize().Height
	r.size, r.c.width = size, size.Width
	r.draw()
	if r.MinSize().Height != before { // higher or lower now: have the parent lay out again
		canvas.Refresh(r.c)
	}
}

func (r *choiceRenderer) Refresh() {
	r.draw()
	canvas.Refresh(r.c)
}

func (r *choiceRenderer) draw() {
	l := lookOf(r.c.Theme())
	r.objects = r.objects[:0]
	y := float32(0)
	for i, o := range r.c.options {
		n := r.c.lines(l, o)
		r.drawOption(l, i, o, n, y)
		y += n.height(l)
	}
}

func (r *choiceRenderer) drawOption(l look, i int, o Option, n optionLines, y float32) {
	height, line := n.height(l), l.lineHeight(SizeBody)
	chosen := o.ID == r.c.chosen
	if chosen || i == r.c.hovered {
		ground := canvas.NewRectangle(l.color(ColorHover))
		if chosen {
			ground.FillColor = l.color(ColorSelected)
		}
		ground.CornerRadius = l.u(6)
		ground.Resize(fyne.NewSize(r.size.Width, height))
		ground.Move(fyne.NewPos(0, y))
		r.objects = append(r.objects, ground)
	}
	side := l.u(18)
	ring := canvas.NewCircle(nil)
	ring.StrokeWidth, ring.StrokeColor = 1.5, l.color(ColorControl)
	if chosen {
		ring.StrokeWidth, ring.StrokeColor = l.u(5.5), l.color(ColorAccent)
	}
	ring.Resize(fyne.NewSquareSize(side))
	ring.Move(fyne.NewPos(l.u(10), y+l.u(6)+(line-side)/2))
	r.objects = append(r.objects, ring)
	at := y + l.u(6)
	at = r.words(l, n.label, SizeBody, ColorText, at)
	r.words(l, n.help, SizeSmall, ColorMuted, at)
	if r.c.focused && i == r.c.at {
		mark := newFocusRing()
		mark.set(l, true)
		mark.Resize(fyne.NewSize(r.size.Width-2, height-2))
		mark.Move(fyne.NewPos(1, y+1))
		r.objects = append(r.objects, mark.Rectangle)
	}
}

// words draws lines below each other and returns where the next one begins.
func (r *choiceRenderer) words(l look, lines []line, size fyne.ThemeSizeName, c fyne.ThemeColorName, y float32) float32 {
	for _, ln := range lines {
		text := canvas.NewText("", nil)
		l.set(text, ln.text, size, c, fyne.TextStyle{})
		text.Move(fyne.NewPos(l.u(optionLeft), y))
		r.objects = append(r.objects, text)
		y += l.lineHeight(size)
	}
	return y
}

func (r *choiceRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *choiceRenderer) Destroy()                     {}
