package kit

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
)

// NewStrip puts an icon, words that take what room there is, and actions beside each other, over the window's width.
func NewStrip(icon icons.Name, tone Tone, words *Label, actions ...fyne.CanvasObject) fyne.CanvasObject {
	line := &fyne.Container{Layout: strip{}, Objects: []fyne.CanvasObject{NewIcon(icon, tone.color(), 20), words, Row(8, actions...)}}
	return Column(0, Ground(tone.ground(), Inset(16, 6, line)), Divider())
}

// Beside puts words, which take what room there is, beside an object, in the middle of its height.
func Beside(o fyne.CanvasObject, words *Label) *fyne.Container {
	return box(strip{}, o, words, Row(0))
}

type strip struct{}

const stripGap = 12

func (strip) MinSize(o []fyne.CanvasObject) fyne.Size {
	width, height := float32(2*stripGap), float32(0)
	for _, each := range o {
		width += each.MinSize().Width
		height = max(height, each.MinSize().Height)
	}
	return fyne.NewSize(width, height)
}

func (strip) Layout(o []fyne.CanvasObject, size fyne.Size) {
	icon, actions := o[0].MinSize(), o[2].MinSize()
	middle := size.Width - icon.Width - actions.Width - 2*stripGap
	o[1].Resize(fyne.NewSize(middle, o[1].MinSize().Height))
	x := float32(0)
	for i, width := range []float32{icon.Width, middle, actions.Width} {
		height := o[i].MinSize().Height
		o[i].Resize(fyne.NewSize(width, height))
		o[i].Move(fyne.NewPos(x, (size.Height-height)/2))
		x += width + stripGap
	}
}
