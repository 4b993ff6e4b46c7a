package console_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

func (s *scripted) locked(cause string) {
	s.t.Helper()
	until(s.t, s.shell, "locked", func(st shell.State) bool { return st.Screen == shell.Locked })
	until(s.t, s.signin, "locked for "+cause, func(st signin.State) bool { return st.Locked.Key == "signin.locked."+cause })
}

func (s *scripted) unlock() {
	s.t.Helper()
	until(s.t, s.signin, "the form", func(st signin.State) bool { return st.Phase == signin.Ready && st.Reachable })
	s.signin.Enter(console.Attempt{Way: console.WayPassphrase, Secret: "une phrase"})
	until(s.t, s.shell, "the desk", func(st shell.State) bool { return st.Screen == shell.Desk })
	until(s.t, s.inbox, "the list", func(st inbox.State) bool { return st.Phase == inbox.Current })
}

// A session that nobody uses is locked; whoever writes uses it, even slowly, and so does who uses anything else in the window.
func TestL2_AnIdleSessionIsLocked(t *testing.T) {
	s := newScripted(t, func(o *console.Options) { o.LockAfter = 10 * time.Minute }).signedIn()
	v := s.held("Alex")
	s.lists(v)
	for range 4 {
		s.pass(9 * time.Minute)
		s.thread.Draft(v.ID(), "un mot de plus")
		s.settled()
	}
	for range 2 {
		s.pass(9 * time.Minute)
		s.shell.Attended()
		s.settled()
	}
	if st := s.shell.State(); st.Screen != shell.Desk {
		t.Fatal("somebody who writes was locked out")
	}
	s.pass(10 * time.Minute)
	s.locked("idle")
	if asked := s.requests(wire.TypeLock); len(asked) != 1 {
		t.Errorf("the service was told %d times", len(asked))
	}
	if mine := s.inbox.State().Mine; len(mine) != 1 {
		t.Errorf("%d conversations are held", len(mine))
	}
	s.unlock()
	if mine := s.inbox.State().Mine; len(mine) != 1 || mine[0].Conversation != v.ID() {
		t.Errorf("after the lock %d conversations are held", len(mine))
	}
	var in wire.SignIn
	all := s.requests(wire.TypeSignIn)
	_ = json.Unmarshal(all[1].Data, &in)
	var first wire.SignIn
	_ = json.Unmarshal(all[0].Data, &first)
	if string(in.Shift.Key) != string(first.Shift.Key) {
		t.Error("it was another shift that was proved")
	}
}

// What was written before the lock waits until somebody is there again; what comes is received meanwhile.
func TestL2_NothingIsSentWhileLocked(t *testing.T) {
	s := newScripted(t).signedIn()
	v := s.held("Alex")
	s.lists(v)
	s.withhold(wire.TypeSend)
	s.thread.Send(v.ID(), "en route")
	s.settled()
	s.thread.Send(v.ID(), "attend son tour")
	s.shell.Lock()
	s.locked("asked")
	s.release(wire.TypeSend, nil)
	s.settled()
	if n := len(s.requests(wire.TypeSend)); n != 1 {
		t.Fatalf("%d messages were sent", n)
	}
	s.inbox.Claim(v.ID())
	s.settled()
	if n := len(s.requests(wire.TypeClaim)); n != 0 {
		t.Error("a locked session claims")
	}
	s.unlock()
	until(t, s.thread, "the second message", func(thread.State) bool { return len(s.requests(wire.TypeSend)) == 2 })
}

// A lock that the service could not be told of holds all the same, and it is told as soon as it is reached.
func TestL2_ALockWithoutAConnection(t *testing.T) {
	s := newScripted(t).signedIn()
	s.offline(fault.New(fault.Unavailable, "test"))
	s.shell.Lock()
	s.locked("asked")
	s.signin.Enter(console.Attempt{Way: console.WayPassphrase, Secret: "une phrase"})
	until(t, s.signin, "the words", func(st signin.State) bool { return st.Problem.Key == "signin.problem.offline" })
	s.online()
	until(t, s.shell, "told", func(shell.State) bool { return len(s.requests(wire.TypeLock)) == 1 })
	s.locked("asked")
	s.unlock()
}

// The service locks: what the session began with is not in force any more. A ticket that has run out locks, and ends nothing.
func TestL2_LocksThatTheServiceSets(t *testing.T) {
	s := newScripted(t).signedIn()
	v := s.held("Alex")
	s.lists(v)
	s.push(wire.TypeLocked, wire.Locked{Cause: "means"})
	s.locked("means")
	s.unlock()
	s.refuses(wire.TypeReturn, fault.New(fault.Unauthenticated, "test", fault.Key("fault.signin.lapsed")))
	s.offline(fault.New(fault.Unavailable, "test"))
	s.online()
	s.locked("lapsed")
	if mine := s.inbox.State().Mine; len(mine) != 1 || mine[0].Conversation != v.ID() {
		t.Errorf("%d conversations are held", len(mine))
	}
	s.refuses(wire.TypeReturn, nil)
	s.unlock()
}

// hand is a key that a test puts in and pulls out.
type hand struct {
	mu      sync.Mutex
	here    bool
	waiting chan struct{} // closed once Prove waits; nil: it answers at once
}

func (h *hand) Look(context.Context) console.Presence {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.here {
		return console.Presence{Problem: "carried.key.absent"}
	}
	return console.Presence{Devices: []string{"one"}, PIN: true}
}

func (h *hand) set(here bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.here = here
}

func (h *hand) Prove(ctx context.Context, q console.Question) (console.Proof, error) {
	if h.waiting != nil {
		q.Touch()
		close(h.waiting)
		<-ctx.Done()
		return console.Proof{}, fault.New(fault.Expired, "test", fault.Key("carried.key.cancelled"))
	}
	return console.Proof{ID: []byte{1}, AuthData: []byte{1}, ClientData: q.Challenge[:], Sig: []byte{1}, Device: "one"}, nil
}

func (h *hand) Make(context.Context, console.Question) (console.Made, error) {
	return console.Made{}, nil
}

// Whoever signed in with a key locks the session by pulling it out; another's key, or one that was not used, locks nothing.
func TestL2_PullingTheKeyOutLocks(t *testing.T) {
	h := &hand{here: true}
	s := newScripted(t, func(o *console.Options) { o.Keys = h }).start()
	until(t, s.signin, "the key", func(st signin.State) bool {
		return st.Phase == signin.Ready && st.Reachable && st.Ways[1].Code == string(console.WayPIN) && st.Ways[1].Available
	})
	s.signin.Enter(console.Attempt{Actor: "op-1", Way: console.WayPIN, Secret: "1234"})
	until(t, s.shell, "the desk", func(st shell.State) bool { return st.Screen == shell.Desk })
	h.set(false)
	for s.shell.State().Screen != shell.Locked { // it looks beside the desk, when its clock says so
		s.pass(time.Second)
	}
	s.locked("removed")
	s.unlock() // by passphrase: from now on the key is not the session's business
	h.set(true)
	s.pass(3 * time.Second)
	h.set(false)
	s.pass(3 * time.Second)
	if st := s.shell.State(); st.Screen != shell.Desk {
		t.Error("a key that the session has not begun with locks it")
	}
}

// Somebody who waits for a touch can stop, and is told so; nothing is sent.
func TestL3_ATouchCanBeGivenUp(t *testing.T) {
	h := &hand{here: true, waiting: make(chan struct{})}
	s := newScripted(t, func(o *console.Options) { o.Keys = h }).start()
	until(t, s.signin, "the key", func(st signin.State) bool { return st.Phase == signin.Ready && st.Reachable && st.Ways[1].Available })
	s.signin.Enter(console.Attempt{Actor: "op-1", Way: console.WayPIN, Secret: "1234"})
	<-h.waiting
	until(t, s.signin, "the touch", func(st signin.State) bool { return st.Stage == signin.Touching && st.Way == string(console.WayPIN) })
	s.signin.GiveUp()
	until(t, s.signin, "the form", func(st signin.State) bool {
		return st.Phase == signin.Ready && st.Problem.Key == "carried.key.cancelled"
	})
	if n := len(s.requests(wire.TypeSignIn)); n > 0 {
		t.Errorf("%d proofs were sent", n)
	}
}
