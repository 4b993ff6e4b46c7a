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

// followDesktop takes over the desktop's choice between light and dark for as long as the person has made none here. Fyne calls
// a desktop dark that has not said anything; ours is light until it says something.
func (w *Window) followDesktop() {
	w.app.Settings().AddListener(func(s fyne.Settings) {
		if !w.theming { // what we have done ourselves tells nothing of the desktop
			w.desktopSays(s.ThemeVariant())
		}
	})
}

func (w *Window) desktopSays(v fyne.ThemeVariant) {
	if !w.look.Follow {
		return
	}
	w.look.Mode = kit.Light
	if v == theme.VariantDark {
		w.look.Mode = kit.Dark
	}
	w.applyTheme()
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

// applyTheme gives the whole window the look that is wanted.
func (w *Window) applyTheme() {
	w.theming, w.redone = true, true
	w.app.Settings().SetTheme(kit.NewTheme(w.look.Mode, w.look.Scale))
	w.theming = false
}

// dress is applyTheme for views that are to be made: where the theme is the wanted one already, as with another language, what the
// toolkit has read of fonts stays.
func (w *Window) dress() {
	now, ours := w.app.Settings().Theme().(*kit.Theme)
	if !ours || now.Mode() != w.look.Mode || now.Scale() != w.look.Scale {
		w.applyTheme()
	}
	w.redone = false
}

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
