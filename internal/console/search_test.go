package console_test

import (
	"testing"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/wire"
)

func TestC7_TheListIsSearchedAndFoundAgain(t *testing.T) {
	s := newScripted(t).signedIn()
	first := s.held("")
	s.held("")
	s.inbox.Find(inbox.Filter{Reference: string(first.ID().Reference())})
	until(t, s.inbox, "the one that was looked for, and the selected one", func(st inbox.State) bool { return len(st.Mine) == 2 && st.Hidden == 0 && st.Filter.On() })
	s.inbox.Select("")
	until(t, s.inbox, "the one that was looked for", func(st inbox.State) bool {
		return len(st.Mine) == 1 && st.Mine[0].Conversation == first.ID() && st.Hidden == 1
	})
	s.pass(2e9)
	if st := s.inbox.State(); st.Hidden != 1 {
		t.Error("forgotten after a second")
	}
	s.push(wire.TypeSummary, s.summary(s.waiting(s.currentChain(), s.clock.Now())))
	s.settled()
	s.inbox.ClaimNext() // answers whoever is next, shown or not
	s.pass(1e9)
	if len(s.requests(wire.TypeClaim)) != 1 {
		t.Error("the filter keeps somebody from being answered")
	}
	s.push(wire.TypeSession, wire.SessionEnded{Cause: "revoked"})
	until(t, s.signin, "the end", func(st signin.State) bool { return st.Ended.Key != "" })
	s.settled()
	if st := s.inbox.State(); st.Filter.On() {
		t.Error("the next person begins with this one's filter")
	}
}
