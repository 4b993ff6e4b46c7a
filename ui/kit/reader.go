package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Reader shows what is to be read from its beginning to its end. It takes the keyboard to scroll: Up and Down by a line, Page Up, Page
// Down and Space by a page, Home and End. What can be operated in it comes into view when it gets the keyboard.
type Reader struct {
	widget.BaseWidget

	// OnEnd is called when the end has come into view, each time anew after SetContent. May be nil.
	OnEnd func()

	scroll  *Scroll
	ended   bool
	focused bool
}

var (
	_ fyne.Focusable = (*Reader)(nil)
	_ fyne.Tappable  = (*Reader)(nil)
)

// NewReader makes a place to read in.
func NewReader(content fyne.CanvasObject) *Reader {
	r := &Reader{scroll: NewScroll(content)}
	r.scroll.inner.OnScrolled = func(fyne.Position) { r.look() }
	r.ExtendBaseWidget(r)
	return r
}

// SetContent shows something else, from its beginning.
func (r *Reader) SetContent(content fyne.CanvasObject) {
	r.scroll.inner.Content = content
	r.scroll.inner.Offset, r.ended = fyne.Position{}, false
	r.scroll.inner.Refresh()
	r.Refresh()
}

// Ended says whether the end has been in view.
func (r *Reader) Ended() bool { return r.ended }

// look notes that the end is in view.
func (r *Reader) look() {
	size := r.scroll.Size()
	if r.ended || size.Height <= 0 || r.scroll.natural().Height > r.scroll.inner.Offset.Y+size.Height+1 {
		return
	}
	r.ended = true
	if r.OnEnd != nil {
		r.OnEnd()
	}
}

// FocusGained shows the ring.
func (r *Reader) FocusGained() { r.focused = true; reveal(r); r.Refresh() }

// FocusLost takes it away.
func (r *Reader) FocusLost() { r.focused = false; r.Refresh() }

// TypedRune does nothing.
func (r *Reader) TypedRune(rune) {}

// TypedKey scrolls.
func (r *Reader) TypedKey(ev *fyne.KeyEvent) {
	used()
	page := r.scroll.Size().Height * 0.9
	switch ev.Name {
	case fyne.KeyUp:
		r.by(-page / 8)
	case fyne.KeyDown:
		r.by(page / 8)
	case fyne.KeyPageUp:
		r.by(-page)
	case fyne.KeyPageDown, fyne.KeySpace:
		r.by(page)
	case fyne.KeyHome:
		r.by(-r.scroll.inner.Offset.Y)
	case fyne.KeyEnd:
		r.by(r.scroll.natural().Height)
	default:
		bubbleKey(r, ev)
	}
}

func (r *Reader) by(dy float32) {
	r.scroll.by(dy)
	r.look()
}

// Tapped takes the keyboard.
func (r *Reader) Tapped(*fyne.PointEvent) { used(); Focus(r) }

// CreateRenderer is Fyne's.
func (r *Reader) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	ring := newFocusRing()
	return &simpleRenderer{
		objects: []fyne.CanvasObject{r.scroll, ring.Rectangle},
		min:     func() fyne.Size { l := lookOf(r.Theme()); return fyne.NewSize(l.u(120), l.u(64)) },
		layout: func(size fyne.Size) {
			r.scroll.Resize(size)
			ring.layout(size)
			r.look()
		},
		refresh: func() { ring.set(lookOf(r.Theme()), r.focused); r.look() },
	}
}
