package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"vigie.example/assets/fonts"
	"vigie.example/assets/icons"
)

// Sizes beyond Fyne's own. All grow with the theme's scale.
const (
	// SizeUnit is the step of every distance: 4 at 100 %.
	SizeUnit = fyne.ThemeSizeName("vigie.unit")
	// SizeSmall, SizeBody, SizeLarge and SizeTitle are the type scale: 13, 15, 18 and 22 at 100 %.
	SizeSmall = theme.SizeNameCaptionText
	SizeBody  = theme.SizeNameText
	SizeLarge = theme.SizeNameSubHeadingText
	SizeTitle = theme.SizeNameHeadingText
)

// MinScale and MaxScale bound the text scale.
const (
	MinScale float32 = 1
	MaxScale float32 = 2
)

// Theme is the console's look in one mode and one scale. It is immutable: to switch, set another one on the application,
// and every widget redraws itself. It ignores the variant that the system asks for; whoever makes it has decided.
type Theme struct {
	mode    Mode
	scale   float32
	palette palette

	regular, bold, italic fyne.Resource
}

var _ fyne.Theme = (*Theme)(nil)

// NewTheme makes the theme for a mode and a text scale, which is held between MinScale and MaxScale.
func NewTheme(mode Mode, scale float32) *Theme {
	t := &Theme{
		mode: mode, scale: min(max(scale, MinScale), MaxScale), palette: light(),
		regular: fyne.NewStaticResource("VigieHyperlegible-Regular.ttf", fonts.Regular),
		bold:    fyne.NewStaticResource("VigieHyperlegible-Bold.ttf", fonts.Bold),
		italic:  fyne.NewStaticResource("VigieHyperlegible-Italic.ttf", fonts.Italic),
	}
	if mode == Dark {
		t.palette = dark()
	}
	return t
}

// Mode says which palette the theme has.
func (t *Theme) Mode() Mode { return t.mode }

// Scale is the text scale, between MinScale and MaxScale.
func (t *Theme) Scale() float32 { return t.scale }

// Color returns the colour of a name; names that neither the kit nor Fyne knows are transparent.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if to, ok := alias[name]; ok {
		name = to
	}
	if c, ok := t.palette[name]; ok {
		return c
	}
	if name == theme.ColorNameShadow {
		return color.NRGBA{A: 0x28} // under pop-ups, and where a list goes on beyond its edge
	}
	return color.Transparent
}

// Font returns the embedded face. There is no bold italic: bold wins. Monospaced and symbol text keep Fyne's faces.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace, style.Symbol:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return t.bold
	case style.Italic:
		return t.italic
	}
	return t.regular
}

// own are the icons that Fyne's widgets show and we have drawn ourselves.
var own = map[fyne.ThemeIconName]icons.Name{
	theme.IconNameVisibility:    icons.Eye,
	theme.IconNameVisibilityOff: icons.EyeOff,
	theme.IconNameArrowDropDown: icons.ChevronDown,
	theme.IconNameMenuExpand:    icons.ChevronRight,
	theme.IconNameCancel:        icons.Close,
	theme.IconNameConfirm:       icons.Check,
	theme.IconNameError:         icons.Urgent,
	theme.IconNameWarning:       icons.Warning,
	theme.IconNameInfo:          icons.Info,
	theme.IconNameSearch:        icons.Search,
}

// Icon returns the icons of Fyne's own widgets: ours where there is one.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	if ours, ok := own[name]; ok {
		return Icon(ours, t.palette[ColorText])
	}
	return theme.DefaultTheme().Icon(name)
}

// sizes at 100 %; hairlines do not grow.
var sizes = map[fyne.ThemeSizeName]float32{
	SizeUnit:  4,
	SizeSmall: 13, SizeBody: 15, SizeLarge: 18, SizeTitle: 22,

	theme.SizeNamePadding:         4,
	theme.SizeNameInnerPadding:    8,
	theme.SizeNameLineSpacing:     4,
	theme.SizeNameInlineIcon:      20,
	theme.SizeNameInputRadius:     6,
	theme.SizeNameButtonRadius:    6,
	theme.SizeNameSelectionRadius: 4,
	theme.SizeNameCardRadius:      8,
	theme.SizeNameDialogRadius:    10,
	theme.SizeNamePopupRadius:     8,
	theme.SizeNameMenuRadius:      8,
	theme.SizeNameScrollBar:       12,
	theme.SizeNameScrollBarSmall:  6,
	theme.SizeNameScrollBarRadius: 3,
}

// Size returns a size in Fyne's device-independent pixels.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameSeparatorThickness, theme.SizeNameInputBorder:
		return 1
	case theme.SizeNameModalBlurRadius:
		return 0
	}
	if s, ok := sizes[name]; ok {
		return s * t.scale
	}
	return theme.DefaultTheme().Size(name)
}
