package signin

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/view"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/words"
)

type asked struct{ calls []string }

func (a *asked) Enter(at console.Attempt) {
	a.calls = append(a.calls, strings.TrimSpace(at.Actor+" "+string(at.Way)+" "+at.Secret))
}
func (a *asked) GiveUp()     { a.calls = append(a.calls, "give up") }
func (a *asked) SignOut()    { a.calls = append(a.calls, "sign out") }
func (a *asked) ReadKey()    { a.calls = append(a.calls, "read") }
func (a *asked) ReplaceKey() { a.calls = append(a.calls, "replace") }

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
	s := signin.State{Phase: signin.Ready, Reachable: true, Workstation: signin.Workstation{State: signin.KeyPresent, Public: public}}
	for _, w := range console.Ways() {
		key := "signin.way." + string(w)
		s.Ways = append(s.Ways, signin.Way{
			Code: string(w), Title: view.T(key), Needs: view.T(key + ".needs"), Available: true, Optional: w == console.WayReader,
		})
	}
	if change != nil {
		change(&s)
	}
	return s
}

// choose takes a way by its tile.
func (v *View) choose(way console.Way) { test.Tap(v.ways.tiles[string(way)]) }

// From the first field to the shift without a pointer, by each way.
func TestL3_SignInByKeyboard(t *testing.T) {
	for i, way := range console.Ways() {
		v, a, c := start(t)
		v.Render(ready(nil))
		c.Focus(v.FocusName())
		test.Type(c.Focused(), "roche")
		screen.Press(c, fyne.KeyReturn)
		for range i {
			c.(interface{ FocusNext() }).FocusNext()
		}
		screen.Press(c, fyne.KeyReturn)
		want := "roche " + string(way)
		if way != console.WayFinger && way != console.WayReader {
			test.Type(c.Focused(), "2718")
			want += " 2718"
		}
		screen.Press(c, fyne.KeyReturn)
		if len(a.calls) != 1 || a.calls[0] != want {
			t.Errorf("%s: asked for %q", way, a.calls)
		}
	}
}

func TestSignInByPointer(t *testing.T) {
	v, a, _ := start(t)
	v.Render(ready(nil))
	button := screen.Button(t, v.Content(), "Se connecter")
	test.Tap(button)
	test.Type(v.FocusName(), "roche")
	test.Tap(button)
	v.choose(console.WayPassphrase)
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

// The ways are side by side, of one size, in the order that the model says, and none is chosen before somebody does (L3).
func TestL3_WaysAreEqual(t *testing.T) {
	v, a, _ := start(t)
	s := ready(nil)
	last := len(s.Ways) - 1
	s.Ways[0], s.Ways[last] = s.Ways[last], s.Ways[0]
	s.Ways[1].Available, s.Ways[1].Problem = false, view.T("carried.key.absent")
	v.Render(s)
	if v.ways.chosen != "" {
		t.Errorf("%s is chosen already", v.ways.chosen)
	}
	first := v.ways.tiles[s.Ways[0].Code]
	for i, way := range s.Ways {
		tile := v.ways.tiles[way.Code]
		if tile.Size() != first.Size() {
			t.Errorf("%s is %v at %v, the first is %v at %v", way.Code, tile.Size(), tile.Position(), first.Size(), first.Position())
		}
		if i == 0 {
			continue
		}
		before := v.ways.tiles[s.Ways[i-1].Code].Position()
		if at := tile.Position(); at.Y < before.Y || at.Y == before.Y && at.X <= before.X {
			t.Errorf("%s stands before the one before it", way.Code)
		}
	}
	test.Type(v.FocusName(), "roche")
	v.choose(console.Way(s.Ways[1].Code)) // which is not here
	if v.ways.chosen != "" || len(a.calls) > 0 {
		t.Errorf("chosen %q, asked for %q", v.ways.chosen, a.calls)
	}
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "Insérez votre clé de sécurité.") || strings.Count(flow, "Disponible") != len(s.Ways)-1 {
		t.Errorf("says %s", flow)
	}
}

// What was typed for one way is not there for another, and a PIN never reaches what asks for a passphrase.
func TestL3_SecretsAreNotShared(t *testing.T) {
	v, a, _ := start(t)
	v.Render(ready(nil))
	test.Type(v.FocusName(), "roche")
	v.choose(console.WayPIN)
	test.Type(v.FocusSecret(), "2718")
	v.choose(console.WayPassphrase)
	test.Tap(v.submit)
	v.choose(console.WayPIN)
	test.Tap(v.submit)
	if len(a.calls) > 0 {
		t.Errorf("asked for %q", a.calls)
	}
}

// What the person has to do now is drawn and said, and can be stopped.
func TestL3_TouchesAreDrawn(t *testing.T) {
	for _, c := range []struct {
		way   console.Way
		stage signin.Stage
		says  string
	}{
		{console.WayPIN, signin.Proving, "La clé est interrogée"}, {console.WayPIN, signin.Touching, "Touchez la clé qui clignote."},
		{console.WayFinger, signin.Touching, "Posez le doigt enregistré"}, {console.WayCard, signin.Proving, "La carte signe"},
	} {
		v, a, _ := start(t)
		v.Render(ready(func(s *signin.State) { s.Phase, s.Stage, s.Way = signin.Working, c.stage, string(c.way) }))
		if flow := screen.Flow(v.Content()); !strings.Contains(flow, c.says) {
			t.Errorf("%s %s: says %s", c.way, c.stage, flow)
		}
		if c.way == console.WayCard {
			continue
		}
		if test.Tap(screen.Button(t, v.Content(), "Interrompre")); len(a.calls) != 1 || a.calls[0] != "give up" {
			t.Errorf("asked for %q", a.calls)
		}
	}
}

// A locked session says whose it is and what becomes of what it holds; it asks for no name, and may be ended while it holds nothing.
func TestL2_ALockedSession(t *testing.T) {
	v, a, c := start(t)
	lock := func(holding int) signin.State {
		return ready(func(s *signin.State) {
			s.Locked, s.Name, s.Holding = view.T("signin.locked.removed"), "Camille Roche", holding
		})
	}
	v.Render(lock(2))
	flow := screen.Flow(v.Content())
	for _, want := range []string{"Session de Camille Roche verrouillée", "La clé ou la carte a été retirée.", "Les 2 conversations en cours restent à vous"} {
		if !strings.Contains(flow, want) {
			t.Errorf("does not say %q: %s", want, flow)
		}
	}
	for _, not := range []string{"Identifiant", "Terminer cette session", "Copier la clé publique"} {
		if strings.Contains(flow, not) {
			t.Errorf("says %q: %s", not, flow)
		}
	}
	c.Focus(v.FocusName())
	v.choose(console.WayPassphrase)
	test.Type(v.FocusSecret(), "sept mots")
	screen.Press(c, fyne.KeyReturn)
	if len(a.calls) != 1 || a.calls[0] != "passphrase sept mots" {
		t.Errorf("asked for %q", a.calls)
	}
	v.Render(lock(0))
	if test.Tap(screen.Button(t, v.Content(), "Terminer cette session")); a.calls[1] != "sign out" {
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
		{"no way", func(s *signin.State) { s.Ways[4].Available, s.Ways[4].Problem = false, view.T("signin.problem.no_key") }, "Sans la clé de ce poste"},
		{"too early", func(s *signin.State) {
			s.Problem, s.RetryAt = view.T("fault.signin.throttled"), time.Now().Add(40*time.Second)
		}, "Trop d'essais sans succès. Nouvel essai possible dans 40 s."},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, a, canvas := start(t)
			v.Render(ready(nil))
			test.Type(v.FocusName(), "roche")
			v.choose(console.WayPassphrase)
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
	v.choose(console.WayPassphrase)
	test.Type(v.FocusSecret(), "falsch")
	v.Render(ready(func(s *signin.State) { s.Phase = signin.Working }))
	v.Render(ready(func(s *signin.State) { s.Problem, s.Hint = view.T("fault.signin.refused"), view.T("hint.signin.again") }))
	if v.actor.Text != "roche" || v.secrets.text("passphrase") != "" || c.Focused() != v.FocusSecret() {
		t.Errorf("fields %q %q, the keyboard at %T", v.actor.Text, v.secrets.text("passphrase"), c.Focused())
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
	v.choose(console.WayPassphrase)
	test.Type(v.FocusSecret(), secret)
	passphrase := v.secrets.entry("passphrase")
	if strings.Contains(screen.Words(v.Content()), secret) {
		t.Error("the passphrase is drawn")
	}
	c.Focus(v.FocusSecret())
	passphrase.TypedShortcut(&fyne.ShortcutSelectAll{})
	passphrase.TypedShortcut(&fyne.ShortcutCopy{Clipboard: v.clipboard})
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
	v.choose(console.WayPassphrase)
	test.Type(v.FocusSecret(), "x")
	var order []fyne.Focusable
	c.Focus(v.FocusName())
	for range 9 {
		order = append(order, c.Focused())
		c.(interface{ FocusNext() }).FocusNext()
	}
	tile := func(w console.Way) fyne.Focusable { return v.ways.tiles[string(w)] }
	want := []fyne.Focusable{
		v.actor, tile(console.WayFinger), tile(console.WayPIN), tile(console.WayCard), tile(console.WayReader), tile(console.WayPassphrase), v.secrets.entry("passphrase"),
		v.submit, v.key.copy,
	}
	for i := range want {
		if order[i] != want[i] {
			t.Errorf("stop %d is %T, want %T", i, order[i], want[i])
		}
	}
}

// What a person has to do comes into sight when it begins, on a small window, too.
func TestD7_WhatHasToBeDoneIsInSight(t *testing.T) {
	app := screen.Start(t)
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	v := New(&asked{}, app.Clipboard(), w)
	t.Cleanup(v.Close)
	win := screen.Show(t, v.Content(), 700, 320)
	v.Render(ready(nil))
	screen.Settle(win)
	v.Render(ready(func(s *signin.State) {
		s.Phase, s.Stage, s.Way = signin.Working, signin.Scanning, string(console.WayReader)
	}))
	screen.Settle(win)
	v.reveal()
	if v.stage.held.Visible() || !v.stage.scan.Content().Visible() {
		t.Error("it is not the reader that is drawn")
	}
	if flow := screen.Flow(v.stage.content); !strings.Contains(flow, "Posez le doigt enregistré sur le lecteur.") {
		t.Errorf("says %s", flow)
	}
	at, size := fyne.CurrentApp().Driver().AbsolutePositionForObject(v.stage.content), v.stage.content.Size()
	if size.Height < 40 || at.Y < 0 || at.Y+size.Height > 320 {
		t.Errorf("it is at %v, %v", at, size)
	}
	v.Render(ready(func(s *signin.State) { s.Problem = view.T("signin.problem.reader.wrong") }))
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "L'empreinte n'a pas été reconnue.") || v.stage.content.Visible() {
		t.Errorf("says %s", flow)
	}
}

// The PIN that opens a template is asked for where some template here wants one, and need not be given: not everybody has such a template.
func TestL3_APINThatNeedNotBeGiven(t *testing.T) {
	v, a, _ := start(t)
	at := slices.Index(console.Ways(), console.WayReader)
	v.Render(ready(func(s *signin.State) { s.Ways[at].Secret = view.T("signin.way.reader.secret") }))
	test.Type(v.FocusName(), "roche")
	v.choose(console.WayReader)
	if v.secrets.entry(string(console.WayReader)) == nil {
		t.Fatal("no PIN can be typed")
	}
	test.Tap(v.submit)
	test.Type(v.FocusSecret(), "2718")
	test.Tap(v.submit)
	if want := []string{"roche reader", "roche reader 2718"}; !slices.Equal(a.calls, want) {
		t.Errorf("asked for %q", a.calls)
	}
}

// A way that is none any more, since its assessment was opened again for instance, is not chosen any more either (L17).
func TestL17_AWayThatGoesIsNotChosen(t *testing.T) {
	v, a, _ := start(t)
	v.Render(ready(nil))
	test.Type(v.FocusName(), "roche")
	v.choose(console.WayReader)
	v.Render(ready(func(s *signin.State) {
		s.Ways = slices.DeleteFunc(s.Ways, func(w signin.Way) bool { return w.Code == string(console.WayReader) })
	}))
	test.Tap(v.submit)
	if flow := screen.Flow(v.Content()); v.ways.chosen != "" || len(a.calls) > 0 || strings.Contains(flow, "Lecteur du poste") {
		t.Errorf("chosen %q, asked for %q: %s", v.ways.chosen, a.calls, flow)
	}
}
