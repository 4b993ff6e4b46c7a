package main

import (
	"fmt"
	"os"
	"strings"

	"fyne.io/fyne/v2"

	"vigie.example/ui"
	"vigie.example/ui/kit"
)

// Names under which Fyne's preferences remember how the window looks. Nothing else is ever written there: they are a plain
// file (C8).
const (
	rememberedLanguage = "language"
	rememberedTheme    = "theme"
	rememberedScale    = "text_scale"
)

// look is how the window begins: as a flag says, else as it was when the person last changed it, else as the policy says.
func look(p, flags policy, remembered fyne.Preferences) ui.Look {
	last := policy{
		Language: remembered.String(rememberedLanguage), Theme: remembered.String(rememberedTheme),
		TextScale: float32(remembered.Float(rememberedScale)),
	}
	if last.checkLook() != nil { // somebody else has written there
		last = policy{}
	}
	p = p.under(last).under(flags)
	l := ui.Look{Language: p.language(), Follow: true, Scale: max(p.TextScale, kit.MinScale)}
	switch p.Theme {
	case "light":
		l.Follow = false
	case "dark":
		l.Follow, l.Mode = false, kit.Dark
	}
	return l
}

// remember keeps what the person has changed.
func remember(preferences fyne.Preferences) func(ui.Look) {
	return func(l ui.Look) {
		preferences.SetString(rememberedLanguage, l.Language)
		preferences.SetFloat(rememberedScale, float64(l.Scale))
		switch {
		case l.Follow:
			preferences.SetString(rememberedTheme, "auto")
		case l.Mode == kit.Dark:
			preferences.SetString(rememberedTheme, "dark")
		default:
			preferences.SetString(rememberedTheme, "light")
		}
	}
}

// sizeVariable tells the next process in this one's place how large the window was.
const sizeVariable = "VIGIE_WINDOW"

func rememberSize(s fyne.Size) {
	_ = os.Setenv(sizeVariable, fmt.Sprintf("%.0fx%.0f", s.Width, s.Height)) // fails for names with "=" alone
}

// rememberedSize is the zero value when nobody was here before, or something else was written there.
func rememberedSize() (s fyne.Size) {
	const most = 1 << 14
	if n, err := fmt.Sscanf(os.Getenv(sizeVariable), "%fx%f", &s.Width, &s.Height); n != 2 || err != nil || !(s.Width <= most && s.Height <= most) {
		return fyne.Size{}
	}
	return s
}

// language is the policy's, or the session's as the environment tells it.
func (p policy) language() string {
	if p.Language != "" {
		return p.Language
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" && v != "C" && !strings.HasPrefix(v, "C.") && v != "POSIX" {
			return v
		}
	}
	return "fr"
}
