package vigied_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/link"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
)

// network carries an end's connections, and can lose all that goes one way: neither side is told, bytes are taken and go nowhere, as
// behind a broken router. Of an end that has gone, nothing is heard over a lost way either.
type network struct {
	loseUp, loseDown atomic.Bool
	listener         net.Listener
	open             sync.WaitGroup

	mu  sync.Mutex
	all []net.Conn // guarded by mu
}

func startNetwork(t *testing.T, to string) *network {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	n := &network{listener: listener}
	n.open.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				near.Close()
				continue
			}
			n.mu.Lock()
			n.all = append(n.all, near, far)
			n.mu.Unlock()
			n.open.Go(func() { carry(far, near, &n.loseUp, &n.loseDown) })
			n.open.Go(func() { carry(near, far, &n.loseDown, &n.loseUp) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		n.mu.Lock()
		for _, c := range n.all {
			c.Close()
		}
		n.mu.Unlock()
		n.open.Wait()
	})
	return n
}

// carry takes what comes from one side to the other, the end included, unless it is lost. That the other side is not there any more is
// told unless the way back is lost.
func carry(to, from net.Conn, lose, back *atomic.Bool) {
	buffer := make([]byte, 4<<10)
	for {
		size, err := from.Read(buffer)
		if size > 0 && !lose.Load() {
			if _, failed := to.Write(buffer[:size]); failed != nil && !back.Load() {
				from.Close()
			}
		}
		if err != nil {
			if !lose.Load() {
				to.Close()
			}
			return
		}
	}
}

// through leads a link through the network.
func (n *network) through(o *link.Options) {
	hasty(o)
	o.Welcome = 5 * time.Second
	o.Dial = func(ctx context.Context, kind, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, kind, n.listener.Addr().String())
	}
}

// TestB13_LossInOneDirectionIsNoticedAtBothEnds loses everything that a page, or a console, says or hears, in one direction only. The
// end itself notices, and so does the service, which tells the other one. Afterwards everything that was written meanwhile is there, once.
func TestB13_LossInOneDirectionIsNoticedAtBothEnds(t *testing.T) {
	for _, who := range []string{"page", "console"} {
		for _, way := range []string{"up", "down"} {
			t.Run(fmt.Sprintf("%s, %s", who, way), func(t *testing.T) {
				t.Parallel()
				loseOneWay(t, who, way)
			})
		}
	}
}

func loseOneWay(t *testing.T, who, way string) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	b := vigied.Start(t, vigied.Options{Heartbeat: 2 * time.Second}) // three beats of silence: signing in is faster on any machine
	account := b.AddOperator(t, "op-one", "national")
	bad := startNetwork(t, b.Host)
	ways := map[string]func(*link.Options){"page": hasty, "console": hasty, who: bad.through}
	op, err := testkit.StartOperator(testkit.OperatorOptions{URL: b.Console, Roots: b.Roots, Authority: b.Authority.Public(), Workstation: account.Workstation, Link: ways["console"]})
	fatal(t, err)
	defer op.Close()
	fatal(t, op.Enter(ctx, "op-one", account.Passphrase))
	page := newHeard()
	d, err := declarant.Start(declarant.Options{URL: b.Page, Roots: b.Roots, Authority: b.Authority.Public(), Observe: page.observe, Link: ways["page"]})
	fatal(t, err)
	defer d.Vanish()
	fatal(t, testkit.Until(ctx, &op.Inbox.Publisher, func(s inbox.State) bool { return len(s.Waiting) == 1 && s.Waiting[0].Claim == inbox.Claimable }))
	op.Inbox.Claim(d.ID())
	fatal(t, testkit.Until(ctx, &op.Thread.Publisher, func(s thread.State) bool { return s.Phase == exchange.Held && s.Here }))

	loses := &bad.loseDown
	if way == "up" {
		loses = &bad.loseUp
	}
	loses.Store(true)
	d.Say("page meanwhile")
	op.Thread.Send(d.ID(), "console meanwhile")
	if who == "page" {
		page.until(t, ctx, "the page notices", func() bool { return len(page.causes(declarant.Lost)) > 0 })
		fatal(t, testkit.Until(ctx, &op.Thread.Publisher, func(s thread.State) bool { return !s.Here }))
	} else {
		fatal(t, testkit.Until(ctx, &op.Shell.Publisher, func(s shell.State) bool { return s.Connection.Phase == shell.Offline }))
		page.until(t, ctx, "the service notices", func() bool {
			p, held := b.Service.Presence(d.ID(), conversation.Operator)
			return held && !p.Here
		})
	}
	loses.Store(false)
	page.until(t, ctx, "everything arrives", func() bool { return len(page.texts(declarant.Heard)) > 0 })
	fatal(t, testkit.Until(ctx, &op.Thread.Publisher, func(s thread.State) bool { return s.Here && len(said(s)) > 0 }))
	d.Say("page afterwards")
	op.Thread.Send(d.ID(), "console afterwards")
	page.until(t, ctx, "both go on", func() bool {
		return len(page.texts(declarant.Heard)) >= 2 && len(page.texts(declarant.Stored)) >= 2
	})
	if got, want := page.texts(declarant.Heard), []string{"console meanwhile", "console afterwards"}; !slices.Equal(got, want) {
		t.Errorf("the page has shown %q", got)
	}
	var shown []string
	err = testkit.Until(ctx, &op.Thread.Publisher, func(s thread.State) bool { shown = said(s); return len(shown) >= 2 })
	if want := []string{"page meanwhile", "page afterwards"}; err != nil || !slices.Equal(shown, want) {
		t.Errorf("the console shows %q: %v", shown, err)
	}
}

// said returns what the declarant has said, as the console shows it.
func said(s thread.State) (texts []string) {
	for i := range s.Items.Len() {
		if it := s.Items.At(i); it.Kind == exchange.Message && it.Side == conversation.Declarant {
			texts = append(texts, it.Text)
		}
	}
	return texts
}
