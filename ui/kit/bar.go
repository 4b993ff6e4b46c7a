package kit

import (
	"fyne.io/fyne/v2"
)

// BarItem is one object of a Bar. A single-line Label in a bar gives way, down to a few characters, before anything is dropped.
type BarItem struct {
	Object fyne.CanvasObject
	// Drop 0 stays always. Of the others, the highest goes first where there is no room (a small screen, 200 %).
	Drop int
	// Shrinks lets a Button of an icon and a word become its icon, before anything is dropped.
	Shrinks bool
	// Least is the width, at 100 %, that a Label keeps when it gives way; 0 is a few characters.
	Least float32

	more bool // what the bar drops is here
}

// fewCharacters is the least width of a label at 100 %.
const fewCharacters = 72

// least is the width below which the item is of no use, shrunk or not.
func (it BarItem) least(l look, shrink bool) float32 {
	w := it.width(l, shrink)
	if !isFlexible(it.Object) {
		return w
	}
	return min(w, l.u(max(it.Least, fewCharacters)))
}

// BarSpace pushes what follows to the end of the bar.
func BarSpace() BarItem { return BarItem{} }

// Bar is a row that always fits: the head of a window or a view. What it drops must be reachable by key, or by BarMore.
func Bar(gap float32, items ...BarItem) *fyne.Container {
	b := &barLayout{gap: gap, items: items, dropped: make(map[fyne.CanvasObject]bool)}
	var objects []fyne.CanvasObject
	for _, it := range items {
		if it.Object != nil {
			objects = append(objects, it.Object)
		}
		if it.more {
			b.offer(it.Object.(*Button))
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
		if it.Drop == 0 && !it.more {
			size.Width += it.least(l, true) + l.u(b.gap)
		}
	}
	return size
}

// share is what a bar shows at a width.
type share struct {
	in     map[fyne.CanvasObject]bool
	sum    float32 // of the least widths and gaps of those
	shrink bool    // what can shrink does
}

// fitting decides what has room: what can shrink does so first; then those to drop first are left out until the rest fits.
func (b *barLayout) fitting(l look, width float32) share {
	all := b.all(l, false)
	if all.sum > width {
		all = b.all(l, true)
	}
	if all.sum <= width {
		return all
	}
	out := b.without(l, all, width)
	if more, ok := b.moreItem(); ok && b.hides(out) {
		out = b.without(l, b.all(l, true), width-more.least(l, true)-l.u(b.gap))
		out.in[more.Object] = true
	}
	return out
}

// all is everything that is wanted.
func (b *barLayout) all(l look, shrink bool) share {
	f := share{in: make(map[fyne.CanvasObject]bool), shrink: shrink}
	for _, it := range b.items {
		if b.wanted(it) && !it.more {
			f.in[it.Object] = true
			f.sum += it.least(l, shrink) + l.u(b.gap)
		}
	}
	return f
}

// without leaves out what has no room, and takes back in what has some after all, since something larger went later.
func (b *barLayout) without(l look, f share, width float32) share {
	highest := 0
	for _, it := range b.items {
		highest = max(highest, it.Drop)
	}
	for drop := highest; drop > 0 && f.sum > width; drop-- {
		for i := len(b.items) - 1; i >= 0 && f.sum > width; i-- {
			if it := b.items[i]; it.Drop == drop && f.in[it.Object] {
				delete(f.in, it.Object)
				f.sum -= it.least(l, f.shrink) + l.u(b.gap)
			}
		}
	}
	for drop := 1; drop <= highest; drop++ {
		for _, it := range b.items {
			w := float32(0)
			if it.Drop == drop && b.wanted(it) && !it.more && !f.in[it.Object] {
				w = it.least(l, f.shrink) + l.u(b.gap)
			}
			if w > 0 && f.sum+w <= width {
				f.in[it.Object] = true
				f.sum += w
			}
		}
	}
	return f
}

// width returns what an item takes when labels have all the room that they want.
func (it BarItem) width(l look, shrink bool) float32 {
	if b, ok := it.Object.(*Button); ok && shrink && it.Shrinks && b.shrinks() {
		return b.height(l)
	}
	return it.Object.MinSize().Width
}

func (b *barLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l := barLook()
	f := b.fitting(l, size.Width+l.u(b.gap))
	fixed, flexible, least, spaces := float32(0), float32(0), float32(0), 0
	for _, it := range b.items {
		switch {
		case it.Object == nil:
			spaces++
		case !f.in[it.Object]:
			if b.wanted(it) {
				b.dropped[it.Object] = true
				it.Object.Hide()
			}
		default:
			if b.dropped[it.Object] {
				delete(b.dropped, it.Object)
				it.Object.Show()
			}
			w := it.width(l, f.shrink)
			fixed += l.u(b.gap)
			if isFlexible(it.Object) {
				flexible += w
				least += it.least(l, f.shrink)
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
	b.arrange(l, f, size, give, max(spare, 0)/float32(max(spaces, 1)))
}

func (b *barLayout) arrange(l look, f share, size fyne.Size, give, space float32) {
	x := float32(0)
	for _, it := range b.items {
		switch {
		case it.Object == nil:
			x += space
		case f.in[it.Object]:
			m := fyne.NewSize(it.width(l, f.shrink), it.Object.MinSize().Height)
			if isFlexible(it.Object) {
				m.Width -= give * (m.Width - it.least(l, f.shrink))
			}
			it.Object.Resize(m)
			it.Object.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
			x += m.Width + l.u(b.gap)
		}
	}
}
