package backend

import (
	"context"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// Places returns what a text may mean (D1). Nothing of it is kept.
func (s *Service) Places(query string) wire.Candidates {
	out := wire.Candidates{Places: []wire.Place{}}
	if len(query) > wire.MaxPlaceBytes {
		return out
	}
	for _, p := range s.cfg.Places.Suggest(query) {
		out.Places = append(out.Places, wire.Place{Code: p.Code, Label: p.Label})
	}
	return out
}

// Open begins a conversation, or finds the one that the same key has begun. The nonce is the connection's. The place
// leads to a unit and goes no further than this function (B3).
func (s *Service) Open(ctx context.Context, nonce []byte, o wire.Open) (conversation.ID, error) {
	id, err := seal.VerifyOpen(nonce, o)
	if err != nil {
		return "", fault.Wrap("backend.Open", err, fault.Key("fault.signature"))
	}
	if s.IsDraining() {
		return "", fault.New(fault.Unavailable, "backend.Open", fault.Key("fault.draining"))
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	unit := s.cfg.Places.Route(o.Place).Unit
	err = s.guarded(ctx, access.Asking(), access.Open, access.Whole(), trace.Conversation(id), func() error {
		if exists, _ := s.Knows(id); !exists && s.unattended(access.UnitCode(unit)) {
			// Nothing is kept of who cannot be answered (ADR 008).
			return fault.New(fault.Unavailable, "backend.Open", fault.Key(nobodyKey))
		}
		l, err := s.book.ensure(id)
		if err != nil {
			return err
		}
		_, err = s.change(ctx, l, func(c *conversation.Conversation) (conversation.Entry, error) {
			if c.Exists() {
				return conversation.Entry{}, nil
			}
			opened := conversation.Opened{
				Key: o.Key, Unit: conversation.Unit(unit), Language: o.Language, Urgent: o.Urgent,
				Ceiling: s.cfg.Ceiling(conversation.Unit(unit)),
			}
			return c.Open(opened, s.Now())
		})
		if err != nil {
			s.book.dropEmpty(l)
		}
		return err
	})
	return id, err
}

// Resume checks that who asks holds the key of the conversation.
func (s *Service) Resume(ctx context.Context, nonce []byte, r wire.Resume) error {
	if s.healing(ctx, r.Conversation) {
		return fault.New(fault.Unavailable, "backend.Resume", fault.Key("fault.restore.waiting"))
	}
	l, err := s.book.get(r.Conversation)
	if err != nil {
		return err
	}
	var key []byte
	var returning bool
	l.read(func(c *conversation.Conversation) { key, returning = c.Key(), l.returning })
	if returning {
		return fault.New(fault.Unavailable, "backend.Resume", fault.Key("fault.restore.waiting"))
	}
	if err := seal.VerifyResume(key, nonce, r); err != nil {
		return fault.Conceal(fault.New(fault.Missing, "")) // who holds no key does not learn whether it exists
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guardedOnce(ctx, access.Holding(r.Conversation), access.Read, l, func() error { return s.spendTicket(ctx, l, r.Ticket) })
}

// Opened describes a conversation to its declarant.
func (s *Service) Opened(id conversation.ID) (wire.Opened, error) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.Opened{}, err
	}
	now := s.Now()
	l.mu.Lock()
	c := l.conv
	if !c.Exists() || c.Over(now) {
		l.mu.Unlock()
		return wire.Opened{}, access.Missing()
	}
	out := wire.Opened{
		Conversation: id, Reference: string(id.Reference()), Unit: string(c.Unit()),
		UnitName: s.UnitName(access.UnitCode(c.Unit()), c.Language()), State: string(c.State()), Generation: c.Generation(),
		Position: c.Position(), Key: l.highest, Time: wire.At(now), Deadline: wire.At(c.Deadline()), Roster: []wire.Chain{},
		Sent: c.Sent(conversation.Declarant), Ticket: s.ticketOf(l),
	}
	if m, ok := l.marks[conversation.Operator]; ok {
		mark := m.mark
		out.Mark = &mark
	}
	holder, holds := c.Holder()
	unit, units, waits := c.Unit(), unitsOf(c), c.State() == conversation.Waiting
	l.mu.Unlock()

	place := s.queueOf(l, unit)
	out.Ahead, out.OnDuty, out.Closes = place.Ahead, place.OnDuty, place.Closes
	if waits {
		out.Roster = s.rosterOf(units, now)
	} else if x, ok := s.shifts.get(access.ActorCode(holder.Actor)); ok && holds && x.holder() == holder && x.sealable(now) {
		out.Roster = []wire.Chain{x.chain()}
	}
	return out, nil
}

// Unsealed returns who holds a conversation whose key of the present generation was lost with the store's memory: their claim, with the
// keys that they have now. Only the page can make the store have it again. false: nothing is missing, or nobody is there to seal to yet.
func (s *Service) Unsealed(id conversation.ID) (wire.Claimed, bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.Claimed{}, false
	}
	var c wire.Claimed
	var holder conversation.Holder
	l.read(func(conv *conversation.Conversation) {
		if conv.State() == conversation.Held && s.outlived(conv.HeldSince()) {
			holder, _ = conv.Holder()
			c = wire.Claimed{Conversation: id, Generation: conv.Generation(), Position: conv.HeldAt(), Time: wire.At(conv.HeldSince())}
		}
	})
	x, working := s.shifts.get(access.ActorCode(holder.Actor))
	if !working || x.holder() != holder || !x.sealable(s.Now()) || l.sealedFor(x, c.Generation) {
		return wire.Claimed{}, false
	}
	c.Operator = x.chain()
	return c, true
}

// Queue returns the honest place of a conversation in the queue, and false when it does not wait.
func (s *Service) Queue(id conversation.ID) (wire.Queue, bool) {
	l, waits := s.waiting(id)
	if !waits {
		return wire.Queue{}, false
	}
	return s.queueOf(l, l.unit()), true
}

// Roster returns who is on duty for a conversation, and false when it does not wait.
func (s *Service) Roster(id conversation.ID) (wire.Roster, bool) {
	l, waits := s.waiting(id)
	if !waits {
		return wire.Roster{}, false
	}
	return wire.Roster{Conversation: id, Roster: s.rosterOf(l.units(), s.Now())}, true
}

// UnitOf returns the unit of a conversation.
func (s *Service) UnitOf(id conversation.ID) access.UnitCode {
	l, err := s.book.get(id)
	if err != nil {
		return ""
	}
	return access.UnitCode(l.unit())
}

// waiting returns a conversation, and whether it waits.
func (s *Service) waiting(id conversation.ID) (l *live, waits bool) {
	l, err := s.book.get(id)
	if err != nil {
		return nil, false
	}
	l.read(func(c *conversation.Conversation) { waits = c.State() == conversation.Waiting })
	return l, waits
}

func (s *Service) queueOf(l *live, unit conversation.Unit) wire.Queue {
	ahead, _ := s.book.queue(unit).position(l.id)
	return wire.Queue{
		Conversation: l.id, Ahead: ahead, OnDuty: s.reachable(l.units(), s.Now()), Closes: millisOf(s.closes(l)),
	}
}

// Delete erases a conversation at its declarant's signed request. It returns once nothing is left in the store. Asking
// again changes nothing (D2).
func (s *Service) Delete(ctx context.Context, d wire.Delete) (wire.Deleted, error) {
	if err := seal.VerifyDelete(d); err != nil {
		return wire.Deleted{}, fault.Wrap("backend.Delete", err, fault.Key("fault.signature"))
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	if t, dead := s.book.tomb(d.Conversation); dead {
		return deletedOf(t), s.finishDeletion(ctx, t)
	}
	l, err := s.book.get(d.Conversation)
	if err != nil {
		return wire.Deleted{}, fault.Conceal(err)
	}
	var t tombstone
	err = s.guarded(ctx, access.Holding(d.Conversation), access.Delete, l.object(s.Now()), trace.Conversation(d.Conversation), func() error {
		t, err = s.delete(ctx, d.Conversation, order{cause: retention.ByDeclarant})
		return err
	})
	return deletedOf(t), err
}
