package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// NewEmptyState says why an area is empty and what to do: an icon, a title, a sentence, and an action (nil for none), in its middle.
func NewEmptyState(icon icons.Name, title, sentence string, action *Button) fyne.CanvasObject {
	parts := []fyne.CanvasObject{NewLabel(sentence, LabelStyle{Color: ColorMuted, Center: true, Wrap: true})}
	if action != nil {
		parts = append(parts, Inset(0, 4, Row(0, layout.NewSpacer(), action, layout.NewSpacer())))
	}
	return NewEmptyStateWith(icon, title, parts...)
}

// NewEmptyStateWith is an empty state whose parts below the title are the caller's, to change them.
func NewEmptyStateWith(icon icons.Name, title string, parts ...fyne.CanvasObject) fyne.CanvasObject {
	head := []fyne.CanvasObject{
		NewIcon(icon, ColorMuted, 40),
		NewLabel(title, LabelStyle{Size: SizeLarge, Bold: true, Center: true, Wrap: true}),
	}
	return box(middleLayout{}, Column(8, append(head, parts...)...))
}

// middleLayout puts one object in the middle, as wide as reads well.
type middleLayout struct{}

func (middleLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	l := lookOf(fyne.CurrentApp().Settings().Theme())
	return objects[0].MinSize().AddWidthHeight(l.u(32), l.u(32))
}

func (middleLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l := lookOf(fyne.CurrentApp().Settings().Theme())
	o := objects[0]
	width := max(min(size.Width-l.u(32), l.u(380)), 0)
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	height := o.MinSize().Height
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos((size.Width-width)/2, max((size.Height-height)/2, l.u(8))))
}

// Cover blanks a window: nothing of it can be seen, read out or operated until it is lifted (C25).
type Cover struct {
	// OnKey gets the keys that nothing on the cover uses: the key that covers may lift, too. May be nil.
	OnKey func(*fyne.KeyEvent)

	overlay overlay
	lifted  func()
}

// CoverWords are what a Cover says.
type CoverWords struct{ Title, Sentence, Lift string }

// ShowCover covers a window. content, if any, stands above the button (a field for a passphrase, say) and has the keyboard first if
// it can; allow says whether the button may lift the cover (nil: it may); lifted is called once it has gone (may be nil).
func ShowCover(win fyne.Canvas, words CoverWords, content fyne.CanvasObject, allow func() bool, lifted func()) *Cover {
	c := &Cover{lifted: lifted}
	lift := NewButton(Primary, icons.Eye, words.Lift, func() {
		if allow == nil || allow() {
			c.Lift()
		}
	})
	parts := []fyne.CanvasObject{
		NewIcon(icons.Shield, ColorMuted, 48),
		NewLabel(words.Title, LabelStyle{Size: SizeTitle, Bold: true, Center: true, Wrap: true}),
		NewLabel(words.Sentence, LabelStyle{Color: ColorMuted, Center: true, Wrap: true}),
	}
	if content != nil {
		parts = append(parts, content)
	}
	parts = append(parts, Inset(0, 8, Row(0, layout.NewSpacer(), lift, layout.NewSpacer())))
	first, _ := content.(fyne.Focusable)
	if first == nil {
		first = lift
	}
	c.overlay.attach(win, newLayer(box(middleLayout{}, Column(10, parts...)), false, 0), first, c.typed)
	return c
}

// Lift takes the cover away.
func (c *Cover) Lift() {
	if !c.overlay.attached {
		return
	}
	c.overlay.detach()
	if c.lifted != nil {
		c.lifted()
	}
}

func (c *Cover) typed(ev *fyne.KeyEvent) {
	if c.OnKey != nil {
		c.OnKey(ev)
	}
}

// Up says whether the cover is on screen.
func (c *Cover) Up() bool { return c.overlay.attached }

// Progress says in words what is going on, over a bar that shows how far it is. It does not move by itself.
type Progress struct {
	widget.BaseWidget
	label *Label
	done  float32
}

// NewProgress makes a bar at nothing.
func NewProgress(words string) *Progress {
	p := &Progress{label: NewLabel(words, Body)}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes the words and how far it is, from 0 to 1.
func (p *Progress) Set(words string, done float32) {
	p.label.SetText(words)
	p.done = min(max(done, 0), 1)
	p.Refresh()
}

// CreateRenderer is Fyne's.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	track, bar := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r := &simpleRenderer{objects: []fyne.CanvasObject{p.label, track, bar}}
	r.min = func() fyne.Size {
		l := lookOf(p.Theme())
		return fyne.NewSize(max(p.label.MinSize().Width, l.u(160)), p.label.MinSize().Height+l.u(16))
	}
	r.layout = func(size fyne.Size) {
		l := lookOf(p.Theme())
		y := p.label.MinSize().Height + l.u(4)
		p.label.Resize(fyne.NewSize(size.Width, p.label.MinSize().Height))
		track.Move(fyne.NewPos(0, y))
		track.Resize(fyne.NewSize(size.Width, l.u(8)))
		bar.Move(fyne.NewPos(0, y))
		bar.Resize(fyne.NewSize(size.Width*p.done, l.u(8)))
	}
	r.refresh = func() {
		l := lookOf(p.Theme())
		track.FillColor, track.StrokeColor, track.StrokeWidth = l.color(ColorBackground), l.color(ColorControl), 1
		bar.FillColor = l.color(ColorAccent)
		track.CornerRadius, bar.CornerRadius = l.u(4), l.u(4)
		r.layout(p.Size())
	}
	return r
}
