package vigied_test

import (
	"context"
	"crypto/x509"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
)

// latest bounds the moment of a crash after somebody has begun to do something: it is random, so that over many runs each step of
// it is cut.
const latest = 60 * time.Millisecond

// TestB13_ACrashInTheMiddleOfWhatSomebodyDoes kills the real program in a random moment of a claim, a transfer, the operator's end, the
// declarant's and the red button. Whatever was cut, a conversation that is left goes on: somebody holds it, or can claim it, and what either
// side writes is read by the other; one that was ended or erased is, and nobody is warned of anything.
func TestB13_ACrashInTheMiddleOfWhatSomebodyDoes(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	authority, err := seal.NewSigningKey()
	fatal(t, err)
	s := &struck{t: t, ctx: ctx, authority: authority, binary: vigied.Binary(t), dir: filepath.Join(t.TempDir(), "data")}
	s.flags = vigied.Lasting(t, s.dir)
	s.p = vigied.Exec(t, s.binary, s.dir, authority, s.flags...)
	s.page, s.roots = s.p.Page, s.p.Roots
	for i, actor := range []string{"op-a", "op-b"} {
		s.ops[i] = s.enter(actor)
	}
	for _, deed := range []struct {
		name string
		do   func(*struck)
		over bool // it ends the conversation
	}{
		{"a claim", (*struck).claimed, false},
		{"a transfer", (*struck).transferred, false},
		{"an operator's end", (*struck).closed, true},
		{"a declarant's end", (*struck).finished, true},
		{"the red button", (*struck).erased, true},
	} {
		seed := rand.Uint64()
		after := time.Duration(rand.New(rand.NewPCG(seed, 0)).Int64N(int64(latest)))
		t.Logf("%s: seed %d, after %v", deed.name, seed, after)
		s.arrives()
		deed.do(s)
		time.Sleep(after)
		s.p.Kill()
		s.p = vigied.Exec(t, s.binary, s.dir, nil, append(slices.Clone(s.flags), "--listen", s.p.Host)...)
		if deed.over {
			s.ends(deed.name)
		} else {
			s.goesOn(deed.name)
		}
		if got := s.seen.causes(declarant.Warned); len(got) > 0 {
			t.Errorf("%s: the page warns: %v", deed.name, got)
		}
		s.d.Vanish()
	}
}

// struck is a service that crashes, two consoles, and one declarant after the other.
type struck struct {
	t           *testing.T
	ctx         context.Context
	authority   *seal.SigningKey
	binary, dir string
	flags       []string
	page        string
	roots       *x509.CertPool
	p           *vigied.Process
	ops         [2]*testkit.Operator
	d           *declarant.Declarant
	seen        *heard
	closing     bool
}

func (s *struck) enter(actor string) *testkit.Operator {
	account := s.p.AddOperator(s.t, access.ActorCode(actor), "national")
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: s.p.Console, Roots: s.roots, Authority: s.authority.Public(), Workstation: account.Workstation, Link: hasty,
	})
	fatal(s.t, err)
	s.t.Cleanup(op.Close)
	fatal(s.t, op.Enter(s.ctx, actor, account.Passphrase))
	return op
}

// arrives brings the next declarant, whom both consoles could answer.
func (s *struck) arrives() {
	s.seen, s.closing = newHeard(), false
	d, err := declarant.Start(declarant.Options{URL: s.page, Roots: s.roots, Authority: s.authority.Public(), Observe: s.seen.observe, Link: hasty})
	fatal(s.t, err)
	s.t.Cleanup(d.Vanish)
	s.d = d
	d.Say("first")
	for _, op := range s.ops {
		fatal(s.t, testkit.Until(s.ctx, &op.Inbox.Publisher, func(st inbox.State) bool { return claimable(st, d.ID()) }))
	}
}

func claimable(st inbox.State, id conversation.ID) bool {
	return slices.ContainsFunc(st.Waiting, func(r inbox.Row) bool { return r.Conversation == id && r.Claim == inbox.Claimable })
}

func (s *struck) claimed() { s.ops[0].Inbox.Claim(s.d.ID()) }

// talked brings the declarant and the first console together.
func (s *struck) talked() {
	s.claimed()
	s.until("it is held", func() bool { return s.phase(s.ops[0]) == exchange.Held })
	s.ops[0].Thread.Send(s.d.ID(), "second")
	s.until("both are heard", func() bool {
		return slices.Contains(s.seen.texts(declarant.Heard), "second") && s.shows(s.ops[0], "first") == 1
	})
}

func (s *struck) transferred() {
	s.talked()
	s.ops[0].Transfer.Ask(s.d.ID(), "op-b", conversation.BetterSuited)
	fatal(s.t, testkit.Until(s.ctx, &s.ops[1].Transfer.Publisher, func(st transfer.State) bool {
		return slices.ContainsFunc(st.Requests, func(r transfer.Request) bool { return r.Conversation == s.d.ID() && r.Phase == transfer.Asked })
	}))
	s.ops[1].Transfer.Accept(s.d.ID())
}

func (s *struck) closed() {
	s.talked()
	s.closing = true
	s.ops[0].Thread.Close(s.d.ID(), string(conversation.Done))
}

func (s *struck) finished() { s.talked(); s.d.Finish() }
func (s *struck) erased()   { s.talked(); s.d.Erase() }

// goesOn waits until somebody who holds the conversation reads what the declarant writes, and is read. It is claimed where it waits.
func (s *struck) goesOn(after string) {
	s.d.Say("and on")
	var holder *testkit.Operator
	var generation conversation.Generation
	s.until("it goes on after "+after, func() bool {
		for _, op := range s.ops {
			g := s.holds(op)
			if g > 0 && (op != holder || g != generation) { // what somebody has written who does not hold it any more is gone
				holder, generation = op, g
				op.Thread.Send(s.d.ID(), "and you")
			}
		}
		s.claimIfItWaits()
		return holder != nil && s.holds(holder) == generation && s.shows(holder, "and on") == 1 &&
			slices.Contains(s.seen.texts(declarant.Heard), "and you")
	})
	s.with(holder, func(x *exchange.Exchange) {
		if x.Alarmed() {
			s.t.Errorf("after %s the holder is alarmed: %+v", after, x.Alarms())
		}
	})
}

// ends waits until the page knows that it is over, and no console holds it any more. What the crash has cut is done again by who wants it.
func (s *struck) ends(after string) {
	s.until("it ends after "+after, func() bool {
		held := false
		for _, op := range s.ops {
			switch s.phase(op) {
			case exchange.Held, exchange.Opening, exchange.Lost:
				held = true
				if s.closing {
					op.Thread.Close(s.d.ID(), string(conversation.Done))
				}
			}
		}
		if s.closing {
			s.claimIfItWaits()
		}
		return !held && len(s.seen.causes(declarant.Ended))+len(s.seen.causes(declarant.Erased)) > 0
	})
}

func (s *struck) claimIfItWaits() {
	id := s.d.ID()
	s.ops[0].Console.Do(func(d *console.Desk) {
		if x, ok := d.Conversation(id); ok && d.MayClaim(x) == nil {
			d.Claim(id)
		}
	})
}

func (s *struck) until(what string, ok func() bool) {
	s.t.Helper()
	s.seen.until(s.t, s.ctx, what, func() bool {
		if ok() {
			return true
		}
		if s.ctx.Err() != nil {
			for _, op := range s.ops {
				s.with(op, func(x *exchange.Exchange) { s.t.Logf("%s, %+v", x.Phase(), x.Alarms()) })
			}
		}
		return false
	})
}

func (s *struck) with(op *testkit.Operator, f func(*exchange.Exchange)) {
	done := make(chan struct{})
	op.Console.Do(func(d *console.Desk) {
		defer close(done)
		if x, ok := d.Conversation(s.d.ID()); ok {
			f(x)
		}
	})
	<-done
}

// phase is how the conversation stands at a console; empty when it knows nothing of it.
func (s *struck) phase(op *testkit.Operator) (p exchange.Phase) {
	s.with(op, func(x *exchange.Exchange) { p = x.Phase() })
	return p
}

// holds returns the generation in which a console holds the conversation; 0 when it does not.
func (s *struck) holds(op *testkit.Operator) (g conversation.Generation) {
	s.with(op, func(x *exchange.Exchange) {
		if x.Phase() == exchange.Held {
			g = x.Generation()
		}
	})
	return g
}

// shows counts the lines of a text at a console.
func (s *struck) shows(op *testkit.Operator, text string) (n int) {
	s.with(op, func(x *exchange.Exchange) {
		for _, it := range x.Items().All() {
			if it.Kind == exchange.Message && it.Text == text {
				n++
			}
		}
	})
	return n
}
