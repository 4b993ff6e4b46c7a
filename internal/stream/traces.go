package stream

import (
	"context"
	"errors"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
)

const (
	traceGroupRecords = 512       // most records in one commit
	traceGroupBytes   = 256 * kib // and their stored size
	traceQueue        = 4096      // callers that may wait
)

// Traces keep trace records on disk. Records that come while a commit is on its way share the next one, so that a slow disk
// costs waiting, not throughput.
type Traces struct {
	engine  *engine
	queue   chan traceWrite
	stopped chan struct{} // closed once nothing is committed any more
}

type traceWrite struct {
	records [][]byte
	done    chan error // of size 1
}

func newTraces(e *engine) *Traces {
	t := &Traces{engine: e, queue: make(chan traceWrite, traceQueue), stopped: make(chan struct{})}
	e.tasks.Go(t.commits)
	return t
}

// Record returns once all records, or none, are on disk. Invalid refuses all of them when one does not have the form of
// codes. After Unavailable they may be there or not.
func (t *Traces) Record(ctx context.Context, records ...trace.Record) error {
	const op fault.Op = "stream.Record"
	if err := t.engine.check(ctx, op); err != nil || len(records) == 0 {
		return err
	}
	w := traceWrite{done: make(chan error, 1)}
	size := 0
	for _, r := range records {
		if err := r.Validate(); err != nil {
			return fault.Wrap(op, err)
		}
		raw, err := encodeRecord(r)
		if err != nil {
			return fault.As(fault.Internal, op, err)
		}
		size += len(raw) + 1
		w.records = append(w.records, raw)
	}
	if size > traceGroupBytes || len(records) > traceGroupRecords {
		return fault.New(fault.TooLarge, op)
	}
	select {
	case t.queue <- w:
	case <-ctx.Done():
		return fault.As(fault.Unavailable, op, ctx.Err())
	case <-t.engine.closed.Done():
		return t.engine.check(ctx, op)
	}
	select {
	case err := <-w.done:
		return fault.Wrap(op, err)
	case <-ctx.Done():
		return fault.As(fault.Unavailable, op, ctx.Err())
	case <-t.stopped:
		select {
		case err := <-w.done:
			return fault.Wrap(op, err)
		default:
			return t.engine.check(ctx, op)
		}
	}
}

// commits writes groups until the store closes, then answers those who wait.
func (t *Traces) commits() {
	defer close(t.stopped)
	var next *traceWrite // did not fit into the last group
	for {
		var group []traceWrite
		if next != nil {
			group, next = append(group, *next), nil
		} else {
			select {
			case w := <-t.queue:
				group = append(group, w)
			case <-t.engine.closed.Done():
				t.refuse()
				return
			}
		}
		group, next = t.gather(group)
		err := t.commit(group)
		for _, w := range group {
			w.done <- err
		}
	}
}

// gather adds whoever waits already.
func (t *Traces) gather(group []traceWrite) (full []traceWrite, next *traceWrite) {
	count, size := 0, 0
	add := func(w traceWrite) {
		for _, raw := range w.records {
			count, size = count+1, size+len(raw)+1
		}
	}
	add(group[0])
	for {
		select {
		case w := <-t.queue:
			if add(w); count > traceGroupRecords || size > traceGroupBytes {
				return group, &w
			}
			group = append(group, w)
		default:
			return group, nil
		}
	}
}

// commitPatience bounds a commit; the callers' contexts bound their waiting.
const commitPatience = 15 * time.Second

func (t *Traces) commit(group []traceWrite) error {
	var records [][]byte
	for _, w := range group {
		records = append(records, w.records...)
	}
	p := publication{subject: traceSubject, id: randomID(), data: encodeGroup(records)}
	ctx, cancel := context.WithTimeout(context.Background(), commitPatience)
	defer cancel()
	return t.engine.retry(ctx, "stream.commit", func(ctx context.Context) error {
		_, err := t.engine.publish(ctx, p) // the identifier keeps a repeat from being stored twice
		return err
	})
}

func (t *Traces) refuse() {
	for {
		select {
		case w := <-t.queue:
			w.done <- fault.New(fault.Unavailable, "stream.commit", fault.Key("fault.store.closed"))
		default:
			return
		}
	}
}

// Each calls each with every record that is stored when it begins, in order, until it fails.
func (t *Traces) Each(ctx context.Context, each func(trace.Record) error) error {
	const op fault.Op = "stream.Each"
	if err := t.engine.check(ctx, op); err != nil {
		return err
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	var failed error
	complete := false
	reader := &tail{
		engine: t.engine, stream: traceStream, filter: traceSubject,
		begin: func(context.Context, uint64) error { return nil },
		message: func(m stored) error {
			if reading.Err() == nil {
				failed = eachOf(m.Data, each)
			}
			if failed != nil {
				stop()
			}
			return nil
		},
		caughtUp: func() { complete = true; stop() },
	}
	if err := reader.run(reading, op); err != nil || failed != nil {
		return errors.Join(err, failed)
	}
	if !complete {
		return fault.As(fault.Unavailable, op, ctx.Err())
	}
	return nil
}

func eachOf(group []byte, each func(trace.Record) error) error {
	records, err := decodeGroup(group)
	if err != nil {
		return err
	}
	for _, r := range records {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}
