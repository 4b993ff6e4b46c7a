package notes

import (
	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// Model publishes the State of the selected conversation's notes.
type Model struct {
	view.Publisher[State]
	console *console.Console
	book    *Book     // of the Desk's goroutine, as all below
	state   State     // as published
	problem view.Text // of the last intent
}

var _ Intents = (*Model)(nil)

// New returns the model of a console that was not started yet. The sealed notes are kept in store.
func New(c *console.Console, store Store) *Model {
	m := &Model{console: c, book: NewBook(store)}
	c.OnErase(m.erased)
	c.Carry(carrier{m})
	c.KeepBeside(console.BesideNotes, keeper{m})
	c.Watch(m.seen)
	return m
}

// Add implements Intents.
func (m *Model) Add(in conversation.ID, text Private) {
	m.do(in, func(d *console.Desk) error { return m.book.Add(in, text, d.Now()) })
}

// Remove implements Intents.
func (m *Model) Remove(in conversation.ID, note ID) {
	m.do(in, func(*console.Desk) error { return m.book.Remove(in, note) })
}

// Draft implements Intents.
func (m *Model) Draft(in conversation.ID, text Private) {
	m.console.Do(func(d *console.Desk) {
		if writable(d, in) {
			_ = m.book.Draft(in, text) // fails only where Add fails, which says so
			d.KeepSoon(in)
			m.show(d)
		}
	})
}

// do drops what is about another conversation than the selected one, and what comes too late.
func (m *Model) do(in conversation.ID, intent func(*console.Desk) error) {
	m.console.Do(func(d *console.Desk) {
		if in != d.Selected() || !writable(d, in) {
			return
		}
		m.show(d) // selected a moment ago: what follows is about this one
		m.problem = view.Text{}
		if err := intent(d); err != nil {
			m.problem, _ = view.OfFault(err)
		}
		d.KeepSoon(in)
		m.show(d)
	})
}

// HandOver returns what the next holder of a conversation needs; false when nothing was written. It is to be called on the
// Desk's goroutine (Console.Do).
func (m *Model) HandOver(id conversation.ID) (Handover, bool) { return m.book.HandOver(id) }

// TakeOver takes in what an earlier holder handed over. It is to be called on the Desk's goroutine (Console.Do).
func (m *Model) TakeOver(id conversation.ID, h Handover) error { return m.book.TakeOver(id, h) }

// erased destroys what was written about a conversation, at the moment in which the conversation itself is erased.
func (m *Model) erased(id conversation.ID) {
	m.book.Erase(id)
	if m.state.Conversation == id {
		m.publish(State{Conversation: id, Why: view.T("notes.why.ended")})
	}
}

func (m *Model) seen(d *console.Desk, change console.Change) {
	_, touched := change.Threads[d.Selected()]
	if touched || change.Session || d.Selected() != m.state.Conversation {
		m.show(d)
	}
}

func (m *Model) show(d *console.Desk) {
	id := d.Selected()
	if id != m.state.Conversation {
		m.problem = view.Text{}
	}
	s := State{Conversation: id, Enabled: writable(d, id), Problem: m.problem}
	if s.Enabled {
		var err error
		if s.Notes, s.Draft, err = m.book.Open(id); err != nil {
			s.Problem, _ = view.OfFault(err)
		}
	} else if id != "" {
		s.Why = why(d, id)
	}
	m.publish(s)
}

func (m *Model) publish(s State) {
	m.state = s
	m.Publish(s)
}

// writable reports whether the conversation is ours, or was when it ended, and something of it is left.
func writable(d *console.Desk, id conversation.ID) bool {
	x, ok := d.Conversation(id)
	return ok && x.Mine() && x.Phase() != exchange.Gone
}

func why(d *console.Desk, id conversation.ID) view.Text {
	if x, ok := d.Conversation(id); ok && x.Phase() == exchange.Waiting {
		return view.T("notes.why.waiting")
	}
	return view.T("notes.why.ended")
}
