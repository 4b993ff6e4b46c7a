package gate_test

import (
	"testing"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// told waits for a phase of a transfer.
func (o *officer) told(id conversation.ID, phase string) wire.TransferTold {
	o.t.Helper()
	return awaitThat(o.line, wire.TypeTransferTold, func(t wire.TransferTold) bool { return t.Conversation == id && t.Phase == phase })
}

func (o *officer) asks(id conversation.ID, g conversation.Generation, to *officer) {
	o.t.Helper()
	must[struct{}](o.line, wire.TypeTransfer, wire.Transfer{
		Conversation: id, Generation: g, To: string(to.who.Actor), Reason: string(conversation.ShiftEnds),
	}, wire.TypeOK)
}

func (o *officer) accepts(id conversation.ID, g conversation.Generation) {
	o.t.Helper()
	must[struct{}](o.line, wire.TypeTransferAnswer, wire.TransferAnswer{Conversation: id, Generation: g, Accept: true}, wire.TypeOK)
}

// history seals every key that the officer has to the receiver.
func (o *officer) history(id conversation.ID, g conversation.Generation, chain wire.Chain) wire.History {
	o.t.Helper()
	to, err := seal.VerifyChain(o.b.Authority.Public(), chain, o.b.Now())
	check(o.t, err)
	var h seal.History
	for n, secret := range o.keys[id] {
		h.Keys = append(h.Keys, seal.HeldKey{Number: n, Generation: min(conversation.Generation(n), g), Secret: secret})
	}
	out, err := seal.SealHistory(o.shift, string(o.who.Actor), to, id, g, h)
	check(o.t, err)
	return out
}

// two are on duty in Bordeaux, the first one talks to a declarant.
func two(t *testing.T, options vigied.Options) (*vigied.Backend, *officer, *officer, *declarant) {
	t.Helper()
	b := vigied.Start(t, options)
	unit := bordeaux(t, b)
	anna := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	d, _ := talk(t, b, anna)
	ben := onDuty(t, b, b.AddOperator(t, "op-2", unit))
	return b, anna, ben, d
}

func TestB12_ATransferAsksTheReceiverAndFencesTheOldHolder(t *testing.T) {
	b, anna, ben, d := two(t, vigied.Options{})
	d.say("avant")
	takers := must[wire.Takers](anna.line, wire.TypeColleagues, wire.Colleagues{Conversation: d.id}, wire.TypeTakers)
	if len(takers.Takers) != 1 || takers.Takers[0].Actor != "op-2" || takers.Takers[0].Room == 0 || takers.Takers[0].Name == "" {
		t.Fatalf("colleagues: %+v", takers)
	}
	anna.asks(d.id, 1, ben)
	if asked := ben.told(d.id, "asked"); asked.From != "op-1" || asked.Reason != "shift_ends" || asked.Until == 0 || asked.Receiver != nil {
		t.Errorf("asked: %+v", asked)
	}
	if ben.has(wire.TypeMessage) {
		t.Error("who is asked has got a message already")
	}
	if e := anna.refused(wire.TypeTransfer, wire.Transfer{Conversation: d.id, Generation: 1, To: "op-2", Reason: "language"}, "taken"); e.Message != "fault.transfer.pending" {
		t.Errorf("asked twice: %s", e.Message)
	}
	must[wire.Ack](anna.line, wire.TypeSend, anna.text(d.id, 1, 1, 1, "je reste là"), wire.TypeAck) // who is asked holds nothing yet

	ben.accepts(d.id, 1)
	accepted := anna.told(d.id, "accepted")
	if accepted.Receiver == nil {
		t.Fatal("the asker was not told whom to seal to")
	}
	must[struct{}](anna.line, wire.TypeHistory, anna.history(d.id, 1, *accepted.Receiver), wire.TypeOK)
	awaitThat(anna.line, wire.TypeHidden, func(h wire.Hidden) bool { return h.Conversation == d.id })
	anna.refused(wire.TypeSend, anna.text(d.id, 1, 1, 1, "en retard"), "missing")

	sum := awaitThat(ben.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == d.id && s.Holder == "op-2" })
	if sum.Generation != 2 || sum.Came != "history" {
		t.Errorf("the receiver's summary: %+v", sum)
	}
	before := awaitThat(ben.line, wire.TypeClaimed, func(c wire.Claimed) bool { return c.Generation == 1 })
	from, err := seal.VerifyShift(b.Authority.Public(), before.Operator.Credential, before.Operator.Shift, b.Now())
	check(t, err)
	h := data[wire.History](t, ben.await(wire.TypeHistory))
	opened, err := ben.hourly.OpenHistory(from.Peer(d.id, 1), "op-2", h)
	check(t, err)
	if len(opened.Keys) != 2 {
		t.Errorf("%d keys were handed over", len(opened.Keys))
	}
	c := d.claimed()
	if c.Generation != 2 || c.Operator.Credential.Actor != "op-2" {
		t.Errorf("the page was told: generation %d of %s", c.Generation, c.Operator.Credential.Actor)
	}
	ben.key(d.id, 2, d.key.Public())
	must[wire.Ack](ben.line, wire.TypeSend, ben.text(d.id, 2, 2, 1, "bonjour"), wire.TypeAck)
	ben.told(d.id, "done")
}

func TestB12_AReceiverRefusesAndAnAskerWithdraws(t *testing.T) {
	_, anna, ben, d := two(t, vigied.Options{})
	anna.asks(d.id, 1, ben)
	ben.told(d.id, "asked")
	must[struct{}](ben.line, wire.TypeTransferAnswer, wire.TransferAnswer{Conversation: d.id, Generation: 1, Refusal: "busy"}, wire.TypeOK)
	if r := anna.told(d.id, "refused"); r.Refusal != "busy" {
		t.Errorf("refused: %+v", r)
	}
	anna.asks(d.id, 1, ben)
	ben.told(d.id, "asked")
	must[struct{}](anna.line, wire.TypeTransferWithdraw, wire.TransferWithdraw{Conversation: d.id, Generation: 1}, wire.TypeOK)
	ben.told(d.id, "withdrawn")
	ben.refused(wire.TypeTransferAnswer, wire.TransferAnswer{Conversation: d.id, Generation: 1, Accept: true}, "missing")
	must[wire.Ack](anna.line, wire.TypeSend, anna.text(d.id, 1, 1, 0, "encore moi"), wire.TypeAck)
}

func TestB12_WhoMayBeAskedAndWhoMayAnswer(t *testing.T) {
	b, anna, ben, d := two(t, vigied.Options{Capacity: 1})
	unit := bordeaux(t, b)
	carl := onDuty(t, b, b.AddOperator(t, "op-3", unit))
	far := onDuty(t, b, b.AddOperator(t, "op-4", "police-59"))
	nation := onDuty(t, b, b.AddOperator(t, "op-5", access.NationalUnit))
	ask := func(to string) wire.Transfer {
		return wire.Transfer{Conversation: d.id, Generation: 1, To: to, Reason: "language"}
	}
	anna.refused(wire.TypeTransfer, ask("op-4"), "denied")
	anna.refused(wire.TypeTransfer, ask("op-1"), "unavailable")
	anna.refused(wire.TypeTransfer, ask("nobody"), "unavailable")
	anna.refused(wire.TypeTransfer, wire.Transfer{Conversation: d.id, Generation: 2, To: "op-2", Reason: "language"}, "taken")
	ben.refused(wire.TypeTransfer, ask("op-3"), "missing") // not theirs: not there
	ben.refused(wire.TypeColleagues, wire.Colleagues{Conversation: d.id}, "missing")
	talk(t, b, carl)
	if e := anna.refused(wire.TypeTransfer, ask("op-3"), "too_many"); e.Message != "fault.transfer.room" {
		t.Errorf("a full one: %s", e.Message)
	}
	ben.duty("ending")
	if e := anna.refused(wire.TypeTransfer, ask("op-2"), "unavailable"); e.Message != "fault.transfer.away" {
		t.Errorf("not on duty: %s", e.Message)
	}
	takers := must[wire.Takers](anna.line, wire.TypeColleagues, wire.Colleagues{Conversation: d.id}, wire.TypeTakers)
	if len(takers.Takers) != 1 || takers.Takers[0].Actor != "op-5" {
		t.Errorf("colleagues: %+v", takers)
	}
	anna.asks(d.id, 1, nation)
	nation.told(d.id, "asked")
	far.refused(wire.TypeTransferAnswer, wire.TransferAnswer{Conversation: d.id, Generation: 1, Accept: true}, "missing")
	nation.refused(wire.TypeTransferAnswer, wire.TransferAnswer{Conversation: d.id, Generation: 2, Accept: true}, "taken")
	nation.accepts(d.id, 1)
	accepted := anna.told(d.id, "accepted")
	must[struct{}](anna.line, wire.TypeHistory, anna.history(d.id, 1, *accepted.Receiver), wire.TypeOK)
	d.claimed()
	nation.key(d.id, 2, d.key.Public())
}

// TestB12_AnOldConsoleThatDiesDoesNotKeepTheConversation lets the old console go away, or stay silent, right after the acceptance.
func TestB12_AnOldConsoleThatDiesDoesNotKeepTheConversation(t *testing.T) {
	_, anna, ben, d := two(t, vigied.Options{})
	anna.asks(d.id, 1, ben)
	ben.told(d.id, "asked")
	ben.accepts(d.id, 1)
	late := anna.history(d.id, 1, *anna.told(d.id, "accepted").Receiver)
	sum := awaitThat(ben.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == d.id && s.Holder == "op-2" })
	if sum.Generation != 2 || sum.Came != "bare" {
		t.Errorf("the receiver's summary: %+v", sum)
	}
	anna.refused(wire.TypeHistory, late, "missing") // a stale generation
	d.claimed()
	ben.key(d.id, 2, d.key.Public())
}

func TestB12_AHandOverThatIsNotWhatWasAccepted(t *testing.T) {
	_, anna, ben, d := two(t, vigied.Options{})
	anna.asks(d.id, 1, ben)
	ben.told(d.id, "asked")
	ben.accepts(d.id, 1)
	chain := *anna.told(d.id, "accepted").Receiver
	good := anna.history(d.id, 1, chain)
	for name, spoil := range map[string]func(*wire.History){
		"another receiver": func(h *wire.History) { h.To = "op-9" },
		"another key":      func(h *wire.History) { h.Hourly = seal.HourlyID([]byte("other")) },
		"changed":          func(h *wire.History) { h.Body = append([]byte{h.Body[0] ^ 1}, h.Body[1:]...) },
	} {
		t.Run(name, func(t *testing.T) {
			h := good
			spoil(&h)
			if f := anna.ask(wire.TypeHistory, h); f.T != wire.TypeError {
				t.Errorf("answered by %s", f.T)
			}
		})
	}
	if f := ben.ask(wire.TypeHistory, good); f.T != wire.TypeError {
		t.Error("somebody else has handed over")
	}
	must[struct{}](anna.line, wire.TypeHistory, good, wire.TypeOK)
	anna.refused(wire.TypeHistory, good, "missing")
}
