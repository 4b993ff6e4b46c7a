package console_test

import (
	"testing"
	"time"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/retention"
	"vigie.example/internal/testkit/declarant"
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
