// Package contract is the suite that every implementation of the backend's ports passes (internal/backend, ports.go).
//
//	func TestContract(t *testing.T) { contract.Test(t, func(t *testing.T) backend.Store { ... }) }
//
// open returns a store that is empty at its first call; later calls may return the same one or another. It closes what
// it opened with t.Cleanup. The suite uses random names, so that a store may be shared with other tests after it.
package contract

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// patience bounds every wait of the suite. It is long: no test depends on how fast the machine is.
const patience = 60 * time.Second

// racers is how many compete for one place in the tests of compare-and-set (B12).
const racers = 50

// Test runs the suite.
func Test(t *testing.T, open func(t *testing.T) backend.Store) {
	store := open(t)
	t.Run("Empty", func(t *testing.T) { testEmpty(t, store) }) // first, while it is
	t.Run("Log", func(t *testing.T) { testLog(t, store) })
	t.Run("Memory", func(t *testing.T) { testCells(t, store.Memory()) })
	t.Run("Disk", func(t *testing.T) { testCells(t, store.Disk()) })
	t.Run("Signals", func(t *testing.T) { testSignals(t, store.Signals()) })
	t.Run("Traces", func(t *testing.T) { testTraces(t, store) })
	t.Run("Closed", func(t *testing.T) { testClosed(t, open(t)) })
}

func testEmpty(t *testing.T, store backend.Store) {
	ctx := within(t)
	if err := store.Ready(ctx); err != nil {
		t.Fatalf("not ready: %v", err)
	}
	for name, follow := range map[string]func(context.Context, func()) error{
		"log": func(ctx context.Context, caughtUp func()) error {
			return store.Log().Follow(ctx, func(e backend.Logged) { t.Errorf("an entry at %d in an empty log", e.Position) }, caughtUp)
		},
		"memory": func(ctx context.Context, caughtUp func()) error {
			return store.Memory().Follow(ctx, "", func(backend.Cell) { t.Error("a cell in an empty memory") }, caughtUp)
		},
		"group": func(ctx context.Context, caughtUp func()) error {
			return store.Memory().Follow(ctx, "nobody", func(backend.Cell) { t.Error("a cell in an empty group") }, caughtUp)
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(ctx)
			var times int
			done := make(chan error, 1)
			go func() { done <- follow(ctx, func() { times++; cancel() }) }()
			if err := receive(t, done); err != nil {
				t.Errorf("Follow ended with %v when its context did", err)
			}
			if times != 1 {
				t.Errorf("caught up %d times", times)
			}
		})
	}
}

// testClosed: whoever follows learns that the store is gone, and nothing hangs.
func testClosed(t *testing.T, store backend.Store) {
	ctx := within(t)
	caught, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- store.Log().Follow(ctx, func(backend.Logged) {}, func() { close(caught) }) }()
	receive(t, caught)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	wantKind(t, receive(t, done), fault.Unavailable)
	wantKind(t, store.Ready(ctx), fault.Unavailable)
	wantKind(t, store.Log().Append(ctx, newID(), 0, []byte("x")), fault.Unavailable)
	_, err := store.Disk().Get(ctx, "a.b")
	wantKind(t, err, fault.Unavailable)
	if err := store.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func newID() conversation.ID {
	raw := make([]byte, 32)
	rand.Read(raw)
	return conversation.ID(base64.RawURLEncoding.EncodeToString(raw))
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatal("waited in vain")
		panic("unreachable")
	}
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}

// race runs n attempts at once and returns what each ended with.
func race(n int, attempt func(i int) error) []error {
	errs := make([]error, n)
	begin := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { <-begin; errs[i] = attempt(i) })
	}
	close(begin)
	all.Wait()
	return errs
}

// oneWinner fails the test unless exactly one attempt succeeded and the others were told that it is taken.
func oneWinner(t *testing.T, errs []error) (winner int) {
	t.Helper()
	winner = -1
	for i, err := range errs {
		switch {
		case err == nil && winner >= 0:
			t.Errorf("both %d and %d won", winner, i)
		case err == nil:
			winner = i
		default:
			wantKind(t, err, fault.Taken)
		}
	}
	if winner < 0 {
		t.Fatal("nobody won")
	}
	return winner
}

func text(i int) []byte { return fmt.Appendf(nil, "entry %d", i) }
