package stream_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/stream"
	"vigie.example/internal/trace"
)

func TestLimits(t *testing.T) {
	store := open(t, stream.Config{
		Dir: t.TempDir(), MaxEntryBytes: 1 << 10, MaxLogBytes: 16 * 8 << 10, MaxMemoryBytes: 1 << 20, MaxDiskBytes: 8 << 10, MaxTraceBytes: 1 << 20,
	})
	ctx, id := t.Context(), newID()
	large := make([]byte, 1<<10+1)
	if err := store.Log().Append(ctx, id, 0, large); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too large an entry: %v", err)
	}
	if _, err := store.Memory().Put(ctx, "a.b", large, 0, 0); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too large a cell: %v", err)
	}
	var err error
	n := 0
	for ; err == nil && n < 100; n++ {
		err = store.Log().Append(ctx, id, conversation.Position(n), large[:1<<10])
	}
	if p := fault.PublicOf(err); p.Kind != fault.TooMany || p.Key != "fault.store.full" || n < 3 {
		t.Errorf("after %d entries: %v", n, err)
	}
	if got, err := store.Log().Read(ctx, id, 0); err != nil || len(got) != n-1 {
		t.Errorf("%d entries of %d that were accepted, %v", len(got), n-1, err)
	}
	if err := store.Log().Purge(ctx, id); err != nil {
		t.Fatal(err)
	}
	if err := store.Log().Append(ctx, id, 0, large[:1<<10]); err != nil {
		t.Errorf("after a purge: %v", err)
	}
}

func TestB5_TracesOutliveTheProcess(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	want := []trace.Record{
		trace.Of(at, access.Actor{Kind: access.Staff, Code: "op-1"}, access.Claim, trace.Conversation(newID()), access.Decision{Allowed: true}, nil),
		trace.Of(at.Add(time.Millisecond), access.Actor{Kind: access.Staff, Code: "op-2"}, access.Claim, trace.Conversation(newID()),
			access.Decision{Allowed: true}, fault.New(fault.Taken, "x")),
		trace.Of(at.Add(time.Second), access.Actor{Kind: access.Declarant}, access.Open, trace.Conversation(newID()), access.Decision{}, nil),
	}
	store := open(t, stream.Config{Dir: dir})
	if err := store.Traces().Record(t.Context(), want...); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	var got []trace.Record
	if err := open(t, stream.Config{Dir: dir}).EachTrace(t.Context(), func(r trace.Record) error { got = append(got, r); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d records of %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("record %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestB5_TracesShareCommits(t *testing.T) {
	store := open(t, stream.Config{Dir: t.TempDir()})
	r := trace.Of(time.Unix(1, 0), access.Actor{Kind: access.Staff, Code: "op-1"}, access.Claim, trace.Conversation(newID()), access.Decision{Allowed: true}, nil)
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for range 50 {
				if err := store.Traces().Record(t.Context(), r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	n := 0
	if err := store.EachTrace(t.Context(), func(trace.Record) error { n++; return nil }); err != nil || n != 64*50 {
		t.Errorf("%d records, %v", n, err)
	}
	many := make([]trace.Record, 513)
	for i := range many {
		many[i] = r
	}
	if err := store.Traces().Record(t.Context(), many...); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too many at once: %v", err)
	}
	stop := fault.New(fault.Gone, "test")
	if err := store.EachTrace(t.Context(), func(trace.Record) error { return stop }); !fault.Is(err, fault.Gone) {
		t.Errorf("a reader that stops: %v", err)
	}
}

// The engine's log and ours hold no address, path or identifier.
func TestC8_LogsHoldNoAddress(t *testing.T) {
	var out lockedBuffer
	logger := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	dir, id := t.TempDir(), newID()
	store := open(t, stream.Config{Dir: dir, Logger: logger})
	if err := store.Log().Append(t.Context(), id, 0, []byte("x")); err != nil {
		t.Fatal(err)
	}
	srv := startServer(t, serverOptions(t, "single"))
	external := open(t, stream.Config{URLs: []string{srv.ClientURL()}, Logger: logger, Patience: time.Second})
	stopServer(srv)
	if err := external.Log().Append(t.Context(), id, 0, []byte("x")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("with the server gone: %v", err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "event=") || !strings.Contains(out.String(), "connection lost") {
		t.Errorf("nothing was logged:\n%s", out.String())
	}
	for _, secret := range []string{"127.0.0.1", "[::", dir, string(id), srv.ID()} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, out.String())
		}
	}
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
