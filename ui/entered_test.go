package ui

import (
	"image"
	"testing"

	"vigie.example/internal/console/shell"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
)

// What was not yet in the window when the person made the letters larger or the colours dark looks as if it had been made so.
func TestD7_TheDeskHasTheLookOfTheSignIn(t *testing.T) {
	paint := func(look Look, at shell.State, change func(*Window)) image.Image {
		w, _ := start(t, at, look)
		change(w)
		w.render(deskShell())
		screen.Settle(w.window)
		return w.window.Canvas().Capture()
	}
	large := Look{Language: "fr", Scale: 1 + 2*step, Mode: kit.Dark}
	want := paint(large, deskShell(), func(*Window) {})
	got := paint(french, shell.State{Screen: shell.SignIn}, func(w *Window) { w.Larger(); w.Larger(); w.SwitchTheme() })
	if !same(want, got) {
		t.Error("the desk has not followed what was chosen at the sign-in")
	}
	if !same(want, paint(large, shell.State{Screen: shell.SignIn}, func(*Window) {})) {
		t.Error("the desk looks otherwise after a sign-in")
	}
}

// Before somebody has signed in, nothing of the desk is laid out or hears of states: the first frame does not wait for it.
func TestTheDeskIsMadeWithTheFirstSignIn(t *testing.T) {
	w, _ := start(t, shell.State{Screen: shell.SignIn}, french)
	if n := len(w.body.Objects); n != 1 {
		t.Fatalf("%d screens are in the window before anybody has signed in", n)
	}
	w.render(deskShell())
	w.render(shell.State{Screen: shell.SignIn})
	w.render(deskShell())
	if n := len(w.body.Objects); n != 2 {
		t.Errorf("%d screens after a sign-in, a lock and its end", n)
	}
	if !w.desk.Visible() || w.signIn.Content().Visible() {
		t.Error("the desk is not what shows")
	}
}

func same(a, b image.Image) bool { return a.Bounds() == b.Bounds() && pixels(a, b) }

func pixels(a, b image.Image) bool {
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}
