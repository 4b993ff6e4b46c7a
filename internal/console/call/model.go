package call

import (
	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// Model publishes the State of calls.
type Model struct {
	view.Publisher[State]
	console *console.Console
}

var _ Intents = (*Model)(nil)

// New returns the model of a console.
func New(c *console.Console) *Model {
	m := &Model{console: c}
	c.Watch(func(d *console.Desk, change console.Change) {
		if change.Session || change.List || change.Second {
			m.Publish(project(d))
		}
	})
	return m
}

// Call implements Intents.
func (m *Model) Call(id conversation.ID) {
	m.console.Do(func(d *console.Desk) { d.CallSupervisor(id) })
}

// Seen implements Intents.
func (m *Model) Seen(id conversation.ID) { m.console.Do(func(d *console.Desk) { d.CallSeen(id) }) }

// Answer implements Intents.
func (m *Model) Answer(id conversation.CallID) {
	m.console.Do(func(d *console.Desk) { d.AnswerCall(id) })
}

func project(d *console.Desk) State {
	if d.Session().Phase != console.SignedIn {
		return State{Now: d.Now()}
	}
	s := State{Now: d.Now(), Online: d.Connection().Phase == console.Online, May: map[conversation.ID]bool{}}
	for _, c := range d.Calls() {
		out := Call{Conversation: c.Conversation, Reference: c.Conversation.Reference(), Phase: c.Phase, Name: c.Name, Until: c.Until}
		if c.Problem != nil {
			out.Problem, _ = view.OfFault(c.Problem)
		}
		s.Own = append(s.Own, out)
	}
	for _, c := range d.Summoned() {
		out := Summons{ID: c.Call, Name: c.Name, UnitName: c.UnitName, Reference: c.Reference, Since: c.Since, Sending: c.Sending}
		if c.Problem != nil {
			out.Problem, _ = view.OfFault(c.Problem)
		}
		s.Called = append(s.Called, out)
	}
	for _, x := range d.Conversations() {
		if d.MayCall(x.ID()) {
			s.May[x.ID()] = true
		}
	}
	return s
}
