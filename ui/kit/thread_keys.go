package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"vigie.example/ui/kit/plaintext"
)

// FocusGained shows where the keyboard is.
func (t *Thread) FocusGained() { t.setFocused(true) }

// FocusLost takes the ring away; the choice stays.
func (t *Thread) FocusLost() { t.setFocused(false) }

func (t *Thread) setFocused(on bool) {
	t.focused = on
	t.place()
	t.BaseWidget.Refresh()
}

// TypedRune does nothing: the thread is read.
func (t *Thread) TypedRune(rune) {}

// TypedKey moves the choice or scrolls.
func (t *Thread) TypedKey(ev *fyne.KeyEvent) {
	used()
	page := max(t.scroll.Size().Height-t.m.l.u(40), t.m.line)
	switch ev.Name {
	case fyne.KeyUp:
		t.choose(-1)
	case fyne.KeyDown:
		t.choose(1)
	case fyne.KeyPageUp:
		t.scrollBy(-page)
	case fyne.KeyPageDown:
		t.scrollBy(page)
	case fyne.KeyHome:
		t.scrollBy(-t.height())
	case fyne.KeyEnd:
		t.ScrollToEnd()
		t.scrolled()
	case fyne.KeyReturn, fyne.KeyEnter:
		t.act(t.index(t.selected))
	case desktop.KeyMenu:
		t.menuOfChosen()
	case fyne.KeyEscape:
		if t.selected == "" {
			bubbleKey(t, ev)
			return
		}
		t.Select("")
	default:
		bubbleKey(t, ev)
	}
}

// TypedShortcut copies the chosen message; other shortcuts are the window's.
func (t *Thread) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); ok && !t.NoCopy {
		t.copy(t.index(t.selected))
		return
	}
	bubbleShortcut(t, s)
}

// Select chooses an item and brings it into view; "" chooses none.
func (t *Thread) Select(id string) {
	t.selected = id
	if i := t.index(id); i >= 0 {
		t.reveal(i)
	}
	t.place()
	t.BaseWidget.Refresh()
}

// choose moves the choice by one, past what the service said; without a choice it begins at the end of what is in view.
func (t *Thread) choose(step int) {
	i := t.index(t.selected)
	if i < 0 {
		i = t.tops.at(t.scroll.Offset.Y+t.scroll.Size().Height-t.m.l.u(20)) + 1
		step = -1
	}
	for i += step; i >= 0 && i < len(t.items); i += step {
		if t.items[i].Side != System {
			t.Select(t.items[i].ID)
			return
		}
	}
}

// reveal scrolls as little as needed to show item i, or its beginning if it is higher than the view.
func (t *Thread) reveal(i int) {
	if t.body == nil {
		return
	}
	t.exact(i)
	view := t.scroll.Size().Height
	top := t.tops.top(i)
	bottom := top + t.cells[i].height
	y := t.scroll.Offset.Y
	if bottom > y+view {
		y = bottom - view
	}
	if top < y {
		y = top
	}
	if i == len(t.items)-1 {
		y = t.height() - view
	}
	t.scrollBy(y - t.scroll.Offset.Y)
}

func (t *Thread) scrollBy(dy float32) {
	t.scroll.Offset.Y = min(max(t.scroll.Offset.Y+dy, 0), max(t.height()-t.scroll.Size().Height, 0))
	t.scrolled()
}

func (t *Thread) copy(i int) {
	if i >= 0 {
		text := plaintext.Clean(t.items[i].Text)
		fyne.CurrentApp().Clipboard().SetContent(text)
		if t.OnCopied != nil {
			t.OnCopied(text)
		}
	}
}

func (t *Thread) act(i int) {
	if i >= 0 && t.items[i].Action != "" && t.OnAction != nil {
		t.OnAction(t.items[i])
	}
}

// Tapped chooses the message under the pointer, or does its action.
func (t *Thread) Tapped(ev *fyne.PointEvent) {
	used()
	Focus(t)
	i, at := t.hit(ev.Position)
	if i < 0 {
		return
	}
	r := t.rows[i]
	if r != nil && r.link.Width > 0 && at.X >= r.action.X && at.Y >= r.action.Y-4 && at.X <= r.action.X+r.link.Width {
		t.act(i)
		return
	}
	if t.items[i].Side != System {
		t.Select(t.items[i].ID)
	}
}

// TappedSecondary opens the message's menu.
func (t *Thread) TappedSecondary(ev *fyne.PointEvent) {
	if i, _ := t.hit(ev.Position); i >= 0 {
		t.Select(t.items[i].ID)
		t.showMenu(i, ev.AbsolutePosition)
	}
}

// menuOfChosen shows the menu of the chosen message below it.
func (t *Thread) menuOfChosen() {
	i := t.index(t.selected)
	if i < 0 {
		return
	}
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(t)
	pos.Y += min(t.tops.top(i)+t.cells[i].height-t.scroll.Offset.Y, t.scroll.Size().Height)
	t.showMenu(i, pos.AddXY(t.m.margin, 0))
}

func (t *Thread) showMenu(i int, at fyne.Position) {
	c := canvasOf(t)
	if c == nil {
		return
	}
	var entries []*fyne.MenuItem
	if !t.NoCopy && t.words.Copy != "" {
		entries = append(entries, fyne.NewMenuItem(t.words.Copy, func() { t.copy(t.index(t.selected)) }))
	}
	if t.Menu != nil {
		entries = append(entries, t.Menu(t.items[i])...)
	}
	if len(entries) > 0 {
		widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", entries...), c, at)
	}
}

// hit finds the item at a position in the widget, and the position in its row.
func (t *Thread) hit(pos fyne.Position) (int, fyne.Position) {
	y := pos.Y + t.scroll.Offset.Y
	i := t.tops.at(y)
	if i < 0 || y > t.tops.total() {
		return -1, fyne.Position{}
	}
	return i, fyne.NewPos(pos.X, y-t.tops.top(i))
}
