package console_test

import (
	"testing"
	"time"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/wire"
)

func TestC17_C23_DeletedNowWithItsReceipt(t *testing.T) {
	p := newPlace(t)
	d, events := p.declarant(t, declarant.Options{})
	d.Say("à effacer")
	expect(t, events, declarant.Stored)
	id := p.claim(t)
	until(t, p.op.Thread, "the message", func(s thread.State) bool { return len(texts(s)) == 1 && s.Deletion.Can })
	p.op.Thread.Draft(id, "un brouillon")
	p.op.Thread.Delete(id, retention.Now, time.Time{})
	s := until(t, p.op.Thread, "nothing left", func(s thread.State) bool { return s.Phase == thread.Gone })
	if s.Items.Len() != 0 || s.Draft != "" || s.Note.Key != "thread.note.gone.operator" {
		t.Errorf("state: %+v", s)
	}
	list := until(t, p.op.Inbox, "the receipt", func(s inbox.State) bool {
		return len(s.Receipts) == 1 && s.Receipts[0].Standing == retention.Deleted
	})
	r := list.Receipts[0]
	if r.Conversation != id || r.By != "op-1" || r.Cause != retention.ByOperator || len(r.Erased) < 5 || len(r.Consoles) != 1 || r.Consoles[0].At.IsZero() {
		t.Errorf("receipt: %+v", r)
	}
	if len(list.Erased) != 1 || list.Erased[0] != id {
		t.Errorf("erased: %v", list.Erased)
	}
	p.op.Inbox.Dismiss(id)
	until(t, p.op.Inbox, "the receipt without the line", func(s inbox.State) bool { return len(s.Ended) == 0 && len(s.Receipts) == 1 })
}

func TestC17_PlannedKeptAndAskedAgain(t *testing.T) {
	p := newPlace(t)
	d, events := p.declarant(t, declarant.Options{})
	id := p.claim(t)
	until(t, p.op.Thread, "that it can be deleted", func(s thread.State) bool { return s.Deletion.Can })
	p.op.Thread.Delete(id, retention.In15, time.Time{})
	s := until(t, p.op.Thread, "the plan", func(s thread.State) bool { return s.Deletion.Plan.InForce() })
	if left := s.Deletion.Plan.At.Sub(s.Now); left > 15*time.Minute || left < 14*time.Minute {
		t.Errorf("in %v", left)
	}
	p.op.Thread.Keep(id)
	until(t, p.op.Thread, "no plan", func(s thread.State) bool { return !s.Deletion.Plan.Made() && s.Deletion.Can })
	p.op.Thread.Delete(id, retention.At, time.Now().Add(time.Hour))
	until(t, p.op.Thread, "the plan", func(s thread.State) bool { return s.Deletion.Plan.InForce() })
	d.Say("attendez")
	expect(t, events, declarant.Stored)
	until(t, p.op.Thread, "the question", func(s thread.State) bool { return s.Deletion.Plan.AsksAgain && len(texts(s)) == 1 })
	p.op.Thread.Delete(id, retention.Now, time.Time{})
	until(t, p.op.Thread, "nothing left", func(s thread.State) bool { return s.Phase == thread.Gone })
}

// A service that cannot delete at this moment is asked again, and whoever decided it is told only when that goes on; what it refuses is told
// at once (C17).
func TestC17_ADeletionIsAskedForAgain(t *testing.T) {
	s := newScripted(t).signedIn()
	v := s.held("Alex")
	asked := func(want int, told string) {
		t.Helper()
		s.settled()
		s.pass(50 * time.Millisecond) // the list is told of at most so often
		n := s.inbox.State().Notice
		if got := len(s.requests(wire.TypePlan)); got != want || n.Key != told {
			t.Fatalf("asked %d times, and %q is told; want %d and %q", got, n.Key, want, told)
		}
	}
	until(t, s.thread, "that it can be deleted", func(st thread.State) bool { return st.Deletion.Can })
	s.refuses(wire.TypePlan, fault.New(fault.Unavailable, "test"))
	s.thread.Delete(v.ID(), retention.Now, time.Time{})
	asked(1, "")
	for i := range 3 {
		s.pass(2 * time.Second)
		asked(i+2, "")
	}
	s.refuses(wire.TypePlan, nil)
	s.pass(2 * time.Second)
	asked(5, "")
	s.pass(time.Minute)
	asked(5, "")

	s.refuses(wire.TypePlan, fault.New(fault.Denied, "test"))
	s.thread.Delete(v.ID(), retention.Now, time.Time{})
	asked(6, "fault.denied")

	s.refuses(wire.TypePlan, fault.New(fault.Unavailable, "test"))
	s.thread.Delete(v.ID(), retention.Now, time.Time{})
	for range 30 {
		s.pass(2 * time.Second)
		s.settled()
	}
	asked(6+20, "fault.unavailable")
}
