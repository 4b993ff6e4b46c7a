package kit

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
)

// Tone says what something means. It is never shown by colour alone: an icon or a word goes with it.
type Tone int

// The tones.
const (
	Neutral Tone = iota
	Info
	InOrder
	Warning
	Urgent
)

// color is the tone's colour for words, icons and bars.
func (t Tone) color() fyne.ThemeColorName {
	switch t {
	case Info:
		return ColorAccent
	case InOrder:
		return ColorInOrder
	case Warning:
		return ColorWarning
	case Urgent:
		return ColorUrgent
	}
	return ColorMuted
}

// ground is the tone's ground under words.
func (t Tone) ground() fyne.ThemeColorName {
	switch t {
	case Info:
		return ColorInfoGround
	case InOrder:
		return ColorInOrderGround
	case Warning:
		return ColorWarningGround
	case Urgent:
		return ColorUrgentGround
	}
	return ColorSurface
}

// icon is what stands for the tone where the caller chose none.
func (t Tone) icon() icons.Name {
	switch t {
	case InOrder:
		return icons.Check
	case Warning:
		return icons.Warning
	case Urgent:
		return icons.Urgent
	}
	return icons.Info
}
