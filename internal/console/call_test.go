package console_test

import (
	"testing"

	"vigie.example/internal/access"
	"vigie.example/internal/console/call"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
)

func (p *pair) calls(t *testing.T) {
	t.Helper()
	until(t, p.op.Call, "a conversation to call about", func(s call.State) bool { return s.May[p.id] })
	p.op.Call.Call(p.id)
}

func (p *pair) supervisor(t *testing.T) *testkit.Operator {
	t.Helper()
	return p.operator(t, p.AddStaff(t, "sup-1", access.Supervisor, access.NationalUnit))
}

func callIn(phase call.Phase) func(call.State) bool {
	return func(s call.State) bool { return len(s.Own) == 1 && s.Own[0].Phase == phase }
}

// Nobody is signed in: the caller is told. Then somebody is, hears it, and answers: the caller is told who.
func TestC24_TheCallerIsToldWhoComes(t *testing.T) {
	p := newPair(t)
	p.calls(t)
	until(t, p.op.Call, "that nobody is there", callIn(call.Nobody))
	p.op.Call.Seen(p.id)
	until(t, p.op.Call, "that it is put away", func(s call.State) bool { return len(s.Own) == 0 })
	sup := p.supervisor(t)
	signals := make(chan shell.Signal, 100)
	stop := sup.Shell.Signals(func(s shell.Signal) { signals <- s })
	defer stop()
	p.calls(t)
	s := until(t, sup.Call, "the call", func(s call.State) bool { return len(s.Called) == 1 })
	if c := s.Called[0]; c.Name == "" || c.UnitName == "" || c.Reference != p.id.Reference() {
		t.Errorf("called: %+v", c)
	}
	if got := <-signals; got != shell.Summoned {
		t.Errorf("heard %q", got)
	}
	until(t, sup.Shell, "the warning", func(s shell.State) bool { return warned(s) && s.Line.Key == "shell.warning.called" })
	sup.Call.Answer(s.Called[0].ID)
	if s := until(t, p.op.Call, "the answer", callIn(call.Answered)); s.Own[0].Name == "" || !s.May[p.id] {
		t.Errorf("answered: %+v", s)
	}
	until(t, sup.Call, "that it is answered", func(s call.State) bool { return len(s.Called) == 0 })
	until(t, sup.Shell, "no warning", func(s shell.State) bool { return !warned(s) })
}

// A supervisor is not on duty for conversations, and nobody seals to their console: it asks for neither, and nothing is wrong (S7).
func TestS7_ASupervisorsConsoleTakesNothing(t *testing.T) {
	p := newPair(t)
	sup := p.supervisor(t)
	waits, events := p.declarant(t, declarant.Options{})
	waits.Say("Je suis là")
	expect(t, events, declarant.Stored)
	until(t, sup.Inbox, "the one who waits", func(s inbox.State) bool {
		return s.Phase == inbox.Current && s.Watches && len(s.Waiting) == 1 && s.Waiting[0].Claim == inbox.NotTheirs
	})
	sup.Shell.SetDuty(shell.Break) // its key does nothing
	s := until(t, sup.Shell, "the desk", func(s shell.State) bool { return s.Screen == shell.Desk && s.Duty == "" })
	if len(s.Warnings) > 0 || !s.Notice.None() {
		t.Errorf("the supervisor's console says %v %v", s.Warnings, s.Notice)
	}
	if s := until(t, p.op.Shell, "an operator's", func(s shell.State) bool { return s.Screen == shell.Desk }); s.Duty != shell.OnDuty {
		t.Errorf("an operator's duty is %q", s.Duty)
	}
}

func warned(s shell.State) bool {
	for _, w := range s.Warnings {
		if w.Code == "called" {
			return true
		}
	}
	return false
}

// A call goes with its conversation, on both sides.
func TestC24_ACallLeavesNothing(t *testing.T) {
	p := newPair(t)
	sup := p.supervisor(t)
	p.calls(t)
	until(t, sup.Call, "the call", func(s call.State) bool { return len(s.Called) == 1 })
	if s := until(t, p.op.Call, "that it is open", callIn(call.Open)); s.May[p.id] {
		t.Error("a second call could be made")
	}
	p.d.Erase()
	until(t, sup.Call, "that it is over", func(s call.State) bool { return len(s.Called) == 0 })
	until(t, p.op.Call, "that it went with the conversation", func(s call.State) bool { return len(s.Own) == 0 })
}

// A supervisor who was away forgets what was over meanwhile.
func TestC24_CallsAndALostConnection(t *testing.T) {
	p := newPair(t)
	who := p.AddStaff(t, "sup-1", access.Supervisor, access.NationalUnit)
	var network cuttable
	sup, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: p.Console, Roots: p.Roots, Authority: p.Authority.Public(), Workstation: who.Workstation, Link: network.use,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sup.Close)
	if err := sup.Enter(soon(t), "sup-1", who.Passphrase); err != nil {
		t.Fatal(err)
	}
	p.calls(t)
	until(t, sup.Call, "the call", func(s call.State) bool { return len(s.Called) == 1 })
	network.cut(true)
	until(t, sup.Call, "no connection", func(s call.State) bool { return !s.Online })
	p.d.Erase()
	until(t, p.op.Call, "that it went with the conversation", func(s call.State) bool { return len(s.Own) == 0 })
	network.cut(false)
	until(t, sup.Call, "that it is forgotten", func(s call.State) bool { return s.Online && len(s.Called) == 0 })
}

// Offline the caller is told at once that nothing has left, and can call again once there is a connection.
func TestC24_OfflineNothingLeaves(t *testing.T) {
	p := newPlace(t)
	p.op.Close()
	var network cuttable
	who := p.AddOperator(t, "op-3", "national")
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: p.Console, Roots: p.Roots, Authority: p.Authority.Public(), Workstation: who.Workstation, Link: network.use,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(op.Close)
	if err := op.Enter(soon(t), "op-3", who.Passphrase); err != nil {
		t.Fatal(err)
	}
	p.op = op
	d, events := p.declarant(t, declarant.Options{})
	d.Say("Un")
	expect(t, events, declarant.Stored)
	id := p.claim(t)
	until(t, op.Call, "a conversation to call about", func(s call.State) bool { return s.May[id] })
	network.cut(true)
	until(t, op.Call, "no connection", func(s call.State) bool { return !s.Online })
	op.Call.Call(id)
	until(t, op.Call, "that nothing has left", func(s call.State) bool { return callIn(call.Offline)(s) && s.May[id] })
	network.cut(false)
	until(t, op.Call, "a connection", func(s call.State) bool { return s.Online })
	until(t, op.Inbox, "the list again", func(s inbox.State) bool { return s.Phase == inbox.Current })
	op.Call.Call(id)
	until(t, op.Call, "that nobody is there", callIn(call.Nobody))
}
