package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// luminance and ratio are those of WCAG 2.2.
func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(n.R) + 0.7152*lin(n.G) + 0.0722*lin(n.B)
}

func ratio(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

type name = fyne.ThemeColorName

// TestD7_ContrastOfEveryPair measures every pair of colours that the kit's widgets draw, in both modes.
func TestD7_ContrastOfEveryPair(t *testing.T) {
	grounds := []name{ColorBackground, ColorSurface, ColorFromThem, ColorFromUs, ColorSelected, ColorHover, ColorPressed,
		ColorInfoGround, ColorInOrderGround, ColorWarningGround, ColorUrgentGround, ColorRaised, ColorCover}
	texts := []struct {
		text    name
		grounds []name
		atLeast float64
	}{
		{ColorText, grounds, 6},
		{ColorMuted, []name{ColorBackground, ColorSurface, ColorCover, ColorFromThem, ColorFromUs, ColorSelected, ColorHover, ColorRaised}, 4.5},
		{ColorMuted, []name{ColorBackground, ColorSurface}, 6},
		{ColorTextOnAccent, []name{ColorAccent}, 6},
		{ColorTextOnUrgent, []name{ColorUrgent}, 6},
		{ColorAccent, []name{ColorBackground, ColorSurface, ColorInfoGround}, 6},
		{ColorUrgent, []name{ColorBackground, ColorSurface}, 6},
		{ColorUrgent, []name{ColorUrgentGround, ColorSelected, ColorHover}, 4.5},
		{ColorWarning, []name{ColorBackground, ColorSurface}, 6},
		{ColorWarning, []name{ColorWarningGround, ColorSelected, ColorHover}, 4.5},
		{ColorInOrder, []name{ColorBackground, ColorSurface}, 6},
		{ColorInOrder, []name{ColorInOrderGround, ColorSelected, ColorHover}, 4.5},
		{theme.ColorNamePlaceHolder, []name{theme.ColorNameInputBackground}, 4.5},
		{theme.ColorNameDisabled, []name{ColorBackground, ColorSurface}, 4.5},
		{theme.ColorNameForeground, []name{theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, theme.ColorNameFocus}, 4.5},
		// what is not text: borders, bars, rings, icons, scroll bars
		{ColorControl, []name{ColorBackground, ColorSurface}, 3},
		{ColorAccent, []name{ColorSelected, ColorFromUs, ColorFromThem, ColorHover, ColorCover}, 3},
		{ColorUrgent, []name{ColorUrgentGround}, 3},
		{theme.ColorNameScrollBar, []name{ColorBackground, ColorSurface}, 3},
	}
	for mode, label := range map[Mode]string{Light: "light", Dark: "dark"} {
		th := NewTheme(mode, 1)
		for _, c := range texts {
			for _, g := range c.grounds {
				if got := ratio(th.Color(c.text, 0), th.Color(g, 0)); got < c.atLeast {
					t.Errorf("%s: %s on %s is %.2f, want %.1f", label, c.text, g, got, c.atLeast)
				}
			}
		}
	}
}

// TestThemeKnowsEveryNameOfFyne: a name that were transparent by mistake would draw invisible text.
func TestThemeKnowsEveryNameOfFyne(t *testing.T) {
	for _, mode := range []Mode{Light, Dark} {
		th := NewTheme(mode, 1)
		for _, n := range []name{
			theme.ColorNameBackground, theme.ColorNameButton, theme.ColorNameDisabledButton, theme.ColorNameDisabled,
			theme.ColorNameError, theme.ColorNameFocus, theme.ColorNameForeground, theme.ColorNameForegroundOnError,
			theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnWarning,
			theme.ColorNameHeaderBackground, theme.ColorNameHover, theme.ColorNameHyperlink, theme.ColorNameInputBackground,
			theme.ColorNameInputBorder, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, theme.ColorNamePlaceHolder,
			theme.ColorNamePressed, theme.ColorNamePrimary, theme.ColorNameScrollBar, theme.ColorNameScrollBarBackground,
			theme.ColorNameSelection, theme.ColorNameSeparator, theme.ColorNameShadow, theme.ColorNameSuccess, theme.ColorNameWarning,
		} {
			if _, _, _, a := th.Color(n, 0).RGBA(); a == 0 {
				t.Errorf("mode %d: %s is transparent", mode, n)
			}
		}
	}
}

func TestThemeScales(t *testing.T) {
	for _, c := range []struct{ asked, want float32 }{{1, 1}, {1.5, 1.5}, {2, 2}, {3, 2}, {0, 1}} {
		th := NewTheme(Light, c.asked)
		if th.Size(SizeBody) != 15*c.want || th.Size(SizeTitle) != 22*c.want || th.Size(SizeUnit) != 4*c.want {
			t.Errorf("scale %v: body %v, unit %v", c.asked, th.Size(SizeBody), th.Size(SizeUnit))
		}
	}
}

// TestFiguresLineUp: times and counters do not move when they change.
func TestFiguresLineUp(t *testing.T) {
	window(t, NewLabel("", Body), 100, 100)
	for _, style := range []fyne.TextStyle{{}, {Bold: true}, {Italic: true}} {
		want := fyne.MeasureText("00:00", 15, style).Width
		for _, s := range []string{"11:11", "17:47", "23:59", "02:10"} {
			if got := fyne.MeasureText(s, 15, style).Width; got != want {
				t.Errorf("%+v: %q is %v wide, 00:00 is %v", style, s, got, want)
			}
		}
	}
}
