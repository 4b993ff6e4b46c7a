package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// CreateRenderer is Fyne's.
func (t *Thread) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	return &threadRenderer{t: t}
}

// threadRenderer has no ground of its own: messages stand on the window's.
type threadRenderer struct{ t *Thread }

func (r *threadRenderer) Layout(size fyne.Size) {
	r.t.ring.layout(size)
	r.t.scroll.Resize(size)
	r.t.adopt(size)
	r.t.place()
}

func (r *threadRenderer) MinSize() fyne.Size {
	l := lookOf(r.t.Theme())
	return fyne.NewSize(l.u(200), l.u(64))
}

func (r *threadRenderer) Refresh() {
	r.t.ring.set(lookOf(r.t.Theme()), r.t.focused && r.t.index(r.t.selected) < 0)
}

func (r *threadRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.t.scroll, r.t.down, r.t.ring.Rectangle}
}

func (r *threadRenderer) Destroy() {}

// scrolledRows is what the scroll moves: as high as all rows, holding those in view.
type scrolledRows struct {
	widget.BaseWidget
	objects []fyne.CanvasObject
	height  float32
}

func newScrolledRows() *scrolledRows {
	c := &scrolledRows{}
	c.ExtendBaseWidget(c)
	return c
}

// show gives the rows in view and the height of all. The size is set at once: the scroll bounds its offset by it.
func (c *scrolledRows) show(objects []fyne.CanvasObject, height float32, in *container.Scroll) {
	c.objects, c.height = objects, height
	c.Resize(fyne.NewSize(in.Size().Width, max(height, in.Size().Height)))
}

func (c *scrolledRows) MinSize() fyne.Size { return fyne.NewSize(1, c.height) }

func (c *scrolledRows) CreateRenderer() fyne.WidgetRenderer { return contentRenderer{c} }

type contentRenderer struct{ c *scrolledRows }

func (r contentRenderer) Layout(fyne.Size)             {}
func (r contentRenderer) MinSize() fyne.Size           { return r.c.MinSize() }
func (r contentRenderer) Objects() []fyne.CanvasObject { return r.c.objects }
func (r contentRenderer) Refresh()                     { canvas.Refresh(r.c) }
func (r contentRenderer) Destroy()                     {}
