package console_test

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// place is a real service with one operator who has signed in.
type place struct {
	*vigied.Backend
	op  *testkit.Operator
	who vigied.Operator
}

func newPlace(t *testing.T) *place {
	t.Helper()
	b := vigied.Start(t, vigied.Options{})
	p := &place{Backend: b, who: b.AddOperator(t, "op-1", "national")}
	p.op = p.operator(t, p.who)
	return p
}

func (p *place) operator(t *testing.T, who vigied.Operator) *testkit.Operator {
	t.Helper()
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: p.Console, Roots: p.Roots, Authority: p.Authority.Public(), Workstation: who.Workstation,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(op.Close)
	if err := op.Enter(soon(t), string(who.Actor), who.Passphrase); err != nil {
		t.Fatalf("sign-in: %v", err)
	}
	return op
}

// declarant starts one, whose events the channel brings.
func (p *place) declarant(t *testing.T, o declarant.Options) (*declarant.Declarant, <-chan declarant.Event) {
	t.Helper()
	events := make(chan declarant.Event, 1000)
	o.URL, o.Roots, o.Authority = p.Page, p.Roots, p.Authority.Public()
	o.Observe = func(e declarant.Event) { events <- e }
	d, err := declarant.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Vanish)
	return d, events
}

func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func until[S any](t testing.TB, of testkit.Source[S], what string, ok func(S) bool) S {
	t.Helper()
	var last S
	if err := testkit.Until(soon(t), of, func(s S) bool { last = s; return ok(s) }); err != nil {
		t.Fatalf("never: %s; last state: %+v", what, last)
	}
	return last
}

func expect(t *testing.T, events <-chan declarant.Event, kind declarant.Kind) declarant.Event {
	t.Helper()
	limit := time.After(15 * time.Second)
	for {
		select {
		case e := <-events:
			if e.Kind == kind {
				return e
			}
			if e.Kind == declarant.Warned {
				t.Fatalf("the declarant was warned: %s", e.Cause)
			}
		case <-limit:
			t.Fatalf("the declarant never saw %q", kind)
		}
	}
}

// claim takes the first waiting conversation.
func (p *place) claim(t *testing.T) conversation.ID {
	t.Helper()
	until(t, p.op.Inbox, "a conversation that can be claimed", func(s inbox.State) bool {
		return len(s.Waiting) > 0 && s.Waiting[0].Claim == inbox.Claimable
	})
	p.op.Inbox.ClaimNext()
	return until(t, p.op.Thread, "the fresh key", func(s thread.State) bool { return s.Phase == thread.Held }).Conversation
}

func texts(s thread.State) (out []string) {
	for _, it := range s.Items.All() {
		if it.Kind == thread.Message {
			out = append(out, it.Text)
		}
	}
	return out
}

// The whole job: a declarant waits, writes, is answered, and leaves; every message goes through its four states.
func TestB11_AConversationFromEndToEnd(t *testing.T) {
	p := newPlace(t)
	d, events := p.declarant(t, declarant.Options{Pseudonym: "Camille"})
	d.Say("Bonjour, il y a quelqu'un ?")
	expect(t, events, declarant.Stored)
	id := p.claim(t)
	s := until(t, p.op.Thread, "the first message", func(s thread.State) bool { return len(texts(s)) == 1 })
	if s.Pseudonym != "Camille" || texts(s)[0] != "Bonjour, il y a quelqu'un ?" {
		t.Errorf("state: %+v", s)
	}
	expect(t, events, declarant.Joined)
	expect(t, events, declarant.Confirmed)
	p.op.Thread.Shown(id, s.Items.Len())
	expect(t, events, declarant.Seen)
	p.op.Thread.Send(id, "Bonjour. Je suis là, prenez votre temps.")
	if e := expect(t, events, declarant.Heard); e.Text != "Bonjour. Je suis là, prenez votre temps." {
		t.Errorf("heard %q", e.Text)
	}
	until(t, p.op.Thread, "our message read", func(s thread.State) bool {
		return s.Items.Len() > 0 && s.Items.At(s.Items.Len()-1).Delivery == thread.Read
	})
	d.Typing()
	until(t, p.op.Thread, "typing", func(s thread.State) bool { return s.Typing })
	p.op.Thread.Draft(id, "Êtes-vous")
	expect(t, events, declarant.Writing)
	d.Say("Oui.")
	until(t, p.op.Thread, "the answer", func(s thread.State) bool { return len(texts(s)) == 3 && !s.Typing })
	until(t, p.op.Thread, "that it can be closed", func(s thread.State) bool { return s.CanClose })
	p.op.Thread.Close(id, "done")
	if e := expect(t, events, declarant.Ended); e.Cause != string(conversation.Operator) {
		t.Errorf("ended by %q", e.Cause)
	}
	s = until(t, p.op.Thread, "the end", func(s thread.State) bool { return s.Phase == thread.Closed })
	if len(s.Alarms) > 0 {
		t.Errorf("alarms: %+v", s.Alarms)
	}
	p.op.Inbox.Dismiss(id)
	until(t, p.op.Inbox, "an empty list", func(s inbox.State) bool { return len(s.Ended)+len(s.Mine) == 0 })
}
