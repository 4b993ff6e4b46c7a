package contract

import (
	"bytes"
	"context"
	"crypto/rand"
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
)

func testSignals(t *testing.T, signals backend.Signals) {
	ctx, cancel := context.WithCancel(within(t))
	base := rand.Text()
	exact, wild := make(chan []byte, 64), make(chan []byte, 64)
	done := make(chan error, 2)
	go func() { done <- signals.Subscribe(ctx, base+".one", func(data []byte) { keep(exact, data) }) }()
	go func() { done <- signals.Subscribe(ctx, base+".*", func(data []byte) { keep(wild, data) }) }()

	// Delivery is best effort and nothing says when a subscription stands, so publish until it comes through.
	until := func(subject string, data []byte, from <-chan []byte) {
		for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
			if err := signals.Publish(ctx, subject, data); err != nil {
				t.Fatal(err)
			}
			select {
			case got := <-from:
				if bytes.Equal(got, data) {
					return
				}
			case <-time.After(20 * time.Millisecond):
			}
		}
		t.Fatal("no signal came through")
	}
	until(base+".one", []byte("first"), exact)
	until(base+".one", []byte("second"), wild)
	until(base+".two", []byte("third"), wild)
	for len(exact) > 0 {
		if data := <-exact; bytes.Equal(data, []byte("third")) {
			t.Error("a signal of another subject came through")
		}
	}
	wantKind(t, signals.Publish(ctx, base+".*", nil), fault.Invalid)
	wantKind(t, signals.Publish(ctx, "with space", nil), fault.Invalid)
	wantKind(t, signals.Subscribe(ctx, base+"..x", func([]byte) {}), fault.Invalid)
	cancel()
	for range 2 {
		if err := receive(t, done); err != nil {
			t.Errorf("Subscribe ended with %v when its context did", err)
		}
	}
	wantKind(t, signals.Publish(ctx, base+".one", nil), fault.Unavailable)
}

func keep(into chan<- []byte, data []byte) {
	select {
	case into <- bytes.Clone(data):
	default:
	}
}

// Reader is the optional ability of a store to give back the trace records that it keeps.
type Reader interface {
	EachTrace(ctx context.Context, each func(trace.Record) error) error
}

func testTraces(t *testing.T, store backend.Store) {
	ctx := within(t)
	record := func(i int) trace.Record {
		at := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Millisecond)
		return trace.Of(at, access.Actor{Kind: access.Staff, Code: "contract-1"}, access.Claim, trace.Conversation(newID()), access.Decision{Allowed: true}, nil)
	}
	if err := store.Traces().Record(ctx); err != nil {
		t.Errorf("recording nothing: %v", err)
	}
	bad := record(0)
	bad.Object.ID = "192.0.2.7"
	wantKind(t, store.Traces().Record(ctx, record(0), bad), fault.Invalid) // B7: all or none

	const writers, each = 20, 10
	var n atomic.Int32
	for _, err := range race(writers, func(w int) error {
		for i := range each {
			n.Add(2)
			if err := store.Traces().Record(ctx, record(w*each+i), record(w*each+i)); err != nil {
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	reader, ok := store.(Reader)
	if !ok {
		t.Fatal("the store cannot give its records back")
	}
	seen := map[trace.Record]int{}
	if err := reader.EachTrace(ctx, func(r trace.Record) error {
		if r.Actor == "contract-1" {
			seen[r]++
		}
		return r.Validate()
	}); err != nil {
		t.Fatal(err)
	}
	if len(seen) != int(n.Load()) {
		t.Errorf("%d different records of %d", len(seen), n.Load())
	}
	for _, times := range seen {
		if times != 1 {
			t.Errorf("a record is there %d times", times)
		}
	}
}
