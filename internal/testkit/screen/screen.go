// Package screen looks at what Fyne would draw, without a window: the words on it, its buttons and menus. It is for tests of one
// goroutine.
package screen

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"vigie.example/ui/kit"
)

// Show puts content into a window of the given size at 100 %, light.
func Show(t testing.TB, content fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := fyne.CurrentApp().NewWindow("")
	w.SetPadded(false)
	w.SetContent(kit.NewRoot(content))
	w.Resize(fyne.NewSize(width, height))
	t.Cleanup(w.Close)
	return w
}

// Settle lays a window out anew. A real window does it by itself when something wants another size; the headless one does not.
func Settle(w fyne.Window) {
	size := w.Canvas().Size()
	w.Resize(size.AddWidthHeight(1, 1))
	w.Resize(size)
}

// Start begins an application for one test.
func Start(t testing.TB) fyne.App {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 1))
	return app
}

// Visit calls f for everything that is visible below o, o included.
func Visit(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	f(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			Visit(c, f)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			Visit(c, f)
		}
	}
}

// Words returns all that can be read below o, in the order of drawing, one line each.
func Words(o fyne.CanvasObject) string {
	var out []string
	Visit(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			out = append(out, t.Text)
		}
	})
	return strings.Join(out, "\n")
}

// Flow is Words with every break taken as a space: for sentences that were wrapped.
func Flow(o fyne.CanvasObject) string { return strings.Join(strings.Fields(Words(o)), " ") }

// Button returns the visible button with the given word or hint. It fails the test if there is none.
func Button(t testing.TB, o fyne.CanvasObject, words string) *kit.Button {
	t.Helper()
	var found *kit.Button
	Visit(o, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.AccessibilityLabel() == words {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("there is no button %q; the screen says:\n%s", words, Words(o))
	}
	return found
}

// Choose taps the entry of the menu that is open over a window. It fails the test if there is none.
func Choose(t testing.TB, c fyne.Canvas, entry string) {
	t.Helper()
	var found fyne.Tappable
	Visit(Top(c), func(o fyne.CanvasObject) {
		if item, ok := o.(fyne.Tappable); ok && Words(o) == entry {
			found = item
		}
	})
	if found == nil {
		t.Fatalf("there is no entry %q; the menu says:\n%s", entry, Words(Top(c)))
	}
	found.Tapped(&fyne.PointEvent{})
}

// Top is what lies over a window: a question, a cover, or nil.
func Top(c fyne.Canvas) fyne.CanvasObject { return c.Overlays().Top() }

// Key is a key press for a widget.
func Key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

// Press gives a key to whatever has the keyboard, or to the window.
func Press(c fyne.Canvas, name fyne.KeyName) {
	if f := c.Focused(); f != nil {
		f.TypedKey(Key(name))
		return
	}
	if f := c.OnTypedKey(); f != nil {
		f(Key(name))
	}
}
