package gate_test

import (
	"slices"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// position is a place in the log behind everything that the tests here say.
const position = conversation.Position(100)

func (o *officer) plan(id conversation.ID, choice string, at time.Time, seen conversation.Position) {
	p := wire.Plan{Conversation: id, Choice: choice, Seen: seen}
	if !at.IsZero() {
		p.At = wire.At(at)
	}
	must[struct{}](o.line, wire.TypePlan, p, wire.TypeOK)
}

func (o *officer) planned(fits func(wire.Planned) bool) wire.Planned {
	return awaitThat(o.line, wire.TypePlanned, fits)
}

func (o *officer) receiptOf(id conversation.ID, acknowledged int) wire.Receipt {
	return awaitThat(o.line, wire.TypeReceipt, func(r wire.Receipt) bool {
		n := 0
		for _, h := range r.Holders {
			if h.Erased != 0 {
				n++
			}
		}
		return r.Conversation == id && n == acknowledged
	})
}

func TestC17_C23_DeletedNowAndAcknowledged(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	d.say("un mot")
	o.refused(wire.TypePlan, wire.Plan{Conversation: d.id, Choice: "now", Seen: 1}, "taken") // not seen yet
	o.plan(d.id, "now", time.Time{}, position)
	if x := data[wire.Deleted](t, d.await(wire.TypeDeleted)); x.Cause != "operator" {
		t.Errorf("the page was told %+v", x)
	}
	awaitThat(o.line, wire.TypeDeleted, func(x wire.Deleted) bool { return x.Conversation == d.id })
	r := o.receiptOf(d.id, 0)
	var steps []string
	for _, s := range r.Steps {
		steps = append(steps, s.Step)
	}
	if !slices.Equal(steps, []string{"tombstone", "keys", "messages", "state", "queue", "schedule"}) {
		t.Errorf("steps: %v", steps)
	}
	if r.By != "op-1" || r.Cause != "operator" || len(r.Holders) != 1 || r.Holders[0].Actor != "op-1" {
		t.Errorf("receipt: %+v", r)
	}
	must[struct{}](o.line, wire.TypeErased, wire.Erased{Conversation: d.id}, wire.TypeOK)
	o.receiptOf(d.id, 1)
	nothingLeft(t, b.Store, d.id)
}

func TestC17_PlannedCancelledAndDue(t *testing.T) {
	now := newClock()
	b := vigied.Start(t, vigied.Options{Clock: now})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	o.refused(wire.TypePlan, wire.Plan{Conversation: d.id, Choice: "at", At: wire.At(now.Now().Add(5 * time.Hour)), Seen: position}, "invalid")
	o.plan(d.id, "15min", time.Time{}, position)
	at := o.planned(func(p wire.Planned) bool { return p.At != 0 }).At.Time()
	if !at.Equal(now.Now().Add(15 * time.Minute)) {
		t.Errorf("planned for %v", at)
	}
	must[struct{}](o.line, wire.TypeKeep, wire.Keep{Conversation: d.id}, wire.TypeOK)
	o.planned(func(p wire.Planned) bool { return p.At == 0 })
	now.add(16 * time.Minute)
	b.Service.Sweep(t.Context())
	if exists, _ := b.Service.Knows(d.id); !exists {
		t.Fatal("deleted although it was cancelled")
	}
	o.plan(d.id, "15min", time.Time{}, position)
	now.add(15*time.Minute - time.Millisecond)
	b.Service.Sweep(t.Context())
	if exists, _ := b.Service.Knows(d.id); !exists {
		t.Fatal("deleted before it was due")
	}
	now.add(time.Millisecond)
	awaitThat(o.line, wire.TypeDeleted, func(x wire.Deleted) bool { return x.Conversation == d.id && x.Cause == "operator" })
	o.refused(wire.TypeKeep, wire.Keep{Conversation: d.id}, "missing")
	nothingLeft(t, b.Store, d.id)
}

func TestC17_AMessageAfterSchedulingAsksAgain(t *testing.T) {
	now := newClock()
	b := vigied.Start(t, vigied.Options{Clock: now})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	o.plan(d.id, "15min", time.Time{}, position)
	o.planned(func(p wire.Planned) bool { return p.At != 0 })
	ack := d.say("attendez")
	o.planned(func(p wire.Planned) bool { return p.At != 0 && p.AsksAgain })
	now.add(20 * time.Minute)
	b.Service.Sweep(t.Context())
	if exists, _ := b.Service.Knows(d.id); !exists {
		t.Fatal("deleted unread")
	}
	o.publish() // the hourly key is not due, the session is
	o.plan(d.id, "15min", time.Time{}, ack.Position)
	o.planned(func(p wire.Planned) bool { return p.At != 0 && !p.AsksAgain })
	now.add(15 * time.Minute)
	awaitThat(o.line, wire.TypeDeleted, func(x wire.Deleted) bool { return x.Conversation == d.id })
}

func TestC17_APlanSurvivesARestartAndComesFirst(t *testing.T) {
	store, now := memstore.New(), newClock()
	b := vigied.Start(t, vigied.Options{Store: store, Clock: now})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	due, _ := talk(t, b, o)
	asks, _ := talk(t, b, o)
	for _, d := range []*declarant{due, asks} {
		o.plan(d.id, "30min", time.Time{}, position)
	}
	asks.say("encore")
	b.Stop()
	now.add(31 * time.Minute)
	b2 := vigied.Start(t, vigied.Options{Store: store, Clock: now, Authority: b.Authority, Secret: b.Secret})
	if exists, _ := b2.Service.Knows(due.id); exists {
		t.Error("served after it was to be deleted")
	}
	nothingLeft(t, store, due.id)
	if exists, _ := b2.Service.Knows(asks.id); !exists {
		t.Error("deleted unread")
	}
}

func TestC23_AConsoleThatWasAwayIsToldFirst(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	o.cut()
	del := wire.Delete{}
	check(t, seal.SignDelete(d.key, &del))
	must[wire.Deleted](d.line, wire.TypeDelete, del, wire.TypeDeleted)
	o.again()
	o.ask(wire.TypeSync, wire.Sync{})
	f, err := o.take("first frame", func(f wire.Frame) bool { return f.Re == 0 && f.T != wire.TypeWelcome })
	if err != nil || f.T != wire.TypeDeleted || data[wire.Deleted](t, f).Conversation != d.id {
		t.Errorf("first it was told %s, %v", f.T, err)
	}
	must[struct{}](o.line, wire.TypeErased, wire.Erased{Conversation: d.id}, wire.TypeOK)
	if r := o.receiptOf(d.id, 1); r.Cause != "declarant" || r.By != "" {
		t.Errorf("receipt: %+v", r)
	}
}
