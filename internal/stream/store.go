package stream

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
)

// Store is an open store. Close it.
type Store struct {
	engine  *engine
	log     *Log
	memory  *Cells
	disk    *Cells
	signals *Signals
	traces  *Traces

	closeOnce sync.Once
	closeErr  error
	stop      []func() error // in the order in which Close calls them
}

// Open starts the embedded engine, or connects to the external one, and creates the streams that are missing. The error is
// Taken when another process uses the folder, Invalid for a configuration that cannot be, and Unavailable when the
// engine does not answer in time.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	const op fault.Op = "stream.Open"
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Store{}
	source := nats.Option(nil)
	if len(cfg.URLs) == 0 {
		if source, err = s.startEmbedded(cfg); err != nil {
			return nil, errors.Join(fault.Wrap(op, err), s.Close())
		}
	}
	if s.engine, err = connect(cfg, source); err != nil {
		return nil, errors.Join(fault.Wrap(op, err), s.Close())
	}
	s.stop = append([]func() error{s.engine.close}, s.stop...)
	if err := s.engine.openStreams(ctx, op); err != nil {
		return nil, errors.Join(fault.Wrap(op, err), s.Close())
	}
	if len(cfg.URLs) > 0 { // its interface tells only its system account, which the service must not have
		cfg.Logger.Info("external store: tombstones and traces survive a loss of power only with sync_interval: always in the configuration " +
			"of each server; this cannot be seen from here")
	}
	s.log = newLog(s.engine)
	s.memory = &Cells{engine: s.engine, stream: cellsMemory}
	s.disk = &Cells{engine: s.engine, stream: cellsDisk}
	s.signals = &Signals{engine: s.engine}
	s.traces = newTraces(s.engine)
	return s, nil
}

// Log returns the conversations.
func (s *Store) Log() *Log { return s.log }

// Memory returns the cells that belong to conversations.
func (s *Store) Memory() *Cells { return s.memory }

// Disk returns the cells of the administration, synced on every write.
func (s *Store) Disk() *Cells { return s.disk }

// Signals returns what is kept nowhere.
func (s *Store) Signals() *Signals { return s.signals }

// Traces returns the trace records.
func (s *Store) Traces() *Traces { return s.traces }

// EachTrace calls each with every stored record, in order, until it fails.
func (s *Store) EachTrace(ctx context.Context, each func(trace.Record) error) error {
	return s.traces.Each(ctx, each)
}

// readyTimeout bounds one look at the streams.
const readyTimeout = 2 * time.Second

// Ready returns nil when every stream has a leader that answers.
func (s *Store) Ready(ctx context.Context) error {
	const op fault.Op = "stream.Ready"
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	names := streamNames()
	errs := make([]error, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() { _, errs[i] = s.engine.info(ctx, name, "", 0) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return fault.As(fault.Unavailable, op, err)
		}
	}
	return nil
}

// Close ends every Follow and Subscribe, waits for the writes in flight, and stops the embedded engine. Closing twice is
// allowed.
func (s *Store) Close() error {
	s.closeOnce.Do(func() {
		var errs []error
		for _, stop := range s.stop {
			errs = append(errs, stop())
		}
		s.closeErr = errors.Join(errs...)
	})
	return s.closeErr
}
