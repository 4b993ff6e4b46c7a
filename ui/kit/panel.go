package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Panel is an area with a head: a title, actions at its right, a rule below, and the content.
type Panel struct {
	widget.BaseWidget
	title   *Label
	actions *fyne.Container
	content fyne.CanvasObject
	ground  fyne.ThemeColorName
}

// NewPanel makes a panel; actions stand at the right of its head.
func NewPanel(title string, content fyne.CanvasObject, actions ...fyne.CanvasObject) *Panel {
	p := &Panel{title: NewLabel(title, Strong), actions: container.NewHBox(actions...), content: content, ground: ColorSurface}
	p.ExtendBaseWidget(p)
	return p
}

// SetTitle changes the title.
func (p *Panel) SetTitle(title string) { p.title.SetText(title) }

// SetContent changes what is below the head.
func (p *Panel) SetContent(content fyne.CanvasObject) {
	p.content = content
	p.Refresh()
}

// SetGround changes the colour below everything; ColorSurface at first.
func (p *Panel) SetGround(name fyne.ThemeColorName) {
	p.ground = name
	p.Refresh()
}

// CreateRenderer is Fyne's.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	ground, rule := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r := &simpleRenderer{}
	head := func() float32 {
		return max(lookOf(p.Theme()).u(48), p.actions.MinSize().Height+lookOf(p.Theme()).u(12))
	}
	r.min = func() fyne.Size {
		l := lookOf(p.Theme())
		c := p.content.MinSize()
		return fyne.NewSize(max(c.Width, p.title.MinSize().Width/2+p.actions.MinSize().Width+l.u(32)), c.Height+head())
	}
	r.layout = func(size fyne.Size) {
		l := lookOf(p.Theme())
		h, a, t := head(), p.actions.MinSize(), p.title.MinSize()
		ground.Resize(size)
		rule.Move(fyne.NewPos(0, h-1))
		rule.Resize(fyne.NewSize(size.Width, 1))
		p.actions.Resize(a)
		p.actions.Move(fyne.NewPos(size.Width-a.Width-l.u(10), (h-a.Height)/2))
		p.title.Resize(fyne.NewSize(size.Width-a.Width-l.u(34), t.Height))
		p.title.Move(fyne.NewPos(l.u(16), (h-t.Height)/2))
		p.content.Move(fyne.NewPos(0, h))
		p.content.Resize(fyne.NewSize(size.Width, size.Height-h))
	}
	r.refresh = func() {
		l := lookOf(p.Theme())
		r.objects = []fyne.CanvasObject{ground, p.content, rule, p.title, p.actions}
		ground.FillColor, rule.FillColor = l.color(p.ground), l.color(ColorDivider)
		if p.Size().Width > 0 {
			r.layout(p.Size())
		}
	}
	r.Refresh()
	return r
}
