package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/shell"
	"vigie.example/ui/kit"
)

// binding is a key or a shortcut that works wherever the focus is. The help shows all of them, so none is secret.
type binding struct {
	shown    string // as the help shows it
	text     string // key of what it does
	key      fyne.KeyName
	modifier fyne.KeyModifier
	deskOnly bool
	do       func(*Window)
}

func bindings() []binding {
	const ctrl = fyne.KeyModifierControl
	return []binding{
		{shown: "F1", text: "help.f1", key: fyne.KeyF1, do: (*Window).Help},
		{shown: "Ctrl + N", text: "help.next", key: fyne.KeyN, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.models.Inbox.ClaimNext() }},
		{shown: "Ctrl + L", text: "help.list", key: fyne.KeyL, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.window.Canvas().Focus(w.inbox.FocusTarget()) }},
		{shown: "Ctrl + T", text: "help.thread", key: fyne.KeyT, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.window.Canvas().Focus(w.thread.FocusMessages()) }},
		{shown: "Ctrl + M", text: "help.compose", key: fyne.KeyM, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.thread.FocusComposer() }},
		{shown: "Ctrl + W", text: "help.close_conversation", key: fyne.KeyW, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.thread.AskClose() }},
		{shown: "Ctrl + B", text: "help.duty", key: fyne.KeyB, modifier: ctrl, deskOnly: true, do: (*Window).switchBreak},
		{shown: "F9", text: "help.theme", key: fyne.KeyF9, do: (*Window).SwitchTheme},
		{shown: "F10", text: "help.language", key: fyne.KeyF10, do: (*Window).SwitchLanguage},
		{shown: "Ctrl + +", text: "help.size", key: fyne.KeyPlus, modifier: ctrl, do: (*Window).Larger},
		{key: fyne.KeyEqual, modifier: ctrl, do: (*Window).Larger},
		{shown: "Ctrl + -", text: "help.smaller", key: fyne.KeyMinus, modifier: ctrl, do: (*Window).Smaller},
		{shown: "F12", text: "help.cover", key: fyne.KeyF12, do: (*Window).Cover},
	}
}

// fixed are what the widgets themselves do.
var fixed = []struct{ shown, text string }{
	{"key.enter", "help.send"}, {"key.shift_enter", "help.newline"}, {"Ctrl + C", "help.copy"},
	{"key.arrows", "help.move"}, {"key.tab", "help.next_field"},
}

func (w *Window) bindKeys() {
	canvas := w.window.Canvas()
	plain := map[fyne.KeyName]binding{}
	for _, b := range bindings() {
		if b.modifier == 0 {
			plain[b.key] = b
			continue
		}
		canvas.AddShortcut(&desktop.CustomShortcut{KeyName: b.key, Modifier: b.modifier}, func(fyne.Shortcut) { w.press(b) })
	}
	canvas.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		if b, ok := plain[ev.Name]; ok {
			w.press(b)
		}
	})
}

func (w *Window) press(b binding) {
	if kit.Covered(w.window.Canvas()) || b.deskOnly && w.screen != shell.Desk {
		return
	}
	b.do(w)
}

func (w *Window) switchBreak() {
	if w.duty == shell.OnDuty {
		w.models.Shell.SetDuty(shell.Break)
	} else {
		w.models.Shell.SetDuty(shell.OnDuty)
	}
}

// Help shows every shortcut.
func (w *Window) Help() {
	var left, right []fyne.CanvasObject
	add := func(shown, text string) {
		left = append(left, kit.NewLabel(shown, kit.Strong))
		right = append(right, kit.NewLabel(w.words.T(text), kit.Body))
	}
	for _, b := range bindings() {
		if b.shown != "" {
			add(b.shown, b.text)
		}
	}
	for _, f := range fixed {
		add(w.words.T(f.shown), f.text)
	}
	kit.Ask(w.window.Canvas(), kit.Question{
		Title: w.words.T("help.title"), Icon: icons.Help, Tone: kit.Info, Confirm: w.words.T("help.close"), Kind: kit.Primary,
		Content: container.NewHBox(kit.Inset(0, 0, kit.Column(4, left...)), kit.Inset(16, 0, kit.Column(4, right...))),
	})
}

// SwitchTheme goes from light to dark or back.
func (w *Window) SwitchTheme() {
	w.look.Mode = kit.Light + kit.Dark - w.look.Mode
	w.applyTheme()
}

// Larger makes the text larger by a step, Smaller smaller.
func (w *Window) Larger() { w.resize(+0.1) }

// Smaller makes the text smaller by a step.
func (w *Window) Smaller() { w.resize(-0.1) }

func (w *Window) resize(step float32) {
	w.look.Scale = min(max(w.look.Scale+step, kit.MinScale), kit.MaxScale)
	w.applyTheme()
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
	}
}

// Cover blanks the window until it is lifted (C25).
func (w *Window) Cover() {
	w.cover = kit.ShowCover(w.window.Canvas(), kit.CoverWords{
		Title: w.words.T("cover.title"), Sentence: w.words.T("cover.body"), Lift: w.words.T("cover.lift"),
	}, nil, nil, nil)
}
