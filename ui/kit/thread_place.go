package kit

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
)

// setSize adopts a width, a scale or a theme: everything is measured anew, lazily.
func (t *Thread) adopt(size fyne.Size) {
	l := lookOf(t.Theme())
	if t.body == nil || t.body.size != l.size(SizeBody) {
		t.body = newWrapper(l.size(SizeBody), fyne.TextStyle{})
		t.small = newWrapper(l.size(SizeSmall), fyne.TextStyle{})
	}
	m := measureThread(l, size.Width, t.body.width("abcdefghijklmnopqrstuvwxyz eeaisntrul")/37)
	if m == t.m && len(t.tops.rows) == len(t.items) {
		return
	}
	anchor, delta := t.anchor()
	t.m = m
	for i := range t.cells {
		t.cells[i] = cell{}
	}
	t.recycle(0)
	t.frameFrom(0)
	t.retotal()
	if i := t.index(anchor); i >= 0 && !t.follow {
		t.scroll.Offset.Y = t.tops.top(i) + min(delta, t.cells[i].height)
	}
}

// place measures and draws what is in view, and keeps the scroll where the reader wants it.
func (t *Thread) place() {
	if t.placing || t.body == nil {
		return
	}
	t.placing = true
	defer func() { t.placing = false }()

	view := t.scroll.Size().Height
	if t.follow {
		t.measureTail(view)
		t.scroll.Offset.Y = max(t.height()-view, 0)
	}
	first, last := t.measureView(view)
	t.scroll.Offset.Y = min(t.scroll.Offset.Y, max(t.height()-view, 0))
	for i, r := range t.rows {
		if i < first || i > last {
			t.release(i, r)
		}
	}
	objects := make([]fyne.CanvasObject, 0, last-first+1)
	for i := first; i <= last; i++ {
		r := t.row(i)
		r.box.Move(fyne.NewPos(0, t.tops.top(i)))
		objects = append(objects, r.box)
	}
	t.content.show(objects, t.height(), t.scroll)
	t.scroll.Refresh()
	t.placeDown()
	t.tell(first, last)
}

// height of the content: all rows and a margin below the last.
func (t *Thread) height() float32 { return t.tops.total() + t.m.l.u(16) }

func (t *Thread) measureTail(view float32) {
	for i, sum := len(t.items)-1, float32(0); i >= 0 && sum < view; i-- {
		t.exact(i)
		sum += t.cells[i].height
	}
}

// measureView makes the rows in view exact and returns the first and the last. A row that begins above the view and grows,
// grows upwards: what is read stays.
func (t *Thread) measureView(view float32) (first, last int) {
	first = t.tops.at(t.scroll.Offset.Y)
	if first < 0 {
		return 0, -1
	}
	if before := t.cells[first].height; t.exact(first) && t.tops.top(first) < t.scroll.Offset.Y && !t.follow {
		t.scroll.Offset.Y = max(t.scroll.Offset.Y+t.cells[first].height-before, 0)
	}
	last = first
	for y := t.tops.top(first) + t.cells[first].height; y < t.scroll.Offset.Y+view && last+1 < len(t.items); {
		last++
		t.exact(last)
		y += t.cells[last].height
	}
	return first, last
}

// exact measures item i unless it is; it says whether it had to.
func (t *Thread) exact(i int) bool {
	if t.cells[i].exact {
		return false
	}
	t.m.measure(&t.cells[i], t.items[i], t.body, t.small)
	t.tops.set(i, t.cells[i].height)
	return true
}

// row returns the drawn row of item i, drawing it if it is not.
func (t *Thread) row(i int) *threadRow {
	r, ok := t.rows[i]
	if !ok {
		if n := len(t.pool); n > 0 {
			r, t.pool = t.pool[n-1], t.pool[:n-1]
		} else {
			r = newThreadRow()
		}
		t.rows[i] = r
	}
	r.bind(t.m, t.items[i], t.cells[i], t.focused && t.items[i].ID == t.selected, t.items[i].ID == t.selected)
	return r
}

func (t *Thread) release(i int, r *threadRow) {
	delete(t.rows, i)
	r.bound = false
	t.pool = append(t.pool, r)
}

// recycle gives back the rows from item i on: what they show has changed or moved.
func (t *Thread) recycle(i int) {
	for k, r := range t.rows {
		if k >= i-1 {
			t.release(k, r)
		}
	}
}

// scrolled follows the reader.
func (t *Thread) scrolled() {
	if t.placing {
		return
	}
	view := t.scroll.Size().Height
	t.follow = t.scroll.Offset.Y >= t.height()-view-t.m.l.u(8)
	t.place()
	if t.OnReachTop != nil && t.scroll.Offset.Y < view {
		t.OnReachTop()
	}
}

// ScrollToEnd goes to the newest message and follows from there.
func (t *Thread) ScrollToEnd() {
	t.follow = true
	t.place()
}

// placeDown shows the way down while there is something new below.
func (t *Thread) placeDown() {
	if t.follow {
		t.unread = 0
	}
	if t.unread == 0 || t.words.New == nil {
		t.down.Hide()
		return
	}
	t.down.SetText(t.words.New(t.unread))
	t.down.SetIcon(icons.ArrowDown)
	min, size := t.down.MinSize(), t.Size()
	t.down.Resize(min)
	t.down.Move(fyne.NewPos((size.Width-min.Width)/2, size.Height-min.Height-t.m.l.u(12)))
	t.down.Show()
}

// tell reports the newest item that is in view entirely.
func (t *Thread) tell(first, last int) {
	if t.OnSeen == nil || !t.Visible() {
		return
	}
	bottom := t.scroll.Offset.Y + t.scroll.Size().Height
	for i := last; i >= first && i > t.seen; i-- {
		if t.tops.top(i)+t.cells[i].height <= bottom+1 {
			t.seen = i
			t.OnSeen(t.items[i].ID)
			return
		}
	}
}

// Refresh redraws everything, for instance in a new theme.
func (t *Thread) Refresh() {
	if t.body != nil {
		t.adopt(t.Size())
		for _, r := range t.rows {
			r.bound = false
		}
		t.place()
	}
	t.BaseWidget.Refresh()
}
