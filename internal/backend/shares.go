package backend

import (
	"context"
	"encoding/json"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// shareName is the cell of the share of a console's cache key (C21). It is in memory, and among the cells of its conversation: deletion
// and deadline drop it with the keys, before the messages (retention.StepKeys).
const shareName = "c-share"

func shareCell(id conversation.ID) string { return string(id) + "." + shareName }

// Deposit keeps the share of a conversation's cache key for its holder, in the place of one before.
func (s *Service) Deposit(ctx context.Context, x *Session, d wire.Deposit) error {
	const op = "backend.Deposit"
	l, err := s.find(x.Party(), d.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guardedOnce(ctx, x.Party().Actor, access.Read, l, func() error {
		if !l.cachedBy(x.holder, d.Generation) {
			return fault.New(fault.Taken, op, fault.Key("fault.conversation.moved"))
		}
		data, err := json.Marshal(d)
		if err != nil {
			return fault.As(fault.Internal, op, err)
		}
		if _, err = s.cfg.Store.Memory().Put(ctx, shareCell(l.id), data, AnyRevision, cellLife); err != nil {
			return fault.Wrap(op, err)
		}
		if _, dead := s.book.tomb(l.id); dead || !l.cachedBy(x.holder, d.Generation) { // overtaken: what was dropped stays dropped
			return s.dropShare(ctx, l.id)
		}
		return nil
	})
}

// Recall returns the share to the holder who has deposited it; fault.Missing when there is none.
func (s *Service) Recall(ctx context.Context, x *Session, id conversation.ID) (share wire.Share, err error) {
	const op = "backend.Recall"
	l, err := s.find(x.Party(), id)
	if err != nil {
		return wire.Share{}, err
	}
	err = s.guardedOnce(ctx, x.Party().Actor, access.Read, l, func() error {
		cell, err := s.cfg.Store.Memory().Get(ctx, shareCell(id))
		if err != nil {
			return fault.Wrap(op, err)
		}
		var d wire.Deposit
		if json.Unmarshal(cell.Data, &d) != nil || !l.cachedBy(x.holder, d.Generation) {
			return fault.New(fault.Missing, op)
		}
		share = wire.Share(d)
		return nil
	})
	return share, err
}

// cachedBy reports whether an operator may have the conversation in the cache: they hold it, or held it when it ended.
func (l *live) cachedBy(h conversation.Holder, g conversation.Generation) (may bool) {
	l.read(func(c *conversation.Conversation) {
		who, _ := c.Holder()
		may = c.State() != conversation.Waiting && c.Generation() == g && who == h
	})
	return may
}

// dropShare makes the cache of whoever held the conversation unreadable.
func (s *Service) dropShare(ctx context.Context, id conversation.ID) error {
	return fault.Wrap("backend.dropShare", s.cfg.Store.Memory().Delete(ctx, shareCell(id)))
}
