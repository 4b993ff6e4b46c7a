package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// overlay is a layer over a whole window: it takes the pointer and the keyboard, and gives them back when it goes. The focus
// cannot leave it, because Fyne keeps Tab inside the top layer.
type overlay struct {
	win      fyne.Canvas
	layer    *layer
	before   fyne.Focusable
	keys     func(*fyne.KeyEvent) // the window's, while this one has them
	attached bool
}

// attach puts content over the window; key gets what no focused widget uses.
func (o *overlay) attach(win fyne.Canvas, l *layer, first fyne.Focusable, key func(*fyne.KeyEvent)) {
	o.win, o.layer, o.attached = win, l, true
	o.before, o.keys = win.Focused(), win.OnTypedKey()
	l.overlay = o
	l.Resize(win.Size())
	win.Overlays().Add(l)
	win.SetOnTypedKey(key)
	if first != nil {
		FocusIn(win, first)
	}
}

// detach takes it away; twice is once.
func (o *overlay) detach() {
	if !o.attached {
		return
	}
	o.attached = false
	o.win.Overlays().Remove(o.layer)
	o.win.SetOnTypedKey(o.keys)
	if o.before != nil {
		FocusIn(o.win, o.before)
	}
}

// below gives a key to who had the keys before.
func (o *overlay) below(ev *fyne.KeyEvent) {
	if o.keys != nil {
		o.keys(ev)
	}
}

// layer covers the window with a ground and shows a card in its middle, or content over all of it.
type layer struct {
	widget.BaseWidget
	overlay *overlay
	content fyne.CanvasObject
	card    bool // a bordered card of its own size, over a veil
	width   float32
}

func newLayer(content fyne.CanvasObject, card bool, width float32) *layer {
	l := &layer{content: content, card: card, width: width}
	l.ExtendBaseWidget(l)
	return l
}

// Tapped keeps the pointer from what is behind.
func (l *layer) Tapped(*fyne.PointEvent) {}

// TappedSecondary keeps the pointer from what is behind.
func (l *layer) TappedSecondary(*fyne.PointEvent) {}

// Scrolled keeps the wheel from what is behind.
func (l *layer) Scrolled(*fyne.ScrollEvent) {}

// CreateRenderer is Fyne's.
func (l *layer) CreateRenderer() fyne.WidgetRenderer {
	ground, card := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r := &simpleRenderer{objects: []fyne.CanvasObject{ground, card, l.content}}
	r.min = func() fyne.Size { return l.content.MinSize() }
	r.refresh = func() {
		k := lookOf(l.Theme())
		ground.FillColor = k.color(ColorCover)
		if l.card {
			ground.FillColor = veil
		}
		card.Hidden = !l.card
		card.FillColor, card.StrokeColor, card.StrokeWidth = k.color(ColorBackground), k.color(ColorControl), 1
		card.CornerRadius = k.u(10)
	}
	r.layout = func(size fyne.Size) {
		k := lookOf(l.Theme())
		ground.Resize(size)
		if !l.card {
			l.content.Resize(size)
			return
		}
		width := min(max(k.u(l.width), l.content.MinSize().Width), size.Width-k.u(32))
		l.content.Resize(fyne.NewSize(width, l.content.MinSize().Height)) // so that wrapped text knows its height
		inner := fyne.NewSize(width, min(l.content.MinSize().Height, size.Height-k.u(32)))
		pos := fyne.NewPos((size.Width-width)/2, max((size.Height-inner.Height)/2, k.u(16)))
		l.content.Resize(inner)
		l.content.Move(pos)
		card.Resize(inner)
		card.Move(pos)
	}
	return r
}

// CloseLayers takes every question and every cover off a window, without an answer: what is about to be hidden must not stay above.
func CloseLayers(win fyne.Canvas) {
	for top := win.Overlays().Top(); top != nil; top = win.Overlays().Top() {
		if l, ok := top.(*layer); ok && l.overlay.attached {
			l.overlay.before = nil
			l.overlay.detach()
			continue
		}
		win.Overlays().Remove(top)
	}
}
