package inbox

import (
	"cmp"
	"slices"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// Model publishes the State of the list.
type Model struct {
	view.Publisher[State]
	console *console.Console
	state   State  // of the Desk's goroutine: everything, hidden or not
	filter  Filter // of the Desk's goroutine
}

var _ Intents = (*Model)(nil)

// New returns the model of a console.
func New(c *console.Console) *Model {
	m := &Model{console: c}
	c.Watch(m.seen)
	return m
}

// Select implements Intents.
func (m *Model) Select(id conversation.ID) {
	m.console.Do(func(d *console.Desk) { d.Select(id) })
}

// Claim implements Intents.
func (m *Model) Claim(id conversation.ID) {
	m.console.Do(func(d *console.Desk) { d.Claim(id) })
}

// ClaimNext implements Intents.
func (m *Model) ClaimNext() {
	m.console.Do(func(d *console.Desk) {
		for _, r := range m.list(d).Waiting {
			if r.Claim == Claimable {
				d.Claim(r.Conversation)
				return
			}
		}
	})
}

// Settle implements Intents.
func (m *Model) Settle(id conversation.ID, decided retention.Disposition) {
	m.console.Do(func(d *console.Desk) { d.Settle(id, decided) })
}

// Dismiss implements Intents.
func (m *Model) Dismiss(id conversation.ID) {
	m.console.Do(func(d *console.Desk) { d.Dismiss(id) })
}

// Find implements Intents.
func (m *Model) Find(f Filter) {
	m.console.Do(func(*console.Desk) {
		m.filter = f
		m.Publish(f.filtered(m.state))
	})
}

func (m *Model) seen(d *console.Desk, change console.Change) {
	if d.Session().Phase != console.SignedIn {
		m.filter = Filter{} // the next person looks for something else
	}
	switch {
	case change.List || change.Session:
		m.state = m.list(d)
	case change.Second && m.besideChanged(d):
		m.state = m.list(d)
	case change.Second:
		m.state.Now = d.Now()
		m.state = aged(m.state)
	default:
		return
	}
	m.Publish(m.filter.filtered(m.state))
}

// list makes the State anew.
func (m *Model) list(d *console.Desk) State {
	session := d.Session()
	s := State{Now: d.Now(), Capacity: session.Capacity, Selected: d.Selected(), Phase: Loading}
	if session.Synced {
		s.Phase = Current
	} else if d.Connection().Phase == console.Offline && session.Phase == console.SignedIn {
		s.Phase = Stale
	}
	if problem := d.Notices().Inbox; problem != nil {
		s.Notice, _ = view.OfFault(problem)
	}
	s.Receipts, s.Erased = receipts(d), d.Erased()
	if t, known := d.Team(); known {
		s.Team = Team{Known: true, OnDuty: t.OnDuty, OnBreak: t.OnBreak, Ending: t.Ending, Held: t.Held, Room: t.Room}
	}
	gate := gateOf(d.MayClaimAny())
	if s.Watches = session.Phase == console.SignedIn && !session.Conducts; s.Watches {
		gate = NotTheirs
	}
	for _, x := range d.Conversations() {
		r := row(d, x, gate)
		switch r.Status {
		case Waiting:
			s.Waiting = append(s.Waiting, r)
		case Mine:
			s.Mine = append(s.Mine, r)
			s.Unread += r.Unread
		default:
			s.Ended = append(s.Ended, r)
		}
	}
	order(&s, d)
	return s
}

// order sorts what came in order of arrival.
func order(s *State, d *console.Desk) {
	slices.SortStableFunc(s.Waiting, func(a, b Row) int {
		switch {
		case a.Urgent == b.Urgent:
			return 0
		case a.Urgent:
			return -1
		}
		return 1
	})
	since := func(r Row) int64 {
		x, _ := d.Conversation(r.Conversation)
		return x.Claimed().UnixNano()
	}
	slices.SortStableFunc(s.Mine, func(a, b Row) int { return cmp.Compare(since(a), since(b)) })
	slices.SortStableFunc(s.Ended, func(a, b Row) int { return b.LastMessage.Compare(a.LastMessage) })
}

// aged returns the state at a later moment: nothing but the remaining lives may differ.
func aged(s State) State {
	for _, rows := range []*[]Row{&s.Waiting, &s.Mine, &s.Ended} {
		for i, r := range *rows {
			if life := view.LifeOf(s.Now, r.Deadline); life != r.Life && r.Status != Deleted {
				fresh := slices.Clone(*rows)
				fresh[i].Life = life
				*rows = fresh
			}
		}
	}
	return s
}

// beside says what of that which stands beside a conversation wants a look.
func beside(d *console.Desk, id conversation.ID) view.Text {
	if x, ok := d.Conversation(id); ok && x.Mine() && x.Phase() != exchange.Gone {
		for _, c := range d.Concerns(id) {
			return view.T("inbox.beside." + c.Code)
		}
	}
	return view.Text{}
}

// besideChanged reports whether some line says something else of that now: time alone brings it, no message does.
func (m *Model) besideChanged(d *console.Desk) bool {
	other := func(r Row) bool { return r.Beside != beside(d, r.Conversation) }
	return slices.ContainsFunc(m.state.Mine, other) || slices.ContainsFunc(m.state.Ended, other)
}

func row(d *console.Desk, x *exchange.Exchange, gate Claim) Row {
	here, _ := x.Here()
	queued, failed := x.Unsent()
	r := Row{
		Conversation: x.ID(), Reference: x.Reference(), Language: x.Language(), Unit: x.Unit(), UnitName: x.UnitName(), Overflowed: x.Overflowed(), Status: status(x), Urgent: x.Urgent(),
		Opened: x.Opened(), LastMessage: x.LastMessage(), Deadline: x.Deadline(), Life: view.LifeOf(d.Now(), x.Deadline()),
		Unread: x.Unread(), Failed: failed, Queued: queued, Typing: x.Typing(d.Now()), Here: here, Alarm: x.Alarmed(), Beside: beside(d, x.ID()),
	}
	switch r.Status {
	case Waiting:
		r.Claim = claim(d, x, gate)
	case Mine:
		if x.Phase() == exchange.Opening {
			r.Note = view.T("inbox.note.opening")
		}
	default:
		r.Note = view.T("inbox.note." + string(r.Status) + cause(x))
		if note, open := unanswered(d, x.ID()); open {
			r.Note = note
		}
	}
	return r
}

func cause(x *exchange.Exchange) string {
	if c := x.Cause(); c != "" {
		return "." + c
	}
	return ""
}

func status(x *exchange.Exchange) Status {
	switch x.Phase() {
	case exchange.Waiting:
		return Waiting
	case exchange.Opening, exchange.Held:
		return Mine
	case exchange.Lost:
		return Lost
	case exchange.Gone:
		return Deleted
	}
	return Closed
}

// claim tells whether one conversation can be taken, given what holds for all.
func claim(d *console.Desk, x *exchange.Exchange, gate Claim) Claim {
	switch {
	case d.Claiming(x.ID()):
		return Claiming
	case gate != Claimable:
		return gate
	case !x.Readable():
		return NotYet
	}
	return Claimable
}

func gateOf(err error) Claim {
	switch fault.KindOf(err) {
	case "":
		return Claimable
	case fault.TooMany:
		return NoRoom
	case fault.Denied:
		return NotOnDuty
	}
	return NotOnline
}
