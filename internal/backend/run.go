package backend

import (
	"context"
	"sync"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// Run follows the store until the context ends. ready is called once, after everything is known and what was due while nobody
// ran is deleted: nothing may be served before (B1). Run returns nil after the context has ended, and otherwise the fault that
// made it stop. When the store's memory begins empty while it runs, it forgets what was in there, ends the connections that
// Renewed tells of, and goes on: both ends of each conversation give it back (B13).
func (s *Service) Run(ctx context.Context, ready func()) error {
	ready = sync.OnceFunc(ready)
	for {
		err := s.run(ctx, ready)
		if !fault.Is(err, fault.Gone) || ctx.Err() != nil {
			return err
		}
		s.cfg.Log.Warn("the store has lost its memory: page and console give back what they have", "code", string(fault.Gone))
		s.forgetMemory()
	}
}

func (s *Service) run(ctx context.Context, ready func()) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer s.ready.Store(false)

	disk, memory, log := s.cfg.Store.Disk(), s.cfg.Store.Memory(), s.cfg.Store.Log()
	// Tombstones before conversations: what is deleted must not come back (C23).
	parts := []func(caughtUp func()) error{
		func(up func()) error { return disk.Follow(ctx, "", s.diskCell, up) },
		func(up func()) error { return memory.Follow(ctx, "", s.memoryCell, up) },
		func(up func()) error { return log.Follow(ctx, s.logged, up) },
	}
	for _, part := range parts {
		if err := s.start(ctx, cancel, &wg, part); err != nil {
			return s.ended(ctx, err)
		}
	}
	if err := s.refreshEpoch(ctx); err != nil {
		return s.ended(ctx, err)
	}
	if err := s.sweep(ctx, true); err != nil {
		return s.ended(ctx, err)
	}
	if err := s.dueErasures(ctx); err != nil {
		return s.ended(ctx, err)
	}
	s.crews.begin(s.Now())
	s.listen(ctx, &wg)
	wg.Go(func() { s.work(ctx) })
	s.ready.Store(true)
	ready()
	<-ctx.Done()
	return s.ended(ctx, context.Cause(ctx))
}

// start runs a part in the background and waits until it has caught up.
func (s *Service) start(ctx context.Context, cancel context.CancelCauseFunc, wg *sync.WaitGroup, part func(func()) error) error {
	up := make(chan struct{})
	wg.Go(func() {
		if err := part(sync.OnceFunc(func() { close(up) })); err != nil && ctx.Err() == nil {
			cancel(err)
		}
	})
	select {
	case <-up:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// ended tells an end that was asked for from one that was not.
func (s *Service) ended(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && cause != context.Canceled {
		return fault.Wrap("backend.Service.Run", cause)
	}
	if ctx.Err() != nil {
		return nil
	}
	return fault.Wrap("backend.Service.Run", err)
}

// diskCell takes in what the disk keeps: tombstones, planned deletions, accounts, the doctrine.
func (s *Service) diskCell(cell Cell) {
	if s.fingers.deliver(cell) {
		return
	}
	switch groupOf(cell.Name) {
	case tombGroup:
		s.tombCell(cell)
	case planGroup:
		s.planCell(cell)
	case accountGroup:
		s.accounts.kept.deliver(cell)
	case meansGroup:
		s.means.deliver(cell)
	case doctrineGroup:
		s.inForce.deliver(cell)
	}
}

// memoryCell takes in what the memory keeps: who is at work, and each conversation's envelopes and marks.
func (s *Service) memoryCell(cell Cell) {
	if groupOf(cell.Name) == shiftGroup {
		s.shifts.deliver(cell)
		return
	}
	if cell.Data == nil {
		return // goes with its conversation
	}
	id := conversation.ID(groupOf(cell.Name))
	if !id.Valid() {
		return
	}
	l, err := s.book.ensure(id)
	if err != nil {
		return // deleted; the purge takes the cell as well
	}
	s.conversationCell(l, cell)
}

// logged takes in an entry of the log.
func (s *Service) logged(e Logged) {
	l, err := s.book.ensure(e.Conversation)
	if err != nil {
		return // deleted, and being purged
	}
	entry, err := decodeEntry(e)
	if err == nil {
		err = s.apply(l, entry)
	}
	if err != nil {
		s.cfg.Log.Error("an entry of the log cannot be read", "code", string(fault.KindOf(err)))
	}
}

// readLog reads the entries after a position.
func (s *Service) readLog(ctx context.Context, id conversation.ID, after conversation.Position) ([]conversation.Entry, error) {
	lines, err := s.cfg.Store.Log().Read(ctx, id, after)
	if err != nil {
		return nil, fault.Wrap("backend.readLog", err)
	}
	out := make([]conversation.Entry, len(lines))
	for i, line := range lines {
		if out[i], err = decodeEntry(line); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) refreshEpoch(ctx context.Context) error {
	epoch, err := s.cfg.Store.Log().Epoch(ctx)
	if err != nil {
		return fault.Wrap("backend.refreshEpoch", err)
	}
	s.epoch.Store(&epoch)
	now := s.Now()
	s.begun.Store(&now)
	return nil
}

// work looks after what nobody asks for: deadlines, leases, vanished operators.
func (s *Service) work(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	looked := s.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.sweep(ctx, false); err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("a deletion waits for the store", "code", string(fault.KindOf(err)))
		}
		s.healDue(ctx)
		s.noticeAll()
		s.releaseVanished(ctx)
		s.tendTransfers(ctx)
		s.attend(ctx)
		if now := s.Now(); now.Sub(looked) >= erasureLooks || now.Before(looked) {
			looked = now
			if err := s.dueErasures(ctx); err != nil && ctx.Err() == nil {
				s.cfg.Log.Error("an erasure waits for the store", "code", string(fault.KindOf(err)))
			}
		}
		s.count()
	}
}
