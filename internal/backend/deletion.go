package backend

import (
	"context"
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

const (
	retryAfter   = 30 * time.Second // until another process takes up a deletion that was begun and not finished
	sweepAtOnce  = 16               // deletions of a sweep that go on together, so that one sync of the disk serves several
	deletionTime = time.Minute      // of one deletion in a sweep of thousands
)

// order says who or what asked for a deletion.
type order struct {
	cause retention.Cause
	by    access.ActorCode // of the staff; "" for nobody
}

// delete erases a conversation: tombstone first, then every store in turn, then the word to everybody. It can be cut off
// after any step, and goes on at the next start (C23).
func (s *Service) delete(ctx context.Context, id conversation.ID, o order) (tombstone, error) {
	t, _, err := s.condemn(ctx, id, o)
	if err != nil {
		return t, err
	}
	return t, s.finishDeletion(ctx, t)
}

// condemn sets the tombstone. When another process was faster it returns the older one, and false.
func (s *Service) condemn(ctx context.Context, id conversation.ID, o order) (tombstone, bool, error) {
	const op = "backend.condemn"
	now := s.Now()
	t := tombstone{
		Tombstone: retention.Tombstone[conversation.ID]{Conversation: id, Deleted: now, Cause: o.cause},
		by:        o.by, taken: now, deadline: now.Add(retention.MaxCeiling),
	}
	if l, err := s.book.get(id); err == nil {
		t.holders = l.copies()
		l.read(func(c *conversation.Conversation) {
			if c.Exists() {
				t.deadline = c.Deadline()
			}
		})
	}
	t, err := s.putTomb(ctx, t, 0)
	switch {
	case fault.Is(err, fault.Taken):
		cell, err := s.cfg.Store.Disk().Get(ctx, tombName(id))
		if err != nil {
			return t, false, fault.Wrap(op, err)
		}
		if older, ok := readTomb(cell); ok {
			t = older
		}
		s.bury(t)
		return t, false, nil
	case err != nil:
		return t, false, fault.Wrap(op, err)
	}
	s.bury(t)
	return t, true, nil
}

// finishDeletion does the steps after the tombstone; each may be repeated. Keys go before messages: see retention.Steps.
func (s *Service) finishDeletion(ctx context.Context, t tombstone) error {
	const op = "backend.finishDeletion"
	if t.done {
		return nil
	}
	steps := []wire.Erasure{{Step: string(retention.StepTombstone), At: wire.At(t.Deleted)}}
	did := func(names ...retention.Step) {
		for _, name := range names {
			steps = append(steps, wire.Erasure{Step: string(name), At: wire.At(s.Now())})
		}
	}
	if err := s.cfg.Store.Memory().DeleteGroup(ctx, string(t.Conversation)); err != nil {
		return fault.Wrap(op, err)
	}
	did(retention.StepKeys)
	if err := s.cfg.Store.Log().Purge(ctx, t.Conversation); err != nil {
		return fault.Wrap(op, err)
	}
	did(retention.StepMessages, retention.StepState, retention.StepQueue) // the last two are the fold of the first
	if err := s.plans.remove(ctx, t.Conversation); err != nil {
		return fault.Wrap(op, err)
	}
	did(retention.StepSchedule)
	_, first, err := s.changeTomb(ctx, t, func(t *tombstone) bool {
		if t.done {
			return false
		}
		t.done, t.steps = true, steps
		return true
	})
	if err == nil && first {
		s.cfg.Metrics.deleted(t.Cause)
	}
	return fault.Wrap(op, err)
}

// Deletion returns the deletion of a conversation, and whether there is one. While it is under way, done is false: then
// something may be left in the store.
func (s *Service) Deletion(id conversation.ID) (d wire.Deleted, done, dead bool) {
	t, dead := s.book.tomb(id)
	return deletedOf(t), t.done, dead
}

// sweep deletes what is due, and finishes what was begun: at the start all of it, later what nobody else seems to finish.
func (s *Service) sweep(ctx context.Context, all bool) error {
	now := s.Now()
	var jobs []func(context.Context) error
	for _, t := range s.book.unfinished() {
		if all || now.Sub(t.taken) > retryAfter {
			jobs = append(jobs, func(ctx context.Context) error { return s.takeUp(ctx, t) })
		}
	}
	s.book.each(func(l *live) {
		var over bool
		l.read(func(c *conversation.Conversation) { over = c.Over(now) })
		if over {
			jobs = append(jobs, func(ctx context.Context) error { return s.expire(ctx, l) })
		}
	})
	for _, p := range s.plans.list() {
		jobs = append(jobs, func(ctx context.Context) error { return s.attendPlan(ctx, p) })
	}
	return together(ctx, jobs)
}

// together does jobs, some at a time, all of them, and returns the first error.
func together(ctx context.Context, jobs []func(context.Context) error) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var first error
	places := make(chan struct{}, sweepAtOnce)
	for _, job := range jobs {
		if ctx.Err() != nil {
			break
		}
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deletionTime)
			defer cancel()
			if err := job(ctx); err != nil {
				mu.Lock()
				defer mu.Unlock()
				if first == nil {
					first = err
				}
			}
		})
	}
	wg.Wait()
	return first
}

// takeUp goes on with a deletion that was cut off. Of several processes that find it, one does.
func (s *Service) takeUp(ctx context.Context, t tombstone) error {
	before, now := t.taken, s.Now()
	t, ours, err := s.changeTomb(ctx, t, func(t *tombstone) bool {
		if t.done || !t.taken.Equal(before) {
			return false
		}
		t.taken = now
		return true
	})
	if err != nil || !ours {
		return err
	}
	return s.finishDeletion(ctx, t)
}

// expire deletes what is over. Of several processes that find it, the one whose tombstone it is does, and leaves the trace.
func (s *Service) expire(ctx context.Context, l *live) error {
	// What is over is absent to everybody but the service, which finds it as it was.
	var object access.Object
	l.read(func(c *conversation.Conversation) { object = objectOf(c, c.Begun()) })
	t, ours, err := s.condemn(ctx, l.id, order{cause: retention.ByDeadline})
	if err != nil || !ours {
		return err
	}
	return s.guarded(ctx, access.Backend(), access.Expire, object, trace.Conversation(l.id), func() error {
		return s.finishDeletion(ctx, t)
	})
}

// Sweep does now what the service otherwise does every second: it deletes what is due.
func (s *Service) Sweep(ctx context.Context) error { return s.sweep(ctx, false) }
