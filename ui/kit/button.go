package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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
	if b.disabled || b.busy {
		return
	}
	focus(b)
	if b.OnTapped != nil {
		b.OnTapped()
	}
}

// TypedRune does nothing; Space arrives as a key.
func (b *Button) TypedRune(rune) {}

// TypedKey presses the button on Enter, Return and Space.
func (b *Button) TypedKey(ev *fyne.KeyEvent) {
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
func (b *Button) FocusGained() { b.focused = true; b.showHint(); b.Refresh() }

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

func (b *Button) showHint() {
	if b.hint != "" {
		showHint(b, b.hint)
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

// CreateRenderer is Fyne's.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	r := &buttonRenderer{
		b: b, ground: canvas.NewRectangle(nil), icon: newGlyph(), text: canvas.NewText("", nil), key: canvas.NewText("", nil),
		ring: newFocusRing(),
	}
	r.Refresh()
	return r
}

type buttonRenderer struct {
	b         *Button
	ground    *canvas.Rectangle
	icon      *glyph
	text, key *canvas.Text
	ring      *focusRing
}

// parts returns height, padding, the icon's side and the gap behind it.
func (r *buttonRenderer) parts(l look) (height, pad, side, gap float32) {
	height, pad, side, gap = l.u(36), l.u(14), l.u(18), l.u(8)
	if r.b.compact {
		height, pad = l.u(28), l.u(8)
	}
	if r.b.text == "" {
		pad, gap = (height-side)/2, 0
	}
	if r.b.icon == icons.None && !r.b.busy {
		side, gap = 0, 0
	}
	return height, pad, side, gap
}

func (r *buttonRenderer) MinSize() fyne.Size {
	l := lookOf(r.b.Theme())
	height, pad, side, gap := r.parts(l)
	width := 2*pad + side + gap + r.measure(l, r.b.text)
	if r.b.key != "" {
		width += gap + fyne.MeasureText(r.b.key, l.size(SizeSmall), fyne.TextStyle{}).Width
	}
	return fyne.NewSize(width, height)
}

func (r *buttonRenderer) measure(l look, s string) float32 {
	if s == "" {
		return 0
	}
	return fyne.MeasureText(s, l.size(SizeBody), r.style()).Width
}

func (r *buttonRenderer) style() fyne.TextStyle {
	return fyne.TextStyle{Bold: r.b.kind == Primary || r.b.kind == Danger}
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	l := lookOf(r.b.Theme())
	_, pad, side, gap := r.parts(l)
	r.ground.Resize(size)
	r.ring.layout(size)
	if r.inverse() {
		r.ring.Move(fyne.NewPos(3, 3))
		r.ring.Resize(size.SubtractWidthHeight(6, 6))
	}
	x := pad
	if !r.b.wide {
		x += (size.Width - r.MinSize().Width) / 2
	}
	r.icon.Move(fyne.NewPos(x, (size.Height-side)/2))
	x += side + gap
	r.text.Move(fyne.NewPos(x, (size.Height-r.text.Size().Height)/2))
	r.key.Move(fyne.NewPos(x+r.text.Size().Width+gap, (size.Height-r.key.Size().Height)/2))
}

func (r *buttonRenderer) Refresh() {
	l := lookOf(r.b.Theme())
	ground, words, border := r.b.colours()
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = l.color(ground), l.color(border), 1
	r.ground.CornerRadius = l.u(6)
	r.ground.Refresh()
	icon := r.b.icon
	if r.b.busy {
		icon = icons.Clock
	}
	_, _, side, _ := r.parts(l)
	r.icon.set(l, icon, words, side)
	l.set(r.text, r.b.text, SizeBody, words, r.style())
	l.set(r.key, r.b.key, SizeSmall, words, fyne.TextStyle{})
	r.ring.set(l, r.b.focused)
	if r.inverse() {
		r.ring.CornerRadius = l.u(4)
		r.ring.StrokeColor = l.color(ColorTextOnAccent)
	}
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

// inverse says whether the ring stands on the accent colour itself, where it has the colour of the words.
func (r *buttonRenderer) inverse() bool { return r.b.kind == Primary && !r.b.disabled }

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.icon.Image, r.text, r.key, r.ring.Rectangle}
}

func (r *buttonRenderer) Destroy() {}
