package console_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/wire"
)

// Offline, with nobody to tell it, the console erases at the deadline (C19, C21).
func TestC21_ErasesAtTheDeadlineWhileOffline(t *testing.T) {
	s := newScripted(t).signedIn()
	v := s.held("Camille")
	s.says(v, 3, "secret")
	until(t, s.thread, "the message", func(st thread.State) bool { return len(texts(st)) == 1 })
	s.thread.Draft(v.ID(), "brouillon")
	s.offline(fault.New(fault.Unavailable, "test", fault.Key("link.offline.lost")))
	s.settled()
	s.clock.Advance(3*time.Hour + 29*time.Minute)
	s.settled()
	if st := s.thread.State(); st.Life != 0 || st.Items.Len() == 0 {
		t.Fatalf("at 3 h 29: life %v, %d items", st.Life, st.Items.Len())
	}
	s.pass(time.Minute + time.Second)
	if st := s.thread.State(); st.Life != 1 {
		t.Errorf("at 3 h 30: life %v", st.Life)
	}
	s.clock.Advance(28 * time.Minute)
	s.settled()
	if sh := s.shell.State(); sh.Next.Life != 2 || sh.Next.Conversation != v.ID() {
		t.Errorf("next deadline: %+v", sh.Next)
	}
	s.pass(2 * time.Minute)
	st := s.thread.State()
	if st.Phase != thread.Gone || st.Items.Len() != 0 || st.Pseudonym+st.Draft != "" || st.Note.Key != "thread.note.gone.deadline" {
		t.Fatalf("after the deadline: %+v", st)
	}
	// The service, back and lying, brings it again: it does not come back (C23).
	s.online()
	s.push(wire.TypeSummary, s.summary(v))
	s.settled()
	if st := s.thread.State(); st.Phase != thread.Gone {
		t.Errorf("it came back: %s", st.Phase)
	}
}

// A service whose clock stands still, or goes back, does not make a conversation live longer.
func TestC21_TheClockIsNotTurnedBack(t *testing.T) {
	s := newScripted(t).signedIn()
	s.held("")
	for range 5 {
		s.clock.Advance(time.Hour)
		s.settled()
		s.push(wire.TypePong, wire.Pong{Time: wire.At(noon)})
	}
	s.settled()
	if st := s.inbox.State(); len(st.Mine) != 0 || s.thread.State().Items.Len() != 0 {
		t.Errorf("it lives on at %v: %+v", st.Now, st.Mine)
	}
}

// A new key every hour; the old private half dies ten minutes later if it opened nothing, and otherwise with the last
// conversation that it opened.
func TestHourlyKeysRotateAndDie(t *testing.T) {
	s := newScripted(t).signedIn()
	first := s.currentChain()
	used := s.held("")
	s.pass(time.Hour)
	if n := len(s.requests(wire.TypeHourly)); n != 2 {
		t.Fatalf("%d hourly keys after an hour", n)
	}
	second := s.currentChain()
	if first.Hourly.ID == second.Hourly.ID {
		t.Fatal("the same key again")
	}
	// Sealed to the first key before the page knew the second: still opened.
	late := s.waiting(first, noon.Add(59*time.Minute))
	if r := s.row(late); r.Claim != inbox.Claimable {
		t.Errorf("an envelope to the previous hour's key was not opened: %v", r.Claim)
	}
	s.push(wire.TypeDeleted, wire.Deleted{Conversation: late.ID(), Cause: "declarant", Time: s.now()})
	s.pass(11 * time.Minute)
	// The first key lives by the conversation that it opened, and dies with it.
	again := s.waiting(first, noon.Add(59*time.Minute))
	if r := s.row(again); r.Claim != inbox.Claimable {
		t.Errorf("the key died before its last conversation: %v", r.Claim)
	}
	for _, v := range []*declarant.Voice{used, again} {
		s.push(wire.TypeDeleted, wire.Deleted{Conversation: v.ID(), Cause: "declarant", Time: s.now()})
	}
	dead := s.waiting(first, noon.Add(59*time.Minute))
	if r := s.row(dead); r.Claim != inbox.NotYet {
		t.Errorf("a dead key opened something: %v", r.Claim)
	}
	// The second key opened nothing: ten minutes after the third came, it is dead, too.
	s.pass(50 * time.Minute)
	if n := len(s.requests(wire.TypeHourly)); n != 3 {
		t.Fatalf("%d hourly keys after two hours", n)
	}
	s.pass(11 * time.Minute)
	idle := s.waiting(second, noon.Add(119*time.Minute))
	if r := s.row(idle); r.Claim != inbox.NotYet {
		t.Errorf("an idle key lived on: %v", r.Claim)
	}
}

// waiting brings a conversation whose key is sealed to a chain, as a page would have at that time.
func (s *scripted) waiting(chain wire.Chain, at time.Time) *declarant.Voice {
	s.t.Helper()
	v, err := declarant.NewVoice(s.authority.Public(), "")
	if err != nil {
		s.t.Fatal(err)
	}
	envelopes, err := v.SealTo([]wire.Chain{chain}, at)
	if err != nil || len(envelopes) != 1 {
		s.t.Fatalf("%d envelopes, %v", len(envelopes), err)
	}
	s.push(wire.TypeSummary, s.summary(v))
	s.push(wire.TypeEnvelope, wire.SealedKey{Conversation: v.ID(), Envelope: envelopes[0]})
	return v
}

func (s *scripted) row(v *declarant.Voice) (out inbox.Row) {
	s.t.Helper()
	s.settled()
	s.pass(time.Second) // the list is told at most every so often
	for _, r := range s.inbox.State().Waiting {
		if r.Conversation == v.ID() {
			return r
		}
	}
	s.t.Fatal("the conversation is not listed")
	return out
}

func TestSessionEndsWithTheShift(t *testing.T) {
	s := newScripted(t).signedIn()
	s.held("")
	s.offline(fault.New(fault.Unavailable, "test"))
	s.clock.Advance(12*time.Hour + time.Second)
	st := until(t, s.signin, "the end", func(st signin.State) bool { return st.Phase == signin.Ready })
	if st.Ended.Key != "signin.ended.expired" {
		t.Errorf("ended: %+v", st.Ended)
	}
}

func TestReturnRefusedEndsTheSession(t *testing.T) {
	s := newScripted(t).signedIn()
	s.held("Camille")
	s.offline(fault.New(fault.Unavailable, "test"))
	s.refuses(wire.TypeReturn, fault.New(fault.Unauthenticated, "test"))
	s.online()
	st := until(t, s.signin, "the end", func(st signin.State) bool { return st.Phase == signin.Ready })
	if st.Ended.Key != "signin.ended.lost" {
		t.Errorf("ended: %+v", st.Ended)
	}
	if th := until(t, s.thread, "an empty thread", func(st thread.State) bool { return st.Phase == thread.None }); th.Pseudonym != "" {
		t.Error("something stayed")
	}
}

// After a restart of the service what it does not have any more stays readable here until its deadline.
func TestARestartedServiceHasLostWhatIsHeld(t *testing.T) {
	s := newScripted(t).signedIn()
	v := s.held("")
	s.says(v, 3, "encore là")
	until(t, s.thread, "the message", func(st thread.State) bool { return len(texts(st)) == 1 })
	s.offline(fault.New(fault.Unavailable, "test"))
	s.mu.Lock()
	s.epoch = "two"
	s.mu.Unlock()
	s.online()
	st := until(t, s.thread, "that it is lost", func(st thread.State) bool { return st.Phase == thread.Lost })
	if len(texts(st)) != 1 || st.Compose.Enabled {
		t.Errorf("state: %+v", st)
	}
	until(t, s.shell, "a warning", func(st shell.State) bool { return len(st.Warnings) > 0 && st.Warnings[0].Code == "lost" })
}

// The patience for a conversation that was given back begins anew with every offer: a service that crashes again is not given less.
func TestB13_PatienceBelongsToTheOfferOfNow(t *testing.T) {
	s := newScripted(t).signedIn()
	v := s.held("")
	s.push(wire.TypeKept, wire.Kept{Conversation: v.ID(), Position: 1, Token: []byte("proof")})
	s.settled()
	crash := func(epoch string) {
		s.offline(fault.New(fault.Unavailable, "test"))
		s.mu.Lock()
		s.epoch = epoch
		s.mu.Unlock()
		s.online()
		until(t, s.inbox, "the list", func(st inbox.State) bool { return st.Phase == inbox.Current })
		s.settled()
	}
	phase := func() (p exchange.Phase) {
		done := make(chan struct{})
		s.console.Do(func(d *console.Desk) {
			if x, ok := d.Conversation(v.ID()); ok {
				p = x.Phase()
			}
			close(done)
		})
		<-done
		return p
	}
	crash("two")
	s.pass(15 * time.Second)
	crash("three")
	s.pass(15 * time.Second)
	if p := phase(); p != exchange.Held {
		t.Errorf("after 15 s of the second offer: %s", p)
	}
	s.pass(10 * time.Second)
	if p := phase(); p != exchange.Lost {
		t.Errorf("after 25 s: %s", p)
	}
	if n := len(s.requests(wire.TypeRestore)); n != 2 {
		t.Errorf("offered %d times", n)
	}
}

// colleague is the chain of another operator at work.
func (s *scripted) colleague(actor string) (c wire.Chain) {
	s.t.Helper()
	workstation, shift := newKey(s.t), newKey(s.t)
	c.Credential = wire.Credential{
		Actor: actor, Role: seal.RoleOperator, Unit: "police-33", Key: workstation.Public(),
		NotBefore: wire.At(noon.AddDate(0, -1, 0)), NotAfter: wire.At(noon.AddDate(0, 11, 0)),
	}
	c.Shift = wire.Shift{Actor: actor, Console: "console-2", Key: shift.Public(), Nonce: make([]byte, 32), Expires: wire.At(noon.Add(8 * time.Hour))}
	hourly, err := seal.NewRecipientKey(noon, noon.Add(time.Hour))
	for _, step := range []func() error{
		func() error { return err },
		func() error { return seal.SignCredential(s.authority, &c.Credential) },
		func() error { return seal.SignShift(workstation, &c.Shift, noon) },
		func() error { c.Hourly = hourly.Statement(); return seal.SignHourly(shift, c.Shift, &c.Hourly) },
	} {
		if err := step(); err != nil {
			s.t.Fatal(err)
		}
	}
	return c
}

// A transfer that was under way is forgotten with the service's memory: whoever was handing over keeps on, and what they write leaves.
func TestB13_AHandOverThatWasForgottenIsOver(t *testing.T) {
	s := newScripted(t).signedIn()
	v := s.held("")
	s.push(wire.TypeKept, wire.Kept{Conversation: v.ID(), Position: 1, Token: []byte("proof")})
	s.withhold(wire.TypeHistory)
	receiver := s.colleague("op-2")
	s.push(wire.TypeTransferTold, wire.TransferTold{
		Conversation: v.ID(), Generation: 1, Phase: "accepted", From: "op-1", To: receiver.Credential.Actor, Receiver: &receiver,
		Until: wire.At(s.clock.Now().Add(time.Minute)),
	})
	s.settled()
	s.thread.Send(v.ID(), "pour qui reprend")
	s.settled()
	if n := len(s.requests(wire.TypeSend)); n != 0 || len(s.requests(wire.TypeHistory)) != 1 {
		t.Fatalf("%d messages left in the middle of the hand-over", n)
	}
	s.offline(fault.New(fault.Unavailable, "test"))
	s.lists(v)
	s.mu.Lock()
	s.epoch = "two"
	s.mu.Unlock()
	s.online()
	until(t, s.thread, "the message is taken", func(st thread.State) bool {
		for _, it := range st.Items.All() {
			if it.Delivery == thread.Stored {
				return true
			}
		}
		return false
	})
}

// In the same life of the service, what it does not tell of any more was deleted.
func TestWhatWasDeletedMeanwhileIsErased(t *testing.T) {
	s := newScripted(t).signedIn()
	s.held("Camille")
	s.offline(fault.New(fault.Unavailable, "test"))
	s.online()
	st := until(t, s.thread, "nothing left", func(st thread.State) bool { return st.Phase == thread.Gone })
	if st.Note.Key != "thread.note.gone.gone" || st.Pseudonym != "" {
		t.Errorf("state: %+v", st)
	}
}

func TestB11_ACredentialThatTheAuthorityDidNotSignIsRefused(t *testing.T) {
	for name, change := range map[string]func(*scripted){
		"other authority": func(s *scripted) { s.authority = newKey(t) },
		"other key":       func(s *scripted) { s.credential = func(c *wire.Credential) { c.Key = newKey(t).Public() } },
		"other actor":     func(s *scripted) { s.credential = func(c *wire.Credential) { c.Actor = "op-2" } },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScripted(t).start()
			until(t, s.signin, "the form", func(st signin.State) bool { return st.Phase == signin.Ready && st.Reachable })
			change(s)
			s.signin.Enter(withPassphrase)
			st := until(t, s.signin, "a refusal", func(st signin.State) bool { return !st.Problem.None() })
			if st.Problem.Key != "signin.problem.credential" || st.Phase != signin.Ready {
				t.Errorf("state: %+v", st)
			}
		})
	}
}

func TestB11_AServiceUnderAnotherAuthorityIsShown(t *testing.T) {
	s := newScripted(t)
	if err := s.console.Start(); err != nil {
		t.Fatal(err)
	}
	s.receiver.Online(s, wire.Welcome{Nonce: make([]byte, 32), Time: s.now(), HeartbeatMS: 1000, Authority: newKey(t).Public()})
	st := until(t, s.shell, "a warning", func(st shell.State) bool { return len(st.Warnings) > 0 })
	if st.Warnings[0].Code != "authority" || st.Line.Key != "shell.warning.authority" {
		t.Errorf("warnings: %+v", st.Warnings)
	}
}

func TestB11_LyingBackend_AConversationWithAFalseKeyIsNotShown(t *testing.T) {
	s := newScripted(t).signedIn()
	v, _ := declarant.NewVoice(s.authority.Public(), "")
	lie := s.summary(v)
	lie.Key = newKey(t).Public()
	s.push(wire.TypeSummary, lie)
	until(t, s.shell, "a warning", func(st shell.State) bool { return len(st.Warnings) == 1 && st.Warnings[0].Code == "lies" })
	s.clock.Advance(time.Second)
	s.settled()
	if st := s.inbox.State(); len(st.Waiting) != 0 {
		t.Errorf("it is listed: %+v", st.Waiting)
	}
}

// Every way in which a keyring fails has a text of its own, and reading again helps once it is mended.
func TestKeyringFailuresAreToldApart(t *testing.T) {
	texts := map[string]bool{}
	for state, err := range map[signin.KeyState]error{
		signin.KeyAbsent:  fault.New(fault.Unavailable, "test", fault.Key(console.SecretsAbsent)),
		signin.KeyNoBus:   fault.New(fault.Unavailable, "test", fault.Key(console.SecretsNoBus)),
		signin.KeyLocked:  fault.New(fault.Unavailable, "test", fault.Key(console.SecretsLocked)),
		signin.KeySlow:    fault.New(fault.Unavailable, "test", fault.Key(console.SecretsSlow)),
		signin.KeyRefused: fault.New(fault.Denied, "test"),
	} {
		s := newScripted(t)
		s.secrets.Fail(err)
		s.start()
		st := until(t, s.signin, "a problem", func(st signin.State) bool { return st.Workstation.State == state })
		if st.Workstation.Problem.None() || st.Workstation.Hint.None() || st.Ways[0].Available || st.Workstation.Public != "" {
			t.Errorf("%s: %+v", state, st.Workstation)
		}
		texts[st.Workstation.Problem.Key] = true
		s.signin.Enter(withPassphrase)
		until(t, s.signin, "no sign-in without a key", func(st signin.State) bool { return st.Problem.Key == "signin.problem.no_key" })
		s.secrets.Fail(nil)
		s.signin.ReadKey()
		until(t, s.signin, "a new key", func(st signin.State) bool { return st.Workstation.State == signin.KeyPresent && st.Workstation.New })
	}
	if len(texts) != 5 {
		t.Errorf("texts: %v", texts)
	}
}

func TestADamagedKeyIsReplacedOnlyWhenAsked(t *testing.T) {
	for name, damage := range map[string]string{
		"no json": "garbage", "no key": `{"v":1,"console":"c","key":""}`, "short": `{"v":1,"console":"c","key":"AAAA"}`, "other version": `{"v":2}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newScripted(t)
			if err := s.secrets.Set(t.Context(), console.WorkstationSecret, []byte(damage)); err != nil {
				t.Fatal(err)
			}
			s.start()
			until(t, s.signin, "damage", func(st signin.State) bool { return st.Workstation.State == signin.KeyDamaged })
			if raw, _ := s.secrets.Get(t.Context(), console.WorkstationSecret); string(raw) != damage {
				t.Fatal("it was overwritten unasked")
			}
			s.signin.ReplaceKey()
			until(t, s.signin, "a new key", func(st signin.State) bool { return st.Workstation.State == signin.KeyPresent && st.Workstation.New })
		})
	}
}

// No State but the thread's holds what a declarant wrote or how they call themselves, and no signal does (C8).
func TestC8_ContentIsInTheThreadAlone(t *testing.T) {
	s := newScripted(t).signedIn()
	const canary = "Camille-8f3a"
	v := s.held(canary)
	s.says(v, 3, canary)
	s.thread.Draft(v.ID(), canary)
	s.thread.Send(v.ID(), canary)
	until(t, s.thread, "content", func(st thread.State) bool { return len(texts(st)) == 2 && st.Pseudonym == canary })
	s.refuses(wire.TypeSend, fault.New(fault.Denied, "test"))
	s.thread.Send(v.ID(), canary)
	until(t, s.thread, "a failed message", func(st thread.State) bool { return st.Items.At(st.Items.Len()-1).Delivery == thread.Failed })
	s.pass(time.Second)
	until(t, s.shell, "the failure", func(st shell.State) bool { return len(st.Warnings) > 0 })
	for name, state := range map[string]any{"shell": s.shell.State(), "signin": s.signin.State(), "inbox": s.inbox.State()} {
		if said := fmt.Sprintf("%+v", state); strings.Contains(said, canary) {
			t.Errorf("%s holds content: %s", name, said)
		}
	}
}

// The view shows the selection a moment late, and empties its field when it hands a message over: what was typed goes to whom
// it was typed for, never to another conversation, and is never dropped. Nobody is closed by mistake.
func TestC22_NothingGoesToAnotherConversation(t *testing.T) {
	s := newScripted(t).signedIn()
	first, second := s.held("un"), s.held("deux")
	s.refuses(wire.TypeSend, fault.New(fault.TooLarge, "test"))
	s.thread.Send(first.ID(), "pour le premier")
	s.thread.Close(first.ID(), "done")
	s.thread.Draft(first.ID(), "brouillon du premier")
	s.settled()
	if n := len(s.requests(wire.TypeClose)); n != 0 {
		t.Fatal("another conversation than the selected one was closed")
	}
	if st := s.thread.State(); st.Conversation != second.ID() || st.Draft != "" || len(texts(st)) != 0 {
		t.Errorf("state: %+v", st)
	}
	s.inbox.Select(first.ID())
	st := until(t, s.thread, "the first, its draft, and its message, which failed", func(st thread.State) bool {
		return st.Conversation == first.ID() && st.Draft == "brouillon du premier" && st.Items.Len() > 0 &&
			st.Items.At(st.Items.Len()-1).Delivery == thread.Failed
	})
	last := st.Items.At(st.Items.Len() - 1)
	if last.Text != "pour le premier" {
		t.Fatalf("%q", last.Text)
	}
	s.refuses(wire.TypeSend, nil)
	s.inbox.Select(second.ID())
	until(t, s.thread, "the second", func(st thread.State) bool { return st.Conversation == second.ID() })
	s.thread.Resend(first.ID(), last.ID)
	s.settled()
	sends := s.requests(wire.TypeSend)
	if len(sends) != 2 {
		t.Fatalf("%d frames left", len(sends))
	}
	for _, f := range sends {
		if m, err := wire.DecodeData[wire.Send](f); err != nil || m.Conversation != first.ID() || m.ID != last.ID {
			t.Errorf("sent to %v, %v", m.Conversation, err)
		}
	}
}

// The answer that a request was lost with its connection may come after the next connection has been made.
func TestB13_AMessageThatWasLostLeavesAgain(t *testing.T) {
	s := newScripted(t).signedIn()
	v := s.held("")
	s.withhold(wire.TypeSend)
	s.thread.Send(v.ID(), "perdu en route")
	s.settled()
	s.offline(fault.New(fault.Unavailable, "test"))
	s.withhold(wire.TypeReturn)
	s.withhold(wire.TypeSync) // whose end, on a goroutine of its own, would say that nothing is held
	s.online()
	s.settled()
	s.release(wire.TypeSend, fault.New(fault.Unavailable, "test"))
	s.settled()
	s.release(wire.TypeReturn, nil)
	s.pass(3 * time.Second)
	if n := len(s.requests(wire.TypeSend)); n != 2 {
		t.Errorf("sent %d times", n)
	}
}
