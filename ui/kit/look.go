package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// look reads a theme for drawing. Under a theme that is not the kit's (a test that forgot to set it) it draws with the
// light one instead of with invisible colours.
type look struct{ th fyne.Theme }

func lookOf(th fyne.Theme) look {
	if th == nil || th.Size(SizeUnit) == 0 {
		return look{NewTheme(Light, 1)}
	}
	return look{th}
}

func (l look) color(name fyne.ThemeColorName) color.Color { return l.th.Color(name, 0) }

func (l look) size(name fyne.ThemeSizeName) float32 { return l.th.Size(name) }

// u is a distance given at 100 %.
func (l look) u(at100 float32) float32 { return at100 * l.th.Size(SizeUnit) / 4 }

// lineHeight is the height of one line of a text size.
func (l look) lineHeight(size fyne.ThemeSizeName) float32 {
	return fyne.MeasureText("Ég", l.size(size), fyne.TextStyle{}).Height
}

// set gives a canvas text all that it is drawn with, and its own size.
func (l look) set(t *canvas.Text, s string, size fyne.ThemeSizeName, c fyne.ThemeColorName, style fyne.TextStyle) fyne.Size {
	t.Text, t.TextSize, t.TextStyle, t.Color = s, l.size(size), style, l.color(c)
	if s == "" {
		t.Resize(fyne.Size{})
		return fyne.Size{}
	}
	m := t.MinSize()
	t.Resize(m)
	t.Refresh()
	return m
}

var boldStyle = fyne.TextStyle{Bold: true}
