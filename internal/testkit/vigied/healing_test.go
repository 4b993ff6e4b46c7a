package vigied_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/link"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
)

// heard is what a page has shown.
type heard struct {
	mu     sync.Mutex
	events []declarant.Event
	came   chan struct{}
}

func newHeard() *heard { return &heard{came: make(chan struct{}, 1)} }

func (h *heard) observe(e declarant.Event) {
	h.mu.Lock()
	h.events = append(h.events, e)
	h.mu.Unlock()
	select {
	case h.came <- struct{}{}:
	default:
	}
}

// texts returns the texts of the events of a kind, in order.
func (h *heard) texts(kind declarant.Kind) (out []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.events {
		if e.Kind == kind {
			out = append(out, e.Text)
		}
	}
	return out
}

func (h *heard) causes(kind declarant.Kind) (out []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.events {
		if e.Kind == kind {
			out = append(out, e.Cause)
		}
	}
	return out
}

func (h *heard) until(t *testing.T, ctx context.Context, what string, ok func() bool) {
	t.Helper()
	for !ok() {
		select {
		case <-h.came:
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			h.mu.Lock()
			defer h.mu.Unlock()
			for _, e := range h.events {
				t.Log(e.At.Format("05.000"), e.Kind, e.Text, e.Cause)
			}
			t.Fatalf("never: %s", what)
		}
	}
}

// TestB13_FiveCrashesLoseAndDoubleNothing kills the real program in the middle of a conversation, again and again. Both ends write before,
// during and after; each text is shown at the other end exactly once, in its order, and confirmed end to end.
func TestB13_FiveCrashesLoseAndDoubleNothing(t *testing.T) {
	const kills = 5
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	authority, err := seal.NewSigningKey()
	fatal(t, err)
	binary, dir := vigied.Binary(t), filepath.Join(t.TempDir(), "data")
	certificate := vigied.Lasting(t, dir)
	p := vigied.Exec(t, binary, dir, authority, certificate...)
	account := p.AddOperator(t, "op-heal", "national")
	op, err := testkit.StartOperator(testkit.OperatorOptions{URL: p.Console, Roots: p.Roots, Authority: authority.Public(), Workstation: account.Workstation, Link: hasty})
	fatal(t, err)
	defer op.Close()
	fatal(t, op.Enter(ctx, "op-heal", account.Passphrase))
	page := newHeard()
	d, err := declarant.Start(declarant.Options{URL: p.Page, Roots: p.Roots, Authority: authority.Public(), Observe: page.observe, Link: hasty})
	fatal(t, err)
	defer d.Vanish()

	fatal(t, testkit.Until(ctx, &op.Inbox.Publisher, func(s inbox.State) bool { return len(s.Waiting) == 1 && s.Waiting[0].Claim == inbox.Claimable }))
	op.Inbox.Claim(d.ID())
	fatal(t, testkit.Until(ctx, &op.Thread.Publisher, func(s thread.State) bool { return s.Phase == exchange.Held }))

	var theirs, ours []string
	both := func(n int, when string) {
		a, b := fmt.Sprintf("page %d %s", n, when), fmt.Sprintf("console %d %s", n, when)
		theirs, ours = append(theirs, a), append(ours, b)
		d.Say(a)
		op.Thread.Send(d.ID(), b)
	}
	for n := range kills {
		both(n, "before")
		if n%2 == 0 { // otherwise the crash comes while they are on their way
			page.until(t, ctx, "both arrived", func() bool { return len(page.texts(declarant.Heard)) >= len(ours) })
		}
		p.Kill()
		both(n, "during")
		p = vigied.Exec(t, binary, dir, nil, append(certificate, "--listen", p.Host)...)
		both(n, "after")
		page.until(t, ctx, fmt.Sprintf("after crash %d", n+1), func() bool {
			return len(page.texts(declarant.Heard)) >= len(ours) && len(page.texts(declarant.Stored)) >= len(theirs)
		})
	}
	page.until(t, ctx, "everything is confirmed", func() bool {
		return len(page.texts(declarant.Seen))+len(page.texts(declarant.Confirmed)) >= len(theirs)
	})
	if got := page.texts(declarant.Heard); !slices.Equal(got, ours) {
		t.Errorf("the page has shown %q", got)
	}
	if got := page.texts(declarant.Stored); len(got) != len(theirs) {
		t.Errorf("stored: %q", got)
	}
	if got := page.causes(declarant.Warned); len(got) > 0 {
		t.Errorf("the page warns: %v", got)
	}
	var shown []string
	var state thread.State
	err = testkit.Until(ctx, &op.Thread.Publisher, func(s thread.State) bool {
		state, shown = s, said(s)
		return len(shown) >= len(theirs)
	})
	if err != nil || !slices.Equal(shown, theirs) {
		t.Errorf("the console shows %q: %v", shown, err)
	}
	if len(state.Alarms) > 0 {
		t.Errorf("the console's alarms: %+v", state.Alarms)
	}
}

// hasty comes back at once, so that the test need not wait for the pauses that grow with each failure.
func hasty(o *link.Options) { o.RetryMin, o.RetryMax = 100*time.Millisecond, 500*time.Millisecond }
