package frame

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

type asked struct{ calls []string }

func (a *asked) SetDuty(d shell.Duty)            { a.calls = append(a.calls, "duty "+string(d)) }
func (a *asked) SignOut()                        { a.calls = append(a.calls, "signout") }
func (a *asked) Lock()                           { a.calls = append(a.calls, "lock") }
func (a *asked) Attended()                       {}
func (a *asked) Reconnect()                      { a.calls = append(a.calls, "reconnect") }
func (*asked) Signals(func(shell.Signal)) func() { return func() {} }
func (a *asked) does(what string) func()         { return func() { a.calls = append(a.calls, what) } }
func (a *asked) show(id conversation.ID)         { a.calls = append(a.calls, "show "+string(id)) }

func (a *asked) last() string {
	if len(a.calls) == 0 {
		return ""
	}
	return a.calls[len(a.calls)-1]
}

func start(t *testing.T) (*View, *asked, fyne.Window) {
	t.Helper()
	screen.Start(t)
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{}
	v := New(a, Actions{Help: a.does("help"), Theme: a.does("theme"), Language: a.does("language"), Larger: a.does("larger"),
		Cover: a.does("cover"), Tools: a.does("tools"), Show: a.show}, w)
	return v, a, screen.Show(t, kit.Frame(v.Bar(), v.Foot(), kit.NewLabel("", kit.Body)), 1366, 400)
}

var now = time.Now()

func desk(change func(*shell.State)) shell.State {
	s := shell.State{Screen: shell.Desk, Now: now, Connection: shell.Connection{Phase: shell.Online}, Name: "Camille Roche", UnitName: "Gironde", Duty: shell.OnDuty}
	if change != nil {
		change(&s)
	}
	return s
}

func offline(s *shell.State) {
	s.Connection = shell.Connection{Phase: shell.Offline, Since: time.Now().Add(-95 * time.Second), Reason: view.T("link.offline.silent")}
}

func warn(s *shell.State, w shell.Warning) {
	s.Warnings = append(s.Warnings, w)
	s.Line, s.LineHint = s.Warnings[0].Text, s.Warnings[0].Hint
}

func TestBarSaysWhoAndHow(t *testing.T) {
	v, _, w := start(t)
	v.Render(shell.State{Connection: shell.Connection{Phase: shell.Connecting}})
	if flow := screen.Flow(w.Content()); !strings.Contains(flow, "Connexion…") || strings.Contains(flow, "En service") || strings.Contains(flow, "effacement") {
		t.Errorf("with nobody signed in: %s", flow)
	}
	v.Render(desk(nil))
	screen.Settle(w)
	if flow := screen.Flow(w.Content()); !strings.Contains(flow, "Camille Roche · Gironde") || !strings.Contains(flow, "Connecté") || !strings.Contains(flow, "Aucun effacement à venir") {
		t.Errorf("on the desk: %s", flow)
	}
	v.Render(desk(offline))
	if flow := screen.Flow(w.Content()); !strings.Contains(flow, "Hors ligne depuis 1 min") {
		t.Errorf("offline: %s", flow)
	}
}

// The nearest end is said in its tone, and one press shows its conversation (C19).
func TestC19_NextDeadline(t *testing.T) {
	v, a, w := start(t)
	v.Render(desk(func(s *shell.State) {
		s.Next = shell.Deadline{Conversation: "c7", Reference: "E0YAGH", At: time.Date(2026, 3, 4, 15, 7, 0, 0, time.Local), Life: view.Urgent}
	}))
	test.Tap(screen.Button(t, w.Content(), "Prochain effacement 15:07 · E0YAGH"))
	if a.last() != "show c7" {
		t.Errorf("asked for %q", a.last())
	}
	v.Render(desk(nil))
	test.Tap(screen.Button(t, w.Content(), "Aucun effacement à venir"))
	if len(a.calls) != 1 {
		t.Errorf("asked for %q", a.calls)
	}
}

// The state line says what is wrong, what it means and what to do; it is not there when all is well.
func TestStateLine(t *testing.T) {
	v, a, _ := start(t)
	v.Render(desk(nil))
	if flow := screen.Flow(v.Foot()); flow != "" {
		t.Errorf("all is well, and it says %q", flow)
	}
	v.Render(desk(func(s *shell.State) {
		offline(s)
		warn(s, shell.Warning{Code: "offline", Severity: shell.High, Text: view.Text{Key: "shell.warning.offline", At: now, Count: 2}, Hint: view.T("shell.warning.offline.hint")})
	}))
	flow := screen.Flow(v.Foot())
	for _, want := range []string{"Connexion perdue à " + words.Clock(now), "2 messages attendent", "Le service ne répond pas.", "réessaie d'elle-même"} {
		if !strings.Contains(flow, want) {
			t.Errorf("does not say %q: %s", want, flow)
		}
	}
	test.Tap(screen.Button(t, v.Foot(), "Réessayer"))
	if a.last() != "reconnect" {
		t.Errorf("asked for %q", a.last())
	}
	about := shell.Warning{Code: "failed", Severity: shell.Medium, Conversation: "c5",
		Text: view.Text{Key: "shell.warning.failed", Name: "7K2Q9Z", Count: 1}, Hint: view.T("shell.warning.failed.hint")}
	v.Render(desk(func(s *shell.State) {
		warn(s, about)
		warn(s, shell.Warning{Code: "hourly", Severity: shell.Medium, Text: view.T("shell.warning.hourly"), Hint: view.T("shell.warning.hourly.hint")})
	}))
	if flow := screen.Flow(v.Foot()); !strings.Contains(flow, "Conversation 7K2Q9Z : 1 message n'a pas été accepté.") || !strings.Contains(flow, "Et 1 autre alerte (F8).") {
		t.Errorf("says %s", flow)
	}
	test.Tap(screen.Button(t, v.Foot(), "Ouvrir"))
	if a.last() != "show c5" {
		t.Errorf("asked for %q", a.last())
	}
}

// A refused intent is said in words of its own: signing out while conversations are held (B13).
func TestB13_NoticeIsSaid(t *testing.T) {
	v, a, w := start(t)
	v.Render(desk(nil))
	test.Tap(screen.Button(t, w.Content(), "Se déconnecter"))
	if a.last() != "signout" {
		t.Errorf("asked for %q", a.last())
	}
	v.Render(desk(func(s *shell.State) { s.Notice = view.T("shell.signout.holding") }))
	if flow := screen.Flow(v.Foot()); !strings.Contains(flow, "Vous tenez encore des conversations") {
		t.Errorf("says %s", flow)
	}
}

// The duty state is asked for by the person only: what the model says changes the choice and asks for nothing (C25).
func TestC25_DutyIsChosenByThePersonAlone(t *testing.T) {
	v, a, _ := start(t)
	for _, d := range []shell.Duty{shell.OnDuty, shell.Break, shell.Ending} {
		v.Render(desk(func(s *shell.State) { s.Duty = d }))
		if v.duty.Selected != v.dutyName(d) {
			t.Errorf("%s is shown as %q", d, v.duty.Selected)
		}
	}
	if len(a.calls) != 0 {
		t.Fatalf("rendering asked for %q", a.calls)
	}
	v.duty.SetSelected(v.dutyName(shell.Break))
	if a.last() != "duty break" {
		t.Errorf("asked for %q", a.last())
	}
	v.Render(desk(func(s *shell.State) { s.Duty, s.Changing = shell.Ending, true }))
	if v.duty.Selected != v.dutyName(shell.Break) {
		t.Error("the choice jumped back while it is on its way")
	}
}

// Every button of the bar does what its hint says.
func TestBarButtons(t *testing.T) {
	v, a, w := start(t)
	v.Render(desk(nil))
	for hint, want := range map[string]string{
		"frame.help": "help", "frame.theme": "theme", "frame.language": "language", "frame.larger": "larger", "frame.cover": "cover",
	} {
		test.Tap(screen.Button(t, w.Content(), v.words.T(hint)))
		if a.last() != want {
			t.Errorf("%s does %q", hint, a.last())
		}
	}
}
