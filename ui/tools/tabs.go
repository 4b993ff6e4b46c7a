package tools

import (
	"fyne.io/fyne/v2"

	"vigie.example/ui/kit"
)

// tabs puts the buttons of the panes beside each other. Where there is no room for all words, those in the back keep their icon
// and say their word as a hint.
type tabs struct {
	buttons []*kit.Button
	words   []string
	front   int
	narrow  bool
}

const tabGap = 4

// set changes the word of a pane.
func (t *tabs) set(i int, word string) {
	t.words[i] = word
	t.write()
}

// write shows the words for which there is room.
func (t *tabs) write() {
	for i, b := range t.buttons {
		word := t.words[i]
		if t.narrow && i != t.front {
			word = ""
		}
		b.SetText(word)
	}
}

// MinSize is that of the front word and the other icons.
func (t *tabs) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 0)
	for _, o := range objects {
		size.Height = max(size.Height, o.MinSize().Height)
	}
	return size
}

// Layout shows all words if they fit, and else the front one's.
func (t *tabs) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if t.narrow {
		t.narrow = false
		t.write()
	}
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

func (t *tabs) width() float32 {
	width := float32(-tabGap)
	for _, b := range t.buttons {
		width += b.MinSize().Width + tabGap
	}
	return width
}
