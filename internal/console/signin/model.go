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

// Enter implements Intents.
func (m *Model) Enter(a console.Attempt) {
	m.console.Do(func(d *console.Desk) { d.Enter(a) })
}

// GiveUp implements Intents.
func (m *Model) GiveUp() { m.console.Do((*console.Desk).GiveUp) }

// SignOut implements Intents.
func (m *Model) SignOut() { m.console.Do((*console.Desk).SignOut) }

// ReadKey implements Intents.
func (m *Model) ReadKey() { m.console.Do((*console.Desk).ReadKey) }

// ReplaceKey implements Intents.
func (m *Model) ReplaceKey() { m.console.Do((*console.Desk).ReplaceKey) }

func project(d *console.Desk) State {
	session, key := d.Session(), d.Workstation()
	s := State{
		Phase:       phase(session, key.State),
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
	s.Stage, s.Way, s.Scan = session.Stage, string(session.Way), session.Scan
	reader, _ := d.Reader()
	for _, offer := range d.Offers() {
		way := wayOf(offer)
		if offer.Way == console.WayReader && !reader.PIN {
			way.Secret = view.Text{}
		}
		s.Ways = append(s.Ways, way)
	}
	if session.Locked != "" {
		s.Locked, s.Name, s.Holding = view.T("signin.locked."+session.Locked), session.Name, d.Held()
	}
	return s
}

// wayOf says what a way needs, and why it cannot be used here and now.
func wayOf(o console.Offer) Way {
	key := "signin.way." + string(o.Way)
	out := Way{
		Code: string(o.Way), Title: view.T(key), Needs: view.T(key + ".needs"), Looking: o.Looking,
		Available: o.Problem == "" && !o.Looking, Optional: o.Way == console.WayReader,
	}
	if o.Problem != "" {
		out.Problem = view.T(string(o.Problem))
	}
	if o.Way != console.WayFinger {
		out.Secret = view.T(key + ".secret")
	}
	return out
}

func phase(s console.Session, key KeyState) Phase {
	switch {
	case s.Stage != Idle || s.Phase == console.SigningIn:
		return Working
	case s.Phase == console.SignedIn && s.Locked == "":
		return SignedIn
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
