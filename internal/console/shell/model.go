package shell

import (
	"sync"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
)

// Model publishes the State of the frame.
type Model struct {
	view.Publisher[State]
	console *console.Console
	warned  map[string]time.Time // of the Desk's goroutine: since when each warning holds

	mu   sync.Mutex
	ears map[*ear]struct{} // guarded by mu
}

var _ Intents = (*Model)(nil)

// New returns the model of a console.
func New(c *console.Console) *Model {
	m := &Model{console: c, warned: map[string]time.Time{}, ears: map[*ear]struct{}{}}
	c.Watch(func(d *console.Desk, change console.Change) {
		if change.Session || change.List || change.Second {
			m.Publish(m.project(d))
		}
	})
	c.Hear(m.pass)
	return m
}

// SetDuty implements Intents.
func (m *Model) SetDuty(duty Duty) {
	m.console.Do(func(d *console.Desk) { d.SetDuty(string(duty)) })
}

// SignOut implements Intents.
func (m *Model) SignOut() { m.console.Do((*console.Desk).SignOut) }

// Lock implements Intents.
func (m *Model) Lock() {
	m.console.Do(func(d *console.Desk) { d.LockNow(console.LockedByHand) })
}

// Attended implements Intents.
func (m *Model) Attended() { m.console.Do((*console.Desk).Attended) }

// Reconnect implements Intents.
func (m *Model) Reconnect() { m.console.Do((*console.Desk).Reconnect) }

func (m *Model) project(d *console.Desk) State {
	session, now := d.Session(), d.Now()
	s := State{Now: now, Connection: connection(d.Connection()), Held: d.Held()}
	if session.Phase == console.SignedIn {
		s.Screen, s.Name, s.UnitName = Desk, session.Name, session.UnitName
		s.Duty, s.Changing = Duty(session.Duty), session.Changing
		s.Next = next(d, now)
		if session.Locked != "" {
			s.Screen = Locked
		}
	}
	if rules := d.Doctrine(); rules != nil {
		s.Doctrine = Doctrine{Version: rules.Version(), Starting: rules.Starting()}
	}
	if problem := d.Notices().Shell; problem != nil {
		s.Notice, _ = view.OfFault(problem)
	}
	s.Warnings = m.warnings(d)
	if len(s.Warnings) > 0 {
		s.Line, s.LineHint = s.Warnings[0].Text, s.Warnings[0].Hint
	}
	return s
}

func connection(c console.Connection) Connection {
	out := Connection{Phase: ConnectionPhase(c.Phase), Since: c.Since, Retry: c.Retry}
	if c.Phase == console.Offline {
		out.Reason = view.T(string(c.Reason.Key))
	}
	return out
}

// next returns the nearest end among the conversations that this operator holds.
func next(d *console.Desk, now time.Time) Deadline {
	var out Deadline
	for _, x := range d.Conversations() {
		if end := x.Deadline(); x.Mine() && x.Phase() != gone && (out.At.IsZero() || end.Before(out.At)) {
			out = Deadline{x.ID(), x.Reference(), end, view.LifeOf(now, end)}
		}
	}
	return out
}
