package gate_test

import (
	"bytes"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

func newCall(d *declarant) wire.Call {
	return wire.Call{Conversation: d.id, Generation: 1, Call: conversation.CallID(newMessageID())}
}

func (o *officer) callOver(id conversation.CallID) {
	o.t.Helper()
	awaitThat(o.line, wire.TypeCalled, func(c wire.Called) bool {
		return c.Call == id && c.Phase == "over" && c.From == "" && c.Reference == ""
	})
}

func (o *officer) callIs(phase string) wire.CallTold {
	o.t.Helper()
	return awaitThat(o.line, wire.TypeCallTold, func(c wire.CallTold) bool { return c.Phase == phase })
}

// TestC24_ASupervisorIsCalled goes the whole way: nobody is there, two are, one answers; nobody else may, and no frame to them has more than
// who, where, the reference and the time.
func TestC24_ASupervisorIsCalled(t *testing.T) {
	store := memstore.New()
	b := vigied.Start(t, vigied.Options{Store: store})
	unit := bordeaux(t, b)
	anna := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	d, _ := talk(t, b, anna)
	ben := onDuty(t, b, b.AddOperator(t, "op-2", unit))
	far := onLine(t, b, b.AddStaff(t, "sup-9", access.Supervisor, "police-75"))
	first := newCall(d)
	if e := anna.refused(wire.TypeCall, first, "unavailable"); e.Message != "fault.call.nobody" {
		t.Errorf("nobody is there: %+v", e)
	}
	sup := onLine(t, b, b.AddStaff(t, "sup-1", access.Supervisor, unit))
	nation := onLine(t, b, b.AddStaff(t, "sup-2", access.Supervisor, access.NationalUnit))
	ben.refused(wire.TypeCall, first, "missing")
	sup.refused(wire.TypeCall, first, "missing")

	must[struct{}](anna.line, wire.TypeCall, first, wire.TypeOK)
	must[struct{}](anna.line, wire.TypeCall, newCall(d), wire.TypeOK) // another while it is open changes nothing
	anna.callIs("calling")
	frame := sup.await(wire.TypeCalled)
	if bytes.Contains(frame.Data, []byte(d.id)) {
		t.Error("who is called is told the conversation")
	}
	called := data[wire.Called](t, frame)
	if called.Call != first.Call || called.From != "op-1" || called.FromName == "" || called.UnitName == "" || called.Reference != d.id.Reference() {
		t.Errorf("called: %+v", called)
	}
	awaitThat(nation.line, wire.TypeCalled, func(c wire.Called) bool { return c.Call == first.Call })
	answer := wire.CallAnswer{Call: first.Call}
	ben.refused(wire.TypeCallAnswer, answer, "missing")
	far.refused(wire.TypeCallAnswer, answer, "missing")
	must[struct{}](sup.line, wire.TypeCallAnswer, answer, wire.TypeOK)
	must[struct{}](sup.line, wire.TypeCallAnswer, answer, wire.TypeOK)
	if told := anna.callIs("answered"); told.ByName == "" || told.Call != first.Call {
		t.Errorf("answered: %+v", told)
	}
	nation.callOver(first.Call)
	nation.refused(wire.TypeCallAnswer, answer, "taken")
	if far.has(wire.TypeCalled) || ben.has(wire.TypeCalled) {
		t.Error("somebody else is called")
	}
	if sup.has(wire.TypeMessage) || sup.has(wire.TypeEnvelope) {
		t.Error("who is called has got something of the conversation")
	}
	if n := tracedActions(t, store); n[access.CallSupervisor] == 0 || n[access.AnswerCall] == 0 {
		t.Error("calls and answers are not traced")
	}
}

// TestC24_ACallEndsWithItsConversation: supervisors are told that it is over.
func TestC24_ACallEndsWithItsConversation(t *testing.T) {
	for name, end := range map[string]func(d *declarant){
		"deleted": func(d *declarant) {
			gone := wire.Delete{Conversation: d.id, Key: d.key.Public()}
			check(d.t, seal.SignDelete(d.key, &gone))
			must[wire.Deleted](d.line, wire.TypeDelete, gone, wire.TypeDeleted)
		},
		"closed": func(d *declarant) {
			must[struct{}](d.line, wire.TypeClose, closing(d.t, d.id, conversation.Declarant, d.key, d.sent), wire.TypeOK)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, anna, _, d := two(t, vigied.Options{})
			sup := onLine(t, b, b.AddStaff(t, "sup-1", access.Supervisor, access.NationalUnit))
			c := newCall(d)
			must[struct{}](anna.line, wire.TypeCall, c, wire.TypeOK)
			awaitThat(sup.line, wire.TypeCalled, func(m wire.Called) bool { return m.Call == c.Call && m.Phase == "calling" })
			end(d)
			sup.callOver(c.Call)
			if f := sup.ask(wire.TypeCallAnswer, wire.CallAnswer{Call: c.Call}); f.T != wire.TypeError {
				t.Errorf("answered all the same: %s", f.T)
			}
		})
	}
}

// TestC24_ACallLapses: then another can be made. Who signs in while one is open is called, too.
func TestC24_ACallLapses(t *testing.T) {
	clock := testkit.NewClock(noon)
	b, anna, _, d := two(t, vigied.Options{Clock: clock, Grace: time.Hour})
	sup := onLine(t, b, b.AddStaff(t, "sup-1", access.Supervisor, access.NationalUnit))
	c := newCall(d)
	must[struct{}](anna.line, wire.TypeCall, c, wire.TypeOK)
	late := onLine(t, b, b.AddStaff(t, "sup-2", access.Supervisor, access.NationalUnit))
	awaitThat(late.line, wire.TypeCalled, func(m wire.Called) bool { return m.Call == c.Call && m.Phase == "calling" })
	clock.Advance(conversation.CallTime + time.Second)
	anna.callIs("lapsed")
	sup.callOver(c.Call)
}
