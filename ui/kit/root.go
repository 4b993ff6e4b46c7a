package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Root is what a window's content is wrapped in: it gives room above everything for hints. Without it the kit's widgets work, but
// show no hints. The background is the theme's, with which the toolkit begins each frame: a rectangle as large as the window would
// have every pixel drawn once more.
type Root struct {
	widget.BaseWidget
	content fyne.CanvasObject
	hint    *hintBubble
	owner   fyne.CanvasObject
	scrolls map[*Scroll]struct{} // of the window, overlays included
}

// NewRoot wraps a window's content.
func NewRoot(content fyne.CanvasObject) *Root {
	r := &Root{content: content, hint: newHintBubble(), scrolls: make(map[*Scroll]struct{})}
	r.hint.Hide()
	r.ExtendBaseWidget(r)
	return r
}

// SetContent replaces what the root wraps.
func (r *Root) SetContent(content fyne.CanvasObject) {
	hideHint(r.owner)
	r.content = content
	r.Refresh()
}

// Content returns what the root wraps.
func (r *Root) Content() fyne.CanvasObject { return r.content }

// rootOf finds the root of the window that w is in.
func rootOf(w fyne.CanvasObject) *Root {
	if w == nil {
		return nil
	}
	c := canvasOf(w)
	if c == nil {
		return nil
	}
	r, _ := c.Content().(*Root)
	return r
}

// showHint shows words beside w.
func showHint(w fyne.CanvasObject, words string) {
	r := rootOf(w)
	if r == nil {
		return
	}
	r.owner = w
	r.hint.set(words)
	size, all := r.hint.MinSize(), r.Size()
	gap := lookOf(r.Theme()).u(4)
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(w)
	pos.Y += w.Size().Height + gap
	if pos.Y+size.Height > all.Height {
		pos.Y -= w.Size().Height + 2*gap + size.Height
	}
	pos.X = max(min(pos.X+(w.Size().Width-size.Width)/2, all.Width-size.Width-gap), gap)
	r.hint.Resize(size)
	r.hint.Move(pos)
	r.hint.Show()
}

// hideHint takes the words of w away.
func hideHint(w fyne.CanvasObject) {
	if r := rootOf(w); r != nil && r.owner == w {
		r.owner = nil
		r.hint.Hide()
	}
}

// CreateRenderer is Fyne's.
func (r *Root) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	return &rootRenderer{r: r}
}

type rootRenderer struct{ r *Root }

func (v *rootRenderer) Layout(size fyne.Size) {
	v.r.content.Resize(size)
	v.r.content.Move(fyne.NewPos(0, 0))
}

// leastWindow is what a window must be able to be: a screen of 1366 x 768 with a title bar and a panel. Content that would like
// more must not make the window grow beyond the screen.
var leastWindow = fyne.NewSize(1280, 680)

func (v *rootRenderer) MinSize() fyne.Size { return v.r.content.MinSize().Min(leastWindow) }

func (v *rootRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{v.r.content, v.r.hint}
}

func (v *rootRenderer) Refresh() {
	v.Layout(v.r.Size())
	canvas.Refresh(v.r)
}

func (v *rootRenderer) Destroy() {}

// hintBubble is the words beside a control, on the reverse of the page's colours.
type hintBubble struct {
	widget.BaseWidget
	words string
}

func newHintBubble() *hintBubble {
	h := &hintBubble{}
	h.ExtendBaseWidget(h)
	return h
}

func (h *hintBubble) set(words string) {
	h.words = words
	h.Refresh()
}

func (h *hintBubble) CreateRenderer() fyne.WidgetRenderer {
	ground, text := canvas.NewRectangle(nil), canvas.NewText("", nil)
	pad := func() fyne.Position { u := lookOf(h.Theme()).u(1); return fyne.NewPos(8*u, 4*u) }
	return &simpleRenderer{
		objects: []fyne.CanvasObject{ground, text},
		min: func() fyne.Size {
			p := pad()
			return text.Size().AddWidthHeight(2*p.X, 2*p.Y)
		},
		layout: func(size fyne.Size) { ground.Resize(size); text.Move(pad()) },
		refresh: func() {
			l := lookOf(h.Theme())
			l.set(text, h.words, SizeSmall, ColorBackground, fyne.TextStyle{})
			ground.FillColor, ground.CornerRadius = l.color(ColorText), l.u(4)
		},
	}
}

// simpleRenderer is a renderer of three functions, for widgets that are drawn in a few lines.
type simpleRenderer struct {
	objects []fyne.CanvasObject
	min     func() fyne.Size
	layout  func(fyne.Size)
	refresh func()
	drawn   bool
}

func (r *simpleRenderer) MinSize() fyne.Size {
	if !r.drawn {
		r.Refresh()
	}
	return r.min()
}

func (r *simpleRenderer) Layout(size fyne.Size) {
	if !r.drawn {
		r.Refresh()
	}
	r.layout(size)
}

func (r *simpleRenderer) Refresh() {
	r.drawn = true
	r.refresh()
	for _, o := range r.objects {
		canvas.Refresh(o)
	}
}

func (r *simpleRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *simpleRenderer) Destroy()                     {}
