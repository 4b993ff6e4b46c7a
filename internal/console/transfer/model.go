package transfer

import (
	"slices"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// Model publishes the State of transfers.
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
func (m *Model) Find(id conversation.ID) { m.console.Do(func(d *console.Desk) { d.FindTakers(id) }) }

// Ask implements Intents.
func (m *Model) Ask(in conversation.ID, to string, why Reason) {
	m.console.Do(func(d *console.Desk) { d.AskTransfer(in, to, why) })
}

// Withdraw implements Intents.
func (m *Model) Withdraw(id conversation.ID) {
	m.console.Do(func(d *console.Desk) { d.WithdrawTransfer(id) })
}

// Accept implements Intents.
func (m *Model) Accept(id conversation.ID) {
	m.console.Do(func(d *console.Desk) { d.AnswerTransfer(id, true, "") })
}

// Refuse implements Intents.
func (m *Model) Refuse(id conversation.ID, why Refusal) {
	m.console.Do(func(d *console.Desk) { d.AnswerTransfer(id, false, why) })
}

// Seen implements Intents.
func (m *Model) Seen(id conversation.ID) {
	m.console.Do(func(d *console.Desk) { d.ForgetTransfer(id) })
}

// Close implements Intents.
func (m *Model) Close(in conversation.ID, reason string) {
	m.console.Do(func(d *console.Desk) { d.Close(in, reason) })
}

func project(d *console.Desk) State {
	session := d.Session()
	if session.Phase != console.SignedIn {
		return State{Now: d.Now()}
	}
	s := State{
		Now: d.Now(), Online: d.Connection().Phase == console.Online, Ending: session.Duty == console.DutyEnding,
		Takers: takers(d.Takers()), May: map[conversation.ID]bool{},
	}
	asked := map[conversation.ID]bool{}
	for _, t := range d.Transfers() {
		s.Requests = append(s.Requests, request(t))
		asked[t.Conversation] = t.Open()
	}
	for _, x := range d.Conversations() {
		if p := x.Phase(); p != exchange.Held && p != exchange.Opening {
			continue
		}
		s.May[x.ID()] = d.MayTransfer(x.ID())
		s.Open = append(s.Open, Open{
			Conversation: x.ID(), Reference: x.Reference(), Urgent: x.Urgent(), Deadline: x.Deadline(),
			Life: view.LifeOf(s.Now, x.Deadline()), Language: x.Language(), MayTransfer: s.May[x.ID()],
			Asked: asked[x.ID()], MayClose: d.MayClose(x) && !asked[x.ID()],
		})
	}
	slices.SortStableFunc(s.Open, func(a, b Open) int { return a.Deadline.Compare(b.Deadline) })
	return s
}

func request(t console.Transfer) Request {
	r := Request{
		Conversation: t.Conversation, Reference: t.Conversation.Reference(), Phase: t.Phase, Asker: t.Asker, Name: t.Name,
		UnitName: t.UnitName, Language: t.Language, Urgent: t.Urgent, Reason: t.Reason, Refusal: t.Refusal, Until: t.Until,
		Sending: t.Sending,
	}
	if t.Problem != nil {
		r.Problem, _ = view.OfFault(t.Problem)
	}
	return r
}

func takers(t console.Takers) Takers {
	out := Takers{Conversation: t.Conversation, Loading: t.Conversation != "" && !t.Loaded}
	for _, each := range t.List {
		out.List = append(out.List, Taker{Actor: each.Actor, Name: each.Name, UnitName: each.UnitName, Room: each.Room})
	}
	if t.Problem != nil {
		out.Problem, _ = view.OfFault(t.Problem)
	}
	return out
}
