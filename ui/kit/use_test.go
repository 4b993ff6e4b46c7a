package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// Whoever types, taps or goes through a list by keys is there, and is not locked out meanwhile.
func TestL2_WhoeverUsesAWidgetIsThere(t *testing.T) {
	test.NewApp()
	n := 0
	OnUse(func() { n++ })
	t.Cleanup(func() { user.Store(nil) })
	for name, o := range map[string]fyne.Focusable{
		"entry": NewEntry(""), "area": NewTextArea("", 2), "composer": NewComposer(ComposerWords{}, 100).entry, "list": NewConversationList(),
	} {
		n = 0
		if o.TypedRune('a'); n != 1 {
			t.Errorf("%s: a letter counts %d times", name, n)
		}
	}
	for name, o := range map[string]fyne.Focusable{
		"entry": NewEntry(""), "composer": NewComposer(ComposerWords{}, 100).entry, "button": NewButton(Secondary, "", "a", func() {}), "check": NewCheck("a", nil),
	} {
		n = 0
		if o.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}); n != 1 {
			t.Errorf("%s: a key counts %d times", name, n)
		}
	}
	for name, o := range map[string]fyne.Tappable{"button": NewButton(Secondary, "", "a", func() {}), "check": NewCheck("a", nil)} {
		n = 0
		if o.Tapped(&fyne.PointEvent{}); n != 1 {
			t.Errorf("%s: a tap counts %d times", name, n)
		}
	}
}
