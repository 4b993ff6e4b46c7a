package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// LabelStyle is how a Label looks. The zero value is body text on one line.
type LabelStyle struct {
	Size   fyne.ThemeSizeName  // SizeBody if ""
	Color  fyne.ThemeColorName // ColorText if ""
	Bold   bool
	Italic bool
	// Wrap breaks the text into as many lines as it needs; otherwise it is cut with an ellipsis where it does not fit.
	Wrap   bool
	Center bool
}

// The usual styles.
var (
	Title      = LabelStyle{Size: SizeTitle, Bold: true}
	Heading    = LabelStyle{Size: SizeLarge, Bold: true}
	Body       = LabelStyle{}
	Strong     = LabelStyle{Bold: true}
	Paragraph  = LabelStyle{Wrap: true}
	Muted      = LabelStyle{Size: SizeSmall, Color: ColorMuted}
	MutedLines = LabelStyle{Size: SizeSmall, Color: ColorMuted, Wrap: true}
	Caps       = LabelStyle{Size: SizeSmall, Color: ColorMuted, Bold: true}
)

// Label is text that is read and not operated. Figures have one width, so a changing number does not move.
type Label struct {
	widget.BaseWidget
	text  string
	style LabelStyle
	width float32
	lines []line
}

// NewLabel makes a label.
func NewLabel(text string, style LabelStyle) *Label {
	l := &Label{text: text, style: style}
	l.ExtendBaseWidget(l)
	return l
}

// SetText changes the words.
func (b *Label) SetText(text string) {
	if b.text != text {
		b.text = text
		b.Refresh()
	}
}

// Text returns the words.
func (b *Label) Text() string { return b.text }

// SetStyle changes the look.
func (b *Label) SetStyle(style LabelStyle) {
	if b.style != style {
		b.style = style
		b.Refresh()
	}
}

// SetTone gives the words the colour of a tone.
func (b *Label) SetTone(tone Tone) {
	style := b.style
	style.Color = tone.color()
	b.SetStyle(style)
}

// AccessibilityLabel is the text.
func (b *Label) AccessibilityLabel() string { return b.text }

// AccessibilityRole is text.
func (b *Label) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (b *Label) textStyle() fyne.TextStyle {
	return fyne.TextStyle{Bold: b.style.Bold, Italic: b.style.Italic}
}

func (b *Label) names() (fyne.ThemeSizeName, fyne.ThemeColorName) {
	size, colour := b.style.Size, b.style.Color
	if size == "" {
		size = SizeBody
	}
	if colour == "" {
		colour = ColorText
	}
	return size, colour
}

// CreateRenderer is Fyne's.
func (b *Label) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	r := &labelRenderer{b: b}
	r.wrap()
	return r
}

type labelRenderer struct {
	b     *Label
	texts []fyne.CanvasObject
	step  float32
}

// wrap breaks or cuts the text for the present width, and draws it.
func (r *labelRenderer) wrap() {
	l := lookOf(r.b.Theme())
	size, colour := r.b.names()
	style := r.b.textStyle()
	r.step = l.lineHeight(size)
	w := newWrapper(l.size(size), style)
	switch {
	case r.b.style.Wrap && r.b.width > 0:
		r.b.lines = w.wrap(r.b.text, r.b.width)
	case r.b.style.Wrap || r.b.width == 0:
		r.b.lines = w.wrap(r.b.text, 1e6)
	default:
		cut := fit(l, r.b.text, size, style, r.b.width+0.5)
		r.b.lines = []line{{text: cut, width: w.width(cut)}}
	}
	r.texts = r.texts[:0]
	for i, ln := range r.b.lines {
		t := canvas.NewText("", nil)
		l.set(t, ln.text, size, colour, style)
		x := float32(0)
		switch {
		case r.b.style.Center:
			x = (r.b.width - ln.width) / 2
		case ln.rtl:
			x = r.b.width - ln.width
		}
		t.Move(fyne.NewPos(max(x, 0), float32(i)*r.step))
		r.texts = append(r.texts, t)
	}
}

func (r *labelRenderer) MinSize() fyne.Size {
	l := lookOf(r.b.Theme())
	size, _ := r.b.names()
	if r.b.style.Wrap {
		return fyne.NewSize(l.u(60), float32(max(len(r.b.lines), 1))*r.step)
	}
	return fyne.NewSize(fyne.MeasureText(r.b.text, l.size(size), r.b.textStyle()).Width, l.lineHeight(size))
}

func (r *labelRenderer) Layout(size fyne.Size) {
	if size.Width == r.b.width {
		return
	}
	before := len(r.b.lines)
	r.b.width = size.Width
	r.wrap()
	if len(r.b.lines) != before { // higher or lower now: have the parent lay out again
		canvas.Refresh(r.b)
	}
}

func (r *labelRenderer) Refresh() {
	r.wrap()
	canvas.Refresh(r.b)
}

func (r *labelRenderer) Objects() []fyne.CanvasObject { return r.texts }
func (r *labelRenderer) Destroy()                     {}
