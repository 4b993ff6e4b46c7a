package kit

import (
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

func TestButtonByKeyAndPointer(t *testing.T) {
	n := 0
	b := NewButton(Primary, icons.Send, "Send", func() { n++ })
	window(t, b, 200, 60)
	for _, k := range []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter} {
		b.TypedKey(key(k))
	}
	test.Tap(b)
	if n != 4 {
		t.Errorf("pressed %d times", n)
	}
	b.SetBusy(true)
	test.Tap(b)
	b.SetBusy(false)
	b.Disable()
	b.TypedKey(key(fyne.KeyReturn))
	if n != 4 {
		t.Error("a busy or disabled button was pressed")
	}
}

// TestD7_IconAloneHasAName: on screen while it is pointed at or focused, and for assistive technology.
func TestD7_IconAloneHasAName(t *testing.T) {
	b := NewIconButton(icons.Help, "Help (F1)", nil)
	root := NewRoot(Inset(40, 40, b))
	w := window(t, root, 300, 200)
	if b.AccessibilityLabel() != "Help (F1)" {
		t.Errorf("named %q", b.AccessibilityLabel())
	}
	w.Canvas().Focus(b)
	if !has(words(root), "Help (F1)") {
		t.Errorf("drawn: %q", words(root))
	}
	w.Canvas().Unfocus()
	if has(words(root), "Help (F1)") {
		t.Error("the hint stays")
	}
}

// TestD7_ButtonBecomesItsIcon: the last thing in a full bar keeps its icon, and says its word where it is pointed at. It is
// given its size before it is drawn for the first time, as a window does.
func TestD7_ButtonBecomesItsIcon(t *testing.T) {
	b := NewButton(Secondary, icons.Delete, "Delete", nil)
	b.Resize(fyne.NewSize(36, 36))
	b.SetKey("F7")
	root := NewRoot(Inset(40, 40, Bar(0, BarItem{Object: b, Shrinks: true})))
	w := window(t, root, 400, 200)
	if b.isIcon(b.Size().Width) || !has(words(root), "Delete") {
		t.Fatalf("with room: %v, %q", b.Size(), words(root))
	}
	w.Resize(fyne.NewSize(130, 200))
	if !b.isIcon(b.Size().Width) || has(words(root), "Delete") {
		t.Fatalf("without room: %v, %q", b.Size(), words(root))
	}
	w.Canvas().Focus(b)
	if !has(words(root), "Delete (F7)") {
		t.Errorf("drawn: %q", words(root))
	}
}

// TestD7_FocusShows: every widget that takes the keyboard draws a two-pixel ring in the accent colour.
func TestD7_FocusShows(t *testing.T) {
	accent := NewTheme(Light, 1).Color(ColorAccent, 0)
	list, thread := NewConversationList(), testThread()
	list.SetSections(inbox(2, 1))
	composer, _ := testComposer(0)
	for name, o := range map[string]fyne.CanvasObject{
		"button": NewButton(Secondary, "", "A", nil), "entry": NewEntry(""), "area": NewTextArea("", 3), "check": NewCheck("A", nil),
		"select": NewSelect("", []string{"A"}, nil), "choice": NewChoice([]Option{{ID: "a", Label: "A"}}, nil),
		"list": list, "thread": thread, "composer": composer, "passage": NewPassage("A"), "reader": NewReader(NewLabel("A", Body)),
	} {
		w := window(t, o, 500, 400)
		rings := func() (n int) {
			visit(o, func(o fyne.CanvasObject) {
				if r, ok := o.(*canvas.Rectangle); ok && r.StrokeWidth == 2 && r.StrokeColor == accent {
					n++
				}
			})
			return n
		}
		if n := rings(); n != 0 {
			t.Errorf("%s: %d rings without the keyboard", name, n)
		}
		w.Canvas().FocusNext()
		if w.Canvas().Focused() == nil {
			t.Errorf("%s: cannot be focused", name)
		}
		if n := rings(); n != 1 {
			t.Errorf("%s: %d rings with the keyboard", name, n)
		}
	}
}

func TestInputsHandFunctionKeysOn(t *testing.T) {
	e, c, s := NewEntry(""), NewCheck("A", nil), NewSelect("", []string{"A"}, nil)
	o := NewChoice([]Option{{ID: "a", Label: "A"}}, nil)
	w := window(t, Column(4, e, c, s, o), 400, 300)
	n := 0
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { n++ })
	for _, f := range []fyne.Focusable{e, c, s, o} {
		f.TypedKey(key(fyne.KeyF1))
	}
	if n != 4 {
		t.Errorf("the window got %d of 4", n)
	}
	c.TypedKey(key(fyne.KeySpace))
	if !c.Checked {
		t.Error("Space does not tick")
	}
}

func TestChoiceHasNoDefault(t *testing.T) {
	var got []string
	c := NewChoice([]Option{{ID: "a", Label: "A"}, {ID: "b", Label: "B"}}, func(id string) { got = append(got, id) })
	window(t, c, 300, 200)
	if c.Chosen() != "" {
		t.Fatalf("chosen at first: %q", c.Chosen())
	}
	c.TypedKey(key(fyne.KeySpace))
	c.TypedKey(key(fyne.KeyDown))
	c.TypedKey(key(fyne.KeyDown))
	if strings.Join(got, " ") != "a b" || c.Chosen() != "b" {
		t.Errorf("chosen %q", got)
	}
	c.SetOptions([]Option{{ID: "a", Label: "A"}})
	if c.Chosen() != "" {
		t.Error("an answer that is gone is kept")
	}
}

func TestFieldSaysWhatIsWrong(t *testing.T) {
	f := NewField("Name", "Help", NewEntry(""))
	window(t, f, 400, 200)
	before := f.MinSize().Height
	f.SetError("Too short. Add a word.")
	if !has(words(f), "Too short. Add a word.") || f.MinSize().Height <= before {
		t.Errorf("drawn: %q", words(f))
	}
	f.SetError("")
	if f.MinSize().Height != before {
		t.Error("the error's room stays")
	}
}

func TestBannerHidesWithoutWords(t *testing.T) {
	b := NewBanner()
	window(t, b, 600, 100)
	if b.Visible() {
		t.Error("visible without words")
	}
	n := 0
	b.SetAction(Warning, "The line is down.", "Retry", func() { n++ })
	test.Tap(b.action)
	if !b.Visible() || n != 1 || !has(words(b), "The line is down.") {
		t.Errorf("drawn: %q", words(b))
	}
	b.Set(Warning, "")
	if b.Visible() {
		t.Error("visible after clearing")
	}
}

func TestLabelWrapsAndCuts(t *testing.T) {
	long := strings.Repeat("mot ", 40)
	wrap, cut := NewLabel(long, Paragraph), NewLabel(long, Body)
	window(t, Column(4, wrap, cut), 200, 600)
	cut.Resize(fyne.NewSize(200, 20))
	if got := words(cut); len(got) != 1 || !strings.HasSuffix(got[0], "…") {
		t.Errorf("drawn: %q", got)
	}
	wrap.Resize(fyne.NewSize(200, 400))
	if n := len(words(wrap)); n < 3 || wrap.MinSize().Height < 3*15 {
		t.Errorf("%d lines, height %v", n, wrap.MinSize().Height)
	}
}

func TestColumnsFoldForLackOfRoom(t *testing.T) {
	l, m, r := widget.NewLabel("l"), widget.NewLabel("m"), widget.NewLabel("r")
	c := NewColumns(l, m, r)
	w := window(t, c, 1366, 700)
	check := func(when string, left, right bool) {
		t.Helper()
		gotL, gotR := c.Shown()
		if gotL != left || gotR != right || l.Visible() != left || r.Visible() != right {
			t.Errorf("%s: left %v, right %v", when, gotL, gotR)
		}
		if m.Size().Width < middleMin {
			t.Errorf("%s: the middle is %v wide", when, m.Size().Width)
		}
	}
	check("at 1366", true, true)
	if lw, rw := l.Size().Width, r.Size().Width; lw < leftMin || lw > leftMax || rw < rightMin || rw > rightMax {
		t.Errorf("widths %v and %v", lw, rw)
	}
	w.Resize(fyne.NewSize(1000, 700))
	check("at 1000", true, false)
	c.SetRight(true)
	check("at 1000, right asked for", false, true)
	c.SetLeft(true)
	check("at 1000, left asked for", true, false)
	w.Resize(fyne.NewSize(1366, 700))
	check("wide again", true, true)
	c.SetLeft(false)
	check("left folded", false, true)
}

// A column that is worked in takes more than the middle, and all of it where the middle has no room; the list comes back when asked for.
func TestColumnsWide(t *testing.T) {
	l, m, r := widget.NewLabel("l"), widget.NewLabel("m"), widget.NewLabel("r")
	c := NewColumns(l, m, r)
	w := window(t, c, 1366, 700)
	c.SetRight(true)
	folds := 0
	c.OnFold = func(bool, bool) { folds++ }
	c.SetWide(true)
	check := func(when string, left, middle, right bool) {
		t.Helper()
		if gotL, gotR := c.Shown(); gotL != left || gotR != right || c.MiddleShown() != middle || m.Visible() != middle {
			t.Errorf("%s: left %v, middle %v, right %v", when, gotL, c.MiddleShown(), gotR)
		}
		if right && c.wide && r.Size().Width < wideMin || middle && m.Size().Width < middleMin {
			t.Errorf("%s: the middle is %v wide, the right %v", when, m.Size().Width, r.Size().Width)
		}
	}
	check("at 1366", true, true, true)
	w.Resize(fyne.NewSize(1200, 700))
	check("at 1200", false, true, true)
	w.Resize(fyne.NewSize(1000, 700))
	check("at 1000", false, false, true)
	if folds != 2 {
		t.Errorf("told %d times", folds)
	}
	c.SetLeft(true)
	check("at 1000, left asked for", true, true, false)
	c.SetRight(true)
	check("at 1000, right asked for", false, false, true)
	c.SetRight(false)
	check("at 1000, folded", true, true, false)
	c.SetRight(true)
	c.SetWide(false)
	check("no longer wide", false, true, true)
}

func TestBarDropsInOrder(t *testing.T) {
	a, b, d := NewButton(Secondary, "", "Stays here", nil), NewButton(Secondary, "", "Goes last", nil), NewButton(Secondary, "", "Goes first", nil)
	name := NewLabel("A rather long name that can be cut", Body)
	bar := Bar(8, BarItem{Object: name}, BarSpace(), BarItem{Object: a}, BarItem{Object: b, Drop: 1}, BarItem{Object: d, Drop: 2})
	w := window(t, bar, 900, 50)
	shown := func() string {
		var s []string
		for _, o := range []*Button{a, b, d} {
			if o.Visible() {
				s = append(s, o.Text())
			}
		}
		return strings.Join(s, ", ")
	}
	for _, c := range []struct {
		width float32
		want  string
	}{
		{900, "Stays here, Goes last, Goes first"}, {330, "Stays here, Goes last"}, {220, "Stays here"}, {900, "Stays here, Goes last, Goes first"},
	} {
		w.Resize(fyne.NewSize(c.width, 50))
		if got := shown(); got != c.want {
			t.Errorf("at %v: %s", c.width, got)
		}
	}
	b.Hide() // the caller's own wish is kept
	w.Resize(fyne.NewSize(220, 50))
	w.Resize(fyne.NewSize(900, 50))
	if got := shown(); got != "Stays here, Goes first" {
		t.Errorf("after hiding: %s", got)
	}
}

func TestSteps_AreDrawnAsFarAsTheyAreDone(t *testing.T) {
	s := NewSteps()
	window(t, s, 400, 40)
	if s.MinSize().Width != 0 {
		t.Errorf("no steps have a width: %v", s.MinSize())
	}
	s.Set(3, 5)
	filled := 0
	for _, o := range test.WidgetRenderer(s).Objects() {
		if bar := o.(*canvas.Rectangle); !bar.Hidden && bar.FillColor != color.Transparent {
			filled++
		}
	}
	narrow := s.MinSize().Width
	if s.Set(99, 10); filled != 3 || narrow <= 0 || s.MinSize().Width <= narrow || s.done != 10 {
		t.Errorf("%d are filled, %v wide, %d done", filled, narrow, s.done)
	}
}
