package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/shell"
	"vigie.example/ui/kit"
	"vigie.example/ui/tones"
	"vigie.example/ui/tools"
	"vigie.example/ui/words"
)

// binding is a key or a shortcut that works wherever the focus is. The help shows all of them, so none is secret.
type binding struct {
	shown    string // as the help shows it
	text     string // key of what it does
	key      fyne.KeyName
	modifier fyne.KeyModifier
	deskOnly bool
	always   bool // also over a question
	page     bool // also on the account page, if it is for the desk
	do       func(*Window)
}

func bindings() []binding {
	const ctrl = fyne.KeyModifierControl
	return []binding{
		{shown: "F1", text: "help.f1", key: fyne.KeyF1, do: (*Window).Help},
		{shown: "Ctrl + N", text: "help.next", key: fyne.KeyN, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.models.Inbox.ClaimNext() }},
		{shown: "Ctrl + L", text: "help.list", key: fyne.KeyL, modifier: ctrl, deskOnly: true, do: (*Window).showList},
		{shown: "Ctrl + T", text: "help.thread", key: fyne.KeyT, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.toConversation(messages) }},
		{shown: "Ctrl + M", text: "help.compose", key: fyne.KeyM, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.toConversation(composer) }},
		{shown: "Ctrl + R", text: "help.answer", key: fyne.KeyR, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.inbox.ClaimShown() }},
		{shown: "Ctrl + D", text: "help.dismiss", key: fyne.KeyD, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.inbox.Dismiss() }},
		{shown: "Ctrl + W", text: "help.close_conversation", key: fyne.KeyW, modifier: ctrl, deskOnly: true, do: (*Window).AskClose},
		{shown: "Ctrl + G", text: "help.transfer", key: fyne.KeyG, modifier: ctrl, deskOnly: true, do: (*Window).AskTransfer},
		{shown: "Ctrl + J", text: "help.transfer_accept", key: fyne.KeyJ, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.transfer.Accept() }},
		{shown: "Ctrl + U", text: "help.transfer_refuse", key: fyne.KeyU, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.transfer.Refuse() }},
		{shown: "Ctrl + H", text: "help.advice", key: fyne.KeyH, modifier: ctrl, deskOnly: true, do: (*Window).AskAdvice},
		{shown: "Ctrl + O", text: "help.advice_read", key: fyne.KeyO, modifier: ctrl, deskOnly: true, do: (*Window).ReadAdvice},
		{shown: "Ctrl + S", text: "help.call", key: fyne.KeyS, modifier: ctrl, deskOnly: true, page: true, do: (*Window).CallSupervisor},
		{shown: "Ctrl + E", text: "help.end_shift", key: fyne.KeyE, modifier: ctrl, deskOnly: true, do: (*Window).EndShift},
		{shown: "F7", text: "help.delete", key: fyne.KeyF7, deskOnly: true, do: (*Window).AskDelete},
		{shown: "F5", text: "help.receipts", key: fyne.KeyF5, deskOnly: true, do: (*Window).Receipts},
		{shown: "Ctrl + B", text: "help.duty", key: fyne.KeyB, modifier: ctrl, deskOnly: true, page: true, do: (*Window).switchBreak},
		{shown: "Ctrl + F", text: "help.find", key: fyne.KeyF, modifier: ctrl, deskOnly: true, do: (*Window).find},
		{key: fyne.KeyK, modifier: ctrl, deskOnly: true, do: (*Window).codes},
		{key: fyne.KeyReturn, modifier: ctrl, deskOnly: true, do: (*Window).act},
		{key: fyne.KeyEscape, deskOnly: true, page: true, do: (*Window).back},
		{shown: "F2", text: "help.texts", key: fyne.KeyF2, deskOnly: true, do: func(w *Window) { w.ShowTools(tools.Texts) }},
		{shown: "F3", text: "help.services", key: fyne.KeyF3, deskOnly: true, do: func(w *Window) { w.ShowTools(tools.Services) }},
		{shown: "F4", text: "help.notes", key: fyne.KeyF4, deskOnly: true, do: func(w *Window) { w.ShowTools(tools.Notes) }},
		{shown: "F11", text: "help.report", key: fyne.KeyF11, deskOnly: true, do: (*Window).ShowReport},
		{shown: "Ctrl + I", text: "help.report.take", key: fyne.KeyI, modifier: ctrl, deskOnly: true, do: (*Window).toReport},
		{key: fyne.KeyPageDown, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.turn(+1) }},
		{key: fyne.KeyPageUp, modifier: ctrl, deskOnly: true, do: func(w *Window) { w.turn(-1) }},
		{shown: "F6", text: "help.fold", key: fyne.KeyF6, deskOnly: true, do: (*Window).FoldTools},
		{shown: "F8", text: "help.warnings", key: fyne.KeyF8, do: (*Window).Warnings},
		{shown: "F9", text: "help.theme", key: fyne.KeyF9, do: (*Window).SwitchTheme},
		{shown: "F10", text: "help.language", key: fyne.KeyF10, do: (*Window).SwitchLanguage},
		{shown: "Ctrl + +", text: "help.size", key: fyne.KeyPlus, modifier: ctrl, do: (*Window).Larger},
		{key: fyne.KeyEqual, modifier: ctrl, do: (*Window).Larger},
		{shown: "Ctrl + -", text: "help.smaller", key: fyne.KeyMinus, modifier: ctrl, do: (*Window).Smaller},
		{shown: "Ctrl + P", text: "help.account", key: fyne.KeyP, modifier: ctrl, deskOnly: true, do: (*Window).ShowAccount},
		{shown: "Ctrl + F12", text: "help.lock", key: fyne.KeyF12, modifier: ctrl, always: true, deskOnly: true, page: true, do: (*Window).Lock},
		{shown: "F12", text: "help.cover", key: fyne.KeyF12, always: true, do: (*Window).Cover},
	}
}

// fixed are what the widgets themselves do.
var fixed = []struct{ shown, text string }{
	{"key.enter", "help.send"}, {"key.shift_enter", "help.newline"}, {"Ctrl + C", "help.copy"},
	{"key.arrows", "help.move"}, {"key.tab", "help.next_field"}, {"key.menu", "help.menu"},
	{"key.escape", "help.back"}, {"key.codes", "help.codes"}, {"key.ctrl_enter", "help.note_add"},
	{"key.ctrl_page", "help.report.turn"}, {"key.ctrl_enter", "help.report.act"}, {"key.space", "help.report.include"}, {"key.insert", "help.report.add"},
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
	w.attended()
	if kit.Covered(w.window.Canvas()) && !b.always || b.deskOnly && (w.shell.Screen != shell.Desk || w.page != noPage && !b.page) {
		return
	}
	b.do(w)
}

func (w *Window) switchBreak() {
	if w.shell.Duty == shell.OnDuty {
		w.models.Shell.SetDuty(shell.Break)
	} else {
		w.models.Shell.SetDuty(shell.OnDuty)
	}
}

// Help shows every shortcut: side by side where the letters leave room for that.
func (w *Window) Help() {
	var all [][2]string
	for _, b := range bindings() {
		if b.shown != "" {
			all = append(all, [2]string{b.shown, w.words.T(b.text)})
		}
	}
	for _, f := range fixed {
		all = append(all, [2]string{w.words.T(f.shown), w.words.T(f.text)})
	}
	content, width := shortcuts(all), float32(0)
	if half := (len(all) + 1) / 2; w.look.Scale <= besideScale {
		content, width = container.NewHBox(shortcuts(all[:half]), kit.Inset(12, 0, shortcuts(all[half:]))), 880
	}
	kit.Ask(w.window.Canvas(), kit.Question{
		Title: w.words.T("help.title"), Icon: icons.Help, Tone: kit.Info, Confirm: w.words.T("help.close"), Kind: kit.Primary,
		Content: content, Width: width,
	})
}

// doctrineLine says which doctrine of use the console works by (C3).
func doctrineLine(w *words.Words, d shell.Doctrine) string {
	switch {
	case d.Version == "":
		return w.T("frame.doctrine.none")
	case d.Starting:
		return w.T("frame.doctrine.starting", words.Args{"version": d.Version})
	}
	return w.T("frame.doctrine", words.Args{"version": d.Version})
}

// besideScale is the largest scale at which two columns of shortcuts fit beside each other.
const besideScale = 1.3

func shortcuts(all [][2]string) *fyne.Container {
	var left, right []fyne.CanvasObject
	for _, s := range all {
		left = append(left, kit.NewLabel(s[0], kit.Strong))
		right = append(right, kit.NewLabel(s[1], kit.Body))
	}
	return container.NewHBox(kit.Column(4, left...), kit.Inset(16, 0, kit.Column(4, right...)))
}

// AskClose asks whether and why to close the conversation on screen.
func (w *Window) AskClose() { w.thread.AskClose() }

// AskDelete asks when to delete the conversation on screen.
func (w *Window) AskDelete() { w.thread.AskDelete() }

// Receipts shows the deletions of this shift.
func (w *Window) Receipts() { w.inbox.ShowReceipts("") }

// Warnings shows everything that is wrong, where the state line has room for the worst alone.
func (w *Window) Warnings() {
	var lines []fyne.CanvasObject
	for _, warning := range w.shell.Warnings {
		banner := kit.NewBanner()
		banner.Set(tones.Severity(warning.Severity), w.frame.Sentence(w.shell, warning))
		lines = append(lines, banner)
	}
	if len(lines) == 0 {
		lines = append(lines, kit.NewLabel(w.words.T("frame.fine"), kit.Paragraph))
	}
	if w.shell.Screen == shell.Desk {
		lines = append(lines, kit.NewLabel(doctrineLine(w.words, w.shell.Doctrine), kit.MutedLines))
	}
	kit.Ask(w.window.Canvas(), kit.Question{
		Title: w.words.T("frame.warnings"), Icon: icons.Bell, Tone: kit.Info, Confirm: w.words.T("help.close"), Kind: kit.Primary,
		Content: kit.Column(8, lines...), Width: 640,
	})
}

// Cover blanks the window until the same key or the button lifts it (C25).
func (w *Window) Cover() {
	w.cover = kit.ShowCover(w.window.Canvas(), kit.CoverWords{
		Title: w.words.T("cover.title"), Sentence: w.words.T("cover.body"), Lift: w.words.T("cover.lift"),
	}, nil, nil, w.see)
	w.see()
	w.cover.OnKey = func(ev *fyne.KeyEvent) {
		if ev.Name == fyne.KeyF12 {
			w.cover.Lift()
		}
	}
}
