package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// Field is an input with its name above, what helps below, and what is wrong with it below that.
type Field struct {
	widget.BaseWidget
	label, help, problem *Label
	input                fyne.CanvasObject
}

// NewField makes a field around an input; help may be "".
func NewField(label, help string, input fyne.CanvasObject) *Field {
	f := &Field{
		label: NewLabel(label, Strong), help: NewLabel(help, MutedLines), input: input,
		problem: NewLabel("", LabelStyle{Size: SizeSmall, Color: ColorUrgent, Wrap: true}),
	}
	f.ExtendBaseWidget(f)
	return f
}

// SetError says what is wrong and what to do; "" says that nothing is.
func (f *Field) SetError(words string) {
	f.problem.SetText(words)
	f.Refresh()
}

// Error returns what is wrong.
func (f *Field) Error() string { return f.problem.Text() }

// SetHelp changes the helping line.
func (f *Field) SetHelp(words string) {
	f.help.SetText(words)
	f.Refresh()
}

// CreateRenderer is Fyne's.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	mark, frame := newGlyph(), newFocusRing()
	r := &simpleRenderer{objects: []fyne.CanvasObject{f.label, f.input, frame.Rectangle, f.help, mark.Image, f.problem}}
	gap := func() float32 { return lookOf(f.Theme()).u(4) }
	wrong := func() bool { return f.problem.Text() != "" }
	r.refresh = func() {
		l := lookOf(f.Theme())
		icon := icons.None
		if wrong() {
			icon = icons.Urgent
		}
		mark.set(l, icon, ColorUrgent, l.u(16))
		frame.set(l, wrong())
		frame.StrokeColor, frame.StrokeWidth = l.color(ColorUrgent), 2
		Show(f.help, f.help.Text() != "")
		Show(f.problem, wrong())
		r.layout(f.Size())
	}
	r.min = func() fyne.Size {
		size := f.input.MinSize()
		size.Height += f.label.MinSize().Height + gap()
		for _, o := range []*Label{f.help, f.problem} {
			if o.Visible() {
				size.Height += o.MinSize().Height + gap()
			}
		}
		size.Width = max(size.Width, f.label.MinSize().Width)
		return size
	}
	r.layout = func(size fyne.Size) {
		l := lookOf(f.Theme())
		y := float32(0)
		place := func(o fyne.CanvasObject, x, height float32) {
			o.Resize(fyne.NewSize(size.Width-x, height))
			o.Move(fyne.NewPos(x, y))
			y += o.MinSize().Height + gap()
		}
		place(f.label, 0, f.label.MinSize().Height)
		frame.Move(fyne.NewPos(0, y))
		frame.Resize(fyne.NewSize(size.Width, f.input.MinSize().Height))
		place(f.input, 0, f.input.MinSize().Height)
		if f.help.Visible() {
			place(f.help, 0, f.help.MinSize().Height)
		}
		if f.problem.Visible() {
			mark.Move(fyne.NewPos(0, y+l.u(0.5)))
			place(f.problem, l.u(21), f.problem.MinSize().Height)
		}
	}
	return r
}

// Show says whether an object is to be seen.
func Show(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// Enable says whether something can be operated.
func Enable(o fyne.Disableable, on bool) {
	switch {
	case on && o.Disabled():
		o.Enable()
	case !on && !o.Disabled():
		o.Disable()
	}
}
