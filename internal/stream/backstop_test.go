package stream

import (
	"testing"
	"time"

	"vigie.example/internal/conversation"
)

// B1: the engine itself forgets what nobody deleted, and does not take that for a loss of its memory.
func TestB1_EngineForgetsByItself(t *testing.T) {
	store, err := Open(t.Context(), Config{Dir: t.TempDir(), entryLife: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	ctx, id := t.Context(), conversation.ID("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	before, err := store.Log().Epoch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Log().Append(ctx, id, 0, []byte("left behind")); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		left, err := store.Log().Read(ctx, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the entry is still there")
		}
	}
	for asked := time.Now(); time.Since(asked) < 2*epochLife; time.Sleep(100 * time.Millisecond) { // past what is remembered
		if after, err := store.Log().Epoch(ctx); err != nil || after != before {
			t.Fatalf("the epoch went from %q to %q, %v: the markers went too", before, after, err)
		}
	}
}

// The backstop must stay later than the rule.
func TestB1_BackstopIsLaterThanTheCeiling(t *testing.T) {
	if entryLife < 5*4*time.Hour {
		t.Errorf("an entry of a conversation that goes on is lost after %v", entryLife)
	}
}
