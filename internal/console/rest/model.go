package rest

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
)

// State is what there is to suggest.
type State struct {
	Due     bool
	Why     view.Text     // what speaks for a break
	Length  time.Duration // of the break
	Holding bool          // conversations are held: they stay open and can be answered
}

// Intents is what the suggestion may ask for. None of it blocks.
type Intents interface {
	// Take begins a break.
	Take()

	// Later asks not to be reminded for a while.
	Later()
}

// again is how long somebody is left alone who does not want a break now.
const again = 20 * time.Minute

// Model publishes the State.
type Model struct {
	view.Publisher[State]
	console  *console.Console
	policies *doctrine.Policies       // of the Desk's goroutine, as all below
	work     doctrine.Work            // since the last break that was one
	counted  map[conversation.ID]bool // true: as a hard one
	at       time.Time                // until when the work is counted, on this machine's clock
	paused   time.Time                // since when there is a break; zero for none
	quiet    time.Time                // nothing is suggested before
	state    State
}

var _ Intents = (*Model)(nil)

// New returns the model of a console that was not started yet. Before Load it goes by the default policy.
func New(c *console.Console) *Model {
	m := &Model{console: c, policies: &doctrine.Policies{}, counted: map[conversation.ID]bool{}}
	c.OnErase(func(id conversation.ID) { delete(m.counted, id) })
	c.Watch(m.seen)
	return m
}

// Load gives the values by which units work.
func (m *Model) Load(p *doctrine.Policies) {
	m.console.Do(func(*console.Desk) { m.policies = p })
}

// Take implements Intents.
func (m *Model) Take() {
	m.console.Do(func(d *console.Desk) { d.SetDuty(console.DutyBreak) })
}

// Later implements Intents.
func (m *Model) Later() {
	m.console.Do(func(d *console.Desk) {
		m.quiet = d.Local().Add(again)
		m.suggest(d)
	})
}

func (m *Model) seen(d *console.Desk, change console.Change) {
	s, now := d.Session(), d.Local()
	if s.Phase != console.SignedIn {
		m.work, m.at, m.paused, m.quiet = doctrine.Work{}, time.Time{}, time.Time{}, time.Time{}
		clear(m.counted)
		m.suggest(d)
		return
	}
	if s.Duty == console.DutyBreak {
		m.pause(d, now)
	} else {
		m.goOn(now)
	}
	if change.List {
		m.count(d)
	}
	m.suggest(d)
}

// pause counts no work. A break that lasts as long as the policy wants makes up for what was before.
func (m *Model) pause(d *console.Desk, now time.Time) {
	if m.paused.IsZero() {
		m.paused, m.quiet = now, now.Add(again)
	}
	if now.Sub(m.paused) >= m.policy(d).Length {
		m.work = doctrine.Work{}
	}
	m.at = now
}

func (m *Model) goOn(now time.Time) {
	if !m.at.IsZero() {
		m.work.Time += now.Sub(m.at)
	}
	m.at, m.paused = now, time.Time{}
}

// count counts the conversations that are new among ours. Which they were is forgotten with them.
func (m *Model) count(d *console.Desk) {
	for _, x := range d.Conversations() {
		if !x.Mine() || x.Phase() == exchange.Gone {
			continue
		}
		hard, known := m.counted[x.ID()]
		if !known {
			m.work.Conversations++
		}
		if x.Urgent() && !hard {
			m.work.Hard++
		}
		m.counted[x.ID()] = hard || x.Urgent()
	}
}

func (m *Model) policy(d *console.Desk) doctrine.BreakPolicy { return m.policies.For(d.Unit()).Break }

func (m *Model) suggest(d *console.Desk) {
	var s State
	policy := m.policy(d)
	if d.Session().Duty == console.DutyOn && policy.Due(m.work) && !d.Local().Before(m.quiet) {
		s = State{Due: true, Why: why(policy, m.work), Length: policy.Length, Holding: d.Held() > 0}
	}
	if s != m.state {
		m.state = s
		m.Publish(s)
	}
}

// why says what speaks for a break, what weighs most first. It says no figure that could be compared but the time.
func why(p doctrine.BreakPolicy, w doctrine.Work) view.Text {
	switch {
	case w.Hard >= p.Hard:
		return view.T("rest.why.hard")
	case w.Conversations >= p.Conversations:
		return view.T("rest.why.many")
	}
	return view.Text{Key: "rest.why.time", Left: p.After}
}
