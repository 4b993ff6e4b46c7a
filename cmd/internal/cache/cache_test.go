package cache_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie.example/cmd/internal/cache"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
)

// desk is a console on a folder and a keyring that outlive it.
type desk struct {
	t       *testing.T
	backend *vigied.Backend
	who     vigied.Operator
	folder  string
	secrets *testkit.Secrets
}

func newDesk(t *testing.T) *desk {
	b := vigied.Start(t, vigied.Options{})
	return &desk{t, b, b.AddOperator(t, "op-1", "national"), t.TempDir(), testkit.NewSecrets()}
}

func (d *desk) start(change ...func(*testkit.OperatorOptions)) *testkit.Operator {
	d.t.Helper()
	o := testkit.OperatorOptions{
		URL: d.backend.Console, Roots: d.backend.Roots, Authority: d.backend.Authority.Public(), Workstation: d.who.Workstation,
		Secrets: d.secrets, Vault: cache.New(d.folder, d.secrets, time.Now),
	}
	for _, f := range change {
		f(&o)
	}
	op, err := testkit.StartOperator(o)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(op.Close)
	return op
}

func (d *desk) enter(op *testkit.Operator) {
	d.t.Helper()
	if err := op.Enter(soon(d.t), string(d.who.Actor), d.who.Passphrase); err != nil {
		d.t.Fatal(err)
	}
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func until[S any](t *testing.T, of testkit.Source[S], what string, ok func(S) bool) (last S) {
	t.Helper()
	if err := testkit.Until(soon(t), of, func(s S) bool { last = s; return ok(s) }); err != nil {
		t.Fatalf("never: %s; last state: %+v", what, last)
	}
	return last
}

func says(s thread.State, text string) bool {
	for _, it := range s.Items.All() {
		if it.Kind == exchange.Message && it.Text == text {
			return true
		}
	}
	return false
}

// A console that is started again within the grace continues where it was, draft included; its files hold nothing in clear,
// and nothing at all after it has signed out (C21).
func TestC21_ARestartContinuesWhereItWas(t *testing.T) {
	d := newDesk(t)
	op := d.start()
	d.enter(op)
	dec, err := declarant.Start(declarant.Options{URL: d.backend.Page, Roots: d.backend.Roots, Authority: d.backend.Authority.Public()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(dec.Vanish)
	dec.Say("kanari du déclarant")
	list := until(t, &op.Inbox.Publisher, "a conversation", func(s inbox.State) bool { return len(s.Waiting) > 0 && s.Waiting[0].Claim == inbox.Claimable })
	id := list.Waiting[0].Conversation
	op.Inbox.Claim(id)
	until(t, &op.Thread.Publisher, "the message", func(s thread.State) bool { return says(s, "kanari du déclarant") && s.Compose.Enabled })
	op.Thread.Send(id, "kanari de l'agent")
	until(t, &op.Thread.Publisher, "the answer", func(s thread.State) bool {
		for _, it := range s.Items.All() {
			if it.Text == "kanari de l'agent" && it.Delivery >= exchange.Stored {
				return true
			}
		}
		return false
	})
	op.Thread.Draft(id, "kanari commencé")
	op.Notes.Add(id, notes.Write("kanari noté"))
	op.Notes.Draft(id, notes.Write("kanari à noter"))
	time.Sleep(time.Second)
	op.Close()
	noClear(t, d.folder)

	op = d.start() // nobody types a passphrase
	until(t, &op.Inbox.Publisher, "the list", func(s inbox.State) bool { return s.Phase == inbox.Current && len(s.Mine) == 1 })
	op.Inbox.Select(id)
	got := until(t, &op.Thread.Publisher, "the thread", func(s thread.State) bool {
		return says(s, "kanari du déclarant") && says(s, "kanari de l'agent") && s.Draft == "kanari commencé" && s.Compose.Enabled
	})
	if len(got.Alarms) > 0 {
		t.Errorf("alarms: %+v", got.Alarms)
	}
	until(t, &op.Notes.Publisher, "the notes", func(s notes.State) bool {
		return len(s.Notes) == 1 && s.Notes[0].Text.Read() == "kanari noté" && s.Draft.Read() == "kanari à noter"
	})
	dec.Say("et encore")
	until(t, &op.Thread.Publisher, "what comes after", func(s thread.State) bool { return says(s, "et encore") })
	op.Thread.Send(id, "nous continuons")
	until(t, &op.Thread.Publisher, "the next answer", func(s thread.State) bool {
		for _, it := range s.Items.All() {
			if it.Text == "nous continuons" && it.Delivery >= exchange.Received {
				return true
			}
		}
		return false
	})
	noClear(t, d.folder)
	op.Thread.Close(id, "done")
	until(t, &op.Thread.Publisher, "the end", func(s thread.State) bool { return s.Phase == exchange.Closed })
	op.Shell.SignOut()
	until(t, &op.Shell.Publisher, "signed out", func(s shell.State) bool { return s.Screen == shell.SignIn })
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		left, err := os.ReadDir(d.folder)
		if err == nil && len(left) == 1 { // the lock
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d files are left, %v", len(left), err)
		}
	}
}

func noClear(t *testing.T, folder string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(all) == 0 {
		t.Fatalf("nothing was kept: %v", err)
	}
	for _, path := range all {
		if raw, err := os.ReadFile(path); err != nil || bytes.Contains(raw, []byte("kanari")) {
			t.Errorf("%s: in clear, or %v", filepath.Base(path), err)
		}
	}
}
