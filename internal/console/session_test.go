package console_test

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/fault"
	"vigie.example/internal/link"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
)

func newKey(t testing.TB) *seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Whatever is wrong, the screen says the same, and never whether the name exists (B9).
func TestB9_SignInRefusedSaysNotWhy(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	who := b.AddOperator(t, "op-1", "national")
	said := map[string]bool{}
	for name, try := range map[string]struct {
		key               *seal.SigningKey
		actor, passphrase string
	}{
		"passphrase":  {who.Workstation, "op-1", "autre chose"},
		"name":        {who.Workstation, "op-9", who.Passphrase},
		"workstation": {newKey(t), "op-1", who.Passphrase},
	} {
		op, err := testkit.StartOperator(testkit.OperatorOptions{URL: b.Console, Roots: b.Roots, Authority: b.Authority.Public(), Workstation: try.key})
		if err != nil {
			t.Fatal(err)
		}
		defer op.Close()
		err = op.Enter(soon(t), try.actor, try.passphrase)
		if !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v", name, err)
		}
		s := op.SignIn.State()
		said[s.Problem.Key+" "+s.Hint.Key] = true
		if s.Phase != signin.Ready {
			t.Errorf("%s: the form is not ready again: %v", name, s.Phase)
		}
	}
	if len(said) != 1 {
		t.Errorf("the answers differ: %v", said)
	}
}

// cuttable is a network that can be cut and mended.
type cuttable struct {
	mu    sync.Mutex
	conns []net.Conn
	down  bool
}

func (c *cuttable) use(o *link.Options) {
	o.RetryMin, o.RetryMax = 20*time.Millisecond, 100*time.Millisecond
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.down {
			return nil, net.ErrClosed
		}
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err == nil {
			c.conns = append(c.conns, conn)
		}
		return conn, err
	}
}

func (c *cuttable) cut(down bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = down
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.conns = nil
}

func TestB13_ALostConnectionLosesAndDuplicatesNothing(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	p := &place{Backend: b, who: b.AddOperator(t, "op-1", "national")}
	var network cuttable
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: b.Console, Roots: b.Roots, Authority: b.Authority.Public(), Workstation: p.who.Workstation, Link: network.use,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(op.Close)
	p.op = op
	if err := op.Enter(soon(t), "op-1", p.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	d, events := p.declarant(t, declarant.Options{})
	d.Say("avant")
	expect(t, events, declarant.Stored)
	id := p.claim(t)
	until(t, op.Thread, "the first message", func(s thread.State) bool { return len(texts(s)) == 1 })
	network.cut(true)
	until(t, op.Shell, "offline", func(s shell.State) bool { return s.Connection.Phase == shell.Offline })
	d.Say("pendant")
	expect(t, events, declarant.Stored)
	op.Thread.Send(id, "hors ligne un")
	op.Thread.Send(id, "hors ligne deux")
	s := until(t, op.Thread, "two that wait", func(s thread.State) bool { return len(texts(s)) == 3 })
	if s.Compose.Why.Key != "thread.why.offline" || s.Items.At(s.Items.Len()-1).Delivery != thread.Queued {
		t.Errorf("state while offline: %+v", s.Compose)
	}
	network.cut(false)
	for _, want := range []string{"hors ligne un", "hors ligne deux"} {
		if e := expect(t, events, declarant.Heard); e.Text != want {
			t.Fatalf("heard %q, want %q", e.Text, want)
		}
	}
	for range 5 { // again and again, in the middle of things
		network.cut(false)
		op.Thread.Send(id, "encore")
		d.Say("toujours là")
	}
	s = until(t, op.Thread, "everything, confirmed", func(s thread.State) bool {
		n := 0
		for _, it := range s.Items.All() {
			if it.Side == "operator" && it.Delivery == thread.Read {
				n++
			}
		}
		return len(texts(s)) == 14 && n == 7
	})
	if len(s.Alarms) > 0 {
		t.Errorf("alarms: %+v", s.Alarms)
	}
	heard := 2
	for heard < 7 {
		expect(t, events, declarant.Heard)
		heard++
	}
	if signals := op.Shell.State(); signals.Screen != shell.Desk {
		t.Error("the session did not survive")
	}
}

func TestASecondSignInReplacesTheFirst(t *testing.T) {
	p := newPlace(t)
	d, events := p.declarant(t, declarant.Options{})
	d.Say("secret")
	expect(t, events, declarant.Stored)
	p.claim(t)
	p.operator(t, p.who)
	s := until(t, p.op.SignIn, "the end of the first session", func(s signin.State) bool { return s.Phase == signin.Ready })
	if s.Ended.Key != "signin.ended.replaced" {
		t.Errorf("ended: %+v", s.Ended)
	}
	if l := until(t, p.op.Inbox, "an empty list", func(s inbox.State) bool { return len(s.Mine)+len(s.Waiting)+len(s.Ended) == 0 }); l.Selected != "" {
		t.Errorf("still selected")
	}
	if th := until(t, p.op.Thread, "an empty thread", func(s thread.State) bool { return s.Phase == thread.None }); th.Items.Len() > 0 || th.Pseudonym != "" {
		t.Errorf("the thread kept something")
	}
}

func TestARevokedAccountEndsAtOnce(t *testing.T) {
	p := newPlace(t)
	if err := p.Service.Accounts().Revoke(t.Context(), access.ActorCode("op-1"), p.Service.Now()); err != nil {
		t.Fatal(err)
	}
	s := until(t, p.op.SignIn, "the end of the session", func(s signin.State) bool { return s.Phase == signin.Ready })
	if s.Ended.Key != "signin.ended.revoked" {
		t.Errorf("ended: %+v", s.Ended)
	}
}

func TestB13_SignOutIsRefusedWhileConversationsAreHeld(t *testing.T) {
	p := newPlace(t)
	d, events := p.declarant(t, declarant.Options{})
	d.Say("bonjour")
	expect(t, events, declarant.Stored)
	id := p.claim(t)
	p.op.Shell.SignOut()
	until(t, p.op.Shell, "a refusal", func(s shell.State) bool { return s.Notice.Key == "shell.signout.holding" && s.Screen == shell.Desk })
	until(t, p.op.Thread, "that it can be closed", func(s thread.State) bool { return s.CanClose })
	p.op.Thread.Close(id, "done")
	expect(t, events, declarant.Ended)
	until(t, p.op.Shell, "nothing held", func(s shell.State) bool { return s.Held == 0 })
	p.op.Shell.SignOut()
	s := until(t, p.op.SignIn, "signed out", func(s signin.State) bool { return s.Phase == signin.Ready })
	if s.Ended.Key != "signin.ended.signed_out" {
		t.Errorf("ended: %+v", s.Ended)
	}
}

func TestB12_OfTwoWhoClaimOneGetsIt(t *testing.T) {
	p := newPlace(t)
	second := p.operator(t, p.AddOperator(t, "op-2", "national"))
	d, events := p.declarant(t, declarant.Options{})
	d.Say("bonjour")
	expect(t, events, declarant.Stored)
	claimable := func(s inbox.State) bool { return len(s.Waiting) == 1 && s.Waiting[0].Claim == inbox.Claimable }
	both := []*testkit.Operator{p.op, second}
	for _, op := range both {
		until(t, op.Inbox, "a conversation that can be claimed", claimable)
	}
	for _, op := range both {
		op.Inbox.Claim(d.ID())
	}
	for _, op := range both {
		until(t, op.Inbox, "an answer", func(s inbox.State) bool { return len(s.Waiting) == 0 })
	}
	won := 0
	for _, op := range both {
		s := op.Inbox.State()
		won += len(s.Mine)
		if len(s.Mine) == 0 && s.Notice.Key == "" {
			until(t, op.Inbox, "a word for who lost", func(s inbox.State) bool { return s.Notice.Key != "" })
		}
	}
	if won != 1 {
		t.Errorf("%d of two got it", won)
	}
}

func TestD2_ADeletionByTheDeclarantErasesAtOnce(t *testing.T) {
	p := newPlace(t)
	d, events := p.declarant(t, declarant.Options{Pseudonym: "Camille"})
	d.Say("secret")
	expect(t, events, declarant.Stored)
	p.claim(t)
	until(t, p.op.Thread, "the message", func(s thread.State) bool { return len(texts(s)) == 1 })
	left := make(chan struct{})
	var once sync.Once
	stop := p.op.Shell.Signals(func(s shell.Signal) {
		if s == shell.DeclarantLeft {
			once.Do(func() { close(left) })
		}
	})
	defer stop()
	d.Erase()
	expect(t, events, declarant.Erased)
	s := until(t, p.op.Thread, "nothing left", func(s thread.State) bool { return s.Phase == thread.Gone })
	if s.Items.Len() != 0 || s.Pseudonym != "" || s.Note.Key != "thread.note.gone.declarant" {
		t.Errorf("state: %+v", s)
	}
	row := until(t, p.op.Inbox, "its line", func(s inbox.State) bool {
		return len(s.Ended) == 1 && s.Ended[0].Note.Key != "inbox.note.pending" // until this console has said so itself
	}).Ended[0]
	if row.Status != inbox.Deleted || row.Note.Key != "inbox.note.deleted.declarant" {
		t.Errorf("row: %+v", row)
	}
	<-left
	p.op.Inbox.Dismiss(row.Conversation)
	until(t, p.op.Inbox, "an empty list", func(s inbox.State) bool { return len(s.Ended) == 0 })
}

func TestC25_OnABreakNothingCanBeClaimed(t *testing.T) {
	p := newPlace(t)
	d, events := p.declarant(t, declarant.Options{Urgent: true})
	d.Say("bonjour")
	expect(t, events, declarant.Stored)
	until(t, p.op.Inbox, "an urgent one", func(s inbox.State) bool {
		return len(s.Waiting) == 1 && s.Waiting[0].Urgent && s.Waiting[0].Claim == inbox.Claimable
	})
	p.op.Shell.SetDuty(shell.Break)
	until(t, p.op.Shell, "a break", func(s shell.State) bool { return s.Duty == shell.Break && !s.Changing })
	until(t, p.op.Inbox, "nothing to claim", func(s inbox.State) bool { return len(s.Waiting) == 1 && s.Waiting[0].Claim == inbox.NotOnDuty })
	p.op.Inbox.Claim(d.ID())
	until(t, p.op.Inbox, "why not", func(s inbox.State) bool { return s.Notice.Key == "inbox.claim.not_on_duty" })
}

// A conversation whose operator went away for too long is somebody else's: nothing of it may stay here.
func TestB12_AReleasedConversationLeavesNothing(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Grace: 100 * time.Millisecond})
	p := &place{Backend: b, who: b.AddOperator(t, "op-1", "national")}
	var network cuttable
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: b.Console, Roots: b.Roots, Authority: b.Authority.Public(), Workstation: p.who.Workstation, Link: network.use,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(op.Close)
	p.op = op
	if err := op.Enter(soon(t), "op-1", p.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	d, events := p.declarant(t, declarant.Options{})
	d.Say("secret")
	expect(t, events, declarant.Stored)
	p.claim(t)
	until(t, op.Thread, "the message", func(s thread.State) bool { return len(texts(s)) == 1 })
	network.cut(true)
	expect(t, events, declarant.Left)
	network.cut(false)
	s := until(t, op.Inbox, "that it waits again", func(s inbox.State) bool {
		return s.Phase == inbox.Current && len(s.Mine) == 0 && len(s.Waiting) == 1
	})
	if th := op.Thread.State(); th.Items.Len() > 0 && th.Phase != exchange.Waiting {
		t.Errorf("the thread kept %d items in phase %s", th.Items.Len(), th.Phase)
	}
	if s.Waiting[0].Unread > 0 && strings.Contains(s.Waiting[0].Note.Key, "secret") {
		t.Error("the line holds content")
	}
	p.claim(t) // and it can be taken again, with its history
	until(t, op.Thread, "the message again", func(s thread.State) bool { return len(texts(s)) == 1 && len(s.Alarms) == 0 })
}
