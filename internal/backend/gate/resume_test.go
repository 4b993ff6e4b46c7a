package gate_test

import (
	"fmt"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// TestB13_CutConnectionsLoseAndDoubleNothing cuts both ends again and again, also right after a message was sent, and has
// them come back on either of two processes.
func TestB13_CutConnectionsLoseAndDoubleNothing(t *testing.T) {
	store := memstore.New()
	a := vigied.Start(t, vigied.Options{Store: store})
	b := vigied.Start(t, vigied.Options{Store: store, Authority: a.Authority, Secret: a.Secret})
	processes := []*vigied.Backend{a, b}
	o := onDuty(t, a, a.AddOperator(t, "op-1", bordeaux(t, a)))
	d, _ := talk(t, a, o)

	var pageHas, consoleHas conversation.Position
	heard := map[conversation.MessageID]int{}
	const rounds = 24
	for i := range rounds {
		mine := d.text(fmt.Sprintf("déclarant %d", i))
		theirs := o.text(d.id, 1, 1, 0, fmt.Sprintf("opératrice %d", i))
		d.send(wire.TypeSend, mine)
		o.send(wire.TypeSend, theirs)
		switch i % 4 {
		case 0: // before an answer can have come
			d.cut()
			d.b = processes[i/4%2]
			d.again(pageHas)
		case 1:
			o.cut()
			o.b = processes[(i/4+1)%2]
			if f := o.again(); f.T != wire.TypeSignedIn {
				t.Fatalf("return: %s %s", f.T, f.Data)
			}
			o.publish()
			o.sync(map[conversation.ID]conversation.Position{d.id: consoleHas})
		}
		// Whoever has no acknowledgement sends the same bytes again.
		must[wire.Ack](d.line, wire.TypeSend, mine, wire.TypeAck)
		must[wire.Ack](o.line, wire.TypeSend, theirs, wire.TypeAck)

		got := awaitThat(o.line, wire.TypeMessage, func(m wire.Message) bool { return m.ID == mine.ID })
		consoleHas = max(consoleHas, got.Position)
		heard[got.ID]++
		got = awaitThat(d.line, wire.TypeMessage, func(m wire.Message) bool { return m.ID == theirs.ID })
		pageHas = max(pageHas, got.Position)
		heard[got.ID]++
	}
	for id, times := range heard {
		if times != 1 {
			t.Errorf("message %s came %d times", id, times)
		}
	}
	// The log itself: every message once, in order.
	fresh := map[conversation.MessageID]bool{}
	d.cut()
	d.again(0)
	for range 2 * rounds {
		m := data[wire.Message](t, d.await(wire.TypeMessage))
		if fresh[m.ID] {
			t.Errorf("message %s is twice in the log", m.ID)
		}
		fresh[m.ID] = true
	}
	if d.opened.Sent != rounds {
		t.Errorf("the store has %d messages of the page", d.opened.Sent)
	}
}

func TestB13_ARepeatIsAcknowledgedTheSame(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	d := arrive(t, b, "33000")
	m := d.text("bonjour")
	first := must[wire.Ack](d.line, wire.TypeSend, m, wire.TypeAck)
	again := must[wire.Ack](d.line, wire.TypeSend, m, wire.TypeAck)
	if first.Position != again.Position || first.Time != again.Time || string(first.MAC) != string(again.MAC) {
		t.Errorf("%+v\n%+v", first, again)
	}
	d.cut()
	d.line = dial(t, b, b.Page)
	d.open("33000") // the same key: the same conversation, whatever else is asked
	if d.opened.Sent != 1 || d.opened.Conversation != d.id {
		t.Errorf("opened again: %+v", d.opened)
	}
}

func TestB2_AnotherKeyIsAnotherConversation(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	d := arrive(t, b, "33000")
	other := arrive(t, b, "33000")
	if d.id == other.id || other.opened.Sent != 0 || other.opened.Position != 1 {
		t.Errorf("%+v", other.opened)
	}
	// Who holds another key finds nothing, and learns nothing about what there is.
	r := wire.Resume{Conversation: d.id, Ticket: d.opened.Ticket}
	other.line = dial(t, b, b.Page)
	check(t, sealResume(other, &r))
	there := other.refused(wire.TypeResume, r, "missing")
	absent := wire.Resume{Conversation: conversation.ID("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")}
	check(t, sealResume(other, &absent))
	nowhere := other.refused(wire.TypeResume, absent, "missing")
	there.Conversation, nowhere.Conversation = "", ""
	if there != nowhere {
		t.Errorf("a stranger can tell: %+v, %+v", there, nowhere)
	}
}

func TestB12_TwoProcessesAreOneService(t *testing.T) {
	store := memstore.New()
	a := vigied.Start(t, vigied.Options{Store: store})
	b := vigied.Start(t, vigied.Options{Store: store, Authority: a.Authority, Secret: a.Secret})
	unit := bordeaux(t, a)
	who := b.AddOperator(t, "op-1", unit)
	o := onDuty(t, b, who)
	d := arrive(t, a, "33000")
	roster := d.opened.Roster
	if len(roster) == 0 {
		roster = awaitThat(d.line, wire.TypeRoster, func(r wire.Roster) bool { return len(r.Roster) == 1 }).Roster
	}
	d.sealTo(roster)
	o.key(d.id, 0, d.key.Public())
	awaitThat(o.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == d.id && s.Here })
	o.claim(d.id)
	c := d.claimed()
	o.key(d.id, 1, d.key.Public())
	d.send(wire.TypeTyping, wire.Typing{Conversation: d.id})
	o.await(wire.TypeTyping)
	must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, 1, 1, 0, "bonsoir"), wire.TypeAck)
	if got := d.hears(c); got != "bonsoir" {
		t.Errorf("heard %q", got)
	}
	d.cut()
	awaitThat(o.line, wire.TypePresence, func(p wire.Presence) bool { return !p.Here && p.Side == conversation.Declarant })

	// A second sign-in, on the other process, ends the first.
	again := onDuty(t, a, who)
	if s := data[wire.SessionEnded](t, o.await(wire.TypeSession)); s.Cause != "replaced" {
		t.Errorf("session ended: %s", s.Cause)
	}
	awaitThat(again.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == d.id && s.State == "waiting" })
}
