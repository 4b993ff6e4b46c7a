package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// Kind says how much a button asks for.
type Kind int

// The kinds. A view has at most one Primary button; Danger is for what cannot be undone.
const (
	Secondary Kind = iota
	Primary
	Quiet
	Danger
)

// Button is an icon, a word, or both. Enter, Return and Space press it. A button without a word needs SetHint: the hint is shown
// while the pointer or the keyboard is on it (see Root), and is its accessible name.
type Button struct {
	widget.BaseWidget

	// OnTapped is called when the button is pressed. May be nil.
	OnTapped func()

	kind             Kind
	icon             icons.Name
	text, key, hint  string
	short            string // of the text, where there is no room for it
	busy, disabled   bool
	focused, hovered bool
	pressed, wide    bool
	compact          bool
	tone             Tone
}

var (
	_ fyne.Focusable    = (*Button)(nil)
	_ fyne.Tappable     = (*Button)(nil)
	_ fyne.Disableable  = (*Button)(nil)
	_ desktop.Hoverable = (*Button)(nil)
	_ fyne.Accessible   = (*Button)(nil)
)

// NewButton makes a button. icons.None or "" leave the icon or the word out.
func NewButton(kind Kind, icon icons.Name, text string, tapped func()) *Button {
	b := &Button{kind: kind, icon: icon, text: text, OnTapped: tapped}
	b.ExtendBaseWidget(b)
	return b
}

// NewIconButton makes a quiet button without a word; hint is the word shown nearby.
func NewIconButton(icon icons.Name, hint string, tapped func()) *Button {
	b := NewButton(Quiet, icon, "", tapped)
	b.hint = hint
	return b
}

// SetText changes the word.
func (b *Button) SetText(text string) { b.change(b.text != text, func() { b.text = text }) }

// Text returns the word.
func (b *Button) Text() string { return b.text }

// SetIcon changes the icon.
func (b *Button) SetIcon(icon icons.Name) { b.change(b.icon != icon, func() { b.icon = icon }) }

// SetKind changes the kind.
func (b *Button) SetKind(kind Kind) { b.change(b.kind != kind, func() { b.kind = kind }) }

// SetTone colours icon and word of a Secondary or Quiet button, for a value that can be pressed (what remains of a
// conversation's life). The word must say what the colour says.
func (b *Button) SetTone(tone Tone) { b.change(b.tone != tone, func() { b.tone = tone }) }

// SetHint changes the words shown while the pointer or the keyboard is on the button.
func (b *Button) SetHint(hint string) { b.hint = hint }

// SetShort gives a shorter word for where there is no room for the whole one: it is better than its end cut off.
func (b *Button) SetShort(word string) { b.change(b.short != word, func() { b.short = word }) }

// SetKey shows a key quietly after the word ("Enter"). It does not bind the key.
func (b *Button) SetKey(key string) { b.change(b.key != key, func() { b.key = key }) }

// SetBusy marks the button as working: it keeps its size, shows a clock, and cannot be pressed.
func (b *Button) SetBusy(busy bool) { b.change(b.busy != busy, func() { b.busy = busy }) }

// SetLeading aligns icon and word at the leading edge, for menus and lists of choices.
func (b *Button) SetLeading(on bool) { b.change(b.wide != on, func() { b.wide = on }) }

// SetCompact makes the button as low as a line of a panel's head.
func (b *Button) SetCompact(on bool) { b.change(b.compact != on, func() { b.compact = on }) }

// Enable lets the button be pressed.
func (b *Button) Enable() { b.change(b.disabled, func() { b.disabled = false }) }

// Disable keeps the button from being pressed. Say why nearby.
func (b *Button) Disable() { b.change(!b.disabled, func() { b.disabled, b.hovered = true, false }) }

// Disabled says whether the button cannot be pressed.
func (b *Button) Disabled() bool { return b.disabled }

func (b *Button) change(differs bool, f func()) {
	if differs {
		f()
		b.Refresh()
	}
}

// Tapped presses the button.
func (b *Button) Tapped(*fyne.PointEvent) {
	used()
	if b.disabled || b.busy {
		return
	}
	Focus(b)
	if b.OnTapped != nil {
		b.OnTapped()
	}
}

// TypedRune does nothing; Space arrives as a key.
func (b *Button) TypedRune(rune) {}

// TypedKey presses the button on Enter, Return and Space.
func (b *Button) TypedKey(ev *fyne.KeyEvent) {
	used()
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if !b.disabled && !b.busy && b.OnTapped != nil {
			b.OnTapped()
		}
	default:
		bubbleKey(b, ev)
	}
}

// FocusGained shows the ring and the hint.
func (b *Button) FocusGained() { b.focused = true; reveal(b); b.showHint(); b.Refresh() }

// FocusLost takes them away.
func (b *Button) FocusLost() { b.focused = false; hideHint(b); b.Refresh() }

// MouseIn shows the hint.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hovered = !b.disabled; b.showHint(); b.Refresh() }

// MouseMoved does nothing.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the hint away.
func (b *Button) MouseOut() { b.hovered, b.pressed = false, false; hideHint(b); b.Refresh() }

// MouseDown darkens the ground while the button is held.
func (b *Button) MouseDown(*desktop.MouseEvent) { b.pressed = true; b.Refresh() }

// MouseUp ends that.
func (b *Button) MouseUp(*desktop.MouseEvent) { b.pressed = false; b.Refresh() }

// Cursor is the pointing hand where it can be pressed.
func (b *Button) Cursor() desktop.Cursor {
	if b.disabled || b.busy {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// height returns the button's, which is its width, too, where its icon stands alone.
func (b *Button) height(l look) float32 {
	if b.compact {
		return l.u(28)
	}
	return l.u(36)
}

// shrinks reports whether the button can be its icon alone.
func (b *Button) shrinks() bool { return b.text != "" && b.icon != icons.None }

// isIcon reports whether a button with a word shows its icon alone at a width. It asks no renderer: it is asked by one.
func (b *Button) isIcon(width float32) bool {
	return b.shrinks() && width > 0 && width <= b.height(lookOf(b.Theme()))
}

func (b *Button) showHint() {
	switch hint := b.hint; {
	case hint != "":
		showHint(b, hint)
	case b.isIcon(b.Size().Width) && b.key != "":
		showHint(b, b.text+" ("+b.key+")")
	case b.isIcon(b.Size().Width):
		showHint(b, b.text)
	}
}

// AccessibilityLabel is the word, or the hint.
func (b *Button) AccessibilityLabel() string {
	if b.text != "" {
		return b.text
	}
	return b.hint
}

// AccessibilityRole is button.
func (b *Button) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// colours returns ground, words and border of the button as it is.
func (b *Button) colours() (ground, words, border fyne.ThemeColorName) {
	switch {
	case b.disabled:
		return ColorSurface, ColorMuted, ColorDivider
	case b.kind == Primary:
		return ColorAccent, ColorTextOnAccent, ColorAccent
	case b.kind == Danger:
		return ColorUrgentGround, ColorUrgent, ColorUrgent
	case b.kind == Secondary:
		ground, words, border = ColorBackground, ColorText, ColorControl
	default:
		ground, words, border = "", ColorText, ""
	}
	if b.tone != Neutral {
		words = b.tone.color()
	}
	switch {
	case b.pressed:
		ground = ColorPressed
	case b.hovered:
		ground = ColorHover
	}
	return ground, words, border
}
