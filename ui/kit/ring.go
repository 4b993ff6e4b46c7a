package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// focusRing is the two-pixel accent ring that says where the keyboard is.
type focusRing struct{ *canvas.Rectangle }

func newFocusRing() *focusRing {
	r := canvas.NewRectangle(color.Transparent)
	r.Hide()
	return &focusRing{r}
}

// layout puts the ring just inside a widget.
func (r *focusRing) layout(size fyne.Size) {
	r.Move(fyne.NewPos(1, 1))
	r.Resize(size.SubtractWidthHeight(2, 2))
}

// set shows or hides the ring.
func (r *focusRing) set(l look, on bool) {
	r.StrokeWidth, r.StrokeColor, r.FillColor = 2, l.color(ColorAccent), color.Transparent
	r.CornerRadius = l.u(6)
	r.Hidden = !on
	r.Rectangle.Refresh()
}
