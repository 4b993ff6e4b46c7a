package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Steps draws how many of a few equal steps are done: a bar for each, filled or not. A text says the same beside it.
type Steps struct {
	widget.BaseWidget
	done, of int
}

// NewSteps makes a drawing of no steps.
func NewSteps() *Steps {
	s := &Steps{}
	s.ExtendBaseWidget(s)
	return s
}

// mostSteps bounds what is drawn: more would be thinner than a finger is wide.
const mostSteps = 20

// Set says how many are done, of how many.
func (s *Steps) Set(done, of int) {
	of = max(0, min(of, mostSteps))
	done = max(0, min(done, of))
	if s.done != done || s.of != of {
		s.done, s.of = done, of
		s.Refresh()
	}
}

// Sizes of a step at 100 %.
const (
	stepWidth  = 28
	stepHeight = 8
	stepGap    = 6
)

// CreateRenderer is Fyne's.
func (s *Steps) CreateRenderer() fyne.WidgetRenderer {
	bars := make([]*canvas.Rectangle, mostSteps)
	objects := make([]fyne.CanvasObject, mostSteps)
	for i := range bars {
		bars[i] = canvas.NewRectangle(color.Transparent)
		objects[i] = bars[i]
	}
	unit := func(v float32) float32 { return lookOf(s.Theme()).u(v) }
	return &simpleRenderer{
		objects: objects,
		min: func() fyne.Size {
			if s.of == 0 {
				return fyne.NewSize(0, 0)
			}
			return fyne.NewSize(unit(float32(s.of)*(stepWidth+stepGap)-stepGap), unit(stepHeight))
		},
		layout: func(fyne.Size) {
			for i, bar := range bars {
				bar.Move(fyne.NewPos(unit(float32(i)*(stepWidth+stepGap)), 0))
				bar.Resize(fyne.NewSize(unit(stepWidth), unit(stepHeight)))
			}
		},
		refresh: func() {
			l := lookOf(s.Theme())
			for i, bar := range bars {
				bar.Hidden = i >= s.of
				bar.CornerRadius, bar.StrokeWidth, bar.StrokeColor = l.u(stepHeight/2), 1.5, l.color(ColorAccent)
				if bar.FillColor = color.Transparent; i < s.done {
					bar.FillColor = l.color(ColorAccent)
				}
			}
		},
	}
}
