package kit

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
)

// Tab is one of several panes of which one is in front.
type Tab struct {
	Icon icons.Name
	Word string
	Hint string // what it is for, with its key
}

// Tabs puts the buttons of panes beside each other. Where there is no room for all words, those in the back keep their icon and say
// their word as a hint.
type Tabs struct {
	buttons []*Button
	words   []string
	front   int
	narrow  bool
	row     *fyne.Container
}

const tabGap = 4

// NewTabs makes the buttons; choose is called with the one that was pressed.
func NewTabs(choose func(int), all ...Tab) *Tabs {
	t := &Tabs{}
	t.row = box(tabsLayout{t})
	for i, tab := range all {
		b := NewButton(Quiet, tab.Icon, tab.Word, func() { choose(i) })
		b.SetCompact(true)
		b.SetHint(tab.Hint)
		t.buttons, t.words = append(t.buttons, b), append(t.words, tab.Word)
		t.row.Add(b)
	}
	return t
}

// Content is the row of buttons.
func (t *Tabs) Content() fyne.CanvasObject { return t.row }

// Button returns a pane's button: to put the keyboard there.
func (t *Tabs) Button(i int) *Button { return t.buttons[i] }

// SetWord changes the word of a pane.
func (t *Tabs) SetWord(i int, word string) {
	if t.words[i] != word {
		t.words[i] = word
		t.row.Refresh()
	}
}

// Show marks the pane in front.
func (t *Tabs) Show(front int) {
	t.front = front
	for i, b := range t.buttons {
		kind := Quiet
		if i == front {
			kind = Secondary
		}
		b.SetKind(kind)
	}
	t.row.Refresh()
}

// Front returns the pane in front.
func (t *Tabs) Front() int { return t.front }

// write shows the words for which there is room.
func (t *Tabs) write() {
	for i, b := range t.buttons {
		word := t.words[i]
		if t.narrow && i != t.front {
			word = ""
		}
		b.SetText(word)
	}
}

func (t *Tabs) width() float32 {
	width := float32(-tabGap)
	for _, b := range t.buttons {
		width += b.MinSize().Width + tabGap
	}
	return width
}

type tabsLayout struct{ t *Tabs }

// MinSize leaves the width to whoever gives it.
func (l tabsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 0)
	for _, o := range objects {
		size.Height = max(size.Height, o.MinSize().Height)
	}
	return size
}

// Layout shows all words if they fit, and else the front one's.
func (l tabsLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	t := l.t
	t.narrow = false
	t.write()
	if t.width() > size.Width {
		t.narrow = true
		t.write()
	}
	x := float32(0)
	for _, b := range t.buttons {
		b.Resize(b.MinSize())
		b.Move(fyne.NewPos(x, 0))
		x += b.MinSize().Width + tabGap
	}
}
