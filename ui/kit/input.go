package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Fyne's own inputs, with the kit's focus ring, and handing on the keys that they do not use.

// ringed adds the focus ring to the renderer of one of Fyne's widgets.
type ringed struct {
	fyne.WidgetRenderer
	of      interface{ Theme() fyne.Theme }
	ring    *focusRing
	focused *bool
	border  bool // also without the keyboard: a border, for what has none of its own
}

func withRing(inner fyne.WidgetRenderer, of interface{ Theme() fyne.Theme }, focused *bool, border bool) fyne.WidgetRenderer {
	r := &ringed{WidgetRenderer: inner, of: of, ring: newFocusRing(), focused: focused, border: border}
	r.setRing()
	return r
}

func (r *ringed) setRing() {
	l := lookOf(r.of.Theme())
	r.ring.set(l, *r.focused || r.border)
	if !*r.focused {
		r.ring.StrokeWidth, r.ring.StrokeColor = 1, l.color(ColorControl)
	}
}

func (r *ringed) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.ring.Rectangle)
}

func (r *ringed) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.ring.Move(fyne.NewPos(0, 0))
	r.ring.Resize(size)
}

func (r *ringed) Refresh() {
	r.WidgetRenderer.Refresh()
	r.setRing()
}

// Entry is a field of one line.
type Entry struct {
	widget.Entry

	// OnKey gets each key first, and says whether it took it. May be nil.
	OnKey func(ev *fyne.KeyEvent) bool

	focused bool
}

// NewEntry makes an empty field.
func NewEntry(placeholder string) *Entry {
	e := &Entry{}
	e.PlaceHolder = placeholder
	e.ExtendBaseWidget(e)
	return e
}

// NewPasswordEntry makes a field whose text is hidden and cannot be copied; its eye shows it while it is wanted.
func NewPasswordEntry(placeholder string) *Entry {
	e := &Entry{}
	e.PlaceHolder = placeholder
	e.Password = true
	e.ExtendBaseWidget(e)
	return e
}

// NewTextArea makes a field of several lines, in which Enter breaks the line.
func NewTextArea(placeholder string, rows int) *Entry {
	e := NewEntry(placeholder)
	e.MultiLine = true
	e.Wrapping = fyne.TextWrapWord
	e.SetMinRowsVisible(rows)
	return e
}

// CreateRenderer is Fyne's.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	return withRing(e.Entry.CreateRenderer(), e, &e.focused, false)
}

// FocusGained shows the ring.
func (e *Entry) FocusGained() { e.focused = true; reveal(e); e.Entry.FocusGained() }

// FocusLost takes it away.
func (e *Entry) FocusLost() { e.focused = false; e.Entry.FocusLost() }

// AcceptsTab leaves Tab to the window: a field that wrote it would hold the keyboard for ever.
func (e *Entry) AcceptsTab() bool { return false }

// TypedKey edits; function keys and Escape are the window's.
func (e *Entry) TypedKey(ev *fyne.KeyEvent) {
	used()
	if e.OnKey != nil && e.OnKey(ev) {
		return
	}
	if forWindow(ev.Name) {
		bubbleKey(e, ev)
		return
	}
	e.Entry.TypedKey(ev)
}

// TypedRune writes.
func (e *Entry) TypedRune(r rune) { used(); e.Entry.TypedRune(r) }

// TypedShortcut edits; other shortcuts are the window's.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	if editing(s) {
		e.Entry.TypedShortcut(s)
		return
	}
	bubbleShortcut(e, s)
}

// Check is a box to tick, with its words.
type Check struct {
	widget.Check
	focused bool
}

// NewCheck makes an empty box.
func NewCheck(words string, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.OnChanged = words, changed
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer is Fyne's.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	return withRing(c.Check.CreateRenderer(), c, &c.focused, false)
}

// FocusGained shows the ring.
func (c *Check) FocusGained() { c.focused = true; reveal(c); c.Check.FocusGained() }

// FocusLost takes it away.
func (c *Check) FocusLost() { c.focused = false; c.Check.FocusLost() }

// TypedRune does nothing: Space arrives as a key here.
func (c *Check) TypedRune(rune) {}

// Tapped ticks the box.
func (c *Check) Tapped(ev *fyne.PointEvent) { used(); c.Check.Tapped(ev) }

// TypedKey ticks the box on Space; the rest is the window's.
func (c *Check) TypedKey(ev *fyne.KeyEvent) {
	used()
	if ev.Name != fyne.KeySpace {
		bubbleKey(c, ev)
		return
	}
	if !c.Disabled() {
		c.SetChecked(!c.Checked)
	}
}

// Select is one choice of a list that opens.
type Select struct {
	widget.Select
	focused bool
	wide    bool
}

// NewSelect makes a choice of options, none chosen; placeholder says what is chosen here.
func NewSelect(placeholder string, options []string, changed func(string)) *Select {
	s := &Select{}
	s.PlaceHolder, s.Options, s.OnChanged = placeholder, options, changed
	s.ExtendBaseWidget(s)
	return s
}

// SetWide gives it the room of its longest option, for a choice whose name is always to be read whole.
func (s *Select) SetWide() { s.wide = true }

// MinSize is Fyne's, which has room for the placeholder only.
func (s *Select) MinSize() fyne.Size {
	size := s.Select.MinSize()
	if s.wide {
		text := s.Theme().Size(theme.SizeNameText)
		measure := func(words string) float32 { return fyne.MeasureText(words, text, fyne.TextStyle{}).Width }
		longest := measure(s.PlaceHolder)
		for _, o := range s.Options {
			longest = max(longest, measure(o))
		}
		size.Width += longest - measure(s.PlaceHolder)
	}
	return size
}

// CreateRenderer is Fyne's.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	return withRing(s.Select.CreateRenderer(), s, &s.focused, true)
}

// FocusGained shows the ring.
func (s *Select) FocusGained() { s.focused = true; reveal(s); s.Select.FocusGained() }

// FocusLost takes it away.
func (s *Select) FocusLost() { s.focused = false; s.Select.FocusLost() }

// Tapped opens the list.
func (s *Select) Tapped(ev *fyne.PointEvent) { used(); s.Select.Tapped(ev) }

// TypedKey chooses; function keys and Escape are the window's.
func (s *Select) TypedKey(ev *fyne.KeyEvent) {
	used()
	if forWindow(ev.Name) {
		bubbleKey(s, ev)
		return
	}
	s.Select.TypedKey(ev)
}

var (
	_ desktop.Keyable  = (*Entry)(nil)
	_ fyne.Disableable = (*Check)(nil)
	_ fyne.Focusable   = (*Select)(nil)
)
