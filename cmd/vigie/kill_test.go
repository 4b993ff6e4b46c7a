package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	tables "vigie.example/assets/doctrine"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/conversation"
	"vigie.example/internal/courier/receiver"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/rulebook"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	world "vigie.example/internal/testkit/reporting"
	"vigie.example/internal/testkit/session"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// reportOn writes a report, passes its checklist, and sends it; what was done before a crash is not done again. It kills its own
// process so long after it has sent, if it is to.
func (c *core) reportOn(id conversation.ID, text string, kill time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	until := func(ok func(reporting.State) bool) (last reporting.State) {
		_ = testkit.Until(ctx, c.report, func(s reporting.State) bool { last = s; return ok(s) })
		return last
	}
	m := c.report
	c.thread.Shown(id, 100) // who reports has read what was said
	if len(m.State().Elements) == 0 {
		m.Address(id, "lrpgn")
		m.Choose(id, "a", false)
		m.SetPurpose(id, "investigation")
		m.SetInformed(id, true)
		m.Add(id, "facts.account", "")
		e := until(func(s reporting.State) bool { return len(s.Elements) == 1 }).Elements[0].ID
		m.SetValue(id, e, text)
		m.Include(id, e, true)
		m.Justify(id, e, "Ce sont les faits.")
	}
	s := until(func(s reporting.State) bool { return len(s.Steps) > 0 && s.Done >= len(s.Steps)-1 && s.Enabled })
	m.ReadThrough(id, s.ReadAs)
	until(func(s reporting.State) bool { return s.Passed })
	m.Clear(id)
	if !until(func(s reporting.State) bool { return s.Sending.CanSend }).Sending.CanSend {
		return
	}
	m.Send(id)
	if kill > 0 {
		time.Sleep(kill)
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
}

// counter is a scene with a target that takes reports.
type counter struct {
	*scene
	inbox string
}

// newCounter is a scene under a doctrine with a target, which a receiver in this process serves.
func newCounter(t *testing.T) *counter {
	t.Helper()
	c := &counter{scene: &scene{t: t, stem: "zzqxkanari" + fmt.Sprint(rand.Uint64()), dir: filepath.Join(t.TempDir(), "data")}, inbox: t.TempDir()}
	authority, err := seal.NewSigningKey()
	must(t, err)
	at := world.New(time.Now())
	text := world.WithCertificate(tables.Doctrine(), at.Certificate.Raw)
	d := wire.Doctrine{Version: at.Doctrine.Version(), Text: text}
	must(t, seal.SignDoctrine(authority, &d))
	signed := filepath.Join(t.TempDir(), "doctrine.yaml")
	must(t, os.WriteFile(signed, []byte(rulebook.AddSignature(text, d.Signature)), 0o600))
	c.args = append(vigied.Lasting(t, c.dir), "--doctrine", signed)
	c.desk = session.Start(t, nil)
	c.serve(at, authority)
	c.begin(authority)
	return c
}

// serve starts the receiver, and tells the console of its folder.
func (c *counter) serve(at world.World, authority *seal.SigningKey) {
	t := c.t
	folder := filepath.Join(c.desk.Home, ".config", "vigie")
	must(t, os.MkdirAll(folder, 0o700))
	must(t, os.WriteFile(filepath.Join(folder, "vigie.toml"), []byte("[target.lrpgn]\nspool = 'lrpgn'\n"), 0o600))
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), authority.Public())
	must(t, err)
	r, err := receiver.Open(receiver.Options{
		Targets: []doctrine.TargetCode{"lrpgn"}, Doctrine: at.Doctrine, Certificate: at.Certificate, Key: at.Key, Authority: public, Inbox: c.inbox,
	})
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- r.Watch(ctx, filepath.Join(folder, "lrpgn"), 20*time.Millisecond, func(err error) { t.Error(err) })
	}()
	t.Cleanup(func() {
		cancel()
		must(t, <-done)
	})
}

// taken counts what the target has.
func (c *counter) taken() (n int) {
	entries, err := os.ReadDir(c.inbox)
	must(c.t, err)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			n++
		}
	}
	return n
}

// TestC15_AConsoleThatIsKilledSendsOnce kills the console at every step of sending. Started again, it goes on from what is in its vault:
// the target takes the report over once, the conversation is deleted then and not before.
func TestC15_AConsoleThatIsKilledSendsOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("starts programs")
	}
	c := newCounter(t)
	for i, after := range []time.Duration{time.Millisecond, 10 * time.Millisecond, 30 * time.Millisecond, 80 * time.Millisecond, 200 * time.Millisecond, 600 * time.Millisecond} {
		id := c.talk()
		t.Logf("killed %v after sending", after)
		c.console.do(order{Do: "select", Conversation: id})
		pid := c.console.pid
		c.console.do(order{Do: "report", Conversation: id, Text: c.stem + " a été frappée.", Kill: after})
		for end := time.Now().Add(40 * time.Second); syscall.Kill(pid, 0) == nil && !zombie(pid); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("it was not killed: %+v", c.console.state())
			}
		}
		before := c.taken()
		c.console = c.open(c.desk)
		c.console.until("the shift to go on", func(s told) bool { return s.Desk })
		if slices.Contains(c.console.state().Mine, string(id)) {
			c.console.do(order{Do: "select", Conversation: id})
		}
		c.finish(id, before == i)
		if n := c.taken(); n != i+1 {
			t.Errorf("after %v: the target has %d reports, want %d", after, n, i+1)
		}
	}
}

// finish sees the conversation to its end after a crash: what has left goes on by itself, and what has not is sent again.
func (c *counter) finish(id conversation.ID, nothingLeft bool) {
	t := c.t
	t.Helper()
	began := time.Now()
	mine := func(s told) bool { return slices.Contains(s.Mine, string(id)) }
	// A console that has come back asks its operator to look at the messages again before it closes.
	next := func(s told) bool {
		return !mine(s) || s.Sending == string(reporting.Unread) || s.Sending == string(reporting.Writing) && time.Since(began) > 2*time.Second
	}
	c.console.until("what becomes of the report", next)
	if s := c.console.state(); mine(s) && s.Sending == string(reporting.Writing) { // killed before the package was kept
		if !nothingLeft {
			t.Error("the target has a report of which the console knows nothing")
		}
		c.console.do(order{Do: "report", Conversation: id, Text: c.stem + " a été frappée."})
	}
	for end := time.Now().Add(40 * time.Second); mine(c.console.state()); time.Sleep(100 * time.Millisecond) {
		if s := c.console.state(); s.Sending == string(reporting.Unread) {
			c.console.do(order{Do: "read", Conversation: id})
		} else if time.Now().After(end) {
			t.Fatalf("never: the conversation to be deleted; the last state: %+v\n%s", s, c.backend.Log.String())
		}
	}
}

// zombie tells that a process has ended and nobody has asked for its end yet.
func zombie(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(rest, "Z")
}
