package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// FocusGained shows the cursor: where it was, on the open row, or on the first.
func (c *ConversationList) FocusGained() {
	c.focused = true
	reveal(c)
	if i := c.index(c.cursor); i < 0 || c.entries[i].row == nil {
		c.cursor = c.open
		if c.index(c.cursor) < 0 {
			c.cursor = ""
			c.move(0, 1)
		}
	}
	c.changed()
}

// FocusLost hides the cursor.
func (c *ConversationList) FocusLost() {
	c.focused = false
	c.changed()
}

func (c *ConversationList) changed() {
	c.place()
	c.BaseWidget.Refresh()
}

// TypedRune is for OnRune.
func (c *ConversationList) TypedRune(r rune) {
	used()
	if c.OnRune != nil {
		c.OnRune(r)
	}
}

// TypedKey moves the cursor or opens its row.
func (c *ConversationList) TypedKey(ev *fyne.KeyEvent) {
	used()
	at := c.index(c.cursor)
	page := max(int(c.scroll.Size().Height/c.l.u(56))-1, 1)
	switch ev.Name {
	case fyne.KeyUp:
		c.move(at-1, -1)
	case fyne.KeyDown:
		c.move(at+1, 1)
	case fyne.KeyPageUp:
		c.move(max(at-page, 0), 1)
	case fyne.KeyPageDown:
		c.move(min(at+page, len(c.entries)-1), -1)
	case fyne.KeyHome:
		c.move(0, 1)
	case fyne.KeyEnd:
		c.move(len(c.entries)-1, -1)
	case fyne.KeySpace:
		if c.OnSpace != nil && at >= 0 && c.entries[at].row != nil {
			c.OnSpace(c.cursor)
			return
		}
		c.ask(c.cursor)
	case fyne.KeyReturn, fyne.KeyEnter:
		c.ask(c.cursor)
	case desktop.KeyMenu:
		c.menuOfCursor()
	default:
		if c.OnKey == nil || !c.OnKey(ev) {
			bubbleKey(c, ev)
		}
	}
}

// move puts the cursor on the first row from entry i on in a direction, and shows it.
func (c *ConversationList) move(i, step int) {
	for ; i >= 0 && i < len(c.entries); i += step {
		if c.entries[i].row == nil {
			continue
		}
		c.point(c.entries[i].key)
		top, view := c.tops.top(i), c.scroll.Size().Height
		switch bottom := top + c.tops.rows[i]; {
		case i == 1 || top < c.scroll.Offset.Y:
			if i > 0 && c.entries[i-1].row == nil {
				top = c.tops.top(i - 1) // with the head that stands above
			}
			c.scroll.Offset.Y = min(top, c.scroll.Offset.Y)
		case bottom > c.scroll.Offset.Y+view:
			c.scroll.Offset.Y = bottom - view
		}
		c.changed()
		return
	}
}

// point puts the cursor on a row.
func (c *ConversationList) point(key string) {
	moved := c.cursor != key
	c.cursor = key
	if moved && c.OnMove != nil {
		c.OnMove(key)
	}
}

// Cursor returns the row that Enter would open, or "".
func (c *ConversationList) Cursor() string { return c.cursor }

func (c *ConversationList) ask(id string) {
	if i := c.index(id); i >= 0 && c.entries[i].row != nil && c.OnOpen != nil {
		c.OnOpen(id)
	}
}

// hit returns the key of the row at a height in the widget, or "".
func (c *ConversationList) hit(y float32) string {
	y += c.scroll.Offset.Y
	if i := c.tops.at(y); i >= 0 && y < c.tops.total() && c.entries[i].row != nil {
		return c.entries[i].key
	}
	return ""
}

// Tapped opens the row under the pointer.
func (c *ConversationList) Tapped(ev *fyne.PointEvent) {
	used()
	id := c.hit(ev.Position.Y)
	if id != "" {
		c.point(id)
	}
	Focus(c)
	if id != "" && c.OnTap != nil {
		c.OnTap(id)
		return
	}
	c.ask(id)
}

// TappedSecondary shows the row's menu.
func (c *ConversationList) TappedSecondary(ev *fyne.PointEvent) {
	id := c.hit(ev.Position.Y)
	if id == "" {
		return
	}
	c.cursor = id
	c.changed()
	c.showMenu(id, ev.AbsolutePosition)
}

// menuOfCursor shows the menu of the chosen row below it.
func (c *ConversationList) menuOfCursor() {
	i := c.index(c.cursor)
	if i < 0 || c.entries[i].row == nil {
		return
	}
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(c)
	pos.Y += c.tops.top(i) + c.tops.rows[i] - c.scroll.Offset.Y
	c.showMenu(c.cursor, pos.AddXY(c.l.u(16), 0))
}

func (c *ConversationList) showMenu(id string, at fyne.Position) {
	win := canvasOf(c)
	if win == nil || c.Menu == nil {
		return
	}
	if entries := c.Menu(id); len(entries) > 0 {
		widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", entries...), win, at)
	}
}

// MouseIn marks the row under the pointer.
func (c *ConversationList) MouseIn(ev *desktop.MouseEvent) { c.hover(c.hit(ev.Position.Y)) }

// MouseMoved marks the row under the pointer.
func (c *ConversationList) MouseMoved(ev *desktop.MouseEvent) { c.hover(c.hit(ev.Position.Y)) }

// MouseOut takes the mark away.
func (c *ConversationList) MouseOut() { c.hover("") }

func (c *ConversationList) hover(id string) {
	if id != c.hovered {
		c.hovered = id
		c.place()
	}
}
