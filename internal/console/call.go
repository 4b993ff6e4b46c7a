package console

import (
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Call is the last call of this operator to the supervisors about a conversation that they hold (C24). It holds no words.
type Call struct {
	Conversation conversation.ID
	Call         conversation.CallID
	Phase        CallPhase
	Name         string    // of the supervisor who comes, for this window only
	Until        time.Time // when it lapses, on the service's clock
	Sending      bool
	Problem      error // of CallFailed
	seen         bool  // put away
	since        time.Time
}

// CallPhase is how far a call has come. The first three are on the wire.
type CallPhase string

// The phases.
const (
	CallOpen     CallPhase = "calling"
	CallAnswered CallPhase = "answered"
	CallLapsed   CallPhase = "lapsed"
	CallNobody   CallPhase = "nobody"  // no supervisor is signed in
	CallOffline  CallPhase = "offline" // it has not left
	CallFailed   CallPhase = "failed"
)

// Summons is a call of an operator to this supervisor.
type Summons struct {
	Call      conversation.CallID
	Name      string // of the operator, for this window only
	UnitName  string
	Reference conversation.Reference
	Since     time.Time
	Until     time.Time // on the service's clock
	Sending   bool
	Problem   error // of the last answer

	told bool // since the last synchronisation began
}

// calls is what the Desk knows of calls.
type calls struct {
	own    map[conversation.ID]*Call
	called map[conversation.CallID]*Summons
}

func newCalls() calls {
	return calls{own: map[conversation.ID]*Call{}, called: map[conversation.CallID]*Summons{}}
}

// Calls returns this operator's calls that are not put away, the oldest first.
func (d *Desk) Calls() []Call {
	var out []Call
	for _, c := range d.calls.own {
		if !c.seen {
			out = append(out, *c)
		}
	}
	oldestFirst(out, func(c Call) (time.Time, string) { return c.since, string(c.Conversation) })
	return out
}

// Summoned returns the calls to this supervisor, the oldest first.
func (d *Desk) Summoned() []Summons {
	out := make([]Summons, 0, len(d.calls.called))
	for _, c := range d.calls.called {
		out = append(out, *c)
	}
	oldestFirst(out, func(s Summons) (time.Time, string) { return s.Since, string(s.Call) })
	return out
}

// MayCall reports whether the supervisors can be called about a conversation now. Offline it is said that nothing leaves.
func (d *Desk) MayCall(id conversation.ID) bool {
	x, known := d.options.Cache.Find(id)
	if !known || !d.session.active() || !x.Mine() {
		return false
	}
	c, p := d.calls.own[id], x.Phase()
	return (p == exchange.Held || p == exchange.Opening) && (c == nil || c.Phase != CallOpen && !c.Sending)
}

// CallSupervisor calls those of the unit and the national ones.
func (d *Desk) CallSupervisor(id conversation.ID) {
	if !d.MayCall(id) {
		return
	}
	x, _ := d.options.Cache.Find(id)
	c := &Call{
		Conversation: id, Call: conversation.CallID(newQuestionID()), Phase: CallOpen, Until: d.Now().Add(conversation.CallTime), since: d.local(),
	}
	d.calls.own[id], d.change.Session = c, true
	if !d.ready() {
		c.Phase = CallOffline
		return
	}
	c.Sending = true
	d.ask(wire.TypeCall, wire.Call{Conversation: id, Generation: x.Generation(), Call: c.Call}, func(d *Desk, _ wire.Frame, err error) {
		if d.calls.own[id] != c {
			return
		}
		d.change.Session = true
		c.Sending = false
		switch {
		case err == nil:
		case fault.PublicOf(err).Key == "fault.call.nobody":
			c.Phase = CallNobody
		case !d.ready():
			c.Phase = CallOffline // if it has left all the same, the next synchronisation says so
		default:
			c.Phase, c.Problem = CallFailed, err
		}
	})
}

// CallSeen puts a call that is over away.
func (d *Desk) CallSeen(id conversation.ID) {
	if c := d.calls.own[id]; c != nil && c.Phase != CallOpen {
		c.seen, d.change.Session = true, true
	}
}

// AnswerCall says that this supervisor comes.
func (d *Desk) AnswerCall(id conversation.CallID) {
	c := d.calls.called[id]
	if c == nil || c.Sending {
		return
	}
	c.Sending, c.Problem, d.change.Session = true, nil, true
	d.ask(wire.TypeCallAnswer, wire.CallAnswer{Call: id}, func(d *Desk, _ wire.Frame, err error) {
		if d.calls.called[id] != c {
			return
		}
		d.change.Session = true
		c.Sending, c.Problem = false, err
		if err == nil || fault.Is(err, fault.Taken) || fault.Is(err, fault.Missing) {
			delete(d.calls.called, id)
		}
	})
}

// callTold takes in how our call stands.
func (d *Desk) callTold(told wire.CallTold) {
	x, known := d.options.Cache.Find(told.Conversation)
	if !known || x.Generation() != told.Generation || !d.holds(x) {
		return
	}
	c := d.calls.own[told.Conversation]
	if c == nil {
		c = &Call{Conversation: told.Conversation, since: d.local()}
		d.calls.own[told.Conversation] = c
	}
	phase := CallPhase(told.Phase)
	if phase == CallAnswered && (c.Call != told.Call || c.Phase != phase) {
		d.signal(SupervisorComes)
	}
	if c.Call != told.Call || c.Phase != phase {
		c.seen = false
	}
	c.Call, c.Phase, c.Name, c.Until = told.Call, phase, told.ByName, told.Until.Time()
	c.Sending, c.Problem, d.change.Session = false, nil, true
}

// called takes in a call to us, or that one is over.
func (d *Desk) called(told wire.Called) {
	d.change.Session = true
	if told.Phase != string(CallOpen) {
		delete(d.calls.called, told.Call)
		return
	}
	if c := d.calls.called[told.Call]; c != nil {
		c.told = true
		return
	}
	d.calls.called[told.Call] = &Summons{
		Call: told.Call, Name: told.FromName, UnitName: told.UnitName, Reference: told.Reference, Since: told.Since.Time(),
		Until: told.Until.Time(), told: true,
	}
	d.signal(SupervisorCalled)
}

// tickCalls ends what has lapsed, also when the service says nothing any more.
func (d *Desk) tickCalls(now time.Time) {
	for id, c := range d.calls.called {
		if !now.Before(c.Until) {
			delete(d.calls.called, id)
			d.change.Session = true
		}
	}
	for _, c := range d.calls.own {
		if c.Phase == CallOpen && now.After(c.Until.Add(5*time.Second)) {
			c.Phase, c.Sending, d.change.Session = CallLapsed, false, true
		}
	}
}

// forgetCalls erases calls to us that the service has not told of in a synchronisation: they were over meanwhile.
func (d *Desk) forgetCalls() {
	for id, c := range d.calls.called {
		if !c.told {
			delete(d.calls.called, id)
			d.change.Session = true
		}
	}
}
