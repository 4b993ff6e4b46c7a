package fingers

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/view"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/testkit/screen"
)

const secret = "kanarienvogel"

func withKey(change func(*fingers.State)) fingers.State {
	s := shut()
	s.Acknowledged, s.Key = true, fingers.Key{Supported: true, May: true}
	if change != nil {
		change(&s)
	}
	return s
}

// A finger is enrolled with the PIN, which is gone from the screen at once; without a permission the button stays shut, and looking does not (L11, L17).
func TestL17_EnrollingAFinger(t *testing.T) {
	v, a := start(t, withKey(nil))
	enrol, look := screen.Button(t, v.Content(), "Enregistrer un doigt"), screen.Button(t, v.Content(), "Voir ce qui est sur la clé")
	test.Tap(enrol)
	test.Tap(look)
	if len(a.calls) > 0 {
		t.Fatalf("without a PIN: %q", a.calls)
	}
	test.Type(v.key.pin, secret)
	test.Tap(enrol)
	if !slices.Equal(a.calls, []string{"enrol " + secret}) || v.key.pin.Text != "" {
		t.Errorf("asked for %q, the field has %q", a.calls, v.key.pin.Text)
	}
	v.Render(withKey(func(s *fingers.State) { s.Key.May, s.Key.Why = false, view.T("finger_page.key.shut") }))
	test.Type(v.key.pin, secret)
	test.Tap(enrol)
	test.Tap(look)
	if !slices.Equal(a.calls, []string{"enrol " + secret, "show " + secret}) {
		t.Errorf("asked for %q", a.calls)
	}
	test.Type(v.key.pin, secret)
	v.Render(fingers.State{})
	if v.key.pin.Text != "" {
		t.Error("the PIN outlives the page")
	}
	a.calls = nil // the test's own note of it
	if found := canary.Find(v, secret); len(found) > 0 {
		t.Errorf("the PIN is kept in %v", found)
	}
}

// Each touch is drawn, with what to do about one that does not count; it can be given up.
func TestL13_TheTouchesAreDrawn(t *testing.T) {
	v, a := start(t, withKey(func(s *fingers.State) {
		s.Key.Stage, s.Key.Doing = console.Asking, view.T("finger_page.key.doing.enrol")
	}))
	said := func() string { return screen.Words(v.key.scan.Content()) }
	if got := said(); !strings.Contains(got, "La clé se prépare…") || v.key.form.Visible() || strings.Contains(got, " sur ") {
		t.Errorf("preparing: %q", got)
	}
	v.Render(withKey(func(s *fingers.State) {
		s.Key.Stage, s.Key.Scan = console.Touching, fingers.Scan{Done: 2, Of: 5, Again: view.T("finger_page.again.fast")}
	}))
	const fast = "Trop rapide\u00a0: laissez le doigt posé un peu plus longtemps."
	if got := said(); !strings.Contains(got, "2 sur 5") || !strings.Contains(got, fast) {
		t.Errorf("again: %q", got)
	}
	v.Render(withKey(func(s *fingers.State) { s.Key.Stage, s.Key.Scan = console.Touching, fingers.Scan{Done: 3, Of: 5} }))
	if got := said(); !strings.Contains(got, "3 sur 5") || strings.Contains(got, "Trop rapide") {
		t.Errorf("what was wrong stays after a good touch: %q", got)
	}
	test.Tap(screen.Button(t, v.Content(), "Interrompre"))
	if !slices.Equal(a.calls, []string{"give up "}) {
		t.Errorf("asked for %q", a.calls)
	}
}

// What is on the key is numbered; taking it away asks first, and wants the PIN; what is no longer wanted goes together.
func TestL11_TakingFingersAway(t *testing.T) {
	v, a := start(t, withKey(func(s *fingers.State) {
		s.Key.Known, s.Key.Due = true, 2
		s.Key.Fingers = []fingers.Finger{{ID: "a", Number: 1, Ours: true}, {ID: "b", Number: 2, Ours: true, Due: true}, {ID: "c", Number: 3, Ours: true, Due: true}}
	}))
	if got := v.key.count.Text(); got != "3 empreintes sont sur cette clé" {
		t.Errorf("%q", got)
	}
	test.Tap(v.key.removes[0])
	if screen.Top(v.window) != nil {
		t.Fatal("asked without the PIN")
	}
	for _, c := range []struct {
		press func()
		want  string
	}{
		{func() { test.Tap(v.key.removes[0]) }, "remove " + secret + " a"},
		{func() { test.Tap(v.key.clean) }, "remove " + secret + " b c"},
	} {
		a.calls = nil
		test.Type(v.key.pin, secret)
		c.press()
		if len(a.calls) > 0 {
			t.Fatalf("before the answer: %q", a.calls)
		}
		test.Tap(screen.Button(t, screen.Top(v.window), "Retirer"))
		if !slices.Equal(a.calls, []string{c.want}) {
			t.Errorf("asked for %q, want %q", a.calls, c.want)
		}
	}
}

// Who has not read the notice meets it before the key; who has meets the key first.
func TestL6_TheNoticeComesFirstUntilItWasRead(t *testing.T) {
	unread := withKey(func(s *fingers.State) { s.Acknowledged, s.Key.May = false, false })
	v, _ := start(t, unread)
	order := func() bool { return v.notice.content.Position().Y < v.key.content.Position().Y }
	if !order() {
		t.Error("the key comes first")
	}
	v.Render(withKey(nil))
	if order() {
		t.Error("the notice that was read comes first")
	}
	v.Render(unread)
	if !order() {
		t.Error("a new notice does not come first")
	}
	unread.Key.Due = 1
	v.Render(unread)
	if order() {
		t.Error("after a withdrawal, what is to be removed from the key does not come first")
	}
}
