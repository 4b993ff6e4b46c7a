package main

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
)

// proving is a running service, an operator, and words that were never in any program's text.
type proving struct {
	t       *testing.T
	program *vigied.Process
	op      *testkit.Operator
	words   string // in a file
	stem    string
}

func newProving(t *testing.T) *proving {
	t.Helper()
	authority, err := seal.NewSigningKey()
	must(t, err)
	p := &proving{t: t, program: vigied.Exec(t, vigied.Binary(t), filepath.Join(t.TempDir(), "data"), authority), stem: strings.ToLower(rand.Text())}
	p.words = filepath.Join(t.TempDir(), "words")
	must(t, os.WriteFile(p.words, []byte(p.stem+" de la page\n\n"+p.stem+" de l'agent\n"), 0o600))
	who := p.program.AddOperator(t, "op-prove", "national")
	p.op, err = testkit.StartOperator(testkit.OperatorOptions{
		URL: p.program.Console, Roots: p.program.Roots, Authority: authority.Public(), Workstation: who.Workstation,
	})
	must(t, err)
	t.Cleanup(p.op.Close)
	must(t, p.op.Enter(p.soon(), "op-prove", who.Passphrase))
	return p
}

func (p *proving) soon() context.Context {
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	p.t.Cleanup(cancel)
	return ctx
}

// held makes a conversation in which both sides have written.
func (p *proving) held() conversation.ID {
	p.t.Helper()
	d, err := declarant.Start(declarant.Options{
		URL: p.program.Page, Roots: p.program.Roots, Authority: p.program.Authority.Public(), Observe: func(declarant.Event) {},
	})
	must(p.t, err)
	p.t.Cleanup(d.Vanish)
	d.Say(p.stem + " de la page")
	must(p.t, testkit.Until(p.soon(), &p.op.Inbox.Publisher, func(s inbox.State) bool { return len(s.Waiting) > 0 && s.Waiting[0].Claim == inbox.Claimable }))
	p.op.Inbox.Claim(d.ID())
	must(p.t, testkit.Until(p.soon(), &p.op.Thread.Publisher, func(s thread.State) bool { return s.Conversation == d.ID() && s.Deletion.Can && s.Items.Len() > 0 }))
	p.op.Thread.Send(d.ID(), p.stem+" de l'agent")
	must(p.t, testkit.Until(p.soon(), &p.op.Thread.Publisher, func(s thread.State) bool {
		for _, it := range s.Items.All() {
			if it.Delivery == exchange.Received || it.Delivery == exchange.Read {
				return true
			}
		}
		return false
	}))
	return d.ID()
}

func (p *proving) delete(id conversation.ID) {
	p.t.Helper()
	p.op.Console.Do(func(d *console.Desk) { d.Delete(id, retention.Now, time.Time{}) })
	must(p.t, testkit.Until(p.soon(), &p.op.Inbox.Publisher, func(s inbox.State) bool {
		for _, r := range s.Receipts {
			if r.Conversation == id && r.Standing == retention.Deleted {
				return true
			}
		}
		return false
	}))
}

// prove runs the command, and returns its status and what it says.
func (p *proving) prove(id conversation.ID, more ...string) (int, string) {
	p.t.Helper()
	var out, errs strings.Builder
	args := append([]string{"prove-deletion", "--data", p.program.Dir, "--conversation", string(id), "--words", p.words}, more...)
	status := run(p.t.Context(), args, strings.NewReader(""), &out, &errs)
	return status, out.String() + errs.String()
}

// TestC23_ADeletionIsProvenOnALiveInstallation runs the command against the real program: it finds nothing after a deletion, and whatever was
// planted.
func TestC23_ADeletionIsProvenOnALiveInstallation(t *testing.T) {
	p := newProving(t)
	id, other := p.held(), p.held()
	if status, said := p.prove(id); status != 2 || !strings.Contains(said, "It may still live") {
		t.Errorf("while it lives: %d %s", status, said)
	}
	p.delete(id)
	status, said := p.prove(id)
	if strings.Contains(said, "memory of vigied cannot be read") {
		t.Skip(said)
	}
	if status != 0 || !strings.Contains(said, "proven: nothing but a tombstone and traces") || !strings.Contains(said, "tombstone (") {
		t.Errorf("after it: %d\n%s", status, said)
	}
	for _, want := range []string{"by an operator", "erased", "op-prove", "line 1 of the words: found 0 times"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	if strings.Contains(said, p.stem) {
		t.Error("the words are repeated")
	}
	t.Log("\n" + said)

	planted := filepath.Join(p.program.Dir, "planted")
	for what, text := range map[string]string{
		"the files hold its message or other entry":                       "conv-03." + string(id) + "....",
		"the files hold its identifier in a place where it should not be": "x" + string(id),
		"line 2 of the words was found 1 times":                           p.stem + " de l'agent",
	} {
		must(t, os.WriteFile(planted, []byte(text), 0o600))
		if status, said := p.prove(id); status != 1 || !strings.Contains(said, what) {
			t.Errorf("planted %q: %d\n%s", what, status, said)
		}
	}
	must(t, os.Remove(planted))
	cache := t.TempDir()
	must(t, os.WriteFile(filepath.Join(cache, "vault.db"), []byte(id), 0o600))
	if status, said := p.prove(id, "--console", cache); status != 1 || !strings.Contains(said, "a console's cache holds its identifier") {
		t.Errorf("planted at a console: %d\n%s", status, said)
	}
	if status, said := p.prove(id, "--json"); status != 0 || !strings.HasPrefix(said, `{"service":{"conversation":"`+string(id)) {
		t.Errorf("as JSON: %d %s", status, said)
	}

	if status, said := p.prove(other); status != 2 {
		t.Errorf("of another that lives: %d %s", status, said)
	}
	if status, said := p.prove("short"); status != 2 || !strings.Contains(said, "43 characters") {
		t.Errorf("no identifier: %d %s", status, said)
	}
	p.program.Kill()
	if status, said := p.prove(id); status != 2 || !strings.Contains(said, "no vigied runs") {
		t.Errorf("without a service: %d %s", status, said)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
