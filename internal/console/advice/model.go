package advice

import (
	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// Model publishes the State of advice.
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

// Find implements Intents.
func (m *Model) Find(id conversation.ID) { m.console.Do(func(d *console.Desk) { d.FindAdvisers(id) }) }

// Ask implements Intents.
func (m *Model) Ask(in conversation.ID, to, words string) {
	m.console.Do(func(d *console.Desk) { d.AskAdvice(in, to, words) })
}

// PutAway implements Intents.
func (m *Model) PutAway(id conversation.ID) { m.console.Do(func(d *console.Desk) { d.PutAway(id) }) }

// Answer implements Intents.
func (m *Model) Answer(question conversation.QuestionID, words string) {
	m.console.Do(func(d *console.Desk) { d.Advise(question, words) })
}

// Decline implements Intents.
func (m *Model) Decline(question conversation.QuestionID, why conversation.Refusal) {
	m.console.Do(func(d *console.Desk) { d.DeclineAdvice(question, why) })
}

func project(d *console.Desk) State {
	if d.Session().Phase != console.SignedIn {
		return State{Now: d.Now()}
	}
	s := State{Now: d.Now(), Online: d.Connection().Phase == console.Online, Advisers: advisers(d.Advisers()), May: map[conversation.ID]bool{}}
	for _, a := range d.Advices() {
		q := Question{
			Conversation: a.Conversation, Reference: a.Conversation.Reference(), Phase: a.Phase, Name: a.Name, Refusal: a.Refusal,
			Until: a.Until, Words: a.Words, Answer: a.Answer, Sending: a.Sending,
		}
		if a.Problem != nil {
			q.Problem, _ = view.OfFault(a.Problem)
		}
		s.Questions = append(s.Questions, q)
	}
	for _, i := range d.Inquiries() {
		q := Inquiry{ID: i.Question, Name: i.Name, UnitName: i.UnitName, Until: i.Until, Words: i.Words, Sending: i.Sending}
		if i.Problem != nil {
			q.Problem, _ = view.OfFault(i.Problem)
		}
		s.Inquiries = append(s.Inquiries, q)
	}
	for _, x := range d.Conversations() {
		if x.Mine() && d.MayAsk(x.ID()) {
			s.May[x.ID()] = true
		}
	}
	return s
}

func advisers(a console.Advisers) Advisers {
	out := Advisers{Conversation: a.Conversation, Loading: a.Conversation != "" && !a.Loaded}
	for _, each := range a.List {
		out.List = append(out.List, Adviser{Actor: each.Chain.Credential.Actor, Name: each.Name, UnitName: each.UnitName})
	}
	if a.Problem != nil {
		out.Problem, _ = view.OfFault(a.Problem)
	}
	return out
}
