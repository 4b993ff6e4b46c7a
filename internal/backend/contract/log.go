package contract

import (
	"bytes"
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

func testLog(t *testing.T, store backend.Store) {
	log := store.Log()
	t.Run("AppendAndRead", func(t *testing.T) { testAppendAndRead(t, log) })
	t.Run("B12_OneOfFiftyWins", func(t *testing.T) { testAppendRace(t, log) })
	t.Run("B12_NothingIsLostAmongRetries", func(t *testing.T) { testAppendRetries(t, log) })
	t.Run("FollowFromTheStartAndOn", func(t *testing.T) { testFollowLog(t, log) })
	t.Run("FollowWhileOthersAppend", func(t *testing.T) { testFollowBusyLog(t, log) })
	t.Run("C15_Purge", func(t *testing.T) { testPurge(t, log) })
	t.Run("EndedContext", func(t *testing.T) { testLogContext(t, log) })
	t.Run("B13_EpochStays", func(t *testing.T) { testEpoch(t, log) })
}

func testAppendAndRead(t *testing.T, log backend.Log) {
	ctx, id := within(t), newID()
	if got, err := log.Read(ctx, id, 0); err != nil || len(got) != 0 {
		t.Fatalf("an unknown conversation reads %d entries, %v", len(got), err)
	}
	wantKind(t, log.Append(ctx, "not an identifier", 0, text(1)), fault.Invalid)
	wantKind(t, log.Append(ctx, id, 3, text(4)), fault.Taken) // a hole
	for i := range 300 {
		mustAppend(t, log, id, conversation.Position(i), text(i+1))
	}
	wantKind(t, log.Append(ctx, id, 299, text(9)), fault.Taken) // a repeat of a place
	wantKind(t, log.Append(ctx, id, 0, text(9)), fault.Taken)   // a second beginning
	wantKind(t, log.Append(ctx, id, 301, text(9)), fault.Taken)
	wantEntries(t, log, id, 0, 300)
	wantEntries(t, log, id, 297, 300)
	wantEntries(t, log, id, 300, 300)
	wantEntries(t, log, id, 999, 300)

	mustAppend(t, log, id, 300, nil)
	got, err := log.Read(ctx, id, 300)
	if err != nil || len(got) != 1 || len(got[0].Data) != 0 {
		t.Errorf("an empty entry came back as %v, %v", got, err)
	}
}

func testAppendRace(t *testing.T, log backend.Log) {
	ctx, id := within(t), newID()
	for after := range conversation.Position(3) {
		winner := oneWinner(t, race(racers, func(i int) error { return log.Append(ctx, id, after, text(i)) }))
		got, err := log.Read(ctx, id, after)
		if err != nil || len(got) != 1 || !bytes.Equal(got[0].Data, text(winner)) {
			t.Fatalf("after %d: %d entries, %v; want the winner's", after, len(got), err)
		}
	}
}

// testAppendRetries: writers that read, decide again and retry all get their entry in, once.
func testAppendRetries(t *testing.T, log backend.Log) {
	ctx, id := within(t), newID()
	const writers, each = 8, 10
	for _, err := range race(writers, func(w int) error {
		var after conversation.Position
		for i := 0; i < each; {
			err := log.Append(ctx, id, after, text(w*each+i))
			switch {
			case err == nil:
				i, after = i+1, after+1
			case fault.Is(err, fault.Taken):
				entries, err := log.Read(ctx, id, after)
				if err != nil {
					return err
				}
				after += conversation.Position(len(entries))
			default:
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	entries, err := log.Read(ctx, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for i, e := range entries {
		times[string(e.Data)]++
		if e.Position != conversation.Position(i+1) || e.Conversation != id {
			t.Fatalf("entry %d is at %d", i, e.Position)
		}
	}
	if len(entries) != writers*each || len(times) != writers*each {
		t.Errorf("%d entries, %d different ones; want %d", len(entries), len(times), writers*each)
	}
}

func testFollowLog(t *testing.T, log backend.Log) {
	ctx, cancel := context.WithCancel(within(t))
	before, during := newID(), newID()
	for i := range 5 {
		mustAppend(t, log, before, conversation.Position(i), text(i+1))
	}
	f := followLog(ctx, log, before, during)
	receive(t, f.caught)
	if n := len(f.of(before)); n != 5 {
		t.Errorf("caught up after %d entries of 5", n)
	}
	for i := range 5 {
		mustAppend(t, log, during, conversation.Position(i), text(i+1))
		mustAppend(t, log, before, conversation.Position(i+5), text(i+6))
	}
	f.wait(t, before, 10)
	f.wait(t, during, 5)
	cancel()
	if err := receive(t, f.done); err != nil {
		t.Errorf("Follow ended with %v when its context did", err)
	}
}

func testFollowBusyLog(t *testing.T, log backend.Log) {
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	ids := make([]conversation.ID, 12)
	for i := range ids {
		ids[i] = newID()
	}
	const each = 40
	appended := make(chan []error, 1)
	go func() {
		appended <- race(len(ids), func(c int) error {
			for i := range each {
				if err := log.Append(ctx, ids[c], conversation.Position(i), text(i+1)); err != nil {
					return err
				}
			}
			return nil
		})
	}()
	followers := []*logFollower{followLog(ctx, log, ids...), followLog(ctx, log, ids...)}
	for _, err := range receive(t, appended) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range followers {
		for _, id := range ids {
			f.wait(t, id, each)
		}
		receive(t, f.caught)
	}
	cancel()
	for _, f := range followers {
		receive(t, f.done)
		if f.calledTogether.Load() {
			t.Error("deliver was called by two goroutines at once")
		}
	}
}

func testPurge(t *testing.T, log backend.Log) {
	ctx, id, other := within(t), newID(), newID()
	for i := range 4 {
		mustAppend(t, log, id, conversation.Position(i), text(i+1))
		mustAppend(t, log, other, conversation.Position(i), text(i+1))
	}
	for range 2 {
		if err := log.Purge(ctx, id); err != nil {
			t.Fatal(err)
		}
		wantEntries(t, log, id, 0, 0)
	}
	wantKind(t, log.Append(ctx, id, 4, text(5)), fault.Taken) // it does not go on where it was
	wantEntries(t, log, other, 0, 4)

	caught, done := make(chan struct{}), make(chan error, 1)
	following, stop := context.WithCancel(ctx)
	go func() {
		done <- log.Follow(following, func(e backend.Logged) {
			if e.Conversation == id {
				t.Error("a purged entry came back")
			}
		}, func() { close(caught) })
	}()
	receive(t, caught)
	stop()
	receive(t, done)
}

func testLogContext(t *testing.T, log backend.Log) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	id := newID()
	wantKind(t, log.Append(ended, id, 0, text(1)), fault.Unavailable)
	_, err := log.Read(ended, id, 0)
	wantKind(t, err, fault.Unavailable)
	wantKind(t, log.Purge(ended, id), fault.Unavailable)
	wantEntries(t, log, id, 0, 0)
}

func testEpoch(t *testing.T, log backend.Log) {
	ctx := within(t)
	first, err := log.Epoch(ctx)
	if err != nil || len(first) < 16 {
		t.Fatalf("epoch %q, %v", first, err)
	}
	for _, err := range race(racers, func(int) error {
		again, err := log.Epoch(ctx)
		if err == nil && again != first {
			t.Error("the epoch changed without a reason")
		}
		return err
	}) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// logFollower collects what Follow delivers of some conversations.
type logFollower struct {
	caught chan struct{}
	done   chan error

	inside         atomic.Int32
	calledTogether atomic.Bool

	mu      sync.Mutex
	entries map[conversation.ID][]backend.Logged
	wanted  map[conversation.ID]bool
}

func followLog(ctx context.Context, log backend.Log, ids ...conversation.ID) *logFollower {
	f := &logFollower{
		caught: make(chan struct{}), done: make(chan error, 1),
		entries: map[conversation.ID][]backend.Logged{}, wanted: map[conversation.ID]bool{},
	}
	for _, id := range ids {
		f.wanted[id] = true
	}
	go func() { f.done <- log.Follow(ctx, f.deliver, func() { close(f.caught) }) }() // twice panics
	return f
}

func (f *logFollower) deliver(e backend.Logged) {
	if f.inside.Add(1) > 1 {
		f.calledTogether.Store(true)
	}
	defer f.inside.Add(-1)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.wanted[e.Conversation] {
		f.entries[e.Conversation] = append(f.entries[e.Conversation], e)
	}
}

func (f *logFollower) of(id conversation.ID) []backend.Logged {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]backend.Logged(nil), f.entries[id]...)
}

// wait fails unless exactly the entries 1..n of the conversation come, each once and in order.
func (f *logFollower) wait(t *testing.T, id conversation.ID, n int) {
	t.Helper()
	for deadline := time.Now().Add(patience); len(f.of(id)) < n && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	got := f.of(id)
	if len(got) != n {
		t.Fatalf("followed %d entries, want %d", len(got), n)
	}
	for i, e := range got {
		if e.Position != conversation.Position(i+1) || !bytes.Equal(e.Data, text(i+1)) {
			t.Fatalf("entry %d came at position %d", i+1, e.Position)
		}
	}
}

func mustAppend(t *testing.T, log backend.Log, id conversation.ID, after conversation.Position, data []byte) {
	t.Helper()
	if err := log.Append(within(t), id, after, data); err != nil {
		t.Fatalf("append after %d: %v", after, err)
	}
}

// wantEntries checks that the entries after a position are those up to last, with the texts that tests append.
func wantEntries(t *testing.T, log backend.Log, id conversation.ID, after, last conversation.Position) {
	t.Helper()
	got, err := log.Read(within(t), id, after)
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	if last > after {
		want = int(last - after)
	}
	if len(got) != want {
		t.Fatalf("%d entries after %d, want %d", len(got), after, want)
	}
	for i, e := range got {
		p := after + conversation.Position(i+1)
		if e.Conversation != id || e.Position != p || !bytes.Equal(e.Data, text(int(p))) {
			t.Fatalf("entry at %d is %q", e.Position, e.Data)
		}
	}
}
