package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// Inset puts distances, given at 100 %, around an object; they grow with the theme.
func Inset(horizontal, vertical float32, o fyne.CanvasObject) *fyne.Container {
	return box(&insetLayout{h: horizontal, v: vertical}, o)
}

// box is a container that is laid out once it is given its room. Fyne's constructors lay out what they are given there and then, at no
// size, each one all that is below it: a tree of boxes would be measured once for each of its levels before it is shown.
func box(l fyne.Layout, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: l, Objects: objects}
}

// Stack puts objects over each other, all of the same size.
func Stack(objects ...fyne.CanvasObject) *fyne.Container {
	return box(layout.NewStackLayout(), objects...)
}

type insetLayout struct{ h, v float32 }

func (i *insetLayout) pad() (h, v float32) {
	l := lookOf(fyne.CurrentApp().Settings().Theme())
	return l.u(i.h), l.u(i.v)
}

func (i *insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	h, v := i.pad()
	return objects[0].MinSize().AddWidthHeight(2*h, 2*v)
}

func (i *insetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h, v := i.pad()
	objects[0].Move(fyne.NewPos(h, v))
	objects[0].Resize(size.SubtractWidthHeight(2*h, 2*v))
}

// Column stacks objects with a distance given at 100 %.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return box(&stackLayout{gap: gap}, objects...)
}

// Row puts objects side by side at their own width, centred on one line, with a distance given at 100 %. layout.NewSpacer()
// pushes what follows to the end.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return box(&stackLayout{gap: gap, across: true}, objects...)
}

// stackLayout is the kit's own box, because Fyne's have one distance for everything.
type stackLayout struct {
	gap    float32
	across bool
}

func (s *stackLayout) step() float32 { return lookOf(fyne.CurrentApp().Settings().Theme()).u(s.gap) }

func (s *stackLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if s.across {
			size = fyne.NewSize(size.Width+m.Width, max(size.Height, m.Height))
		} else {
			size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height)
		}
		n++
	}
	gaps := s.step() * float32(max(n-1, 0))
	if s.across {
		return size.AddWidthHeight(gaps, 0)
	}
	return size.AddWidthHeight(0, gaps)
}

func (s *stackLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spare := size.Subtract(s.MinSize(objects))
	spacers := 0
	for _, o := range objects {
		if isSpacer(o) && o.Visible() {
			spacers++
		}
	}
	at := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if isSpacer(o) {
			extra := spare.Height / float32(spacers)
			if s.across {
				extra = spare.Width / float32(spacers)
			}
			at += max(extra, 0) + s.step()
			continue
		}
		if s.across {
			o.Move(fyne.NewPos(at, (size.Height-m.Height)/2))
			o.Resize(m)
			at += m.Width + s.step()
		} else {
			o.Move(fyne.NewPos(0, at))
			o.Resize(fyne.NewSize(size.Width, m.Height))
			at += m.Height + s.step()
		}
	}
}

func isSpacer(o fyne.CanvasObject) bool {
	_, ok := o.(layout.SpacerObject)
	return ok
}

// Frame puts a top and a bottom (nil for none) around a middle that takes the rest, without gaps between them.
func Frame(top, bottom, middle fyne.CanvasObject) *fyne.Container {
	f := &frameLayout{top: top, bottom: bottom, middle: middle}
	objects := []fyne.CanvasObject{middle}
	for _, o := range []fyne.CanvasObject{top, bottom} {
		if o != nil {
			objects = append(objects, o)
		}
	}
	return box(f, objects...)
}

type frameLayout struct{ top, bottom, middle fyne.CanvasObject }

func height(o fyne.CanvasObject) float32 {
	if o == nil || !o.Visible() {
		return 0
	}
	return o.MinSize().Height
}

func (f *frameLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	size := f.middle.MinSize().AddWidthHeight(0, height(f.top)+height(f.bottom))
	for _, o := range []fyne.CanvasObject{f.top, f.bottom} {
		if o != nil && o.Visible() {
			size.Width = max(size.Width, o.MinSize().Width)
		}
	}
	return size
}

func (f *frameLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	top, bottom := height(f.top), height(f.bottom)
	if f.top != nil {
		f.top.Move(fyne.NewPos(0, 0))
		f.top.Resize(fyne.NewSize(size.Width, top))
	}
	if f.bottom != nil {
		f.bottom.Move(fyne.NewPos(0, size.Height-bottom))
		f.bottom.Resize(fyne.NewSize(size.Width, bottom))
	}
	f.middle.Move(fyne.NewPos(0, top))
	f.middle.Resize(fyne.NewSize(size.Width, max(size.Height-top-bottom, 0)))
}

// Ground puts a colour under an object.
func Ground(name fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	g := &ground{name: name, over: o}
	g.ExtendBaseWidget(g)
	return g
}

type ground struct {
	widget.BaseWidget
	name fyne.ThemeColorName
	over fyne.CanvasObject
}

// CreateRenderer is Fyne's.
func (g *ground) CreateRenderer() fyne.WidgetRenderer {
	below := canvas.NewRectangle(nil)
	return &simpleRenderer{
		objects: []fyne.CanvasObject{below, g.over},
		min:     func() fyne.Size { return g.over.MinSize() },
		layout:  func(size fyne.Size) { below.Resize(size); g.over.Resize(size) },
		refresh: func() { below.FillColor = lookOf(g.Theme()).color(g.name) },
	}
}

// Divider is a quiet line between areas.
func Divider() fyne.CanvasObject { return widget.NewSeparator() }
