package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// BarMore is the item of a bar that stands for the buttons that it drops: there while one is dropped, and its menu does what they do.
func BarMore(words string) BarItem {
	b := NewIconButton(icons.Menu, words, nil)
	b.SetCompact(true)
	return BarItem{Object: b, more: true}
}

// offer makes the button show what is dropped.
func (b *barLayout) offer(more *Button) {
	more.Hide()
	b.dropped[more] = true
	more.OnTapped = func() {
		win := canvasOf(more)
		if items := b.menu(); win != nil && len(items) > 0 {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(more).AddXY(0, more.Size().Height)
			widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), win, at)
		}
	}
}

func (b *barLayout) moreItem() (BarItem, bool) {
	for _, it := range b.items {
		if it.more {
			return it, true
		}
	}
	return BarItem{}, false
}

// hides reports whether a button is wanted that has no room.
func (b *barLayout) hides(f share) bool {
	for _, it := range b.items {
		if _, ok := it.Object.(*Button); ok && !it.more && b.wanted(it) && !f.in[it.Object] {
			return true
		}
	}
	return false
}

// menu is what the dropped buttons say and do.
func (b *barLayout) menu() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, it := range b.items {
		button, ok := it.Object.(*Button)
		if !ok || it.more || !b.dropped[button] {
			continue
		}
		words := button.AccessibilityLabel()
		if button.key != "" {
			words += " (" + button.key + ")"
		}
		item := fyne.NewMenuItem(words, button.OnTapped)
		item.Disabled = button.disabled || button.busy
		items = append(items, item)
	}
	return items
}

// Want says whether an object of a bar is to be there, which shows it where there is room. A bar hides what it drops by itself, so
// Show and Hide of the object would be taken for that.
func Want(bar *fyne.Container, o fyne.CanvasObject, on bool) {
	b, ok := bar.Layout.(*barLayout)
	if !ok || on == (o.Visible() || b.dropped[o]) {
		return
	}
	delete(b.dropped, o)
	Show(o, on)
	b.Layout(nil, bar.Size())
}
