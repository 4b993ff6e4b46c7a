package console_test

import (
	"slices"
	"testing"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
)

// pair is a place with a second operator; the first one talks to a declarant, and both have written.
type pair struct {
	*place
	ben    *testkit.Operator
	d      *declarant.Declarant
	events <-chan declarant.Event
	id     conversation.ID
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{place: newPlace(t)}
	p.d, p.events = p.declarant(t, declarant.Options{Pseudonym: "Camille"})
	p.d.Say("Un")
	expect(t, p.events, declarant.Stored)
	p.id = p.claim(t)
	expect(t, p.events, declarant.Joined)
	p.op.Thread.Send(p.id, "Deux")
	expect(t, p.events, declarant.Heard)
	p.d.Say("Trois")
	until(t, p.op.Thread, "the third", func(s thread.State) bool { return len(texts(s)) == 3 })
	p.ben = p.operator(t, p.AddOperator(t, "op-2", "national"))
	return p
}

// asks lets the first operator ask the second, who sees it.
func (p *pair) asks(t *testing.T) {
	t.Helper()
	until(t, p.op.Transfer, "a conversation that can be transferred", func(s transfer.State) bool { return s.May[p.id] })
	p.op.Transfer.Find(p.id)
	until(t, p.op.Transfer, "a colleague", func(s transfer.State) bool {
		return len(s.Takers.List) == 1 && s.Takers.List[0].Actor == "op-2" && !s.Takers.Loading
	})
	p.op.Transfer.Ask(p.id, "op-2", conversation.BetterSuited)
	s := until(t, p.ben.Transfer, "the question", func(s transfer.State) bool { return len(s.Requests) == 1 })
	if r := s.Requests[0]; r.Asker || r.Phase != transfer.Asked || r.Reason != conversation.BetterSuited || r.Reference != p.id.Reference() || r.Name == "" {
		t.Fatalf("the question: %+v", r)
	}
}

func TestB12_ATransferHandsOverEverythingAndLeavesNothing(t *testing.T) {
	p := newPair(t)
	p.op.Notes.Add(p.id, notes.Write("note interne"))
	until(t, p.op.Notes, "the note", func(s notes.State) bool { return len(s.Notes) == 1 })
	p.op.Thread.Draft(p.id, "pas encore envoyé")
	p.asks(t)
	if s := p.ben.Thread.State(); len(texts(s)) > 0 {
		t.Error("who is asked reads already")
	}
	p.d.Say("Quatre") // while it is asked
	until(t, p.op.Thread, "the fourth", func(s thread.State) bool { return len(texts(s)) == 4 })

	p.ben.Transfer.Accept(p.id)
	p.d.Say("Cinq") // in the middle
	until(t, p.ben.Inbox, "that it is theirs", func(s inbox.State) bool { return len(s.Mine) == 1 })
	p.ben.Inbox.Select(p.id)
	s := until(t, p.ben.Thread, "everything that was said", func(s thread.State) bool { return len(texts(s)) == 5 && s.Phase == thread.Held })
	for i, want := range []string{"Un", "Deux", "Trois", "Quatre", "Cinq"} {
		if texts(s)[i] != want {
			t.Errorf("in the order %v", texts(s))
			break
		}
	}
	if s.Draft != "pas encore envoyé" || s.Pseudonym != "Camille" || len(s.Alarms) > 0 {
		t.Errorf("draft, name or alarms: %v", s.Alarms)
	}
	until(t, p.ben.Notes, "the note", func(s notes.State) bool { return len(s.Notes) == 1 && s.Enabled })

	gone := until(t, p.op.Thread, "nothing left with the old one", func(s thread.State) bool { return s.Phase == thread.Gone || s.Phase == thread.None })
	if gone.Items.Len() != 0 || gone.Draft != "" || gone.Pseudonym != "" {
		t.Error("something is left at the old console")
	}
	until(t, p.op.Notes, "no note left", func(s notes.State) bool { return len(s.Notes) == 0 && !s.Enabled })
	if _, some := p.op.Notes.HandOver(p.id); some {
		t.Error("the notes are still there")
	}
	expect(t, p.events, declarant.Joined)
	p.ben.Thread.Send(p.id, "Six")
	if e := expect(t, p.events, declarant.Heard); e.Text != "Six" {
		t.Errorf("heard %q", e.Text)
	}
	p.d.Say("Sept")
	until(t, p.ben.Thread, "the seventh", func(s thread.State) bool { return len(texts(s)) == 7 && len(s.Alarms) == 0 })

	// And back again, once the first is over for both: until then another question is refused.
	for _, side := range []*transfer.Model{p.op.Transfer, p.ben.Transfer} {
		until(t, side, "the first to be over", func(s transfer.State) bool {
			return !slices.ContainsFunc(s.Requests, func(r transfer.Request) bool { return r.Phase != transfer.Done })
		})
	}
	p.ben.Transfer.Ask(p.id, "op-1", conversation.TooMuch)
	until(t, p.op.Transfer, "the question back", func(s transfer.State) bool {
		return len(s.Requests) > 0 && !s.Requests[len(s.Requests)-1].Asker && s.Requests[len(s.Requests)-1].Phase == transfer.Asked
	})
	p.op.Transfer.Accept(p.id)
	until(t, p.op.Inbox, "theirs again", func(s inbox.State) bool { return len(s.Mine) == 1 })
	p.op.Inbox.Select(p.id)
	until(t, p.op.Thread, "everything again", func(s thread.State) bool { return len(texts(s)) == 7 && s.Phase == thread.Held && len(s.Alarms) == 0 })
	until(t, p.op.Notes, "the note again", func(s notes.State) bool { return len(s.Notes) == 1 })
}

func TestB12_RefusedAndWithdrawnTransfersLeaveEverythingAsItWas(t *testing.T) {
	p := newPair(t)
	p.asks(t)
	p.ben.Transfer.Refuse(p.id, conversation.RefusedBusy)
	s := until(t, p.op.Transfer, "the refusal", func(s transfer.State) bool { return len(s.Requests) == 1 && s.Requests[0].Phase == transfer.Refused })
	if s.Requests[0].Refusal != conversation.RefusedBusy {
		t.Errorf("refused because %q", s.Requests[0].Refusal)
	}
	p.op.Transfer.Seen(p.id)
	until(t, p.op.Transfer, "that it is sent away", func(s transfer.State) bool { return len(s.Requests) == 0 })
	until(t, p.ben.Transfer, "that it is gone", func(s transfer.State) bool { return len(s.Requests) == 0 })
	p.asks(t)
	p.op.Transfer.Withdraw(p.id)
	until(t, p.ben.Transfer, "that it is withdrawn", func(s transfer.State) bool { return len(s.Requests) == 1 && s.Requests[0].Phase == transfer.Withdrawn })
	p.op.Thread.Send(p.id, "Toujours moi")
	if e := expect(t, p.events, declarant.Heard); e.Text != "Toujours moi" {
		t.Errorf("heard %q", e.Text)
	}
}

// TestB12_AConsoleThatDiesInTheMiddle: the receiver has the conversation, and sees that the past is missing.
func TestB12_AConsoleThatDiesInTheMiddle(t *testing.T) {
	p := newPair(t)
	p.asks(t)
	p.op.Console.Close() // dies; the question stays
	p.ben.Transfer.Accept(p.id)
	until(t, p.ben.Inbox, "that it is theirs", func(s inbox.State) bool { return len(s.Mine) == 1 })
	p.ben.Inbox.Select(p.id)
	bare := func(s thread.State) bool {
		for _, it := range s.Items.All() {
			if it.Kind == thread.Event && it.Event.Key == "thread.event.taken_over.bare" {
				return s.Phase == thread.Held
			}
		}
		return false
	}
	until(t, p.ben.Thread, "that the past could not be handed over", bare)
	p.d.Say("Je répète")
	until(t, p.ben.Thread, "what is said from now on", func(s thread.State) bool {
		got := texts(s)
		return len(got) > 0 && got[len(got)-1] == "Je répète"
	})
	p.ben.Thread.Send(p.id, "Merci")
	expect(t, p.events, declarant.Heard)
}
