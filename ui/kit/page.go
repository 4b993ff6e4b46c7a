package kit

import "fyne.io/fyne/v2"

// Page is a layout that puts one object in the middle, in a width that reads well.
type Page struct{}

func (Page) width() float32 {
	return 200 * fyne.CurrentApp().Settings().Theme().Size(SizeUnit)
}

// MinSize returns the height that the object needs in that width.
func (c Page) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := objects[0].Size().Width
	if width == 0 {
		width = c.width()
	}
	objects[0].Resize(fyne.NewSize(width, objects[0].Size().Height)) // wrapped text needs to know its width first
	return fyne.NewSize(0, objects[0].MinSize().Height)              // lines that are too long are cut, and the page stays inside the window
}

// Layout places the object.
func (c Page) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(c.width(), size.Width)
	objects[0].Resize(fyne.NewSize(width, size.Height))
	height := objects[0].MinSize().Height
	objects[0].Resize(fyne.NewSize(width, height))
	objects[0].Move(fyne.NewPos((size.Width-width)/2, 0))
}
