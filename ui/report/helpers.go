package report

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/ui/kit"
)

func itoa(n int) string { return strconv.Itoa(n) }

// fill shows a text in a field that somebody may be writing in: what is typed there is newer than what comes back.
func fill(window fyne.Canvas, e *kit.Entry, text string) {
	if e.Text == text || window.Focused() == fyne.Focusable(e) {
		return
	}
	put(e, text)
}

// put shows a text in a field, which nobody has typed, and forgets what could be undone there.
func put(e *kit.Entry, text string) {
	changed := e.OnChanged
	e.OnChanged = nil
	e.SetText(text)
	e.OnChanged = changed
}

// empty drops a text.
func empty(e *kit.Entry) { put(e, "") }

// notice says something with what can be done about it.
func notice(tone kit.Tone, words string, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	ground, colour, icon := kit.ColorWarningGround, kit.ColorWarning, icons.Warning
	switch tone {
	case kit.Urgent:
		ground, colour, icon = kit.ColorUrgentGround, kit.ColorUrgent, icons.Urgent
	case kit.Info:
		ground, colour, icon = kit.ColorInfoGround, kit.ColorAccent, icons.Info
	case kit.InOrder:
		ground, colour, icon = kit.ColorInOrderGround, kit.ColorInOrder, icons.Check
	}
	text := kit.NewLabel(words, kit.Paragraph)
	parts := []fyne.CanvasObject{text}
	if len(buttons) > 0 {
		parts = append(parts, container.New(&flow{}, buttons...))
	}
	return kit.Ground(ground, kit.Inset(12, 8, container.NewBorder(nil, nil, kit.Inset(0, 2, kit.NewIcon(icon, colour, 20)), nil, kit.Inset(8, 0, kit.Column(8, parts...)))))
}

// flow puts buttons beside each other, on as many lines as they need.
type flow struct{ width float32 }

const flowGap = 8

func (f *flow) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	x, y, row := float32(0), float32(0), float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y, row = 0, y+row+flowGap, 0
		}
		put(o, fyne.NewPos(x, y), fyne.NewSize(min(m.Width, max(width, 1)), m.Height))
		x, row = x+m.Width+flowGap, max(row, m.Height)
	}
	return y + row
}

// MinSize is as high as the last width made it.
func (f *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := float32(0)
	for _, o := range objects {
		if o.Visible() {
			least = max(least, min(o.MinSize().Width, 120))
		}
	}
	width := f.width
	if width == 0 {
		width = 400
	}
	return fyne.NewSize(least, f.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {}))
}

// Layout places them.
func (f *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.place(objects, size.Width, func(o fyne.CanvasObject, pos fyne.Position, s fyne.Size) { o.Move(pos); o.Resize(s) })
}
