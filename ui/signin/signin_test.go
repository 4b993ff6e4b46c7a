package signin

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/view"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/words"
)

type asked struct{ calls []string }

func (a *asked) SignIn(actor, passphrase string) { a.calls = append(a.calls, actor+" "+passphrase) }
func (a *asked) ReadKey()                        { a.calls = append(a.calls, "read") }
func (a *asked) ReplaceKey()                     { a.calls = append(a.calls, "replace") }

func start(t *testing.T) (*View, *asked, fyne.Canvas) {
	t.Helper()
	app := screen.Start(t)
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{}
	v := New(a, app.Clipboard(), w)
	t.Cleanup(v.Close)
	return v, a, screen.Show(t, v.Content(), 1366, 700).Canvas()
}

const public = "BGx1cXVl"

func ready(change func(*signin.State)) signin.State {
	s := signin.State{
		Phase: signin.Ready, Reachable: true, Workstation: signin.Workstation{State: signin.KeyPresent, Public: public},
		Ways: []signin.Way{{Code: "passphrase", Title: view.T("signin.way.passphrase"), Needs: view.T("signin.way.passphrase.needs"), Available: true}},
	}
	if change != nil {
		change(&s)
	}
	return s
}

// From the first field to the shift without a pointer.
func TestSignInByKey(t *testing.T) {
	v, a, c := start(t)
	v.Render(ready(nil))
	c.Focus(v.FocusName())
	test.Type(c.Focused(), "roche")
	screen.Press(c, fyne.KeyReturn)
	if c.Focused() != v.FocusSecret() {
		t.Fatalf("Enter went to %T", c.Focused())
	}
	test.Type(c.Focused(), "sept mots")
	screen.Press(c, fyne.KeyReturn)
	if len(a.calls) != 1 || a.calls[0] != "roche sept mots" {
		t.Errorf("asked for %q", a.calls)
	}
}

func TestSignInByPointer(t *testing.T) {
	v, a, _ := start(t)
	v.Render(ready(nil))
	button := screen.Button(t, v.Content(), "Se connecter")
	test.Tap(button)
	test.Type(v.FocusName(), "roche")
	test.Tap(button)
	if len(a.calls) != 0 {
		t.Fatalf("half a form was sent: %q", a.calls)
	}
	test.Type(v.FocusSecret(), "x")
	test.Tap(button)
	if len(a.calls) != 1 {
		t.Errorf("asked for %q", a.calls)
	}
}

// The form is not sent when it cannot succeed, and the screen says why.
func TestWhenTheFormWaits(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*signin.State)
		says   string
	}{
		{"reading the key", func(s *signin.State) {
			s.Phase, s.Workstation = signin.Preparing, signin.Workstation{State: signin.KeyReading}
		}, "Lecture de la clé"},
		{"working", func(s *signin.State) { s.Phase = signin.Working }, "Vérification…"},
		{"unreachable", func(s *signin.State) { s.Reachable = false }, "Phrase secrète"},
		{"no way", func(s *signin.State) { s.Ways[0].Available, s.Ways[0].Problem = false, view.T("signin.problem.no_key") }, "Sans la clé de ce poste"},
		{"too early", func(s *signin.State) {
			s.Problem, s.RetryAt = view.T("fault.signin.throttled"), time.Now().Add(40*time.Second)
		}, "Trop d'essais sans succès. Nouvel essai possible dans 40 s."},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, a, canvas := start(t)
			test.Type(v.FocusName(), "roche")
			test.Type(v.FocusSecret(), "x")
			v.Render(ready(c.change))
			v.Close() // no second is counted during the test
			canvas.Focus(v.FocusSecret())
			screen.Press(canvas, fyne.KeyReturn)
			test.Tap(v.submit)
			if len(a.calls) != 0 {
				t.Errorf("asked for %q", a.calls)
			}
			if flow := screen.Flow(v.Content()); !strings.Contains(flow, c.says) {
				t.Errorf("does not say %q: %s", c.says, flow)
			}
		})
	}
}

// A refused attempt empties the passphrase, keeps the name, and says what to do; nothing tells whether the name exists (B9).
func TestB9_RefusalIsSaid(t *testing.T) {
	v, _, c := start(t)
	v.Render(ready(nil))
	test.Type(v.FocusName(), "roche")
	test.Type(v.FocusSecret(), "falsch")
	v.Render(ready(func(s *signin.State) { s.Phase = signin.Working }))
	v.Render(ready(func(s *signin.State) { s.Problem, s.Hint = view.T("fault.signin.refused"), view.T("hint.signin.again") }))
	if v.actor.Text != "roche" || v.passphrase.Text != "" || c.Focused() != v.FocusSecret() {
		t.Errorf("fields %q %q, the keyboard at %T", v.actor.Text, v.passphrase.Text, c.Focused())
	}
	flow := screen.Flow(v.Content())
	for _, want := range []string{"Identifiant ou preuve non reconnus sur ce poste de travail.", "Recommencez, de la même façon ou d'une autre"} {
		if !strings.Contains(flow, want) {
			t.Errorf("does not say %q: %s", want, flow)
		}
	}
}

// Once somebody is signed in, the screen has forgotten how; the passphrase is never drawn, nor given to the clipboard.
func TestB9_ThePassphraseIsForgotten(t *testing.T) {
	const secret = "kanarienvogel"
	v, _, c := start(t)
	v.Render(ready(nil))
	test.Type(v.FocusName(), "roche")
	test.Type(v.FocusSecret(), secret)
	if strings.Contains(screen.Words(v.Content()), secret) {
		t.Error("the passphrase is drawn")
	}
	c.Focus(v.FocusSecret())
	v.passphrase.TypedShortcut(&fyne.ShortcutSelectAll{})
	v.passphrase.TypedShortcut(&fyne.ShortcutCopy{Clipboard: v.clipboard})
	if v.clipboard.Content() != "" {
		t.Error("the passphrase can be copied")
	}
	v.Render(ready(func(s *signin.State) { s.Phase = signin.SignedIn }))
	for _, path := range canary.Find(v, secret) {
		t.Errorf("still there: %s", path)
	}
}

// Each way in which the keyring fails is told apart, with what to do, and can be tried again.
func TestKeyringFailuresAreToldApart(t *testing.T) {
	said := map[string]signin.KeyState{}
	for _, state := range []signin.KeyState{signin.KeyAbsent, signin.KeyNoBus, signin.KeyLocked, signin.KeySlow, signin.KeyDamaged, signin.KeyRefused} {
		v, a, _ := start(t)
		v.Render(ready(func(s *signin.State) {
			s.Workstation = signin.Workstation{State: state, Problem: view.T("keyring." + string(state)), Hint: view.T("hint.keyring." + string(state))}
		}))
		flow := screen.Flow(v.key.content)
		if other, again := said[flow]; again {
			t.Errorf("%s and %s look alike", state, other)
		}
		said[flow] = state
		test.Tap(screen.Button(t, v.Content(), "Relire le trousseau"))
		if a.calls[0] != "read" {
			t.Errorf("%s: asked for %q", state, a.calls)
		}
		if v.key.replace.Visible() != (state == signin.KeyDamaged) {
			t.Errorf("%s: a new key is offered: %v", state, v.key.replace.Visible())
		}
		if state == signin.KeyDamaged {
			test.Tap(screen.Button(t, v.Content(), "Créer une nouvelle clé"))
			if a.calls[1] != "replace" {
				t.Errorf("asked for %q", a.calls)
			}
		}
	}
}

func TestNewKeyIsShownAndCopied(t *testing.T) {
	v, _, _ := start(t)
	v.Render(ready(func(s *signin.State) { s.Workstation.New, s.Workstation.Hint = true, view.T("signin.workstation.new") }))
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, public) || !strings.Contains(flow, "vigiectl") {
		t.Errorf("says %s", flow)
	}
	test.Tap(screen.Button(t, v.Content(), "Copier la clé publique"))
	if v.clipboard.Content() != public {
		t.Errorf("the clipboard has %q", v.clipboard.Content())
	}
	v.Render(ready(nil))
	if strings.Contains(screen.Flow(v.Content()), public) {
		t.Error("the key of an ordinary day is shown")
	}
}

func TestEndedIsSaid(t *testing.T) {
	v, _, _ := start(t)
	v.Render(ready(func(s *signin.State) { s.Ended = view.T("signin.ended.replaced") }))
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "ouverte sur un autre poste") {
		t.Errorf("says %s", flow)
	}
}

// Tab goes through the screen from top to bottom, and what has the keyboard is in view, at twice the size, too.
func TestD7_FocusOrderAndView(t *testing.T) {
	v, _, c := start(t)
	v.Render(ready(func(s *signin.State) { s.Workstation.New, s.Workstation.Hint = true, view.T("signin.workstation.new") }))
	test.Type(v.FocusName(), "roche")
	test.Type(v.FocusSecret(), "x")
	var order []fyne.Focusable
	c.Focus(v.FocusName())
	for range 4 {
		order = append(order, c.Focused())
		c.(interface{ FocusNext() }).FocusNext()
	}
	want := []fyne.Focusable{v.actor, v.passphrase, v.submit, v.key.copy}
	for i := range want {
		if order[i] != want[i] {
			t.Errorf("stop %d is %T, want %T", i, order[i], want[i])
		}
	}
}
