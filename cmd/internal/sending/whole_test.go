package sending_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	words "vigie.example/assets/detector"
	tables "vigie.example/assets/doctrine"
	"vigie.example/assets/fonts"
	"vigie.example/cmd/internal/cache"
	"vigie.example/cmd/internal/library"
	"vigie.example/cmd/internal/sending"
	"vigie.example/internal/console"
	"vigie.example/internal/console/inbox"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/courier/receiver"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report/detector"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/memstore"
	world "vigie.example/internal/testkit/reporting"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

const said = "Il m'a frappée deux fois dans la cuisine."

// way is a spool with a receiver that can be away.
type way struct {
	t      *testing.T
	folder string
	inbox  string
	stop   func()
}

func newWay(t *testing.T) *way {
	w := &way{t: t, folder: t.TempDir(), inbox: t.TempDir(), stop: func() {}}
	for _, dir := range []string{spool.Out, spool.Taken, spool.Reply} {
		if err := os.Mkdir(filepath.Join(w.folder, dir), 0o770); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { w.stop() })
	return w
}

// open starts the target's receiver.
func (w *way) open(o receiver.Options) {
	w.t.Helper()
	o.Targets, o.Inbox, o.Opened = []doctrine.TargetCode{"lrpgn"}, w.inbox, true
	r, err := receiver.Open(o)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Watch(ctx, w.folder, often, func(err error) { w.t.Error(err) }) }()
	w.stop = func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
		w.stop = func() {}
	}
}

// accepted lists what the target has.
func (w *way) accepted() (names []string) {
	w.t.Helper()
	entries, err := os.ReadDir(w.inbox)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name()[0] != '.' {
			names = append(names, e.Name())
		}
	}
	return names
}

func (w *way) courier(authority []byte) *sending.Courier {
	w.t.Helper()
	c, err := sending.New(sending.Options{
		Regular: fonts.Regular, Bold: fonts.Bold, Authority: authority,
		Ways: map[doctrine.TargetCode]sending.Way{"lrpgn": {Connector: spool.New(spool.Options{Folder: w.folder, Poll: often}), Kind: doctrine.BySpool}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func until[S any](t *testing.T, of testkit.Source[S], what string, ok func(S) bool) S {
	t.Helper()
	var last S
	if err := testkit.Until(soon(t), of, func(s S) bool { last = s; return ok(s) }); err != nil {
		if r, ok := any(last).(reporting.State); ok {
			t.Fatalf("never: %s; phase %q, can send %v %v, passed %v, %d of %d steps, problem %v, document %d", what, r.Sending.Phase, r.Sending.CanSend, r.Sending.WhyNot, r.Passed, r.Done, len(r.Steps), r.Problem, len(r.Sending.Document))
		}
		t.Fatalf("never: %s", what)
	}
	return last
}

// bureau is a real service under a doctrine with a real target, and an operator certified for reports.
type bureau struct {
	*vigied.Backend
	world.World
	op     *testkit.Operator
	report *reporting.Model
	way    *way

	store   *memstore.Store
	who     vigied.Operator
	secrets *testkit.Secrets
	folder  string // of what the workstation keeps
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	store := memstore.New()
	b := &bureau{
		Backend: vigied.Start(t, vigied.Options{Store: store}), World: world.New(time.Now()), way: newWay(t), store: store,
		secrets: testkit.NewSecrets(), folder: t.TempDir(),
	}
	d := wire.Doctrine{Version: b.World.Doctrine.Version(), Text: world.WithCertificate(tables.Doctrine(), b.Certificate.Raw)}
	if err := seal.SignDoctrine(b.Backend.Authority, &d); err != nil {
		t.Fatal(err)
	}
	if err := b.Service.LoadDoctrine(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	b.who = b.AddOperator(t, "op-1", "national")
	b.start(t)
	if err := b.op.Enter(soon(t), string(b.who.Actor), b.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	until(t, b.op.Shell, "the doctrine", func(s shell.State) bool { return s.Doctrine.Version == d.Version })
	return b
}

// start starts the console on what the one before it has left, with a real vault.
func (b *bureau) start(t *testing.T) {
	t.Helper()
	marks, err := detector.Parse(words.Lists())
	if err != nil {
		t.Fatal(err)
	}
	b.op, err = testkit.StartOperator(testkit.OperatorOptions{
		URL: b.Console, Roots: b.Roots, Authority: b.Backend.Authority.Public(), Workstation: b.who.Workstation, Secrets: b.secrets,
		Library: library.New(filepath.Join(b.folder, "books"), b.Backend.Authority.Public()),
		Vault:   cache.New(filepath.Join(b.folder, "vault"), b.secrets, time.Now),
		Before: func(c *console.Console) {
			b.report = reporting.New(c, reporting.Options{Detector: marks, Courier: b.way.courier(b.Backend.Authority.Public())})
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.op.Close)
}

// receive starts the target's receiver, which believes this service's authority.
func (b *bureau) receive(t *testing.T, d *doctrine.Doctrine) {
	b.way.open(receiver.Options{Doctrine: d, Certificate: b.Certificate, Key: b.Key, Authority: &b.Issuer(t).PublicKey})
}

// talk brings a declarant who says something, and the operator who answers; and a report of it that has passed its checklist.
func (b *bureau) talk(t *testing.T) (conversation.ID, <-chan declarant.Event) {
	t.Helper()
	events := make(chan declarant.Event, 1000)
	d, err := declarant.Start(declarant.Options{
		URL: b.Page, Roots: b.Roots, Authority: b.Backend.Authority.Public(), Observe: func(e declarant.Event) { events <- e },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Vanish)
	d.Say(said)
	until(t, b.op.Inbox, "a conversation that can be claimed", func(s inbox.State) bool { return len(s.Waiting) > 0 && s.Waiting[0].Claim == inbox.Claimable })
	b.op.Inbox.ClaimNext()
	held := until(t, b.op.Thread, "what was said", func(s thread.State) bool { return s.Phase == thread.Held && hears(s) })
	id := held.Conversation
	b.op.Thread.Shown(id, 100)
	b.write(t, id)
	return id, events
}

// hears tells that what the declarant said is there.
func hears(s thread.State) bool {
	for _, it := range s.Items.All() {
		if it.Kind == thread.Message && it.Text == said {
			return true
		}
	}
	return false
}

func (b *bureau) write(t *testing.T, id conversation.ID) {
	t.Helper()
	m := b.report
	m.Address(id, "lrpgn")
	m.Choose(id, "a", false)
	m.SetPurpose(id, "investigation")
	m.SetInformed(id, true)
	m.Add(id, "facts.account", "")
	e := until(t, m, "the element", func(s reporting.State) bool { return len(s.Elements) == 1 }).Elements[0].ID
	m.SetValue(id, e, said)
	m.Include(id, e, true)
	m.Justify(id, e, "Ce sont les faits.")
	s := until(t, m, "all but the read-through", func(s reporting.State) bool { return len(s.Steps) > 0 && s.Done == len(s.Steps)-1 && s.Enabled })
	m.ReadThrough(id, s.ReadAs)
	until(t, m, "the checklist to pass", func(s reporting.State) bool { return s.Passed })
	m.Clear(id)
	until(t, m, "what can be sent", func(s reporting.State) bool {
		return s.Sending.Phase == reporting.Cleared && s.Sending.CanSend && len(s.Sending.Document) > 0
	})
}

func expect(t *testing.T, events <-chan declarant.Event, kind declarant.Kind) {
	t.Helper()
	for limit := time.After(30 * time.Second); ; {
		select {
		case e := <-events:
			if e.Kind == kind {
				return
			}
		case <-limit:
			t.Fatalf("the declarant never saw %q", kind)
		}
	}
}

// From what a declarant says to what the target reads; then nothing is left anywhere else (C15).
func TestC15_AnAcceptedReportEndsItsConversation(t *testing.T) {
	b := newBureau(t)
	b.receive(t, b.World.Doctrine)
	id, events := b.talk(t)
	b.report.Send(id)
	expect(t, events, declarant.Erased)
	receipt := until(t, b.report, "the receipt", func(s reporting.State) bool {
		return len(s.Receipts) == 1 && s.Receipts[0].Outcome == reporting.ReceiptAccepted
	}).Receipts[0]
	if got := b.way.accepted(); !slices.Equal(got, []string{receipt.Package}) {
		t.Fatalf("the target has %v, the receipt names %s", got, receipt.Package)
	}
	text, err := os.ReadFile(filepath.Join(b.way.inbox, receipt.Package, "report.json"))
	if err != nil || !bytes.Contains(text, []byte("dans la cuisine")) || receipt.Receipt == "" {
		t.Errorf("the receipt is %q, the target reads %s, %v", receipt.Receipt, text, err)
	}
	until(t, b.op.Inbox, "the conversation to be gone", func(s inbox.State) bool { return len(s.Mine) == 0 })
}

// A refusal changes nothing (C15), and says by line why.
func TestC15_ARefusedReportLeavesEverything(t *testing.T) {
	b := newBureau(t)
	b.receive(t, b.Without("facts.account"))
	id, _ := b.talk(t)
	b.report.Send(id)
	s := until(t, b.report, "the refusal", func(s reporting.State) bool { return s.Sending.Phase == reporting.Returned })
	if len(s.Elements) != 1 || len(s.Elements[0].Refusals) == 0 || len(b.way.accepted()) > 0 {
		t.Errorf("%d elements, accepted %v", len(s.Elements), b.way.accepted())
	}
	if held := b.op.Thread.State(); held.Conversation != id || held.Phase != thread.Held {
		t.Errorf("the conversation is %v", held.Phase)
	}
}

// Nobody answers: it stays on its way, and can be taken back.
func TestC15_AnUnansweredReportIsTakenBack(t *testing.T) {
	b := newBureau(t)
	id, _ := b.talk(t)
	b.report.Send(id)
	waiting := func() bool {
		entries, err := os.ReadDir(filepath.Join(b.way.folder, spool.Out))
		return err == nil && len(entries) == 1
	}
	for end := time.Now().Add(30 * time.Second); !waiting(); time.Sleep(often) {
		if time.Now().After(end) {
			t.Fatal("nothing lies in the folder")
		}
	}
	b.report.TakeBack(id)
	until(t, b.report, "it to be back", func(s reporting.State) bool {
		return s.Sending.Phase == reporting.Writing || s.Sending.Phase == reporting.Cleared
	})
	if waiting() {
		t.Error("it lies in the folder still")
	}
	b.receive(t, b.World.Doctrine)
	time.Sleep(10 * often)
	if got := b.way.accepted(); len(got) > 0 {
		t.Errorf("accepted: %v", got)
	}
}
