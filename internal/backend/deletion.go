package backend

import (
	"context"
	"encoding/json"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

const tombGroup = "tomb"

// tombLine is a tombstone as the disk keeps it: a random identifier (the cell's name), a code and times.
type tombLine struct {
	Deleted wire.Millis     `json:"deleted"`
	Cause   retention.Cause `json:"cause"`
	Done    bool            `json:"done"`
}

// retryAfter is when another process takes up a deletion that was begun and not finished.
const retryAfter = 30 * time.Second

// delete erases a conversation: tombstone first, then every store in turn, then the word to everybody. It can be cut off
// after any step, and goes on at the next start (C23).
func (s *Service) delete(ctx context.Context, id conversation.ID, cause retention.Cause) (tombstone, error) {
	t := tombstone{Tombstone: retention.Tombstone[conversation.ID]{Conversation: id, Deleted: s.Now(), Cause: cause}}
	err := s.putTomb(ctx, t, 0)
	if fault.Is(err, fault.Taken) {
		// Another process was faster, or this one went away in the middle.
		cell, err := s.cfg.Store.Disk().Get(ctx, tombName(id))
		if err != nil {
			return t, fault.Wrap("backend.delete", err)
		}
		if older, ok := readTomb(cell); ok {
			t = older
		}
	} else if err != nil {
		return t, fault.Wrap("backend.delete", err)
	}
	s.bury(t)
	return t, s.finishDeletion(ctx, t)
}

// finishDeletion does the steps after the tombstone; each may be repeated.
func (s *Service) finishDeletion(ctx context.Context, t tombstone) error {
	const op = "backend.finishDeletion"
	if t.done {
		return nil
	}
	// Keys before messages: see retention.Steps.
	if err := s.cfg.Store.Memory().DeleteGroup(ctx, string(t.Conversation)); err != nil {
		return fault.Wrap(op, err)
	}
	if err := s.cfg.Store.Log().Purge(ctx, t.Conversation); err != nil {
		return fault.Wrap(op, err)
	}
	t.done = true
	if err := s.putTomb(ctx, t, AnyRevision); err != nil {
		return fault.Wrap(op, err)
	}
	s.cfg.Metrics.deleted(t.Cause)
	s.bury(t)
	return nil
}

func tombName(id conversation.ID) string { return tombGroup + "." + string(id) }

func (s *Service) putTomb(ctx context.Context, t tombstone, revision uint64) error {
	data, err := json.Marshal(tombLine{Deleted: wire.At(t.Deleted), Cause: t.Cause, Done: t.done})
	if err != nil {
		return fault.As(fault.Internal, "backend.putTomb", err)
	}
	_, err = s.cfg.Store.Disk().Put(ctx, tombName(t.Conversation), data, revision, retention.TombstoneLife)
	return err
}

func readTomb(cell Cell) (tombstone, bool) {
	var line tombLine
	id := conversation.ID(memberOf(cell.Name))
	if !id.Valid() || json.Unmarshal(cell.Data, &line) != nil {
		return tombstone{}, false
	}
	return tombstone{
		Tombstone: retention.Tombstone[conversation.ID]{Conversation: id, Deleted: line.Deleted.Time(), Cause: line.Cause},
		done:      line.Done,
	}, true
}

// tombCell takes a tombstone's cell in.
func (s *Service) tombCell(cell Cell) {
	if cell.Data == nil {
		s.book.unearth(conversation.ID(memberOf(cell.Name)))
		return
	}
	if t, ok := readTomb(cell); ok {
		s.bury(t)
	}
}

// bury takes a conversation out of everybody's sight. Who follows it is told when nothing is left.
func (s *Service) bury(t tombstone) {
	gone, ended := s.book.bury(t)
	if gone != nil {
		s.presence.forget(t.Conversation)
		if unit := gone.unit(); unit != "" {
			s.book.queue(unit).remove(t.Conversation)
		}
	}
	if ended != nil {
		ended.end(deletedOf(t))
		s.tellUnit(ended)
	}
}

func deletedOf(t tombstone) wire.Deleted {
	return wire.Deleted{Conversation: t.Conversation, Cause: string(t.Cause), Time: wire.At(t.Deleted)}
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
	for _, t := range s.book.unfinished() {
		if all || now.Sub(t.Deleted) > retryAfter {
			if err := s.finishDeletion(ctx, t); err != nil {
				return err
			}
		}
	}
	var due []*live
	s.book.each(func(l *live) {
		l.read(func(c *conversation.Conversation) {
			if c.Over(now) {
				due = append(due, l)
			}
		})
	})
	for _, l := range due {
		if err := s.expire(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) expire(ctx context.Context, l *live) error {
	ctx, cancel := detached(ctx)
	defer cancel()
	// What is over is absent to everybody but the service, which finds it as it was.
	var object access.Object
	l.read(func(c *conversation.Conversation) { object = objectOf(c, c.Begun()) })
	return s.guarded(ctx, access.Backend(), access.Expire, object, trace.Conversation(l.id), func() error {
		_, err := s.delete(ctx, l.id, retention.ByDeadline)
		return err
	})
}
