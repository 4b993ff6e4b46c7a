package backend

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"vigie.example/internal/fault"
)

// kept is a group of cells with a value of one type under each key, and a copy of it in this process. Safe for concurrent use; what it
// returns must not be changed.
type kept[K ~string, T any] struct {
	cells   Cells
	group   string
	changed func(K) // after any change; must not block

	mu  sync.RWMutex
	all map[K]held[T]
}

func newKept[K ~string, T any](cells Cells, group string, changed func(K)) *kept[K, T] {
	return &kept[K, T]{cells: cells, group: group, changed: changed, all: make(map[K]held[T])}
}

func (k *kept[K, T]) get(key K) (T, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	h, ok := k.all[key]
	return h.value, ok
}

// held is a value with the revision of its cell.
type held[T any] struct {
	value    T
	revision uint64
}

// now returns the value and its revision; 0 if there was none. mu guards it.
func (h *held[T]) now(mu *sync.Mutex) (T, uint64) {
	mu.Lock()
	defer mu.Unlock()
	return h.value, h.revision
}

// take takes a cell in, unless it is known, and returns what was before and what is now. fresh tells whether there was something to take in.
func (h *held[T]) take(mu *sync.Mutex, cell Cell) (before, now T, fresh bool) {
	if json.Unmarshal(cell.Data, &now) != nil {
		return before, now, false
	}
	mu.Lock()
	defer mu.Unlock()
	if before = h.value; cell.Revision <= h.revision {
		return before, now, false
	}
	*h = held[T]{now, cell.Revision}
	return before, now, true
}

// keys returns every key, in order.
func (k *kept[K, T]) keys() []K {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return slices.Sorted(maps.Keys(k.all))
}

// update replaces a value by what change makes of it, while others are not faster, and returns once the store has it. change may be called
// more than once; its error ends the update.
func (k *kept[K, T]) update(ctx context.Context, key K, change func(old T, found bool) (T, error)) error {
	const op = "backend.kept.update"
	name := k.group + "." + string(key)
	for range maxTries {
		k.mu.RLock()
		known, found := k.all[key]
		k.mu.RUnlock()
		next, err := change(known.value, found)
		if err != nil {
			return err
		}
		data, err := json.Marshal(next)
		if err != nil {
			return fault.As(fault.Internal, op, err)
		}
		revision, err := k.cells.Put(ctx, name, data, known.revision, 0)
		if err == nil {
			k.deliver(Cell{Name: name, Data: data, Revision: revision})
			return nil
		}
		if !fault.Is(err, fault.Taken) {
			return fault.Wrap(op, err)
		}
		cell, err := k.cells.Get(ctx, name)
		if err != nil && !fault.Is(err, fault.Missing) {
			return fault.Wrap(op, err)
		}
		if err == nil {
			k.deliver(cell)
		}
	}
	return fault.New(fault.Unavailable, op)
}

// deliver takes a cell of the group into the copy.
func (k *kept[K, T]) deliver(cell Cell) {
	key := K(memberOf(cell.Name))
	var value T
	if cell.Data != nil && json.Unmarshal(cell.Data, &value) != nil {
		return // not ours to repair; what was known stays
	}
	k.mu.Lock()
	old, known := k.all[key]
	if known && cell.Revision != 0 && cell.Revision <= old.revision {
		k.mu.Unlock()
		return
	}
	if cell.Data == nil {
		delete(k.all, key)
	} else {
		k.all[key] = held[T]{value, cell.Revision}
	}
	k.mu.Unlock()
	k.changed(key)
}
