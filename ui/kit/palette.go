package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The colours of the console, as theme colour names. Every pair that a widget draws is listed and measured in contrast_test.go.
// Names that Fyne has too are Fyne's, so that its own widgets follow.
const (
	ColorBackground   = theme.ColorNameBackground
	ColorSurface      = fyne.ThemeColorName("vigie.surface")
	ColorText         = theme.ColorNameForeground
	ColorMuted        = fyne.ThemeColorName("vigie.muted")
	ColorFromThem     = fyne.ThemeColorName("vigie.fromDeclarant")
	ColorFromUs       = fyne.ThemeColorName("vigie.fromOperator")
	ColorAccent       = theme.ColorNamePrimary
	ColorTextOnAccent = theme.ColorNameForegroundOnPrimary
	ColorUrgent       = theme.ColorNameError
	ColorTextOnUrgent = theme.ColorNameForegroundOnError
	ColorWarning      = theme.ColorNameWarning
	ColorInOrder      = theme.ColorNameSuccess
	// ColorControl draws the border of everything that can be operated; at least 3:1 against what is behind.
	ColorControl = theme.ColorNameInputBorder
	// ColorDivider separates areas that layout and headings already separate; it carries no meaning.
	ColorDivider = theme.ColorNameSeparator
	// ColorHover and ColorPressed lie under text while the pointer is there.
	ColorHover   = theme.ColorNameHover
	ColorPressed = theme.ColorNamePressed
	// ColorSelected lies under the chosen row.
	ColorSelected = theme.ColorNameSelection
	// The grounds of banners, note bubbles and badges; ColorText and the tone's own colour are readable on them.
	ColorUrgentGround  = fyne.ThemeColorName("vigie.urgentGround")
	ColorWarningGround = fyne.ThemeColorName("vigie.warningGround")
	ColorInOrderGround = fyne.ThemeColorName("vigie.inOrderGround")
	ColorInfoGround    = fyne.ThemeColorName("vigie.infoGround")
	// ColorRaised is the ground of menus, which lie over everything.
	ColorRaised = fyne.ThemeColorName("vigie.raised")
	// ColorCover is the ground of the privacy cover.
	ColorCover = fyne.ThemeColorName("vigie.cover")
)

// Mode chooses between the two palettes.
type Mode int

// The modes.
const (
	Light Mode = iota
	Dark
)

type palette map[fyne.ThemeColorName]color.NRGBA

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

// light and dark hold the measured tokens first, then what is derived from them.
func light() palette {
	return palette{
		ColorBackground: rgb(0xFFFFFF), ColorSurface: rgb(0xF3F5F8),
		ColorText: rgb(0x1A1D23), ColorMuted: rgb(0x4B515C),
		ColorFromThem: rgb(0xEDF0F5), ColorFromUs: rgb(0xE1EAFB),
		ColorAccent: rgb(0x2A4BB0), ColorTextOnAccent: rgb(0xFFFFFF),
		ColorUrgent: rgb(0xB00020), ColorTextOnUrgent: rgb(0xFFFFFF),
		ColorWarning: rgb(0x7A4A00), ColorInOrder: rgb(0x14632F), ColorControl: rgb(0x7D8594),

		ColorDivider: rgb(0xD8DDE6), ColorHover: rgb(0xE8ECF3), ColorPressed: rgb(0xDCE2EC), ColorSelected: rgb(0xE1EAFB),
		ColorUrgentGround: rgb(0xFDECEE), ColorWarningGround: rgb(0xFCF2E0),
		ColorInOrderGround: rgb(0xE9F5ED), ColorInfoGround: rgb(0xEAF0FC), ColorCover: rgb(0xF3F5F8), ColorRaised: rgb(0xFFFFFF),
	}
}

func dark() palette {
	return palette{
		ColorBackground: rgb(0x14161A), ColorSurface: rgb(0x1D2127),
		ColorText: rgb(0xECEEF2), ColorMuted: rgb(0xB3BAC6),
		ColorFromThem: rgb(0x262B33), ColorFromUs: rgb(0x1F3354),
		ColorAccent: rgb(0x9DBBFF), ColorTextOnAccent: rgb(0x10131A),
		ColorUrgent: rgb(0xFF9A9A), ColorTextOnUrgent: rgb(0x10131A),
		ColorWarning: rgb(0xF0BC6A), ColorInOrder: rgb(0x83D6A0), ColorControl: rgb(0x7F8896),

		ColorDivider: rgb(0x333943), ColorHover: rgb(0x262B33), ColorPressed: rgb(0x2E343E), ColorSelected: rgb(0x1F3354),
		ColorUrgentGround: rgb(0x331D22), ColorWarningGround: rgb(0x2C2519),
		ColorInOrderGround: rgb(0x182A20), ColorInfoGround: rgb(0x1B2740), ColorCover: rgb(0x1D2127), ColorRaised: rgb(0x1D2127),
	}
}

// alias maps the rest of Fyne's names to ours, so that menus, pop-ups, check boxes and the like look the same.
var alias = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNameButton:              ColorSurface,
	theme.ColorNameDisabledButton:      ColorSurface,
	theme.ColorNameDisabled:            ColorMuted,
	theme.ColorNameFocus:               ColorSelected,
	theme.ColorNameForegroundOnSuccess: ColorTextOnAccent,
	theme.ColorNameForegroundOnWarning: ColorTextOnAccent,
	theme.ColorNameHeaderBackground:    ColorSurface,
	theme.ColorNameHyperlink:           ColorAccent,
	theme.ColorNameInputBackground:     ColorBackground,
	theme.ColorNameMenuBackground:      ColorRaised,
	theme.ColorNameOverlayBackground:   ColorRaised,
	theme.ColorNamePlaceHolder:         ColorMuted,
	theme.ColorNameScrollBar:           ColorControl,
	theme.ColorNameScrollBarBackground: ColorSurface,
	theme.ColorNameInnerWindowBorder:   ColorSurface,
}

// veil darkens a window behind a dialog, in both modes.
var veil = color.NRGBA{A: 0x80}
