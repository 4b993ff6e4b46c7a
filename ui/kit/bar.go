package kit

import (
	"fyne.io/fyne/v2"
)

// BarItem is one object of a Bar. A single-line Label in a bar gives way, down to a few characters, before anything is dropped.
type BarItem struct {
	Object fyne.CanvasObject
	// Drop 0 stays always. Of the others, the highest goes first where there is no room (a small screen, 200 %).
	Drop int
	// Shrinks lets a Button of an icon and a word become its icon, when nothing is left to drop.
	Shrinks bool
}

// least is the width below which the item is of no use.
func (it BarItem) least(l look) float32 {
	if b, ok := it.Object.(*Button); ok && it.Shrinks && b.shrinks() {
		return b.height(l)
	}
	return least(l, it.Object)
}

// BarSpace pushes what follows to the end of the bar.
func BarSpace() BarItem { return BarItem{} }

// Bar is a row that always fits: the head of a window or a view. What it drops must be reachable by key.
func Bar(gap float32, items ...BarItem) *fyne.Container {
	b := &barLayout{gap: gap, items: items, dropped: make(map[fyne.CanvasObject]bool)}
	var objects []fyne.CanvasObject
	for _, it := range items {
		if it.Object != nil {
			objects = append(objects, it.Object)
		}
	}
	return box(b, objects...)
}

type barLayout struct {
	gap     float32
	items   []BarItem
	dropped map[fyne.CanvasObject]bool // hidden by the bar, not by the caller
}

func barLook() look { return lookOf(fyne.CurrentApp().Settings().Theme()) }

// least is the width below which an object is of no use.
func least(l look, o fyne.CanvasObject) float32 {
	w := o.MinSize().Width
	if isFlexible(o) {
		return min(w, l.u(72))
	}
	return w
}

func isFlexible(o fyne.CanvasObject) bool {
	switch o := o.(type) {
	case *Label:
		return !o.style.Wrap
	case *fyne.Container: // a small column of labels
		for _, c := range o.Objects {
			if !isFlexible(c) {
				return false
			}
		}
		return len(o.Objects) > 0
	}
	return false
}

func (b *barLayout) wanted(it BarItem) bool {
	return it.Object != nil && (it.Object.Visible() || b.dropped[it.Object])
}

func (b *barLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	l := barLook()
	var size fyne.Size
	for _, it := range b.items {
		if !b.wanted(it) {
			continue
		}
		size.Height = max(size.Height, it.Object.MinSize().Height)
		if it.Drop == 0 {
			size.Width += it.least(l) + l.u(b.gap)
		}
	}
	return size
}

// fitting returns the items that have room, and whether those that can must shrink: the ones to drop first are left out until the
// rest fits.
func (b *barLayout) fitting(l look, width float32) (in map[fyne.CanvasObject]bool, shrink bool) {
	in = make(map[fyne.CanvasObject]bool)
	sum, highest := float32(0), 0
	for _, it := range b.items {
		if b.wanted(it) {
			in[it.Object] = true
			sum += least(l, it.Object) + l.u(b.gap)
			highest = max(highest, it.Drop)
		}
	}
	for drop := highest; drop > 0 && sum > width; drop-- {
		for i := len(b.items) - 1; i >= 0 && sum > width; i-- {
			if it := b.items[i]; it.Drop == drop && in[it.Object] {
				delete(in, it.Object)
				sum -= least(l, it.Object) + l.u(b.gap)
			}
		}
	}
	return in, sum > width
}

// width returns what an item takes when labels have all the room that they want.
func (it BarItem) width(l look, shrink bool) float32 {
	if shrink && it.Shrinks {
		return it.least(l)
	}
	return it.Object.MinSize().Width
}

func (b *barLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l := barLook()
	in, shrink := b.fitting(l, size.Width+l.u(b.gap))
	fixed, flexible, least, spaces := float32(0), float32(0), float32(0), 0
	for _, it := range b.items {
		switch {
		case it.Object == nil:
			spaces++
		case !in[it.Object]:
			if b.wanted(it) {
				b.dropped[it.Object] = true
				it.Object.Hide()
			}
		default:
			if b.dropped[it.Object] {
				delete(b.dropped, it.Object)
				it.Object.Show()
			}
			w := it.width(l, shrink)
			fixed += l.u(b.gap)
			if isFlexible(it.Object) {
				flexible += w
				least += min(w, l.u(72))
			} else {
				fixed += w
			}
		}
	}
	spare := size.Width + l.u(b.gap) - fixed - flexible
	give := float32(0) // share of what flexible labels have above their least that they give up
	if spare < 0 && flexible > least {
		give = min(-spare/(flexible-least), 1)
	}
	b.arrange(l, in, shrink, size, give, max(spare, 0)/float32(max(spaces, 1)))
}

func (b *barLayout) arrange(l look, in map[fyne.CanvasObject]bool, shrink bool, size fyne.Size, give, space float32) {
	x := float32(0)
	for _, it := range b.items {
		switch {
		case it.Object == nil:
			x += space
		case in[it.Object]:
			m := fyne.NewSize(it.width(l, shrink), it.Object.MinSize().Height)
			if isFlexible(it.Object) {
				m.Width -= give * (m.Width - min(m.Width, l.u(72)))
			}
			it.Object.Resize(m)
			it.Object.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
			x += m.Width + l.u(b.gap)
		}
	}
}
