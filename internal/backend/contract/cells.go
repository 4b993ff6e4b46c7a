package contract

import (
	"bytes"
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/fault"
)

func testCells(t *testing.T, cells backend.Cells) {
	t.Run("PutGetDelete", func(t *testing.T) { testPutGetDelete(t, cells) })
	t.Run("Names", func(t *testing.T) { testCellNames(t, cells) })
	t.Run("B12_OneOfFiftyWins", func(t *testing.T) { testPutRace(t, cells) })
	t.Run("Groups", func(t *testing.T) { testGroups(t, cells) })
	t.Run("Life", func(t *testing.T) { testLife(t, cells) })
	t.Run("Follow", func(t *testing.T) { testFollowCells(t, cells) })
	t.Run("FollowWhileOthersPut", func(t *testing.T) { testFollowBusyCells(t, cells) })
	t.Run("EndedContext", func(t *testing.T) { testCellsContext(t, cells) })
}

func testPutGetDelete(t *testing.T, cells backend.Cells) {
	ctx, name := within(t), newName(newGroup())
	_, err := cells.Get(ctx, name)
	wantKind(t, err, fault.Missing)
	_, err = cells.Put(ctx, name, text(1), 7, 0)
	wantKind(t, err, fault.Taken) // it is not there, so it has no revision 7
	first := mustPut(t, cells, name, text(1), 0)
	wantCell(t, cells, name, text(1), first)
	_, err = cells.Put(ctx, name, text(2), 0, 0)
	wantKind(t, err, fault.Taken)
	second := mustPut(t, cells, name, text(2), first)
	if second <= first {
		t.Errorf("revision %d after %d", second, first)
	}
	_, err = cells.Put(ctx, name, text(3), first, 0)
	wantKind(t, err, fault.Taken)
	third := mustPut(t, cells, name, text(3), backend.AnyRevision)
	wantCell(t, cells, name, text(3), third)

	for range 2 {
		if err := cells.Delete(ctx, name); err != nil {
			t.Fatal(err)
		}
		_, err = cells.Get(ctx, name)
		wantKind(t, err, fault.Missing)
	}
	_, err = cells.Put(ctx, name, text(4), third, 0)
	wantKind(t, err, fault.Taken)
	if again := mustPut(t, cells, name, []byte{}, 0); again <= third {
		t.Errorf("revision %d after a removal at %d", again, third)
	}
	if c, err := cells.Get(ctx, name); err != nil || c.Data == nil || len(c.Data) != 0 {
		t.Errorf("an empty value came back as %v, %v", c.Data, err)
	}
	if err := cells.Delete(ctx, newName(newGroup())); err != nil {
		t.Errorf("deleting what is not there: %v", err)
	}
}

func testCellNames(t *testing.T, cells backend.Cells) {
	ctx := within(t)
	for _, name := range []string{"", "a", "a.", ".a", "a.b.c", "a.*", "*.a", "a.>", "a.b c", "a.é", "a.b\n"} {
		_, err := cells.Get(ctx, name)
		wantKind(t, err, fault.Invalid)
		_, err = cells.Put(ctx, name, text(1), backend.AnyRevision, 0)
		wantKind(t, err, fault.Invalid)
		wantKind(t, cells.Delete(ctx, name), fault.Invalid)
	}
	for _, group := range []string{"", "a.b", "*", ">"} {
		_, err := cells.List(ctx, group)
		wantKind(t, err, fault.Invalid)
		wantKind(t, cells.DeleteGroup(ctx, group), fault.Invalid)
	}
}

func testPutRace(t *testing.T, cells backend.Cells) {
	ctx, name := within(t), newName(newGroup())
	var revision uint64
	for range 3 {
		revisions := make([]uint64, racers)
		winner := oneWinner(t, race(racers, func(i int) (err error) {
			revisions[i], err = cells.Put(ctx, name, text(i), revision, 0)
			return err
		}))
		revision = revisions[winner]
		wantCell(t, cells, name, text(winner), revision)
	}
	if err := cells.Delete(ctx, name); err != nil {
		t.Fatal(err)
	}
	oneWinner(t, race(racers, func(i int) error { _, err := cells.Put(ctx, name, text(i), 0, 0); return err }))
}

func testGroups(t *testing.T, cells backend.Cells) {
	ctx, group, other := within(t), newGroup(), newGroup()
	if got, err := cells.List(ctx, group); err != nil || len(got) != 0 {
		t.Fatalf("an empty group lists %d, %v", len(got), err)
	}
	names := []string{"B", "_", "a-1", "a-2", "b", "z"}
	for i := range names {
		mustPut(t, cells, group+"."+names[(i*5)%len(names)], text((i*5)%len(names)), 0)
	}
	mustPut(t, cells, group+"."+"gone", text(9), 0)
	if err := cells.Delete(ctx, group+".gone"); err != nil {
		t.Fatal(err)
	}
	mustPut(t, cells, other+".a", text(1), 0)
	got, err := cells.List(ctx, group)
	if err != nil || len(got) != len(names) {
		t.Fatalf("%d cells of %d, %v", len(got), len(names), err)
	}
	for i, c := range got {
		if c.Name != group+"."+names[i] || !bytes.Equal(c.Data, text(i)) || c.Revision == 0 {
			t.Errorf("cell %d is %s", i, c.Name)
		}
	}
	for range 2 {
		if err := cells.DeleteGroup(ctx, group); err != nil {
			t.Fatal(err)
		}
		if got, err := cells.List(ctx, group); err != nil || len(got) != 0 {
			t.Fatalf("%d cells left, %v", len(got), err)
		}
	}
	if got, err := cells.List(ctx, other); err != nil || len(got) != 1 {
		t.Errorf("another group has %d cells, %v", len(got), err)
	}
}

// testLife: a cell goes by itself, its followers are told, and a later value without a life stays.
func testLife(t *testing.T, cells backend.Cells) {
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	group := newGroup()
	f := followCells(ctx, cells, group)
	receive(t, f.caught)
	short, kept := newName(group), newName(group)
	for _, name := range []string{short, kept} {
		if _, err := cells.Put(ctx, name, text(1), 0, time.Second); err != nil {
			t.Fatal(err)
		}
	}
	mustPut(t, cells, kept, text(2), backend.AnyRevision)
	f.wait(t, short, nil)
	_, err := cells.Get(ctx, short)
	wantKind(t, err, fault.Missing)
	if got, err := cells.List(ctx, group); err != nil || len(got) != 1 {
		t.Errorf("%d cells listed, %v", len(got), err)
	}
	if c, err := cells.Get(ctx, kept); err != nil || !bytes.Equal(c.Data, text(2)) {
		t.Errorf("the value without a life: %v", err)
	}
	mustPut(t, cells, short, text(3), 0)
	f.wait(t, short, text(3))
}

func testFollowCells(t *testing.T, cells backend.Cells) {
	ctx, cancel := context.WithCancel(within(t))
	group, other := newGroup(), newGroup()
	had, gone, later := newName(group), newName(group), newName(group)
	mustPut(t, cells, had, text(1), 0)
	mustPut(t, cells, had, text(2), backend.AnyRevision)
	mustPut(t, cells, gone, text(1), 0)
	if err := cells.Delete(ctx, gone); err != nil {
		t.Fatal(err)
	}
	f, all := followCells(ctx, cells, group), followCells(ctx, cells, "")
	receive(t, f.caught)
	receive(t, all.caught)
	if got := f.all(); len(got) != 1 || got[0].Name != had || !bytes.Equal(got[0].Data, text(2)) {
		t.Errorf("it caught up with %d cells", len(got))
	}
	mustPut(t, cells, later, text(3), 0)
	mustPut(t, cells, newName(other), text(9), 0)
	revision := mustPut(t, cells, had, []byte{}, backend.AnyRevision)
	f.wait(t, later, text(3))
	f.wait(t, had, []byte{})
	all.wait(t, had, []byte{})
	if err := cells.Delete(ctx, had); err != nil {
		t.Fatal(err)
	}
	f.wait(t, had, nil)
	if c := f.last(had); c.Revision <= revision {
		t.Errorf("removed at revision %d, after %d", c.Revision, revision)
	}
	if err := cells.DeleteGroup(ctx, group); err != nil {
		t.Fatal(err)
	}
	f.wait(t, later, nil)
	all.wait(t, later, nil)
	for _, c := range f.all() {
		if c.Name == gone || c.Name != had && c.Name != later {
			t.Errorf("delivered a cell that it should not: %s", c.Name)
		}
	}
	cancel()
	if err := receive(t, f.done); err != nil {
		t.Errorf("Follow ended with %v when its context did", err)
	}
	receive(t, all.done)
}

// testFollowBusyCells: whatever came between, everybody ends with the last value, and revisions only grow.
func testFollowBusyCells(t *testing.T, cells backend.Cells) {
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	group := newGroup()
	names := []string{newName(group), newName(group), newName(group), newName(group)}
	put := make(chan []error, 1)
	go func() {
		put <- race(len(names), func(n int) error {
			for i := range 40 {
				if _, err := cells.Put(ctx, names[n], text(i), backend.AnyRevision, 0); err != nil {
					return err
				}
			}
			return nil
		})
	}()
	f := followCells(ctx, cells, group)
	for _, err := range receive(t, put) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range names {
		f.wait(t, name, text(39))
	}
	receive(t, f.caught)
	revisions := map[string]uint64{}
	for _, c := range f.all() {
		if c.Revision <= revisions[c.Name] {
			t.Errorf("revision %d after %d", c.Revision, revisions[c.Name])
		}
		revisions[c.Name] = c.Revision
	}
}

func testCellsContext(t *testing.T, cells backend.Cells) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	name := newName(newGroup())
	_, err := cells.Get(ended, name)
	wantKind(t, err, fault.Unavailable)
	_, err = cells.Put(ended, name, text(1), 0, 0)
	wantKind(t, err, fault.Unavailable)
	_, err = cells.Get(within(t), name)
	wantKind(t, err, fault.Missing)
}

// cellFollower collects what Follow delivers.
type cellFollower struct {
	caught chan struct{}
	done   chan error

	mu    sync.Mutex
	cells []backend.Cell
}

func followCells(ctx context.Context, cells backend.Cells, group string) *cellFollower {
	f := &cellFollower{caught: make(chan struct{}), done: make(chan error, 1)}
	go func() {
		f.done <- cells.Follow(ctx, group, func(c backend.Cell) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.cells = append(f.cells, c)
		}, func() { close(f.caught) }) // twice panics
	}()
	return f
}

func (f *cellFollower) all() []backend.Cell {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]backend.Cell(nil), f.cells...)
}

func (f *cellFollower) last(name string) (last backend.Cell) {
	for _, c := range f.all() {
		if c.Name == name {
			last = c
		}
	}
	return last
}

// wait fails unless the last value under the name becomes data; nil waits for its removal.
func (f *cellFollower) wait(t *testing.T, name string, data []byte) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		c := f.last(name)
		if c.Name == name && (c.Data == nil) == (data == nil) && bytes.Equal(c.Data, data) {
			return
		}
	}
	t.Fatalf("%s never became %q", name, data)
}

func newGroup() string            { return rand.Text() }
func newName(group string) string { return group + "." + rand.Text() }

func mustPut(t *testing.T, cells backend.Cells, name string, data []byte, revision uint64) uint64 {
	t.Helper()
	got, err := cells.Put(within(t), name, data, revision, 0)
	if err != nil || got == 0 {
		t.Fatalf("put: revision %d, %v", got, err)
	}
	return got
}

func wantCell(t *testing.T, cells backend.Cells, name string, data []byte, revision uint64) {
	t.Helper()
	c, err := cells.Get(within(t), name)
	if err != nil || c.Name != name || !bytes.Equal(c.Data, data) || c.Revision != revision {
		t.Fatalf("got %q at %d, %v; want %q at %d", c.Data, c.Revision, err, data, revision)
	}
}
