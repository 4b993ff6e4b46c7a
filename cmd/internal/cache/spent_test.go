package cache_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
)

// A program may start again once nothing of any conversation is in it, and never before: not while something is held, and not
// where the session would not come back (C21).
func TestC21_SpentOnlyOnceNothingIsLeft(t *testing.T) {
	d := newDesk(t)
	var told atomic.Int32
	op := d.start(func(o *testkit.OperatorOptions) { o.Spent = func() { told.Add(1) } })
	d.enter(op)
	calm := func(what string) {
		t.Helper()
		told.Store(0)
		time.Sleep(4500 * time.Millisecond)
		if told.Load() > 0 {
			t.Fatalf("told %s", what)
		}
	}
	calm("before anything was here")
	dec, err := declarant.Start(declarant.Options{URL: d.backend.Page, Roots: d.backend.Roots, Authority: d.backend.Authority.Public()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(dec.Vanish)
	dec.Say("bonjour")
	until(t, &op.Inbox.Publisher, "a conversation", func(s inbox.State) bool { return len(s.Waiting) > 0 && s.Waiting[0].Claim == inbox.Claimable })
	op.Inbox.Claim(dec.ID())
	until(t, &op.Thread.Publisher, "the message", func(s thread.State) bool { return says(s, "bonjour") && s.Compose.Enabled })
	op.Notes.Add(dec.ID(), notes.Write("une note"))
	calm("while one is held")
	op.Console.Do(func(desk *console.Desk) {
		if !desk.MayContinue() {
			t.Error("the vault has it, and a restart would not bring it back")
		}
		desk.Delete(dec.ID(), retention.Now, time.Time{})
	})
	told.Store(0)
	for end := time.Now().Add(20 * time.Second); told.Load() == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never told after the last one was gone")
		}
	}
	op.Close()
	op = d.start(func(o *testkit.OperatorOptions) { o.Spent = func() { told.Add(1) } }) // nobody types a passphrase
	list := until(t, &op.Inbox.Publisher, "the list", func(s inbox.State) bool { return s.Phase == inbox.Current && len(s.Receipts) == 1 })
	if list.Receipts[0].Standing != retention.Deleted {
		t.Errorf("the receipt says %q: it was acknowledged before", list.Receipts[0].Standing)
	}
	calm("by a program that has held nothing")
	op.Shell.SignOut()
	until(t, &op.Shell.Publisher, "signed out", func(s shell.State) bool { return s.Screen == shell.SignIn })
	for end := time.Now().Add(20 * time.Second); told.Load() == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never told after the end of the session")
		}
	}
}

// Without a vault the session would end with the program: it goes on, and starts again when it has ended.
func TestC21_NotSpentWhileTheSessionWouldBeLost(t *testing.T) {
	d := newDesk(t)
	var told atomic.Int32
	op := d.start(func(o *testkit.OperatorOptions) { o.Vault, o.Spent = nil, func() { told.Add(1) } })
	d.enter(op)
	dec, err := declarant.Start(declarant.Options{URL: d.backend.Page, Roots: d.backend.Roots, Authority: d.backend.Authority.Public()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(dec.Vanish)
	until(t, &op.Inbox.Publisher, "a conversation", func(s inbox.State) bool { return len(s.Waiting) > 0 })
	dec.Erase()
	until(t, &op.Inbox.Publisher, "an empty list", func(s inbox.State) bool { return len(s.Waiting) == 0 })
	time.Sleep(5 * time.Second)
	if told.Load() > 0 {
		t.Fatal("told although the session would be lost")
	}
	op.Shell.SignOut()
	for end := time.Now().Add(20 * time.Second); told.Load() == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never told after the end of the session")
		}
	}
}

// What waits keeps nobody from starting again for ever: once nobody has touched anything for a while it happens all the same, and the
// keys that open what waits go along, because a declarant who is away cannot seal again (C21, B11).
func TestC21_WhatWaitsIsReadableAfterwards(t *testing.T) {
	d := newDesk(t)
	var told atomic.Int32
	op := d.start(func(o *testkit.OperatorOptions) { o.Spent = func() { told.Add(1) } })
	d.enter(op)
	write := func(text string) *declarant.Declarant {
		t.Helper()
		dec, err := declarant.Start(declarant.Options{URL: d.backend.Page, Roots: d.backend.Roots, Authority: d.backend.Authority.Public()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(dec.Vanish)
		dec.Say(text)
		return dec
	}
	waits := func(id conversation.ID) func(inbox.State) bool {
		return func(s inbox.State) bool {
			return slices.ContainsFunc(s.Waiting, func(r inbox.Row) bool { return r.Conversation == id && r.Claim == inbox.Claimable })
		}
	}
	first := write("bonjour")
	until(t, &op.Inbox.Publisher, "the first", waits(first.ID()))
	second := write("moi aussi")
	until(t, &op.Inbox.Publisher, "the second", waits(second.ID()))
	second.Vanish()
	op.Inbox.Claim(first.ID())
	until(t, &op.Thread.Publisher, "the message", func(s thread.State) bool { return says(s, "bonjour") && s.Compose.Enabled })
	op.Console.Do(func(desk *console.Desk) {
		desk.Attended()
		desk.Delete(first.ID(), retention.Now, time.Time{})
	})
	until(t, &op.Inbox.Publisher, "nothing of the first", func(s inbox.State) bool { return len(s.Mine) == 0 && len(s.Receipts) == 1 })
	told.Store(0)
	time.Sleep(8 * time.Second)
	if told.Load() > 0 {
		t.Fatal("told to who is about to take the next one")
	}
	for end := time.Now().Add(40 * time.Second); told.Load() == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never told while somebody waits")
		}
	}
	left := op.Console.Bequest()
	op.Close()
	op = d.start(func(o *testkit.OperatorOptions) { o.Inherited = left })
	until(t, &op.Inbox.Publisher, "the second again", waits(second.ID()))
	if slices.ContainsFunc(left, func(b byte) bool { return b != 0 }) {
		t.Error("what was left stays in memory")
	}
	op.Close()
	op = d.start(func(*testkit.OperatorOptions) {})
	list := until(t, &op.Inbox.Publisher, "the list", func(s inbox.State) bool { return s.Phase == inbox.Current && len(s.Waiting) == 1 })
	if c := list.Waiting[0].Claim; c != inbox.NotYet {
		t.Errorf("control: without what was left the second is %d", c)
	}
}
