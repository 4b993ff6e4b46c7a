package backend

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/wire"
)

const tombGroup = "tomb"

// tombstone is a deletion job: refused from now on, then erased step by step, then acknowledged by everybody who held a copy (C23).
type tombstone struct {
	retention.Tombstone[conversation.ID]
	done     bool             // nothing of the conversation is left in any store
	by       access.ActorCode // of the staff who asked; "" for nobody
	deadline time.Time        // by then every console has erased its copy by itself
	taken    time.Time        // when a process last took the job up
	steps    []wire.Erasure
	holders  []wire.HeldBy
	decision *wire.Decision // about the holders that have not confirmed in time; nil while nothing was decided
	revision uint64         // of the cell
}

// tombLine is a tombstone as the disk keeps it: random identifiers (the cell's name is one), codes and times.
type tombLine struct {
	Deleted  wire.Millis      `json:"deleted"`
	Cause    retention.Cause  `json:"cause"`
	Done     bool             `json:"done"`
	By       access.ActorCode `json:"by,omitempty"`
	Deadline wire.Millis      `json:"deadline,omitempty"`
	Taken    wire.Millis      `json:"taken,omitempty"`
	Steps    []wire.Erasure   `json:"steps,omitempty"`
	Holders  []wire.HeldBy    `json:"holders,omitempty"`
	Decision *wire.Decision   `json:"decision,omitempty"`
}

func tombName(id conversation.ID) string { return tombGroup + "." + string(id) }

// putTomb stores a tombstone and returns it as it is now.
func (s *Service) putTomb(ctx context.Context, t tombstone, revision uint64) (tombstone, error) {
	data, err := json.Marshal(tombLine{
		Deleted: wire.At(t.Deleted), Cause: t.Cause, Done: t.done, By: t.by, Deadline: wire.At(t.deadline),
		Taken: wire.At(t.taken), Steps: t.steps, Holders: t.holders, Decision: t.decision,
	})
	if err != nil {
		return t, fault.As(fault.Internal, "backend.putTomb", err)
	}
	t.revision, err = s.cfg.Store.Disk().Put(ctx, tombName(t.Conversation), data, revision, retention.TombstoneLife)
	return t, err
}

func readTomb(cell Cell) (tombstone, bool) {
	var line tombLine
	id := conversation.ID(memberOf(cell.Name))
	if !id.Valid() || json.Unmarshal(cell.Data, &line) != nil {
		return tombstone{}, false
	}
	return tombstone{
		Tombstone: retention.Tombstone[conversation.ID]{Conversation: id, Deleted: line.Deleted.Time(), Cause: line.Cause},
		done:      line.Done, by: line.By, deadline: line.Deadline.Time(), taken: line.Taken.Time(),
		steps: line.Steps, holders: line.Holders, decision: line.Decision, revision: cell.Revision,
	}, true
}

// changeTomb changes a tombstone by compare-and-set, again while others are faster: an acknowledgement is never lost to the
// end of the job, nor the other way round. f reports whether there is anything to change.
func (s *Service) changeTomb(ctx context.Context, t tombstone, f func(*tombstone) bool) (tombstone, bool, error) {
	const op = "backend.changeTomb"
	for range maxTries {
		next := t
		next.steps, next.holders = slices.Clone(t.steps), slices.Clone(t.holders)
		if !f(&next) {
			return t, false, nil
		}
		next, err := s.putTomb(ctx, next, t.revision)
		if err == nil {
			s.bury(next)
			return next, true, nil
		}
		if !fault.Is(err, fault.Taken) {
			return t, false, fault.Wrap(op, err)
		}
		cell, err := s.cfg.Store.Disk().Get(ctx, tombName(t.Conversation))
		if err != nil {
			return t, false, fault.Wrap(op, err)
		}
		fresh, ok := readTomb(cell)
		if !ok {
			return t, false, fault.New(fault.Internal, op)
		}
		t = fresh
	}
	return t, false, fault.New(fault.Unavailable, op)
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

// bury takes a conversation out of everybody's sight. Who follows it, and who held a copy, is told when nothing is left.
func (s *Service) bury(t tombstone) {
	gone, ended := s.book.bury(t)
	if gone != nil {
		s.presence.forget(t.Conversation)
		s.adviserGoes(gone)
		s.calledOff(gone)
		for _, unit := range gone.units() {
			s.book.queue(unit).remove(t.Conversation)
		}
	}
	if ended != nil {
		ended.end(deletedOf(t))
		s.tellUnit(ended)
	}
	if t.done {
		s.receipts.tell(t)
	}
}

func deletedOf(t tombstone) wire.Deleted {
	return wire.Deleted{Conversation: t.Conversation, Cause: string(t.Cause), Time: wire.At(t.Deleted)}
}
