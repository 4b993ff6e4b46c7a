package signin

import (
	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
)

// Model publishes the State of the sign-in screen.
type Model struct {
	view.Publisher[State]
	console *console.Console
}

var _ Intents = (*Model)(nil)

// New returns the model of a console.
func New(c *console.Console) *Model {
	m := &Model{console: c}
	c.Watch(func(d *console.Desk, change console.Change) {
		if change.Session {
			m.Publish(project(d))
		}
	})
	return m
}

// SignIn implements Intents.
func (m *Model) SignIn(actor, passphrase string) {
	m.console.Do(func(d *console.Desk) { d.SignIn(actor, passphrase) })
}

// ReadKey implements Intents.
func (m *Model) ReadKey() { m.console.Do((*console.Desk).ReadKey) }

// ReplaceKey implements Intents.
func (m *Model) ReplaceKey() { m.console.Do((*console.Desk).ReplaceKey) }

func project(d *console.Desk) State {
	session, key := d.Session(), d.Workstation()
	s := State{
		Phase:       phase(session.Phase, key.State),
		Reachable:   d.Connection().Phase == console.Online,
		Workstation: workstation(key),
		RetryAt:     session.RetryAt,
	}
	if session.Problem != nil {
		s.Problem, s.Hint = view.OfFault(session.Problem)
	}
	if session.Ended != "" {
		s.Ended = view.T("signin.ended." + session.Ended)
	}
	way := Way{Code: "passphrase", Title: view.T("signin.way.passphrase"), Needs: view.T("signin.way.passphrase.needs"), Available: key.State == KeyPresent}
	if !way.Available {
		way.Problem = view.T("signin.problem.no_key")
	}
	s.Ways = []Way{way}
	return s
}

func phase(p console.SessionPhase, key KeyState) Phase {
	switch {
	case p == console.SignedIn:
		return SignedIn
	case p == console.SigningIn:
		return Working
	case key == KeyReading || key == "":
		return Preparing
	}
	return Ready
}

func workstation(w console.Workstation) Workstation {
	out := Workstation{State: w.State, Public: w.Public, New: w.New}
	switch w.State {
	case KeyReading, KeyPresent, "":
		if w.New {
			out.Hint = view.T("signin.workstation.new")
		}
	default:
		out.Problem, out.Hint = view.T("keyring."+string(w.State)), view.T("hint.keyring."+string(w.State))
	}
	return out
}
