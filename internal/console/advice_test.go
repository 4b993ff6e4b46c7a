package console_test

import (
	"testing"

	"vigie.example/internal/console/advice"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
)

// consults lets the first operator ask the second for advice, who reads the words.
func (p *pair) consults(t *testing.T, words string) advice.Inquiry {
	t.Helper()
	until(t, p.op.Advice, "a conversation to ask about", func(s advice.State) bool { return s.May[p.id] })
	p.op.Advice.Find(p.id)
	until(t, p.op.Advice, "a colleague", func(s advice.State) bool {
		return len(s.Advisers.List) == 1 && s.Advisers.List[0].Actor == "op-2" && !s.Advisers.Loading
	})
	p.op.Advice.Ask(p.id, "op-2", words)
	s := until(t, p.ben.Advice, "the question", func(s advice.State) bool { return len(s.Inquiries) == 1 && s.Inquiries[0].Words == words })
	if q := s.Inquiries[0]; q.Name == "" || q.UnitName == "" || !q.Until.After(s.Now) {
		t.Fatalf("the question: %+v", q)
	}
	return s.Inquiries[0]
}

func (p *pair) inquiries(t *testing.T, n int) {
	t.Helper()
	until(t, p.ben.Advice, "how many questions are left", func(s advice.State) bool { return len(s.Inquiries) == n })
}

// A colleague reads the question's words and nothing of the conversation; the answer comes back, and nothing of either stays with them.
func TestB12_AdviceWithoutAccess(t *testing.T) {
	p := newPair(t)
	signals := make(chan shell.Signal, 100)
	stop := p.ben.Shell.Signals(func(s shell.Signal) { signals <- s })
	defer stop()
	q := p.consults(t, "Faut-il un certificat médical ?")
	if s := p.ben.Inbox.State(); len(s.Waiting)+len(s.Mine)+len(s.Ended) > 0 {
		t.Errorf("who is asked sees the conversation: %+v", s)
	}
	if s := p.ben.Thread.State(); len(texts(s)) > 0 {
		t.Error("who is asked reads the conversation")
	}
	if got := <-signals; got != shell.Consulted {
		t.Errorf("heard %q", got)
	}
	p.ben.Advice.Answer(q.ID, "Non, mais il aide.")
	s := until(t, p.op.Advice, "the answer", func(s advice.State) bool { return len(s.Questions) == 1 && s.Questions[0].Phase == advice.Answered })
	if a := s.Questions[0]; a.Answer != "Non, mais il aide." || a.Words != "Faut-il un certificat médical ?" || a.Reference != p.id.Reference() || !a.Problem.None() {
		t.Errorf("the answer: %+v", a)
	}
	p.inquiries(t, 0)
	if s := p.op.Thread.State(); s.Phase != thread.Held || len(s.Alarms) > 0 {
		t.Error("the conversation was touched")
	}
	p.op.Advice.PutAway(p.id)
	until(t, p.op.Advice, "that it is put away", func(s advice.State) bool { return len(s.Questions) == 0 && s.May[p.id] })
}

// Questions end with their conversation, when they are taken back, and when they are declined; with the asker, words go with the conversation.
func TestB12_QuestionsLeaveNothing(t *testing.T) {
	p := newPair(t)
	q := p.consults(t, "première")
	p.ben.Advice.Decline(q.ID, conversation.RefusedBusy)
	until(t, p.op.Advice, "the refusal", func(s advice.State) bool {
		return len(s.Questions) == 1 && s.Questions[0].Phase == advice.Declined && s.Questions[0].Refusal == conversation.RefusedBusy
	})
	p.inquiries(t, 0)
	p.consults(t, "deuxième")
	p.op.Advice.PutAway(p.id)
	p.inquiries(t, 0)
	p.consults(t, "troisième")
	p.d.Erase()
	p.inquiries(t, 0)
	until(t, p.op.Advice, "that words are gone with their conversation", func(s advice.State) bool { return len(s.Questions) == 0 })
}

// A console that was away forgets what was over meanwhile, and keeps what is not.
func TestB12_QuestionsSurviveALostConnection(t *testing.T) {
	p := newPair(t)
	p.ben.Close()
	who := p.AddOperator(t, "op-3", "national")
	var network cuttable
	away, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: p.Console, Roots: p.Roots, Authority: p.Authority.Public(), Workstation: who.Workstation, Link: network.use,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(away.Close)
	if err := away.Enter(soon(t), "op-3", who.Passphrase); err != nil {
		t.Fatal(err)
	}
	ask := func(words string) {
		t.Helper()
		until(t, p.op.Advice, "a conversation to ask about", func(s advice.State) bool { return s.May[p.id] })
		p.op.Advice.Find(p.id)
		until(t, p.op.Advice, "the colleague", func(s advice.State) bool {
			for _, a := range s.Advisers.List {
				if a.Actor == "op-3" {
					return true
				}
			}
			return false
		})
		p.op.Advice.Ask(p.id, "op-3", words)
		until(t, away.Advice, "the question", func(s advice.State) bool { return len(s.Inquiries) == 1 && s.Inquiries[0].Words == words })
	}
	ask("reste")
	network.cut(false)
	until(t, away.Inbox, "a new connection", func(s inbox.State) bool { return s.Phase == inbox.Stale })
	until(t, away.Inbox, "the list again", func(s inbox.State) bool { return s.Phase == inbox.Current })
	if s := away.Advice.State(); len(s.Inquiries) != 1 {
		t.Fatalf("%d questions after coming back", len(s.Inquiries))
	}
	network.cut(true)
	until(t, away.Inbox, "no connection", func(s inbox.State) bool { return s.Phase == inbox.Stale })
	p.op.Advice.PutAway(p.id)
	until(t, p.op.Advice, "that it is taken back", func(s advice.State) bool { return len(s.Questions) == 0 })
	network.cut(false)
	until(t, away.Advice, "that it is forgotten", func(s advice.State) bool { return len(s.Inquiries) == 0 && s.Online })
	p.d.Say("toujours là")
	expect(t, p.events, declarant.Stored)
}
