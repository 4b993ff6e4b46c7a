package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	accountmodel "vigie.example/internal/console/account"
	"vigie.example/internal/console/shell"
	signinmodel "vigie.example/internal/console/signin"
	"vigie.example/internal/console/view"
	"vigie.example/internal/testkit/screen"
)

func lockedShell() shell.State {
	s := deskShell()
	s.Screen = shell.Locked
	return s
}

func lockedSignIn() signinmodel.State {
	s := signInState()
	s.Locked, s.Name, s.Holding = view.T("signin.locked.idle"), "Camille Roche", 1
	return s
}

// A lock takes everything off the screen, a question that is open included, and no key of the desk works; afterwards everything is there
// again (C8, L2).
func TestL2_ALockCoversEverything(t *testing.T) {
	w, a := start(t, deskShell(), french)
	strike(w, fyne.KeyW, ctrl) // asks whether to close the conversation on screen
	if screen.Top(w.window.Canvas()) == nil {
		t.Fatal("control: no question is open")
	}
	w.render(lockedShell())
	w.signIn.Render(lockedSignIn())
	if screen.Top(w.window.Canvas()) != nil {
		t.Error("a question stays over the lock")
	}
	flow := screen.Flow(w.window.Canvas().Content())
	if strings.Contains(flow, "Bonjour.") || strings.Contains(flow, "REFa") || !strings.Contains(flow, "Session de Camille Roche verrouillée") {
		t.Errorf("shows %s", flow)
	}
	before := len(a.calls)
	for _, b := range bindings() {
		if b.deskOnly {
			strike(w, b.key, b.modifier)
		}
	}
	if len(a.calls) != before {
		t.Errorf("keys of the desk asked for %q", a.calls[before:])
	}
	w.render(deskShell())
	if flow := screen.Flow(w.window.Canvas().Content()); !strings.Contains(flow, "Bonjour.") {
		t.Errorf("unlocked, it shows %s", flow)
	}
}

// The session is locked by a key from wherever somebody is: over a question, and from the account page.
func TestL2_LockingIsOneKeyAway(t *testing.T) {
	w, a := start(t, deskShell(), french)
	strike(w, fyne.KeyF12, ctrl)
	w.Help()
	strike(w, fyne.KeyF12, ctrl)
	w.ShowAccount()
	strike(w, fyne.KeyF12, ctrl)
	if n := len(slices.DeleteFunc(slices.Clone(a.calls), func(c string) bool { return c != "lock" })); n != 3 {
		t.Errorf("asked for %q", a.calls)
	}
}

// Closing the window of a locked session that holds conversations asks, as it does on the desk (B13).
func TestB13_ALockedWindowAsksBeforeItCloses(t *testing.T) {
	w, _ := start(t, deskShell(), french)
	s := lockedShell()
	s.Held = 2
	w.render(s)
	w.AskLeave()
	if screen.Top(w.window.Canvas()) == nil {
		t.Error("it closes without a word")
	}
}

// The account page stands where the desk does, and goes with Escape, with a lock, and with the session; each time its model is told.
func TestL3_TheAccountPage(t *testing.T) {
	w, a := start(t, deskShell(), french)
	for name, leave := range map[string]func(){
		"Escape": func() { strike(w, fyne.KeyEscape, 0) },
		"a lock": func() { w.render(lockedShell()); w.render(deskShell()) },
	} {
		strike(w, fyne.KeyP, ctrl)
		if a.last() != "open account" {
			t.Fatalf("asked for %q", a.calls)
		}
		w.account.Render(accountmodel.State{Phase: accountmodel.Ready, Name: "Camille Roche", Unit: "Gironde"})
		if flow := screen.Flow(w.window.Canvas().Content()); !strings.Contains(flow, "Mon compte") || strings.Contains(flow, "Bonjour.") {
			t.Errorf("shows %s", flow)
		}
		before := len(a.calls)
		strike(w, fyne.KeyN, ctrl) // a key of the desk
		if len(a.calls) != before {
			t.Errorf("behind the page somebody asked for %q", a.last())
		}
		leave()
		if !slices.Contains(a.calls[before:], "close account") {
			t.Errorf("%s: asked for %q", name, a.calls)
		}
		if flow := screen.Flow(w.window.Canvas().Content()); !strings.Contains(flow, "Bonjour.") {
			t.Errorf("%s: shows %s", name, flow)
		}
	}
}

// Who uses anything in the window is there, and is told of at most every few seconds: otherwise whoever writes a report would be locked out
// in the middle of it.
func TestL2_WhoeverUsesTheWindowIsThere(t *testing.T) {
	w, a := start(t, deskShell(), french)
	for what, use := range map[string]func(){
		"a key in the list": func() { w.inbox.FocusTarget().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown}) },
		"a shortcut":        func() { screen.Press(w.window.Canvas(), fyne.KeyF2) },
	} {
		a.attended, w.usedAt = 0, time.Time{}
		use()
		use()
		if a.attended != 1 {
			t.Errorf("%s twice tells %d times that somebody is there", what, a.attended)
		}
	}
}
