package browser_test

import (
	"testing"
	"time"

	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/browser"
	"vigie.example/internal/wire"
)

// A service that lies: each lie is noticed, and the person is told in words (B11). One Chromium serves them all; each has a
// conversation of its own.
func TestB11_PageNoticesALyingService(t *testing.T) {
	b := chromium(t)
	for name, lie := range map[string]func(t *testing.T, s *service, p *browser.Page){
		"forged roster entry":    forgedRoster,
		"forged claimant":        forgedClaimant,
		"swapped message":        swapped,
		"changed message":        changed,
		"replayed message":       replayed,
		"dropped message":        dropped,
		"last message dropped":   droppedLast,
		"dropped before a close": droppedBeforeClose,
		"reordered messages":     reordered,
		"forged close":           forgedClose,
		"invented operator":      inventedOperator,
		"another authority":      anotherAuthority,
		"a clock far away":       clockFarAway,
		"too much received":      tooMuchReceived,
		"receipts dropped":       receiptsDropped,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			lie(t, s, b.Page(t, "", browser.Options{}))
		})
	}
}

// held brings a conversation to where an operator answers.
func held(s *service, p *browser.Page) *talk {
	p.Goto(s.url())
	begin(p, "33000", "")
	k := s.talk(0)
	k.await("a key is sealed", func() bool { return len(k.secrets) > 0 })
	k.claim()
	k.say("premier")
	p.Wait(".theirs:has-text('premier')")
	return k
}

func forgedRoster(t *testing.T, s *service, p *browser.Page) {
	forged := hire(t, key(t), "X-1") // of another authority
	s.roster = []wire.Chain{s.op.chain, forged.chain}
	p.Goto(s.url())
	begin(p, "33000", "")
	k := s.talk(0)
	p.Wait("[data-warning=untrusted]")
	p.Fill("#message", "secret")
	p.Press("Enter") // it stays in the field
	if got := p.Count(".mine"); got != 0 {
		t.Errorf("%d messages were taken after the warning", got)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.envelopes != 0 || len(k.texts) != 0 {
		t.Errorf("%d envelopes and %d messages left", k.envelopes, len(k.texts))
	}
}

func forgedClaimant(t *testing.T, s *service, p *browser.Page) {
	p.Goto(s.url())
	begin(p, "33000", "")
	k := s.talk(0)
	k.await("a key is sealed", func() bool { return len(k.secrets) > 0 })
	k.mu.Lock()
	before := k.envelopes
	k.mu.Unlock()
	k.claimAs(hire(t, key(t), s.op.chain.Credential.Actor).chain)
	p.Wait("[data-warning=untrusted]")
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.envelopes != before {
		t.Error("a key was sealed to a claimant who does not verify")
	}
}

func swapped(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	one, two := k.seal("un"), k.seal("deux")
	one.Body, two.Body = two.Body, one.Body
	k.push(wire.TypeMessage, one)
	warned(t, p, "forged", "un", "deux")
}

func changed(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	m := k.seal("autre")
	m.Body[60] ^= 1
	k.push(wire.TypeMessage, m)
	warned(t, p, "forged", "autre")
}

// A replay under the same number is a repeat, shown once and without a word; under another number it is a forgery.
func replayed(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	m := k.seal("encore")
	k.push(wire.TypeMessage, m)
	k.push(wire.TypeMessage, m)
	p.Wait(".theirs:has-text('encore')")
	later := m
	later.N, later.Position = m.N+1, m.Position+1
	k.push(wire.TypeMessage, later)
	p.Wait("[data-warning=forged]")
	if got := p.Count(".theirs:has-text('encore')"); got != 1 {
		t.Errorf("the message is shown %d times", got)
	}
}

func dropped(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	k.seal("perdu")
	k.say("après")
	p.Wait("[data-warning=gap]")
	p.Wait(".theirs:has-text('après')")
}

func droppedLast(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	k.seal("perdu")
	k.mark(seal.Counts{Sent: 2})
	p.Wait("[data-warning=gap]")
}

func droppedBeforeClose(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	k.seal("perdu")
	k.close("done", 2)
	p.Wait(".ended")
	p.Wait("[data-warning=gap]")
}

func reordered(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	two, three := k.seal("deux"), k.seal("trois")
	k.push(wire.TypeMessage, three)
	p.Wait("[data-warning=gap]")
	k.push(wire.TypeMessage, two)
	p.Wait("[data-warning=late]")
	p.WaitGone("[data-warning=gap]")
	var order []string
	p.Evaluate(`[...document.querySelectorAll(".theirs .words")].map((e) => e.textContent)`, &order)
	if len(order) != 3 || order[1] != "deux" || order[2] != "trois" {
		t.Errorf("the messages stand as %q", order)
	}
}

func forgedClose(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	k.push(wire.TypeClosed, wire.Closed{
		Close: wire.Close{Conversation: k.id, Generation: 1, Reason: "done", Signature: make([]byte, 64)}, By: "operator", Position: 9,
		Time: wire.At(s.now()), Deadline: wire.At(s.now().Add(time.Hour)),
	})
	p.Wait("[data-warning=forged]")
}

// A message under the key of somebody who is not the claimant.
func inventedOperator(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	good := s.op.shift
	s.op.shift = key(t)
	k.say("intrus")
	s.op.shift = good
	warned(t, p, "forged", "intrus")
}

func anotherAuthority(t *testing.T, s *service, p *browser.Page) {
	s.other = key(t).Public()
	k := held(s, p)
	p.Wait("[data-warning=authority]")
	write(p, "toujours là")
	k.read(1) // the pinned authority goes on to count
}

func clockFarAway(t *testing.T, s *service, p *browser.Page) {
	s.shift = 30 * time.Hour
	p.Goto(s.url())
	p.Wait("#place")
	p.Fill("#place", "33000")
	p.Click("form button[type=submit]")
	p.Wait("[data-warning=clock]")
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.order) != 0 {
		t.Error("a conversation was opened that nothing can be verified in")
	}
}

// A receipt for what was never sent.
func tooMuchReceived(t *testing.T, s *service, p *browser.Page) {
	k := held(s, p)
	k.mark(seal.Counts{Sent: 1, Received: 3})
	p.Wait("[data-warning=forged]")
}

// The service says that it has the message, and the operator never confirms.
func receiptsDropped(t *testing.T, s *service, p *browser.Page) {
	if testing.Short() {
		t.Skip("waits for 45 s")
	}
	k := held(s, p)
	write(p, "vous lisez ?")
	k.read(1)
	p.Wait("[data-progress=stored]")
	p.WaitLong("[data-warning=unconfirmed]", 70*time.Second)
	p.Wait("[data-progress=unconfirmed]")
	k.confirm(true)
	p.Wait("[data-progress=read]")
	p.WaitGone("[data-warning=unconfirmed]")
}

func warned(t *testing.T, p *browser.Page, warning string, hidden ...string) {
	t.Helper()
	p.Wait("[data-warning=" + warning + "]")
	for _, text := range hidden {
		if p.Count(".theirs:has-text('"+text+"')") != 0 {
			t.Errorf("%q is shown", text)
		}
	}
}
