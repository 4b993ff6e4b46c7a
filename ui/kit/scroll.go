package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Scroll shows content that may be higher than its place. Whatever gets the keyboard comes into view, which Fyne's own leaves
// to the pointer.
type Scroll struct {
	widget.BaseWidget

	// OnMoved is called when another part may be in sight: after scrolling, and when the place gets another size. May be nil.
	OnMoved func()

	inner *container.Scroll
}

// NewScroll makes a place for content of any height.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{inner: container.NewVScroll(content)}
	s.inner.OnScrolled = func(fyne.Position) { s.moved() }
	s.ExtendBaseWidget(s)
	return s
}

// natural is the size at which nothing needs to be scrolled.
func (s *Scroll) natural() fyne.Size { return s.inner.Content.MinSize() }

// by scrolls by a distance, as far as there is content.
func (s *Scroll) by(dy float32) {
	end := max(s.natural().Height-s.inner.Size().Height, 0)
	s.inner.Offset.Y = min(max(s.inner.Offset.Y+dy, 0), end)
	s.inner.Refresh()
	s.moved()
}

func (s *Scroll) moved() {
	if s.OnMoved != nil {
		s.OnMoved()
	}
}

// ShowsEndOf reports whether the lower end of something in the content is in sight, while the content is on the screen.
func (s *Scroll) ShowsEndOf(o fyne.CanvasObject) bool {
	if !o.Visible() || painted(s) == nil || painted(o) == nil {
		return false
	}
	d := fyne.CurrentApp().Driver()
	end := d.AbsolutePositionForObject(o).Y + o.Size().Height - d.AbsolutePositionForObject(s.inner).Y
	return o.Size().Height > 0 && end > 0 && end <= s.inner.Size().Height+1
}

// reveal scrolls as little as needed to show o, if it lies in the content.
func (s *Scroll) reveal(o fyne.CanvasObject) {
	d := fyne.CurrentApp().Driver()
	view := d.AbsolutePositionForObject(s.inner)
	pos := d.AbsolutePositionForObject(o).Subtract(view)
	size, room, gap := o.Size(), s.inner.Size(), lookOf(s.Theme()).u(8)
	inside := pos.X >= 0 && pos.X+size.Width <= room.Width && pos.Y+s.inner.Offset.Y >= 0
	switch {
	case !inside:
	case pos.Y+size.Height+gap > room.Height:
		s.by(pos.Y + size.Height + gap - room.Height)
	case pos.Y-gap < 0:
		s.by(pos.Y - gap)
	}
}

// CreateRenderer is Fyne's.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	return &simpleRenderer{
		objects: []fyne.CanvasObject{s.inner},
		min:     func() fyne.Size { return s.inner.MinSize() },
		layout: func(size fyne.Size) {
			s.inner.Resize(size)
			if r := rootOf(s); r != nil {
				r.scrolls[s] = struct{}{}
			}
			s.moved()
		},
		refresh: func() {},
	}
}

// Reveal scrolls so that an object is in sight. One that has just been shown is given its place first, as before each frame.
func Reveal(w fyne.CanvasObject) {
	layOut(canvasOf(w))
	reveal(w)
}

// reveal brings what has got the keyboard into view.
func reveal(w fyne.CanvasObject) {
	r := rootOf(w)
	if r == nil {
		return
	}
	for s := range r.scrolls {
		if painted(s) == nil {
			delete(r.scrolls, s) // no longer in the window
			continue
		}
		s.reveal(w)
	}
}
