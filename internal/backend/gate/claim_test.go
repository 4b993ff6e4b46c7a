package gate_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// racers claim at once, spread over two processes that share a store.
const racers = 50

func TestB12_OneOfFiftyClaims(t *testing.T) {
	store := memstore.New()
	a := vigied.Start(t, vigied.Options{Store: store})
	b := vigied.Start(t, vigied.Options{Store: store, Authority: a.Authority, Secret: a.Secret})
	unit := bordeaux(t, a)
	officers := make([]*officer, racers)
	for i := range officers {
		who := a.AddOperator(t, access.ActorCode(fmt.Sprintf("op-%d", i)), unit)
		process := a
		if i%2 == 1 {
			process = b
			eventually(t, "the account is known to the other process", func() bool { _, ok := b.Service.Accounts().Get(who.Actor); return ok })
		}
		officers[i] = onDuty(t, process, who)
	}
	d := arrive(t, a, "33000")
	eventually(t, "everybody is in the roster", func() bool {
		r, _ := a.Service.Roster(d.id)
		return len(r.Roster) == racers
	})
	r, _ := a.Service.Roster(d.id)
	d.sealTo(r.Roster[:25])
	d.sealTo(r.Roster[25:])
	for _, o := range officers {
		o.key(d.id, 0, d.key.Public())
	}

	var wg sync.WaitGroup
	start := make(chan struct{})
	answers := make([]wire.Frame, racers)
	for i, o := range officers {
		wg.Go(func() {
			<-start
			answers[i] = o.ask(wire.TypeClaim, wire.Claim{Conversation: d.id})
		})
	}
	close(start)
	wg.Wait()

	winner := -1
	for i, f := range answers {
		switch f.T {
		case wire.TypeHeld:
			if winner >= 0 {
				t.Errorf("%d and %d both hold it", winner, i)
			}
			winner = i
		case wire.TypeError:
			if e := data[wire.Error](t, f); e.Code != "taken" {
				t.Errorf("loser %d was told %s (%s)", i, e.Code, e.Message)
			}
		}
	}
	if winner < 0 {
		t.Fatal("nobody holds it")
	}
	if c := d.claimed(); c.Operator.Credential.Actor != string(officers[winner].who.Actor) || c.Generation != 1 {
		t.Errorf("the page was told of %s", c.Operator.Credential.Actor)
	}
	for i, o := range officers {
		if i != winner {
			awaitThat(o.line, wire.TypeHidden, func(h wire.Hidden) bool { return h.Conversation == d.id })
		}
	}
}

func TestB12_ClaimNeedsDutyRoomAndAKey(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Capacity: 1})
	unit := bordeaux(t, b)
	o := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	d := arrive(t, b, "33000")
	if e := o.refused(wire.TypeClaim, wire.Claim{Conversation: d.id}, "unavailable"); e.Message != "fault.claim.key" {
		t.Errorf("without a key: %s", e.Message)
	}
	d.sealTo(d.opened.Roster)
	o.duty("break")
	if e := o.refused(wire.TypeClaim, wire.Claim{Conversation: d.id}, "denied"); e.Message != "fault.claim.duty" {
		t.Errorf("on break: %s", e.Message)
	}
	o.duty("on")
	o.claim(d.id)
	second := arrive(t, b, "33000")
	second.sealTo(second.opened.Roster)
	if e := o.refused(wire.TypeClaim, wire.Claim{Conversation: second.id}, "too_many"); e.Message != "fault.claim.capacity" {
		t.Errorf("one too many: %s", e.Message)
	}
	if e := o.refused(wire.TypeSignOut, nil, "taken"); e.Message != "fault.signout.holding" {
		t.Errorf("B13: sign-out while holding: %s", e.Message)
	}
	o.refused(wire.TypeClaim, wire.Claim{Conversation: d.id}, "taken")
}

// Each unit has its own capacity and grace: those of its operators, whatever unit a conversation is of.
func TestB12_EachUnitHasItsOwnCapacityAndGrace(t *testing.T) {
	const unit access.UnitCode = "police-33"
	rules := map[access.UnitCode]backend.Rules{unit: {Capacity: 1, Grace: 200 * time.Millisecond}}
	b := vigied.Start(t, vigied.Options{Capacity: 5, Grace: time.Hour, UnitRules: func(u access.UnitCode) backend.Rules { return rules[u] }})
	if at := bordeaux(t, b); at != unit {
		t.Fatalf("33000 is %s", at)
	}
	local := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	national := onDuty(t, b, b.AddOperator(t, "op-2", access.NationalUnit))
	if local.in.Capacity != 1 || national.in.Capacity != 5 {
		t.Errorf("told of room for %d and %d", local.in.Capacity, national.in.Capacity)
	}
	d, _ := talk(t, b, local)
	second := arrive(t, b, "33000")
	second.sealTo(second.opened.Roster)
	if e := local.refused(wire.TypeClaim, wire.Claim{Conversation: second.id}, "too_many"); e.Message != "fault.claim.capacity" {
		t.Errorf("one too many: %s", e.Message)
	}
	takers := must[wire.Takers](local.line, wire.TypeColleagues, wire.Colleagues{Conversation: d.id}, wire.TypeTakers)
	if len(takers.Takers) != 1 || takers.Takers[0].Room != 5 {
		t.Errorf("who could take over: %+v", takers)
	}
	local.cut()
	if r := data[wire.Released](t, d.await(wire.TypeReleased)); r.Generation != 1 {
		t.Errorf("released: %+v", r)
	}
}

func TestB12_AVanishedOperatorsConversationKeepsItsPlace(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Grace: 200 * time.Millisecond})
	unit := bordeaux(t, b)
	anna := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	d, _ := talk(t, b, anna)
	later := arrive(t, b, "33000")
	ben := onDuty(t, b, b.AddOperator(t, "op-2", unit))
	anna.cut()
	if p := awaitThat(d.line, wire.TypePresence, func(p wire.Presence) bool { return !p.Here }); p.Side != conversation.Operator {
		t.Errorf("presence: %+v", p)
	}
	released := data[wire.Released](t, d.await(wire.TypeReleased))
	if released.Generation != 1 {
		t.Errorf("released: %+v", released)
	}
	awaitThat(d.line, wire.TypeQueue, func(q wire.Queue) bool { return q.Ahead == 1 }) // behind the one that found out the unit
	if q, _ := b.Service.Queue(later.id); q.Ahead != 2 {
		t.Errorf("who came later has %d before them", q.Ahead)
	}
	roster := awaitThat(d.line, wire.TypeRoster, func(r wire.Roster) bool { return len(r.Roster) == 1 })
	d.must(d.envelopes(roster.Roster)) // the key of the history
	ben.key(d.id, 1, d.key.Public())
	if held := ben.claim(d.id); held.Summary.Generation != 2 {
		t.Errorf("held again: %+v", held)
	}
	history := data[wire.Claimed](t, ben.await(wire.TypeClaimed))
	if history.Operator.Credential.Actor != "op-1" || history.Generation != 1 {
		t.Errorf("the history does not say who held it before: %+v", history)
	}

	// She comes back: the conversation is not hers any more, and what she sends is refused.
	if f := anna.again(); f.T != wire.TypeSignedIn {
		t.Fatalf("return: %s %s", f.T, f.Data)
	}
	anna.sync(map[conversation.ID]conversation.Position{d.id: 2})
	awaitThat(anna.line, wire.TypeHidden, func(h wire.Hidden) bool { return h.Conversation == d.id })
	anna.refused(wire.TypeSend, anna.text(d.id, 1, 1, 0, "en retard"), "missing")
}
