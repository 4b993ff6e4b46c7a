package memstore

import (
	"bytes"
	"context"
	"crypto/rand"
	"sync"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

type memoryLog struct {
	closed context.Context
	epoch  string
	feed   feed[backend.Logged]

	mu      sync.Mutex
	entries map[conversation.ID][]backend.Logged
}

func newLog(closed context.Context) *memoryLog {
	return &memoryLog{closed: closed, epoch: rand.Text(), entries: map[conversation.ID][]backend.Logged{}}
}

func (l *memoryLog) Append(ctx context.Context, id conversation.ID, after conversation.Position, data []byte) error {
	const op fault.Op = "memstore.Append"
	if err := alive(ctx, l.closed, op); err != nil {
		return err
	}
	if !id.Valid() {
		return fault.New(fault.Invalid, op)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if conversation.Position(len(l.entries[id])) != after {
		return fault.New(fault.Taken, op)
	}
	entry := backend.Logged{Conversation: id, Position: after + 1, Data: bytes.Clone(data)}
	l.entries[id] = append(l.entries[id], entry)
	l.feed.publish(entry)
	return nil
}

func (l *memoryLog) Read(ctx context.Context, id conversation.ID, after conversation.Position) ([]backend.Logged, error) {
	if err := alive(ctx, l.closed, "memstore.Read"); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.entries[id]
	if after >= conversation.Position(len(all)) {
		return nil, nil
	}
	return append([]backend.Logged(nil), all[after:]...), nil
}

func (l *memoryLog) Follow(ctx context.Context, deliver func(backend.Logged), caughtUp func()) error {
	if err := alive(ctx, l.closed, "memstore.Follow"); err != nil {
		return err
	}
	l.mu.Lock()
	var have []backend.Logged
	for _, entries := range l.entries {
		have = append(have, entries...)
	}
	fo := l.feed.join(func(backend.Logged) bool { return true })
	l.mu.Unlock()
	for _, entry := range have {
		deliver(entry)
	}
	caughtUp()
	l.feed.run(ctx, l.closed, fo, deliver)
	return ended(ctx, "memstore.Follow")
}

func (l *memoryLog) Purge(ctx context.Context, id conversation.ID) error {
	if err := alive(ctx, l.closed, "memstore.Purge"); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.entries, id)
	return nil
}

func (l *memoryLog) Epoch(ctx context.Context) (string, error) {
	return l.epoch, alive(ctx, l.closed, "memstore.Epoch")
}

// ended is what a Follow or Subscribe returns: nil when its own context ended, Unavailable when the store closed.
func ended(ctx context.Context, op fault.Op) error {
	if ctx.Err() != nil {
		return nil
	}
	return fault.New(fault.Unavailable, op)
}
