package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// ThreadWords are the words that a Thread itself says.
type ThreadWords struct {
	// Copy is the menu entry that copies a message.
	Copy string
	// New is the button that appears while the reader is up in the history and n messages have come below.
	New func(n int) string
}

// Thread shows a conversation of any length: only what is in view is measured and drawn. Heights of the rest are estimates that
// become exact when they come into view, without moving what is read.
//
// While the reader is at the end it follows new messages; elsewhere it stays, and offers to go down. A new message of the
// operator's own goes down always. Up and Down choose a message, Control+C and the context menu copy it, Enter does its Action;
// Page Up, Page Down, Home and End scroll.
//
// Like every widget it belongs to Fyne's goroutine. It keeps text of messages in memory until Clear.
type Thread struct {
	widget.BaseWidget

	// OnAction is called for an item's Action. May be nil.
	OnAction func(Item)
	// OnCopied is called with what was copied from an item to the clipboard. May be nil.
	OnCopied func(text string)
	// OnReachTop is called when the reader comes near the oldest item, to page back. May be nil.
	OnReachTop func()
	// OnSeen is called with the newest item that has come into view entirely, each time there is a newer one. May be nil.
	OnSeen func(id string)
	// Menu adds entries to the context menu of an item. May be nil.
	Menu func(Item) []*fyne.MenuItem
	// NoCopy takes copying away (P5).
	NoCopy bool

	words ThreadWords
	items []Item
	cells []cell
	tops  heights
	m     metrics
	body  *wrapper
	small *wrapper

	scroll   *container.Scroll
	content  *scrolledRows
	down     *Button
	rows     map[int]*threadRow
	pool     []*threadRow
	follow   bool // at the end: stay there
	placing  bool
	unread   int
	seen     int // index of the newest item reported to OnSeen
	selected string
	focused  bool
	ring     *focusRing
}

var (
	_ fyne.Focusable         = (*Thread)(nil)
	_ fyne.Tappable          = (*Thread)(nil)
	_ fyne.SecondaryTappable = (*Thread)(nil)
	_ fyne.Shortcutable      = (*Thread)(nil)
)

// NewThread makes an empty thread.
func NewThread(words ThreadWords) *Thread {
	t := &Thread{words: words, rows: make(map[int]*threadRow), follow: true, seen: -1}
	t.content = newScrolledRows()
	t.scroll = container.NewVScroll(t.content)
	t.scroll.OnScrolled = func(fyne.Position) { t.scrolled() }
	t.down = NewButton(Primary, icons.ArrowDown, "", t.ScrollToEnd)
	t.down.Hide()
	t.ring = newFocusRing()
	t.ExtendBaseWidget(t)
	return t
}

// SetItems shows items, which the thread keeps and never changes. Unchanged items keep their measures, so giving the whole slice
// for each new message is cheap.
func (t *Thread) SetItems(items []Item) {
	old, oldCells := t.items, t.cells
	anchor, delta := t.anchor()
	t.items = items
	prefix := commonPrefix(old, items)
	if prefix == len(old) { // only more at the end: the usual case goes without a copy
		t.cells = append(oldCells[:prefix], make([]cell, len(items)-prefix)...)
	} else {
		t.cells = make([]cell, len(items))
		copy(t.cells, oldCells[:prefix])
	}
	shifted := t.carry(old, oldCells, prefix)
	t.recycle(prefix)
	t.frameFrom(max(prefix-1, 0))
	t.retotal()
	t.countNew(old, shifted)
	if len(items) == 0 {
		t.follow, t.seen = true, -1
	}
	if !t.follow && anchor != "" {
		if i := t.index(anchor); i >= 0 {
			t.scroll.Offset.Y = t.tops.top(i) + delta
		}
	}
	t.place()
}

// Clear forgets every message, their words' widths included, and shows nothing.
func (t *Thread) Clear() {
	t.selected, t.unread = "", 0
	t.SetItems(nil)
	for _, r := range t.pool {
		r.blank()
	}
	if t.body != nil {
		t.body.forget()
		t.small.forget()
	}
}

// commonPrefix counts the items at the start that are the same in both.
func commonPrefix(a, b []Item) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// carry takes over the measures of unchanged items behind the common prefix, wherever they stand now: a state that changed, a page of
// older ones before. It returns by how many places the old items moved, as far as they only moved.
func (t *Thread) carry(old []Item, cells []cell, prefix int) int {
	if prefix == len(old) || prefix == len(t.items) {
		return 0
	}
	where := make(map[string]int, len(old)-prefix)
	for i := prefix; i < len(old); i++ {
		where[old[i].ID] = i
	}
	shift := 0
	for i := prefix; i < len(t.items); i++ {
		if j, ok := where[t.items[i].ID]; ok {
			shift = i - j
			if old[j] == t.items[i] {
				t.cells[i] = cells[j]
			}
		}
	}
	return shift
}

// countNew counts what came at the end while the reader was elsewhere, and follows what the operator sent.
func (t *Thread) countNew(old []Item, shift int) {
	if t.seen >= 0 {
		t.seen = min(t.seen+shift, len(t.items)-1)
	}
	for i := len(old) + shift; i < len(t.items) && len(old) > 0; i++ {
		switch {
		case t.items[i].Side == Operator:
			t.follow = true
		case !t.follow:
			t.unread++
		}
	}
}

// frameFrom recomputes what depends on neighbours from item i on, and forgets the measures of those for which it changed.
func (t *Thread) frameFrom(i int) {
	if t.body == nil {
		return // no width yet
	}
	for ; i < len(t.items); i++ {
		c, before := &t.cells[i], t.cells[i]
		var prev, next *Item
		if i > 0 {
			prev = &t.items[i-1]
		}
		if i+1 < len(t.items) {
			next = &t.items[i+1]
		}
		t.m.frame(c, prev, t.items[i], next)
		if c.exact && (before.above != c.above || before.showMeta != c.showMeta || before.showDay != c.showDay) {
			c.height = c.above + t.m.text(t.items[i].Side, len(c.lines)) + t.m.below(*c)
		}
		if !c.exact {
			c.height = t.m.estimate(*c, t.items[i])
		}
	}
}

func (t *Thread) retotal() {
	t.tops.reset(len(t.cells), func(i int) float32 { return t.cells[i].height })
}

func (t *Thread) index(id string) int {
	for i := len(t.items) - 1; i >= 0; i-- {
		if t.items[i].ID == id {
			return i
		}
	}
	return -1
}

// anchor is the item at the upper edge and how far the edge is below its top.
func (t *Thread) anchor() (string, float32) {
	i := t.tops.at(t.scroll.Offset.Y)
	if i < 0 || i >= len(t.items) {
		return "", 0
	}
	return t.items[i].ID, t.scroll.Offset.Y - t.tops.top(i)
}

// AtEnd says whether the newest item is in view and new ones will be followed.
func (t *Thread) AtEnd() bool { return t.follow }

// Selected returns the chosen item's ID, or "".
func (t *Thread) Selected() string { return t.selected }

// AccessibilityLabel makes the thread known by its chosen message.
func (t *Thread) AccessibilityLabel() string {
	if i := t.index(t.selected); i >= 0 {
		return t.items[i].Text
	}
	return ""
}

// AccessibilityRole is text.
func (t *Thread) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
