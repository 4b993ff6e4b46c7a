package account

import (
	"encoding/base64"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/wire"
)

// Model publishes the State of the account page.
type Model struct {
	view.Publisher[State]
	console *console.Console
	open    bool // of the Desk's goroutine
}

var _ Intents = (*Model)(nil)

// New returns the model of a console.
func New(c *console.Console) *Model {
	m := &Model{console: c}
	c.Watch(func(d *console.Desk, change console.Change) {
		if change.Session {
			m.publish(d)
		}
	})
	return m
}

// Open implements Intents.
func (m *Model) Open() {
	m.console.Do(func(d *console.Desk) {
		m.open = true
		d.AskMeans("")
		m.publish(d)
	})
}

// Close implements Intents.
func (m *Model) Close() {
	m.console.Do(func(d *console.Desk) {
		m.open = false
		d.GiveUpEnrolment()
		d.ForgetInvitation()
		m.publish(d)
	})
}

// Enrol implements Intents.
func (m *Model) Enrol(e console.Enrolling) { m.console.Do(func(d *console.Desk) { d.Enrol(e) }) }

// GiveUp implements Intents.
func (m *Model) GiveUp() { m.console.Do((*console.Desk).GiveUpEnrolment) }

// Revoke implements Intents.
func (m *Model) Revoke(actor, id string) {
	raw, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return // not one that the State has
	}
	m.console.Do(func(d *console.Desk) { d.RevokeMeans(actor, raw) })
}

// Supervise implements Intents.
func (m *Model) Supervise(s Supervision) {
	m.console.Do(func(d *console.Desk) {
		switch s.Do {
		case Look:
			d.AskMeans(s.Actor)
		case Invite:
			d.Invite(s.Actor)
		case Confirm:
			d.ConfirmMeans(s.Actor, s.Number)
		case Forget:
			d.ForgetInvitation()
		}
	})
}

func (m *Model) publish(d *console.Desk) { m.Publish(project(d, m.open)) }

func project(d *console.Desk, open bool) State {
	session, means := d.Session(), d.Means()
	if !open || session.Phase != console.SignedIn || session.Locked != "" {
		return State{}
	}
	s := State{
		Phase: Ready, Name: session.Name, Unit: session.UnitName, Own: list(means.Own), Stage: means.Stage, Way: means.Way, Scan: means.Scan, Asking: means.Asking,
		Held: map[console.Held]view.Text{}, Invites: means.Invites, Now: d.Now(),
		Invited: Invited{means.Invited.Actor, means.Invited.Code, means.Invited.Expires.Time()},
		Theirs:  Theirs{means.Theirs.Actor, list(means.Theirs.List)},
	}
	switch {
	case d.Connection().Phase != console.Online:
		s.Phase = Offline
	case !means.Known:
		s.Phase = Loading
	}
	for _, w := range d.Enrollable() {
		offer := d.EnrolOffered(w)
		kind := Kind{Way: w, Title: view.T("account_page.kind." + string(w)), Ready: offer.Problem == "" && !offer.Looking}
		if offer.Problem != "" {
			kind.Problem = view.T(string(offer.Problem))
		}
		s.Enrol = append(s.Enrol, kind)
	}
	for held, problem := range d.HeldHere() {
		if problem != "" {
			s.Held[held] = view.T(string(problem))
		}
	}
	if means.Problem != nil {
		s.Problem, s.Hint = view.OfFault(means.Problem)
	}
	return s
}

func list(all []wire.OneMeans) []Means {
	out := make([]Means, len(all))
	for i, one := range all {
		m := Means{
			ID: base64.RawURLEncoding.EncodeToString(one.ID), Kind: one.Kind, Title: view.T("account_page.means." + kindText(one.Kind)), Name: one.Name,
			Added: one.Added.Time(), By: one.By, Number: one.Number, Present: one.Present,
		}
		if one.Used != 0 {
			m.Used = one.Used.Time()
		}
		switch {
		case one.Revoked != 0:
			m.State, m.Why = Over, view.T("account_page.over."+causeText(one.Cause))
		case one.Waits:
			m.State = Waiting
		}
		out[i] = m
	}
	return out
}

// Kinds and Causes are those that there are texts for; what a newer service adds is shown in general words.
var (
	Kinds  = []string{"key", "card", "reader", "other"}
	Causes = []string{"holder", "supervisor", "cloned", "refused", "reader", "renewed", "other"}
)

func kindText(kind string) string { return view.Known(Kinds, kind, "other") }

func causeText(cause string) string { return view.Known(Causes, cause, "other") }
