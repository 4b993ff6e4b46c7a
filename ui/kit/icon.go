package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// IconMark is an icon that follows the theme. A word stands beside it.
type IconMark struct {
	widget.BaseWidget
	name  icons.Name
	color fyne.ThemeColorName
	side  float32
}

// NewIcon makes an icon of a colour, with a side given at 100 %.
func NewIcon(name icons.Name, color fyne.ThemeColorName, side float32) *IconMark {
	i := &IconMark{name: name, color: color, side: side}
	i.ExtendBaseWidget(i)
	return i
}

// Set changes icon and colour.
func (i *IconMark) Set(name icons.Name, color fyne.ThemeColorName) {
	if i.name != name || i.color != color {
		i.name, i.color = name, color
		i.Refresh()
	}
}

// CreateRenderer is Fyne's.
func (i *IconMark) CreateRenderer() fyne.WidgetRenderer {
	g := newGlyph()
	side := func() float32 { return lookOf(i.Theme()).u(i.side) }
	return &simpleRenderer{
		objects: []fyne.CanvasObject{g.Image},
		min:     func() fyne.Size { return fyne.NewSquareSize(side()) },
		layout: func(size fyne.Size) {
			s := side()
			g.Move(fyne.NewPos((size.Width-s)/2, (size.Height-s)/2))
		},
		refresh: func() { g.set(lookOf(i.Theme()), i.name, i.color, side()) },
	}
}

// glyph is an icon in a widget: it reloads its picture only when name or colour change.
type glyph struct {
	*canvas.Image
	name icons.Name
	c    color.Color
}

func newGlyph() *glyph {
	img := canvas.NewImageFromResource(nil)
	img.FillMode = canvas.ImageFillContain
	return &glyph{Image: img}
}

// set shows the icon in a square of the given side; icons.None hides it.
func (g *glyph) set(l look, name icons.Name, c fyne.ThemeColorName, side float32) {
	if name == icons.None {
		g.name = name
		g.Hide()
		return
	}
	g.Show()
	g.Resize(fyne.NewSquareSize(side))
	col := l.color(c)
	if g.name == name && g.c == col {
		return
	}
	g.name, g.c = name, col
	g.Resource = Icon(name, col)
	g.Refresh()
}

// Icon returns an icon as a resource in one fixed colour. For an icon that follows the theme use NewIcon.
func Icon(name icons.Name, c color.Color) fyne.Resource {
	return fyne.NewStaticResource("vigie-"+string(name)+"-"+icons.Hex(c)[1:]+".svg", icons.SVG(name, c))
}
