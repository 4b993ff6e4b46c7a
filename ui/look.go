package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"vigie.example/ui/kit"
)

// Look is how the window looks and which language it speaks; the person changes it while it runs.
type Look struct {
	Language string // "fr" or "en", or a tag that begins so
	Mode     kit.Mode
	Follow   bool    // the mode is the desktop's, also when that changes
	Scale    float32 // of text, kit.MinScale to kit.MaxScale
}

// step is by how much the text grows or shrinks at a key press.
const step = 0.1

// followDesktop takes over the desktop's choice between light and dark for as long as the person has made none here.
func (w *Window) followDesktop() {
	take := func(s fyne.Settings) bool {
		mode := kit.Light
		if s.ThemeVariant() == theme.VariantDark {
			mode = kit.Dark
		}
		changed := w.look.Follow && mode != w.look.Mode
		if changed {
			w.look.Mode = mode
		}
		return changed
	}
	take(w.app.Settings())
	w.app.Settings().AddListener(func(s fyne.Settings) {
		if take(s) {
			w.applyTheme()
		}
	})
}

// SwitchTheme goes from light to dark or back.
func (w *Window) SwitchTheme() {
	w.look.Mode, w.look.Follow = kit.Light+kit.Dark-w.look.Mode, false
	w.applyTheme()
	w.remember()
}

// Larger makes the text larger by a step.
func (w *Window) Larger() { w.resize(+step) }

// Smaller makes the text smaller by a step.
func (w *Window) Smaller() { w.resize(-step) }

func (w *Window) resize(by float32) {
	w.look.Scale = min(max(w.look.Scale+by, kit.MinScale), kit.MaxScale)
	w.applyTheme()
	w.remember()
}

func (w *Window) applyTheme() { w.app.Settings().SetTheme(kit.NewTheme(w.look.Mode, w.look.Scale)) }

// SwitchLanguage goes from French to English or back.
func (w *Window) SwitchLanguage() {
	if w.words.Language() == "fr" {
		w.look.Language = "en"
	} else {
		w.look.Language = "fr"
	}
	if err := w.rebuild(); err != nil {
		fyne.LogError("language", err)
		return
	}
	w.remember()
}

func (w *Window) remember() {
	if w.OnLook != nil {
		w.OnLook(w.look)
	}
}
