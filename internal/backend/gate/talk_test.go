package gate_test

import (
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

func TestB11_AConversationFromEndToEnd(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	unit := bordeaux(t, b)
	o := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	d := arrive(t, b, "33000")
	if d.opened.State != "waiting" || len(d.opened.Roster) != 1 || d.opened.OnDuty != 1 || d.opened.Ahead != 1 {
		t.Errorf("opened: %+v", d.opened) // the one that found out the unit waits as well
	}
	d.sealTo(d.opened.Roster)
	first := d.say("bonjour")
	if first.Position != 2 || first.Deadline <= first.Time || len(first.MAC) != 32 {
		t.Errorf("ack: %+v", first)
	}
	awaitThat(o.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == d.id && s.Position == 2 })
	o.key(d.id, 0, d.key.Public())

	held := o.claim(d.id)
	if held.Summary.State != "held" || held.Summary.Generation != 1 || held.Summary.Holder != "op-1" || !held.Summary.Here {
		t.Errorf("held: %+v", held)
	}
	m := data[wire.Message](t, o.await(wire.TypeMessage))
	peer, err := seal.DeclarantPeer(d.id, held.Summary.Key)
	check(t, err)
	if text, err := seal.OpenText(peer, o.keys[d.id][0], m.Send); err != nil || text != "bonjour" {
		t.Errorf("the first message: %q, %v", text, err)
	}

	c := d.claimed()
	o.key(d.id, 1, d.key.Public())
	must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, 1, 1, 1, "je vous écoute"), wire.TypeAck)
	if got := d.hears(c); got != "je vous écoute" {
		t.Errorf("the declarant heard %q", got)
	}
	d.say("merci")
	m = data[wire.Message](t, o.await(wire.TypeMessage))
	if m.N != 2 || m.Key != 1 || m.Seen != 1 {
		t.Errorf("second message: %+v", m)
	}

	d.send(wire.TypeTyping, wire.Typing{Conversation: d.id})
	o.await(wire.TypeTyping)
	o.send(wire.TypeTyping, wire.Typing{Conversation: d.id})
	d.await(wire.TypeTyping)

	mark, err := seal.SealMark(seal.Sender{Conversation: d.id, Side: conversation.Operator, Key: o.shift}, o.keys[d.id][1],
		wire.Mark{ID: newMessageID(), Key: 1, Generation: 1, N: 1}, seal.Counts{Sent: 1, Received: 2, Read: 2})
	check(t, err)
	must[struct{}](o.line, wire.TypeMark, mark, wire.TypeOK)
	if got := data[wire.Mark](t, d.await(wire.TypeMark)); got.Side != conversation.Operator || got.N != 1 {
		t.Errorf("mark: %+v", got)
	}

	end := wire.Close{Generation: 1, Sent: 2, Seen: 1, Reason: "done"}
	check(t, seal.SignClose(seal.Sender{Conversation: d.id, Side: conversation.Declarant, Key: d.key}, &end))
	must[struct{}](d.line, wire.TypeClose, end, wire.TypeOK)
	if closed := data[wire.Closed](t, o.await(wire.TypeClosed)); closed.By != conversation.Declarant || closed.Sent != 2 {
		t.Errorf("closed: %+v", closed)
	}
	d.refused(wire.TypeSend, d.text("trop tard"), "taken")

	del := wire.Delete{}
	check(t, seal.SignDelete(d.key, &del))
	if gone := must[wire.Deleted](d.line, wire.TypeDelete, del, wire.TypeDeleted); gone.Cause != "declarant" {
		t.Errorf("deleted: %+v", gone)
	}
	awaitThat(o.line, wire.TypeDeleted, func(x wire.Deleted) bool { return x.Conversation == d.id })
	must[struct{}](o.line, wire.TypeSignOut, nil, wire.TypeOK)
}
