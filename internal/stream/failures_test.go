package stream_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/stream"
	"vigie.example/internal/trace"
)

// B13: what took effect although its answer got lost is not done twice, and what was followed over the cuts comes once.
func TestB13_LostAnswers(t *testing.T) {
	srv := startServer(t, serverOptions(t, "single"))
	proxy := startProxy(t, srv.ClientURL())
	store := openStore(t, stream.Config{URLs: []string{proxy.url()}})
	ctx := t.Context()
	id := newID()

	var mu sync.Mutex
	var followed []conversation.Position
	following, stop := context.WithCancel(ctx)
	caught, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- store.Log().Follow(following, func(e stream.Entry) {
			mu.Lock()
			defer mu.Unlock()
			if e.Conversation == id {
				followed = append(followed, e.Position)
			}
		}, func() { close(caught) })
	}()
	<-caught

	const rounds = 12
	for i := range conversation.Position(rounds) {
		proxy.arm("HPUB conv-")
		if err := store.Log().Append(ctx, id, i, fmt.Appendf(nil, "entry %d", i+1)); err != nil {
			t.Fatalf("append after %d: %v", i, err)
		}
	}
	var revision uint64
	for i := range rounds {
		proxy.arm("HPUB cells-disk")
		next, err := store.Disk().Put(ctx, "lost.answer", fmt.Appendf(nil, "value %d", i), revision, 0)
		if err != nil || next <= revision {
			t.Fatalf("put at %d: %d, %v", revision, next, err)
		}
		revision = next
		proxy.arm("HPUB traces")
		r := trace.Of(time.Unix(int64(i+1), 0), access.Actor{Kind: access.Staff, Code: "op-1"}, access.Claim, trace.Conversation(id), access.Decision{Allowed: true}, nil)
		if err := store.Traces().Record(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	if proxy.cutsSoFar() != 3*rounds {
		t.Fatalf("%d answers were lost, want %d: the test proves nothing", proxy.cutsSoFar(), 3*rounds)
	}
	entries, err := store.Log().Read(ctx, id, 0)
	if err != nil || len(entries) != rounds {
		t.Errorf("%d entries of %d, %v", len(entries), rounds, err)
	}
	records := 0
	if err := store.EachTrace(ctx, func(trace.Record) error { records++; return nil }); err != nil || records != rounds {
		t.Errorf("%d records of %d, %v", records, rounds, err)
	}
	waitFor(t, "the follower", func() bool { mu.Lock(); defer mu.Unlock(); return len(followed) >= rounds })
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for i, p := range followed {
		if p != conversation.Position(i+1) || len(followed) != rounds {
			t.Fatalf("followed %v", followed)
		}
	}
}

// B12: of two who want the same place, the one whose answer got lost is told who won.
func TestB12_LostAnswersInARace(t *testing.T) {
	srv := startServer(t, serverOptions(t, "single"))
	proxy := startProxy(t, srv.ClientURL())
	lossy, sound := openStore(t, stream.Config{URLs: []string{proxy.url()}}), openStore(t, stream.Config{URLs: []string{srv.ClientURL()}})
	for range 10 {
		id := newID()
		proxy.arm("HPUB conv-")
		var one, two error
		var both sync.WaitGroup
		both.Go(func() { one = lossy.Log().Append(t.Context(), id, 0, []byte("one")) })
		both.Go(func() { two = sound.Log().Append(t.Context(), id, 0, []byte("two")) })
		both.Wait()
		entries, err := sound.Log().Read(t.Context(), id, 0)
		if err != nil || len(entries) != 1 {
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		won := map[string]error{"one": one, "two": two}
		winner := string(entries[0].Data)
		for name, err := range won {
			if name == winner && err != nil || name != winner && !fault.Is(err, fault.Taken) {
				t.Fatalf("%s won, and %s was told %v", winner, name, err)
			}
		}
	}
}

// The only server loses its memory: nobody goes on as if nothing had happened, and what was on disk is there.
func TestB13_LostMemoryIsNoticed(t *testing.T) {
	opts := serverOptions(t, "single")
	opts.Port = freePort(t)
	srv := startServer(t, opts)
	store := openStore(t, stream.Config{URLs: []string{srv.ClientURL()}})
	ctx, id := t.Context(), newID()
	if err := store.Log().Append(ctx, id, 0, []byte("x")); err != nil {
		t.Fatal(err)
	}
	for _, cells := range []*stream.Cells{store.Memory(), store.Disk()} {
		if _, err := cells.Put(ctx, "a.b", []byte("x"), 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	before, err := store.Log().Epoch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	logEnded, caught := make(chan error, 1), make(chan struct{}, 2)
	go func() {
		logEnded <- store.Log().Follow(ctx, func(stream.Entry) {}, func() { caught <- struct{}{} })
	}()
	var mu sync.Mutex
	var changes []stream.Cell
	following, stop := context.WithCancel(ctx)
	cellsEnded := make(chan error, 1)
	go func() {
		cellsEnded <- store.Memory().Follow(following, "", func(c stream.Cell) {
			mu.Lock()
			defer mu.Unlock()
			changes = append(changes, c)
		}, func() { caught <- struct{}{} })
	}()
	<-caught
	<-caught

	stopServer(srv)
	startServer(t, &server.Options{
		ServerName: opts.ServerName, Host: opts.Host, Port: opts.Port, NoSigs: true, NoLog: true, JetStream: true, StoreDir: opts.StoreDir,
		SyncAlways: true, JetStreamMaxMemory: opts.JetStreamMaxMemory, JetStreamMaxStore: opts.JetStreamMaxStore,
	})
	if err := <-logEnded; !fault.Is(err, fault.Gone) {
		t.Errorf("the log's follower ended with %v", err)
	}
	waitFor(t, "the removal of the cell", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(changes) == 2 && changes[1].Name == "a.b" && changes[1].Data == nil && changes[1].Revision > changes[0].Revision
	})
	stop()
	if err := <-cellsEnded; err != nil {
		t.Error(err)
	}
	waitFor(t, "another epoch", func() bool { after, err := store.Log().Epoch(ctx); return err == nil && after != before })
	if err := store.Log().Append(ctx, id, 1, []byte("y")); !fault.Is(err, fault.Taken) {
		t.Errorf("an entry after one that is gone: %v", err)
	}
	if err := store.Log().Append(ctx, id, 0, []byte("x")); err != nil {
		t.Errorf("healing: %v", err)
	}
	if cell, err := store.Disk().Get(ctx, "a.b"); err != nil || string(cell.Data) != "x" {
		t.Errorf("on disk: %q, %v", cell.Data, err)
	}
}

// A node is killed at a time when everybody writes, whichever node leads: nothing acknowledged is lost, nothing is
// there twice, and followers see all of it once.
func TestB13_KilledNode(t *testing.T) {
	routes := freeRoutes(t)
	var kills []func()
	var urls []string
	var started sync.WaitGroup
	kills = make([]func(), 3)
	for i := range 3 {
		task := helperTask{
			Node: fmt.Sprintf("node-%d", i), Port: freePort(t), Routes: routes, Own: i, Store: filepath.Join(t.TempDir(), "node"),
		}
		urls = append(urls, fmt.Sprintf("nats://127.0.0.1:%d", task.Port))
		started.Go(func() { kills[i] = startHelper(t, task) })
	}
	started.Wait()
	var store *stream.Store
	waitFor(t, "the cluster", func() bool {
		s, err := stream.Open(t.Context(), stream.Config{
			URLs: urls, Replicas: 3, Patience: 30 * time.Second,
			MaxLogBytes: 64 << 20, MaxMemoryBytes: 16 << 20, MaxDiskBytes: 16 << 20, MaxTraceBytes: 16 << 20,
		})
		store = s
		return err == nil
	})
	t.Cleanup(func() { _ = store.Close() })
	ctx := t.Context()

	const writers, each = 16, 60
	ids := make([]conversation.ID, writers) // over most shards, which have leaders of their own
	for i := range ids {
		ids[i] = newID()
	}
	var mu sync.Mutex
	seen := map[conversation.ID]int{}
	following, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- store.Log().Follow(following, func(e stream.Entry) {
			mu.Lock()
			defer mu.Unlock()
			if seen[e.Conversation]++; conversation.Position(seen[e.Conversation]) != e.Position {
				t.Errorf("entry %d came as the %dth", e.Position, seen[e.Conversation])
			}
		}, func() {})
	}()
	half := make(chan struct{})
	var once sync.Once
	var all sync.WaitGroup
	longest := make([]time.Duration, writers)
	for w := range writers {
		all.Go(func() {
			for i := range each {
				if i == each/2 {
					once.Do(func() { close(half) })
				}
				began := time.Now()
				if err := store.Log().Append(ctx, ids[w], conversation.Position(i), fmt.Appendf(nil, "entry %d", i+1)); err != nil {
					t.Errorf("writer %d, entry %d: %v", w, i+1, err)
					return
				}
				longest[w] = max(longest[w], time.Since(began))
			}
		})
	}
	<-half
	kills[1]() // leads about a third of the shards
	all.Wait()
	for _, id := range ids {
		entries, err := store.Log().Read(ctx, id, 0)
		if err != nil || len(entries) != each {
			t.Errorf("%d entries of %d, %v", len(entries), each, err)
		}
	}
	waitFor(t, "the follower", func() bool {
		mu.Lock()
		defer mu.Unlock()
		for _, id := range ids {
			if seen[id] < each {
				return false
			}
		}
		return true
	})
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	var pause time.Duration
	for _, d := range longest {
		pause = max(pause, d)
	}
	t.Logf("longest wait for an acknowledgement: %v", pause)
}

func openStore(t *testing.T, cfg stream.Config) *stream.Store { return open(t, cfg).Store }
