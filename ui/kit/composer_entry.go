package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// composerEntry is the field of a Composer: Enter sends, Shift+Enter breaks the line, and what it has no use for goes on to
// the window.
type composerEntry struct {
	widget.Entry
	onEnter  func()
	onFocus  func(bool)
	onCopied func(string)
	shifts   int // shift keys held down
}

func newComposerEntry() *composerEntry {
	e := &composerEntry{}
	e.MultiLine = true
	e.Wrapping = fyne.TextWrapWord
	e.ExtendBaseWidget(e)
	return e
}

// AcceptsTab leaves Tab to the window, as a field of the kit does.
func (e *composerEntry) AcceptsTab() bool { return false }

// KeyDown notes the shift keys.
func (e *composerEntry) KeyDown(ev *fyne.KeyEvent) {
	if isShift(ev.Name) {
		e.shifts++
	}
	e.Entry.KeyDown(ev)
}

// KeyUp notes the shift keys.
func (e *composerEntry) KeyUp(ev *fyne.KeyEvent) {
	if isShift(ev.Name) {
		e.shifts = max(e.shifts-1, 0)
	}
	e.Entry.KeyUp(ev)
}

func isShift(k fyne.KeyName) bool { return k == desktop.KeyShiftLeft || k == desktop.KeyShiftRight }

// TypedKey sends on Enter and gives function keys and Escape to the window.
func (e *composerEntry) TypedKey(ev *fyne.KeyEvent) {
	used()
	switch {
	case (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter) && e.shifts == 0:
		if !e.Disabled() {
			e.onEnter()
		}
	case forWindow(ev.Name):
		bubbleKey(e, ev)
	default:
		e.Entry.TypedKey(ev)
	}
}

// TypedRune writes.
func (e *composerEntry) TypedRune(r rune) { used(); e.Entry.TypedRune(r) }

// TypedShortcut edits, or goes on to the window.
func (e *composerEntry) TypedShortcut(s fyne.Shortcut) {
	if editing(s) {
		taken := e.SelectedText()
		e.Entry.TypedShortcut(s)
		switch s.(type) {
		case *fyne.ShortcutCopy, *fyne.ShortcutCut:
			if taken != "" {
				e.onCopied(taken)
			}
		}
		return
	}
	bubbleShortcut(e, s)
}

// FocusGained shows the ring.
func (e *composerEntry) FocusGained() { e.Entry.FocusGained(); e.onFocus(true) }

// FocusLost takes it away. Shift may be released elsewhere, unseen.
func (e *composerEntry) FocusLost() { e.shifts = 0; e.Entry.FocusLost(); e.onFocus(false) }

// forWindow are the keys that no field uses.
func forWindow(k fyne.KeyName) bool { return k == fyne.KeyEscape || functionKey(k) }

func functionKey(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8,
		fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		return true
	}
	return false
}

// editing are the shortcuts that a field uses itself; every other belongs to the window.
func editing(s fyne.Shortcut) bool {
	switch s := s.(type) {
	case *fyne.ShortcutCopy, *fyne.ShortcutCut, *fyne.ShortcutPaste, *fyne.ShortcutSelectAll, *fyne.ShortcutUndo, *fyne.ShortcutRedo:
		return true
	case *desktop.CustomShortcut:
		switch s.KeyName {
		case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
			return s.Modifier&fyne.KeyModifierShortcutDefault != 0
		}
	}
	return false
}

// insertion is a clipboard of one use: it lets text enter a field at the cursor through the field's own paste, with undo.
type insertion string

func (i insertion) Content() string { return string(i) }
func (insertion) SetContent(string) {}
