package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// ConversationRow is one line of the inbox, with every word chosen by the caller. It never holds what was written.
type ConversationRow struct {
	// ID identifies the row in the whole list and never changes.
	ID string
	// Title is the pseudonym, or the words for "anonymous"; shown through plaintext.Line.
	Title string
	// Reference and Detail stand on the second line ("7K2Q", "police 33"). Icon, if any, before them.
	Reference, Detail string
	Icon              icons.Name
	DetailTone        Tone // of Detail and Icon
	// Time is a duration or a clock time at the right of the first line; figures line up.
	Time     string
	TimeTone Tone
	// Life is what remains, at the right of the second line, before Unread; with a tone a clock stands before it.
	Life     string
	LifeTone Tone
	// Unread is the badge ("2"); "" is none.
	Unread string
	// Urgent is the word that goes with the red bar; "" is not urgent.
	Urgent string
}

// Section is a part of the list with its head.
type Section struct {
	ID, Title string
	// Count stands after the title; may be "".
	Count string
	Rows  []ConversationRow
	// Empty is the sentence where there are no rows; "" leaves the section at its head.
	Empty string
}

// ConversationList shows sections of rows of one height. Only what is in view is drawn, and an update redraws only the rows that
// changed. Up, Down, Page Up, Page Down, Home and End move a cursor; Enter or Space opens the row, as a click does. The open one
// is marked by SetOpen: moving about opens nothing.
type ConversationList struct {
	widget.BaseWidget

	// OnOpen is called with the row that was asked for. May be nil.
	OnOpen func(id string)
	// Menu gives the context menu of a row. May be nil.
	Menu func(id string) []*fyne.MenuItem
	// OnTap is called with the row that the pointer chose, in the place of OnOpen. May be nil.
	OnTap func(id string)
	// OnSpace is called with the row on which Space was pressed, in the place of OnOpen. May be nil.
	OnSpace func(id string)
	// OnMove is called when the cursor has come to another row. May be nil.
	OnMove func(id string)
	// OnRune and OnKey get what is typed and the list has no use for; OnKey says whether it took the key. May be nil.
	OnRune func(r rune)
	OnKey  func(ev *fyne.KeyEvent) bool

	sections []Section
	entries  []listEntry
	tops     heights
	l        look
	width    float32
	scroll   *container.Scroll
	content  *scrolledRows
	rows     map[string]*listRow // drawn, by the entry's key
	pool     []*listRow
	open     string
	cursor   string
	hovered  string
	focused  bool
	placing  bool
	ring     *focusRing
}

// listEntry is one line of the list as it is laid out: a head, a row, or an empty section's sentence.
type listEntry struct {
	key     string
	row     *ConversationRow
	section *Section
	empty   bool
	first   bool // the head of the first section
}

var (
	_ fyne.Focusable         = (*ConversationList)(nil)
	_ fyne.Tappable          = (*ConversationList)(nil)
	_ fyne.SecondaryTappable = (*ConversationList)(nil)
	_ desktop.Hoverable      = (*ConversationList)(nil)
)

// NewConversationList makes an empty list.
func NewConversationList() *ConversationList {
	c := &ConversationList{content: newScrolledRows(), rows: make(map[string]*listRow), ring: newFocusRing()}
	c.scroll = container.NewVScroll(c.content)
	c.scroll.OnScrolled = func(fyne.Position) { c.place() }
	c.ExtendBaseWidget(c)
	return c
}

// SetSections shows sections, which the list keeps and never changes. What is at the upper edge stays there, unless that is the
// beginning.
func (c *ConversationList) SetSections(sections []Section) {
	anchor, delta := "", float32(0)
	if i := c.tops.at(c.scroll.Offset.Y); i >= 0 && c.scroll.Offset.Y > 0 {
		anchor, delta = c.entries[i].key, c.scroll.Offset.Y-c.tops.top(i)
	}
	c.sections = sections
	c.entries = entriesOf(sections)
	c.retotal()
	if i := c.index(anchor); i >= 0 && anchor != "" {
		c.scroll.Offset.Y = c.tops.top(i) + delta
	}
	c.place()
}

// Clear shows nothing and forgets every word, those of rows that are not drawn any more included.
func (c *ConversationList) Clear() {
	c.open, c.cursor, c.hovered = "", "", ""
	c.SetSections(nil)
	c.rows, c.pool = make(map[string]*listRow), nil
}

func entriesOf(sections []Section) []listEntry {
	var out []listEntry
	for i := range sections {
		s := &sections[i]
		out = append(out, listEntry{key: "head:" + s.ID, section: s, first: i == 0})
		for j := range s.Rows {
			out = append(out, listEntry{key: s.Rows[j].ID, row: &s.Rows[j]})
		}
		if len(s.Rows) == 0 && s.Empty != "" {
			out = append(out, listEntry{key: "empty:" + s.ID, section: s, empty: true})
		}
	}
	return out
}

// SetOpen marks the row whose conversation is on screen; "" marks none.
func (c *ConversationList) SetOpen(id string) {
	c.open = id
	if !c.focused || c.index(c.cursor) < 0 {
		c.cursor = id
		c.changed()
		return
	}
	c.place()
}

// Open returns the marked row.
func (c *ConversationList) Open() string { return c.open }

func (c *ConversationList) retotal() {
	c.l = lookOf(c.Theme())
	c.tops.reset(len(c.entries), func(i int) float32 { return c.entries[i].height(c.l) })
}

func (e listEntry) height(l look) float32 {
	switch {
	case e.row != nil:
		return l.u(56)
	case e.empty:
		return l.u(32)
	}
	return l.u(36)
}

func (c *ConversationList) index(key string) int {
	for i := range c.entries {
		if c.entries[i].key == key {
			return i
		}
	}
	return -1
}

// place draws what is in view.
func (c *ConversationList) place() {
	if c.placing || c.width == 0 {
		return
	}
	c.placing = true
	defer func() { c.placing = false }()
	view := c.scroll.Size().Height
	c.scroll.Offset.Y = min(max(c.scroll.Offset.Y, 0), max(c.tops.total()-view, 0))
	first, drawn := c.tops.at(c.scroll.Offset.Y), make(map[string]*listRow)
	var objects []fyne.CanvasObject
	for i := max(first, 0); i < len(c.entries) && c.tops.top(i) < c.scroll.Offset.Y+view; i++ {
		e := c.entries[i]
		r := c.take(e.key)
		drawn[e.key] = r
		r.bind(c.l, c.width, e, rowMarks{
			open: e.row != nil && e.key == c.open, hovered: e.row != nil && e.key == c.hovered,
			ring: e.row != nil && c.focused && e.key == c.cursor,
		})
		r.box.Move(fyne.NewPos(0, c.tops.top(i)))
		objects = append(objects, r.box)
	}
	for _, r := range c.rows { // those that take did not take over
		c.pool = append(c.pool, r)
	}
	c.rows = drawn
	c.content.show(objects, c.tops.total(), c.scroll)
	c.scroll.Refresh()
}

// take returns the row that drew this key before, or a free one.
func (c *ConversationList) take(key string) *listRow {
	if r, ok := c.rows[key]; ok {
		delete(c.rows, key)
		return r
	}
	if n := len(c.pool); n > 0 {
		r := c.pool[n-1]
		c.pool = c.pool[:n-1]
		return r
	}
	return newListRow()
}

// Refresh redraws everything, for instance in a new theme.
func (c *ConversationList) Refresh() {
	c.retotal()
	for _, r := range c.rows {
		r.bound = false
	}
	for _, r := range c.pool {
		r.bound = false
	}
	c.place()
	c.BaseWidget.Refresh()
}

// CreateRenderer is Fyne's.
func (c *ConversationList) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	ground := canvas.NewRectangle(nil)
	return &simpleRenderer{
		objects: []fyne.CanvasObject{ground, c.scroll, c.ring.Rectangle},
		min:     func() fyne.Size { l := lookOf(c.Theme()); return fyne.NewSize(l.u(180), l.u(64)) },
		layout: func(size fyne.Size) {
			ground.Resize(size)
			c.ring.layout(size)
			c.scroll.Resize(size)
			c.width = size.Width
			c.retotal()
			c.place()
		},
		refresh: func() {
			l := lookOf(c.Theme())
			ground.FillColor = l.color(ColorSurface)
			c.ring.set(l, c.focused && c.index(c.cursor) < 0)
		},
	}
}
