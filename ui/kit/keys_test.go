package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
)

// The test window hides TypedShortcut; the software canvas below it, like that of a real window, has it.
func TestShortcutsReachTheCanvas(t *testing.T) {
	window(t, testThread(), 300, 300)
	c, ran := software.NewCanvas(), false
	c.AddShortcut(control(fyne.KeyT), func(fyne.Shortcut) { ran = true })
	giveShortcut(c, control(fyne.KeyT))
	if !ran {
		t.Error("the canvas did not get the shortcut")
	}
}

func TestEditingShortcutsAreTheFields(t *testing.T) {
	for _, c := range []struct {
		s    fyne.Shortcut
		want bool
	}{
		{&fyne.ShortcutPaste{}, true}, {&fyne.ShortcutUndo{}, true}, {control(fyne.KeyLeft), true},
		{control(fyne.KeyT), false}, {control(fyne.KeyF), false}, {control(fyne.KeyReturn), false},
	} {
		if got := editing(c.s); got != c.want {
			t.Errorf("%s: editing = %v", c.s.ShortcutName(), got)
		}
	}
}
