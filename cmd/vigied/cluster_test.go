package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/link"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/cluster"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
)

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pageLog is what a page has shown.
type pageLog struct {
	mu    sync.Mutex
	texts map[declarant.Kind][]string
}

func (l *pageLog) observe(e declarant.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.texts[e.Kind] = append(l.texts[e.Kind], e.Text+e.Cause)
}

func (l *pageLog) of(kind declarant.Kind) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.texts[kind])
}

// TestB13_ANodeOfThreeIsKilled talks over a cluster of three and kills one of its servers with SIGKILL: nothing is lost or shown
// twice. What the cluster keeps needs no healing.
func TestB13_ANodeOfThreeIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	nodes := cluster.Start(t)
	authority, err := seal.NewSigningKey()
	ok(t, err)
	p := vigied.Exec(t, vigied.Binary(t), filepath.Join(t.TempDir(), "data"), authority, "--nats", strings.Join(nodes.URLs, ","), "--replicas", "3")
	account := p.AddOperator(t, "op-three", "national")
	hasty := func(o *link.Options) { o.RetryMin, o.RetryMax = 100*time.Millisecond, 500*time.Millisecond }
	op, err := testkit.StartOperator(testkit.OperatorOptions{URL: p.Console, Roots: p.Roots, Authority: authority.Public(), Workstation: account.Workstation, Link: hasty})
	ok(t, err)
	defer op.Close()
	ok(t, op.Enter(ctx, "op-three", account.Passphrase))
	page := &pageLog{texts: map[declarant.Kind][]string{}}
	d, err := declarant.Start(declarant.Options{URL: p.Page, Roots: p.Roots, Authority: authority.Public(), Observe: page.observe, Link: hasty})
	ok(t, err)
	defer d.Vanish()
	ok(t, testkit.Until(ctx, &op.Inbox.Publisher, func(s inbox.State) bool { return len(s.Waiting) == 1 && s.Waiting[0].Claim == inbox.Claimable }))
	op.Inbox.Claim(d.ID())
	ok(t, testkit.Until(ctx, &op.Thread.Publisher, func(s thread.State) bool { return s.Phase == exchange.Held }))

	var theirs, ours []string
	both := func(what string) {
		theirs, ours = append(theirs, "page "+what), append(ours, "console "+what)
		d.Say("page " + what)
		op.Thread.Send(d.ID(), "console "+what)
	}
	for n := range 5 {
		both(fmt.Sprintf("before %d", n))
	}
	ok(t, nodes.Kill(1))
	for n := range 5 {
		both(fmt.Sprintf("during %d", n))
	}
	for len(page.of(declarant.Heard)) < len(ours) || len(page.of(declarant.Stored)) < len(theirs) {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			t.Fatalf("heard %q, stored %q, warned %q\n%s", page.of(declarant.Heard), page.of(declarant.Stored), page.of(declarant.Warned), p.Log.String())
		}
	}
	if got := page.of(declarant.Heard); !slices.Equal(got, ours) {
		t.Errorf("the page has shown %q", got)
	}
	if got := page.of(declarant.Warned); len(got) > 0 {
		t.Errorf("the page warns: %q", got)
	}
	var shown []string
	err = testkit.Until(ctx, &op.Thread.Publisher, func(s thread.State) bool {
		shown = nil
		for i := range s.Items.Len() {
			if it := s.Items.At(i); it.Kind == exchange.Message && strings.HasPrefix(it.Text, "page ") {
				shown = append(shown, it.Text)
			}
		}
		return len(shown) >= len(theirs)
	})
	if err != nil || !slices.Equal(shown, theirs) {
		t.Errorf("the console shows %q: %v", shown, err)
	}
}
