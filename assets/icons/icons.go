// Package icons embeds the console's own icons: 24-unit square, one round stroke of 1.8, drawn for this project. They are
// single-colour; SVG returns one in the colour that the caller's theme says. An icon never stands alone: a word or a hint
// goes with it.
package icons

import (
	"bytes"
	"embed"
	"fmt"
	"image/color"
)

//go:embed *.svg
var files embed.FS

// Name identifies an icon: the file's name without ".svg".
type Name string

// The icons. None, the zero value, draws nothing.
const (
	None         Name = ""
	ArrowDown    Name = "arrow-down"
	ArrowLeft    Name = "arrow-left"
	Bell         Name = "bell"
	Calendar     Name = "calendar"
	Card         Name = "card"
	Chart        Name = "chart"
	Check        Name = "check"
	ChevronDown  Name = "chevron-down"
	ChevronRight Name = "chevron-right"
	Clock        Name = "clock"
	Close        Name = "close"
	Connected    Name = "connected"
	Conversation Name = "conversation"
	Copy         Name = "copy"
	Delete       Name = "delete"
	Disconnected Name = "disconnected"
	Door         Name = "door"
	Dot          Name = "dot"
	DoubleCheck  Name = "double-check"
	Enter        Name = "enter"
	Eye          Name = "eye"
	EyeOff       Name = "eye-off"
	FingerReader Name = "finger-reader"
	Fingerprint  Name = "fingerprint"
	Help         Name = "help"
	Info         Name = "info"
	Key          Name = "key"
	Language     Name = "language"
	Lock         Name = "lock"
	Menu         Name = "menu"
	Minus        Name = "minus"
	Moon         Name = "moon"
	Notes        Name = "notes"
	PanelLeft    Name = "panel-left"
	PanelRight   Name = "panel-right"
	Pause        Name = "pause"
	People       Name = "people"
	Person       Name = "person"
	Phone        Name = "phone"
	Plus         Name = "plus"
	Queue        Name = "queue"
	Refresh      Name = "refresh"
	Report       Name = "report"
	Search       Name = "search"
	SecurityKey  Name = "security-key"
	Send         Name = "send"
	Settings     Name = "settings"
	Shield       Name = "shield"
	Sound        Name = "sound"
	SoundOff     Name = "sound-off"
	Sun          Name = "sun"
	Touch        Name = "touch"
	Transfer     Name = "transfer"
	Urgent       Name = "urgent"
	Warning      Name = "warning"
)

// stroke is the colour that every file is drawn in, and that SVG replaces.
var stroke = []byte("#000000")

// SVG returns the icon as an SVG document whose strokes have the colour c (alpha is ignored). It returns an empty document for
// None and for a name that does not exist, so that a missing icon is a gap and not a crash. Safe for concurrent use.
func SVG(name Name, c color.Color) []byte {
	raw, err := files.ReadFile(string(name) + ".svg")
	if err != nil {
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"></svg>`)
	}
	return bytes.ReplaceAll(raw, stroke, []byte(Hex(c)))
}

// Hex returns c as "#rrggbb", ignoring alpha.
func Hex(c color.Color) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", n.R, n.G, n.B)
}

// All lists every icon in alphabetical order.
func All() []Name {
	return []Name{
		ArrowDown,
		ArrowLeft,
		Bell,
		Calendar,
		Card,
		Chart,
		Check,
		ChevronDown,
		ChevronRight,
		Clock,
		Close,
		Connected,
		Conversation,
		Copy,
		Delete,
		Disconnected,
		Door,
		Dot,
		DoubleCheck,
		Enter,
		Eye,
		EyeOff,
		FingerReader,
		Fingerprint,
		Help,
		Info,
		Key,
		Language,
		Lock,
		Menu,
		Minus,
		Moon,
		Notes,
		PanelLeft,
		PanelRight,
		Pause,
		People,
		Person,
		Phone,
		Plus,
		Queue,
		Refresh,
		Report,
		Search,
		SecurityKey,
		Send,
		Settings,
		Shield,
		Sound,
		SoundOff,
		Sun,
		Touch, Transfer,
		Urgent,
		Warning,
	}
}
