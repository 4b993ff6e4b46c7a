package gate_test

import (
	"context"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// noon is when fake time begins; steps stay below the lease of a connection, which real time renews.
var noon = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)

func tracedActions(t *testing.T, store *memstore.Store) map[access.Action]int {
	t.Helper()
	n := map[access.Action]int{}
	for _, r := range store.Recorded() {
		n[r.Action]++
	}
	return n
}

// TestB12_OverflowShowsTheNationalUnitWhatWaits follows a conversation past the time that its unit has: the national one sees it, gets a
// key, and claims it; who waits behind it keeps the place.
func TestB12_OverflowShowsTheNationalUnitWhatWaits(t *testing.T) {
	clock, store := testkit.NewClock(noon), memstore.New()
	b := vigied.Start(t, vigied.Options{Clock: clock, Store: store, Rules: backend.Rules{OverflowAfter: 10 * time.Second}})
	local := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	national := onDuty(t, b, b.AddOperator(t, "op-2", access.NationalUnit))
	first := arrive(t, b, "33000")
	if len(first.opened.Roster) != 1 {
		t.Fatalf("%d in the first roster", len(first.opened.Roster))
	}
	first.sealTo(first.opened.Roster)
	local.key(first.id, 0, first.key.Public())
	national.refused(wire.TypeClaim, wire.Claim{Conversation: first.id}, "missing")

	clock.Advance(11 * time.Second)
	r := awaitThat(first.line, wire.TypeRoster, func(r wire.Roster) bool { return len(r.Roster) == 2 })
	awaitThat(national.line, wire.TypeSummary, func(s wire.Summary) bool {
		return s.Conversation == first.id && s.Overflowed && s.Unit == onlyUnitName(first) && s.UnitName != s.Unit
	})
	first.sealTo(r.Roster)
	national.key(first.id, 0, first.key.Public())
	clock.Advance(time.Millisecond)
	second := arrive(t, b, "33000")
	if second.opened.Ahead < 1 {
		t.Errorf("an overflowed conversation lost its place: %d ahead of the next", second.opened.Ahead)
	}
	national.claim(first.id)
	first.claimed()
	local.refused(wire.TypeClaim, wire.Claim{Conversation: first.id}, "taken")
	eventually(t, "the overflow is traced", func() bool { return tracedActions(t, store)[access.Reroute] > 0 })
}

// TestB12_AUnitWithNobodyOverflowsAtOnce: nobody is in the unit, somebody is in the national one.
func TestB12_AUnitWithNobodyOverflowsAtOnce(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Rules: backend.Rules{OverflowAfter: time.Hour, Calm: time.Hour}})
	onDuty(t, b, b.AddOperator(t, "op-2", access.NationalUnit))
	d := arrive(t, b, "33000")
	awaitThat(d.line, wire.TypeRoster, func(r wire.Roster) bool { return len(r.Roster) == 1 })
	awaitThat(d.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 1 && q.Closes == 0 })
}

// TestB12_ClaimedAndUnansweredGoesBack: the holder is told until when, loses it, and it waits at its old place.
func TestB12_ClaimedAndUnansweredGoesBack(t *testing.T) {
	clock, store := testkit.NewClock(noon), memstore.New()
	b := vigied.Start(t, vigied.Options{Clock: clock, Store: store, Grace: time.Second, Rules: backend.Rules{AnswerWithin: 12 * time.Second}})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d := arrive(t, b, "33000")
	d.sealTo(d.opened.Roster)
	o.key(d.id, 0, d.key.Public())
	clock.Advance(time.Millisecond)
	later := arrive(t, b, "33000")
	held := o.claim(d.id)
	if left := held.Summary.AnswerBy.Time().Sub(clock.Now()); left <= 0 || left > 12*time.Second {
		t.Errorf("%v to answer", left)
	}
	c := d.claimed()
	o.key(d.id, 1, d.key.Public())

	clock.Advance(13 * time.Second)
	r := data[wire.Released](t, d.await(wire.TypeReleased))
	if r.Cause != "" {
		t.Errorf("the page is told why: %q", r.Cause)
	}
	if r := data[wire.Released](t, o.await(wire.TypeReleased)); r.Cause != "unanswered" || r.Generation != c.Generation {
		t.Errorf("the operator is told %+v", r)
	}
	o.refused(wire.TypeSend, o.text(d.id, c.Generation, 1, 0, "too late"), "missing")
	awaitThat(later.line, wire.TypeQueue, func(q wire.Queue) bool { return q.Ahead >= 1 })
	eventually(t, "the return is traced once", func() bool { return tracedActions(t, store)[access.Requeue] == 1 })
}

// TestB12_AnAnswerKeepsTheConversation: who has written is not taken anything from.
func TestB12_AnAnswerKeepsTheConversation(t *testing.T) {
	clock := testkit.NewClock(noon)
	b := vigied.Start(t, vigied.Options{Clock: clock, Grace: time.Second, Rules: backend.Rules{AnswerWithin: 12 * time.Second}})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, c := talk(t, b, o)
	must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, c.Generation, 1, 0, "hello"), wire.TypeAck)
	clock.Advance(20 * time.Second)
	time.Sleep(2500 * time.Millisecond) // two rounds of the worker, in real time: nothing may happen
	must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, c.Generation, 1, 0, "still here"), wire.TypeAck)
}

// TestB12_NobodyIsLeftInAQueueThatNoOneReads: the last one leaves, the page is told, has the calm, and what waits is deleted;
// opening then keeps nothing.
func TestB12_NobodyIsLeftInAQueueThatNoOneReads(t *testing.T) {
	clock, store := testkit.NewClock(noon), memstore.New()
	rules := backend.Rules{OverflowAfter: time.Hour, Calm: 20 * time.Second}
	b := vigied.Start(t, vigied.Options{Clock: clock, Store: store, Rules: rules, Grace: 10 * time.Second})
	unit := bordeaux(t, b) // within the grace after the start: somebody may still come back
	clock.Advance(11 * time.Second)
	o := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	d := arrive(t, b, "33000")
	if d.opened.OnDuty != 1 || d.opened.Closes != 0 {
		t.Fatalf("opened: %+v", d.opened)
	}
	o.duty("break")
	q := awaitThat(d.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 0 && q.Closes > 0 })
	if left := q.Closes.Time().Sub(clock.Now()); left <= 0 || left > 20*time.Second {
		t.Errorf("it closes in %v", left)
	}
	o.duty("on") // comes back in time
	awaitThat(d.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 1 && q.Closes == 0 })

	o.duty("break")
	awaitThat(d.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 0 && q.Closes > 0 })
	nothingOpens(t, b)
	clock.Advance(21 * time.Second)
	if gone := data[wire.Deleted](t, d.await(wire.TypeDeleted)); gone.Cause != "nobody" {
		t.Errorf("deleted: %+v", gone)
	}
	if lines, _ := store.Log().Read(context.Background(), d.id, 0); len(lines) != 0 {
		t.Errorf("%d lines are left", len(lines))
	}
	eventually(t, "the deletion is traced", func() bool { return tracedActions(t, store)[access.TellWaiting] > 0 })
}

// nothingOpens wants the refusal that says that nobody is there, and nothing kept.
func nothingOpens(t *testing.T, b *vigied.Backend) {
	t.Helper()
	d := &declarant{line: dial(t, b, b.Page), b: b}
	key, err := seal.NewSigningKey()
	check(t, err)
	open := wire.Open{Place: "33000", Language: "fr"}
	check(t, seal.SignOpen(key, d.welcome.Nonce, &open))
	if e := d.refused(wire.TypeOpen, open, "unavailable"); e.Message != "fault.nobody" {
		t.Errorf("refused with %+v", e)
	}
	if exists, _ := b.Service.Knows(seal.ConversationID(key.Public())); exists {
		t.Error("it was kept")
	}
}

// TestB12_ALostConsoleCountsForTheGrace: a cable that was pulled for a moment deletes nobody's conversation.
func TestB12_ALostConsoleCountsForTheGrace(t *testing.T) {
	clock := testkit.NewClock(noon)
	b := vigied.Start(t, vigied.Options{Clock: clock, Rules: backend.Rules{Calm: 10 * time.Second}, Grace: 15 * time.Second})
	unit := bordeaux(t, b)
	clock.Advance(16 * time.Second)
	o := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	d := arrive(t, b, "33000")
	o.cut()
	awaitThat(d.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 0 && q.Closes == 0 })
	clock.Advance(16 * time.Second)
	awaitThat(d.line, wire.TypeQueue, func(q wire.Queue) bool { return q.Closes > 0 })
	o.again()
	awaitThat(d.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 1 && q.Closes == 0 })
}

func onlyUnitName(d *declarant) string { return d.opened.Unit }
