package browser_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/link"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/browser"
	"vigie.example/internal/testkit/vigied"
)

// The real program is killed with a conversation between Chromium and the real console, and started again. The page comes back first and
// heals alone, then the console comes: both go on, each text is shown once, and nobody is warned of anything.
func TestB13_TheRealPageHealsACrash(t *testing.T) {
	authority, err := seal.NewSigningKey()
	must(t, err)
	binary, dir := vigied.Binary(t), filepath.Join(t.TempDir(), "data")
	certificate := vigied.Lasting(t, dir)
	p := vigied.Exec(t, binary, dir, authority, certificate...)
	staff := p.AddOperator(t, "op-17", "police-33")
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: p.Console, Roots: p.Roots, Authority: authority.Public(), Workstation: staff.Workstation,
		Link: func(o *link.Options) { o.RetryMin, o.RetryMax = 12*time.Second, 12*time.Second }, // the page is sooner
	})
	must(t, err)
	t.Cleanup(op.Close)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	must(t, op.Enter(ctx, "op-17", staff.Passphrase))
	r := &room{t: t, b: p.Backend, op: op, browser: chromium(t)}

	tab := r.page(browser.Options{})
	begin(tab, "33000", "")
	write(tab, "avant")
	id := r.claim()
	r.reads(id, "avant")
	r.op.Thread.Send(id, "avant aussi")
	tab.Wait(".theirs:has-text('avant aussi')")
	p.Kill()
	tab.Wait(".status[data-tone=warning]")
	write(tab, "pendant")
	r.op.Thread.Send(id, "pendant aussi")
	vigied.Exec(t, binary, dir, nil, append(certificate, "--listen", p.Host)...)
	r.reads(id, "pendant")
	tab.Wait(".theirs:has-text('pendant aussi')")
	write(tab, "après")
	r.reads(id, "après")
	tab.Wait(".mine:has-text('après')[data-progress=read]")
	if got := tab.Count(".message"); got != 5 {
		t.Errorf("%d messages are shown, want 5", got)
	}
	if got := tab.Count("[data-warning]"); got != 0 {
		t.Errorf("the page warns: %s", tab.Text(".warnings"))
	}
	until(t, "the console is calm", &op.Thread.Publisher, func(s thread.State) bool {
		return s.Conversation == id && s.Phase == thread.Held && len(s.Alarms) == 0
	})
}
