// Package memstore is a backend.Store in the memory of the test's process, for tests of the backend that want to be fast or
// to run under testing/synctest. It passes the same contract suite as the real store (internal/backend/contract); what
// the suite does not say, it does not promise. Nothing outlives Close.
package memstore

import (
	"context"
	"sync"

	"vigie.example/internal/backend"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
)

// Store keeps everything in maps. Make one with New.
type Store struct {
	log     *memoryLog
	memory  *cells
	disk    *cells
	signals *signals
	traces  *traces
	closing context.CancelFunc
	closed  context.Context
}

var _ backend.Store = (*Store)(nil)

// New returns an empty store with an epoch of its own.
func New() *Store {
	closed, closing := context.WithCancel(context.Background())
	return &Store{
		log: newLog(closed), memory: newCells(closed), disk: newCells(closed),
		signals: newSignals(closed), traces: &traces{closed: closed},
		closing: closing, closed: closed,
	}
}

// Log returns the conversations.
func (s *Store) Log() backend.Log { return s.log }

// Memory returns the cells that belong to conversations.
func (s *Store) Memory() backend.Cells { return s.memory }

// Disk returns the cells of the administration; here they are in memory, too.
func (s *Store) Disk() backend.Cells { return s.disk }

// Signals returns what is kept nowhere.
func (s *Store) Signals() backend.Signals { return s.signals }

// Traces returns the trace records.
func (s *Store) Traces() backend.Traces { return s.traces }

// Ready is nil until Close.
func (s *Store) Ready(ctx context.Context) error { return alive(ctx, s.closed, "memstore.Ready") }

// Close ends every Follow and Subscribe.
func (s *Store) Close() error { s.closing(); return nil }

// Recorded returns a copy of the trace records so far, in order.
func (s *Store) Recorded() []trace.Record {
	s.traces.mu.Lock()
	defer s.traces.mu.Unlock()
	return append([]trace.Record(nil), s.traces.records...)
}

// EachTrace calls each with every record so far, in order, until it fails.
func (s *Store) EachTrace(_ context.Context, each func(trace.Record) error) error {
	for _, r := range s.Recorded() {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

type traces struct {
	closed  context.Context
	mu      sync.Mutex
	records []trace.Record
}

func (t *traces) Record(ctx context.Context, records ...trace.Record) error {
	if err := alive(ctx, t.closed, "memstore.Record"); err != nil {
		return err
	}
	for _, r := range records {
		if err := r.Validate(); err != nil {
			return fault.Wrap("memstore.Record", err)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.records = append(t.records, records...)
	return nil
}

// alive is nil while neither the caller nor the store has ended.
func alive(ctx, closed context.Context, op fault.Op) error {
	if err := ctx.Err(); err != nil {
		return fault.As(fault.Unavailable, op, err)
	}
	if closed.Err() != nil {
		return fault.New(fault.Unavailable, op)
	}
	return nil
}
