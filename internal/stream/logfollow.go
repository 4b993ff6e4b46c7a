package stream

import (
	"context"
	"strings"
	"sync"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// Follow delivers every entry of every conversation: first those stored, then caughtUp once, then new ones, those of a conversation in
// order. deliver and caughtUp are never called by two goroutines at once. It ends with nil when the context does,
// Unavailable when the store is closed, and Gone when the store's memory began empty: what was delivered before is no
// longer there, and Epoch has another value.
func (l *Log) Follow(ctx context.Context, deliver func(Entry), caughtUp func()) error {
	const op fault.Op = "stream.Follow"
	if err := l.engine.check(ctx, op); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	f := &logFollow{log: l, deliver: deliver, caughtUp: caughtUp, behind: shards}
	results := make(chan error, shards)
	for shard := range shards {
		go func() { results <- f.shard(logStream(shard)).run(ctx, op) }()
	}
	var first error
	for range shards {
		if err := <-results; err != nil && first == nil {
			first = err
			cancel(err)
		}
	}
	if fault.Is(first, fault.Gone) {
		l.heads.forgetAll()
	}
	return first
}

// logFollow puts the shards together again.
type logFollow struct {
	log     *Log
	deliver func(Entry)

	mu       sync.Mutex // held while one of the functions runs
	caughtUp func()
	behind   int // shards that have not caught up
}

// shard follows one stream.
func (f *logFollow) shard(stream string) *tail {
	var marker string
	caught := false
	return &tail{
		engine: f.log.engine, stream: stream, filter: stream + ".*",
		begin: func(ctx context.Context, _ uint64) error {
			now, err := f.log.engine.marker(ctx, stream)
			if err == nil && marker != "" && now != marker {
				return fault.New(fault.Gone, "stream.Follow", fault.Key("fault.store.emptied"))
			}
			if err == nil {
				marker = now
			}
			return err
		},
		message: func(m stored) error { return f.entry(stream, m) },
		caughtUp: func() {
			if !caught {
				caught = true
				f.oneCaughtUp()
			}
		},
	}
}

func (f *logFollow) entry(stream string, m stored) error {
	id := conversation.ID(strings.TrimPrefix(m.Subject, stream+"."))
	position, _, data, err := decodeEntry(m.Data)
	if err != nil || !id.Valid() {
		return fault.As(fault.Internal, "stream.Follow", err)
	}
	f.log.heads.set(id, head{position, m.Seq})
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deliver(Entry{Conversation: id, Position: position, Data: data})
	return nil
}

func (f *logFollow) oneCaughtUp() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.behind--; f.behind == 0 {
		f.caughtUp()
	}
}
