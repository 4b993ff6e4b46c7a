package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"vigie.example/internal/testkit/screen"
)

// While nobody may be here the window is covered, whatever is pressed, and is as it was before when somebody is back (C21). It is
// then not left alone by who would start it anew, nor with a question open, nor once it is closed.
func TestC21_AwayCoversTheWindow(t *testing.T) {
	w, a := start(t, deskShell(), french)
	c := w.window.Canvas()
	if !w.Idle() {
		t.Error("not idle although nothing is open")
	}
	for _, page := range []func(){w.ShowAccount, w.ShowFingers} { // somebody may be writing there
		if page(); w.Idle() {
			t.Error("idle although a page is open")
		}
		if w.HidePage(); !w.Idle() {
			t.Error("not idle although the page was left")
		}
	}
	for _, with := range []func(){func() {}, w.Cover, w.Help} {
		with()
		under := screen.Top(c)
		if w.Idle() != (under == nil) {
			t.Errorf("idle is %v", w.Idle())
		}
		w.Away(true)
		w.Away(true)
		if flow := screen.Flow(screen.Top(c)); !strings.Contains(flow, "Poste verrouillé") || w.Idle() {
			t.Fatalf("not covered: %s", flow)
		}
		calls := len(a.calls)
		for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeySpace, fyne.KeyF12, fyne.KeyEscape, fyne.KeyN} {
			screen.Press(c, key)
		}
		screen.Button(t, screen.Top(c), "Reprendre").Tapped(nil)
		if len(a.calls) != calls || !strings.Contains(screen.Flow(screen.Top(c)), "Poste verrouillé") {
			t.Errorf("through the cover came %v", a.calls[calls:])
		}
		w.Away(false)
		if screen.Top(c) != under {
			t.Fatal("the cover stayed, or took what was below along")
		}
		w.Away(false)
		if under != nil {
			screen.Press(c, fyne.KeyF12)
			screen.Press(c, fyne.KeyEscape)
		}
	}
	w.quit()
	if w.Idle() {
		t.Error("idle although it is closed")
	}
}
