package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"vigie.example/cmd/internal/backing"
	"vigie.example/internal/console"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/link"
	"vigie.example/internal/remains"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/stream"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
)

// watcher stands between the program and its store. Once armed with a text it counts the requests with that text, and calls act
// at a certain one: before it is passed on, or after.
type watcher struct {
	listener net.Listener
	store    string

	mu    sync.Mutex
	text  string
	left  int
	after bool
	act   func()
}

func watch(t *testing.T, store string) *watcher {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	w := &watcher{listener: l, store: store}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go w.serve(client)
		}
	}()
	return w
}

func (w *watcher) arm(text string, nth int, after bool, act func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text, w.left, w.after, w.act = text, nth, after, act
}

func (w *watcher) serve(client net.Conn) {
	defer client.Close()
	store, err := net.Dial("tcp", w.store)
	if err != nil {
		return
	}
	defer store.Close()
	go func() { _, _ = io.Copy(client, store) }()
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		act, after := w.seen(buf[:n])
		if act != nil && !after {
			act()
			return
		}
		if _, err := store.Write(buf[:n]); err != nil {
			return
		}
		if act != nil {
			act()
		}
	}
}

func (w *watcher) seen(data []byte) (act func(), after bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.act == nil || !bytes.Contains(data, []byte(w.text)) {
		return nil, false
	}
	if w.left--; w.left >= 0 {
		return nil, false
	}
	act, w.act = w.act, nil
	return act, w.after
}

// killing is the real program on a store that outlives it, with an operator and their console.
type killing struct {
	t       *testing.T
	binary  string
	dir     string
	args    []string
	watcher *watcher
	store   *stream.Store
	files   string
	program *vigied.Process
	op      *testkit.Operator

	authority []byte
}

func newKilling(t *testing.T) *killing {
	t.Helper()
	k := &killing{t: t, binary: vigied.Binary(t), dir: filepath.Join(t.TempDir(), "data"), files: filepath.Join(t.TempDir(), "nats")}
	srv, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: k.files, NoSigs: true, NoLog: true})
	ok(t, err)
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("the store does not start")
	}
	k.watcher = watch(t, strings.TrimPrefix(srv.ClientURL(), "nats://"))
	authority, err := seal.NewSigningKey()
	ok(t, err)
	k.authority = authority.Public()
	k.args = append(vigied.Lasting(t, k.dir), "--nats", "nats://"+k.watcher.listener.Addr().String())
	k.program = vigied.Exec(t, k.binary, k.dir, authority, k.args...)
	k.args = append(k.args, "--listen", k.program.Host)
	k.store, err = stream.Open(t.Context(), stream.Config{URLs: []string{srv.ClientURL()}})
	ok(t, err)
	t.Cleanup(func() { _ = k.store.Close() })
	account := k.program.AddOperator(t, "op-killed", "national")
	k.op, err = testkit.StartOperator(testkit.OperatorOptions{
		URL: k.program.Console, Roots: k.program.Roots, Authority: authority.Public(), Workstation: account.Workstation, Link: atOnce,
	})
	ok(t, err)
	t.Cleanup(k.op.Close)
	ok(t, k.op.Enter(k.soon(), "op-killed", account.Passphrase))
	return k
}

func atOnce(o *link.Options) { o.RetryMin, o.RetryMax = 50*time.Millisecond, 200*time.Millisecond }

func (k *killing) soon() context.Context {
	ctx, cancel := context.WithTimeout(k.t.Context(), time.Minute)
	k.t.Cleanup(cancel)
	return ctx
}

func (k *killing) again() {
	k.t.Helper()
	k.program = vigied.Exec(k.t, k.binary, k.dir, nil, k.args...)
}

// talk makes a conversation that the operator holds.
func (k *killing) talk(text string) *declarant.Declarant {
	k.t.Helper()
	d, err := declarant.Start(declarant.Options{
		URL: k.program.Page, Roots: k.program.Roots, Authority: k.authority, Link: atOnce, Observe: func(declarant.Event) {},
	})
	ok(k.t, err)
	d.Say(text)
	ok(k.t, testkit.Until(k.soon(), &k.op.Inbox.Publisher, func(s inbox.State) bool {
		return len(s.Waiting) == 1 && s.Waiting[0].Conversation == d.ID() && s.Waiting[0].Claim == inbox.Claimable
	}))
	k.op.Inbox.Claim(d.ID())
	ok(k.t, testkit.Until(k.soon(), &k.op.Thread.Publisher, func(s thread.State) bool {
		return s.Conversation == d.ID() && s.Phase == thread.Held && s.Items.Len() > 0 && s.Deletion.Can
	}))
	return d
}

// left returns what the store has of a conversation but its tombstone, and whether that says that the deletion is done.
func (k *killing) left(id conversation.ID) (n int, begun, done bool) {
	k.t.Helper()
	store := backing.On(k.store)
	entries, err := store.Log().Read(k.t.Context(), id, 0)
	ok(k.t, err)
	cells, err := store.Memory().List(k.t.Context(), string(id))
	ok(k.t, err)
	n = len(entries) + len(cells)
	if _, err := store.Disk().Get(k.t.Context(), "plan."+string(id)); err == nil {
		n++
	}
	tomb, err := store.Disk().Get(k.t.Context(), "tomb."+string(id))
	return n, err == nil, err == nil && bytes.Contains(tomb.Data, []byte(`"done":true`))
}

// TestC23_KilledBetweenAnyTwoSteps kills the program with SIGKILL at every request to its store that belongs to a deletion, on its way
// there and after it. When it runs again, either nothing has been deleted, and the operator can ask again, or everything goes: the
// store has nothing but a tombstone, and the console acknowledges.
func TestC23_KilledBetweenAnyTwoSteps(t *testing.T) {
	if testing.Short() {
		t.Skip("starts programs")
	}
	k := newKilling(t)
	kills, before := 0, 0
	for _, after := range []bool{false, true} {
		for nth := 0; ; nth++ {
			d := k.talk(fmt.Sprintf("zzqxkanari %d %v", nth, after))
			id := d.ID()
			if n, _, _ := k.left(id); n < 3 {
				t.Fatalf("control: the store has %d of it", n)
			}
			killed := make(chan struct{})
			k.watcher.arm(string(id), nth, after, sync.OnceFunc(func() { k.program.Kill(); close(killed) }))
			k.op.Console.Do(func(desk *console.Desk) { desk.Delete(id, retention.Now, time.Time{}) })
			survived := k.outcome(id, killed)
			k.watcher.arm("", 0, false, nil)
			if survived {
				d.Vanish()
				break // the deletion takes no more requests than that
			}
			kills++
			k.again()
			ok(t, testkit.Until(k.soon(), &k.op.Inbox.Publisher, func(s inbox.State) bool { return s.Phase == inbox.Current }))
			if _, begun, _ := k.left(id); !begun {
				before++
				ok(t, testkit.Until(k.soon(), &k.op.Thread.Publisher, func(s thread.State) bool {
					return s.Conversation == id && s.Phase == thread.Held && s.Deletion.Can
				}))
				k.op.Console.Do(func(desk *console.Desk) { desk.Delete(id, retention.Now, time.Time{}) })
			}
			k.deleted(id)
			if n, _, done := k.left(id); n > 0 || !done {
				t.Errorf("killed at request %d (passed on: %v): %d left, done: %v", nth, after, n, done)
			}
			d.Vanish()
		}
	}
	t.Logf("killed %d times, %d of them before anything was decided", kills, before)
	if kills < 8 || before == kills {
		t.Error("the kills did not meet the steps of a deletion")
	}
	report, err := remains.New("zzqxkanari").Files(t.Context(), k.files, k.dir)
	ok(t, err)
	if report.Places == 0 || len(report.Finds) > 0 {
		t.Errorf("%d files were read, with %d finds", report.Places, len(report.Finds))
	}
}

// outcome waits until the program was killed, or the deletion is acknowledged without that.
func (k *killing) outcome(id conversation.ID, killed <-chan struct{}) (survived bool) {
	k.t.Helper()
	done := make(chan struct{})
	ctx, cancel := context.WithCancel(k.soon())
	defer cancel()
	go func() {
		if testkit.Until(ctx, &k.op.Inbox.Publisher, func(s inbox.State) bool { return acknowledged(s, id) }) == nil {
			close(done)
		}
	}()
	select {
	case <-killed:
		return false
	case <-done:
		return true
	case <-time.After(time.Minute):
		k.t.Fatal("neither killed nor deleted")
		return false
	}
}

func (k *killing) deleted(id conversation.ID) {
	k.t.Helper()
	if err := testkit.Until(k.soon(), &k.op.Inbox.Publisher, func(s inbox.State) bool { return acknowledged(s, id) }); err != nil {
		k.t.Fatalf("never deleted everywhere: %+v\n%s", k.op.Inbox.State().Receipts, k.program.Log.String())
	}
}

func acknowledged(s inbox.State, id conversation.ID) bool {
	for _, r := range s.Receipts {
		if r.Conversation == id && r.Standing == retention.Deleted {
			return true
		}
	}
	return false
}
