package backend

import (
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// DefaultHealing is how long a conversation that one end has given back waits for the other end. It outlasts the first attempts of a
// client to connect again.
const DefaultHealing = 4 * time.Second

// RestorePage takes back what a declarant's page offers of its conversation after the service's memory has begun empty. The nonce is the
// connection's; the page signs each frame with the conversation's key. Offering again changes nothing (B13).
func (s *Service) RestorePage(ctx context.Context, nonce []byte, r wire.Restore) (wire.Restored, error) {
	proof := wire.Resume{Conversation: r.Conversation, Position: r.From, Signature: r.Signature}
	if err := seal.VerifyResume(r.Key, nonce, proof); err != nil {
		return wire.Restored{}, fault.Conceal(fault.New(fault.Missing, "backend.RestorePage"))
	}
	return s.restore(ctx, HoldsKey(r.Conversation), r)
}

// Restore takes back what a console offers of a conversation that its operator holds, or held when it closed.
func (s *Service) Restore(ctx context.Context, session *Session, r wire.Restore) (wire.Restored, error) {
	return s.restore(ctx, session.Party(), r)
}

func (s *Service) restore(ctx context.Context, p Party, r wire.Restore) (wire.Restored, error) {
	id := r.Conversation
	if _, dead := s.book.tomb(id); dead { // nothing comes back from behind its tombstone (C23)
		s.offers.forget(id)
		return wire.Restored{}, fault.New(fault.Gone, "backend.restore", fault.Key("fault.conversation.deleted"))
	}
	entries, err := s.entriesOf(r)
	if err != nil {
		return wire.Restored{}, err
	}
	h, err := s.offers.add(id, p.Side, r.From, entries, s.Now())
	if err != nil {
		return wire.Restored{}, err
	}
	out := wire.Restored{Conversation: id, Position: h.conv.Position()}
	if !r.Whole {
		return out, nil
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	if err := s.mayRestore(ctx, p, h); err != nil {
		s.offers.forgetSide(id, p.Side)
		return wire.Restored{}, err
	}
	if both := s.offers.finish(id, h, s.Now()); !both && !s.known(id) {
		out.WaitMS = s.cfg.Healing.Milliseconds()
		return out, nil
	}
	return out, s.heal(ctx, id)
}

// halfBack reports whether a conversation was given back by its page alone, and its holder's console may still be on the way: what the
// operator had written last is with that one, and could not follow an end (B13).
func (s *Service) halfBack(l *live) bool {
	now := s.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.healed.IsZero() && !l.whole && l.conv.State() == conversation.Held && s.outlived(l.conv.HeldSince()) &&
		now.Sub(l.healed) < s.cfg.Grace
}

// mayRestore decides on the conversation as its proofs tell it: who took part may give it back, before its deadline.
func (s *Service) mayRestore(ctx context.Context, p Party, h *history) error {
	const op = "backend.mayRestore"
	now := s.Now()
	if h.conv.Over(now) {
		return fault.New(fault.Gone, op, fault.Key("fault.conversation.deleted"))
	}
	return s.guarded(ctx, p.Actor, access.Restore, objectOf(h.conv, now), trace.Conversation(h.conv.ID()), func() error {
		if holder, held := h.conv.Holder(); p.Side == conversation.Operator && (!held || holder != p.Holder) {
			return fault.Conceal(fault.New(fault.Missing, op)) // another shift: its keys are gone
		}
		return nil
	})
}

// known reports whether the conversation is there already.
func (s *Service) known(id conversation.ID) bool {
	exists, _ := s.Knows(id)
	return exists
}

// healing reports whether a conversation is being given back at this moment: it is to be asked for again.
func (s *Service) healing(ctx context.Context, id conversation.ID) bool {
	if s.known(id) {
		return false
	}
	waits, due := s.offers.has(id, s.Now(), s.cfg.Healing)
	if due {
		ctx, cancel := detached(ctx)
		defer cancel()
		if s.heal(ctx, id) == nil && s.known(id) {
			return false
		}
	}
	return waits
}

// healDue takes back what has waited for its other end for long enough.
func (s *Service) healDue(ctx context.Context) {
	for _, id := range s.offers.due(s.Now(), s.cfg.Healing) {
		if err := s.heal(ctx, id); err != nil {
			s.cfg.Log.Warn("a conversation could not be given back", "code", string(fault.KindOf(err)))
		}
	}
}

// heal writes the better of the offers into the log: every entry at its old place with its old time, before anything new. Entries that
// are there already stay; where the log has gone another way nothing is added, and each end sends again what it has not seen come back.
func (s *Service) heal(ctx context.Context, id conversation.ID) error {
	h, console := s.offers.take(id)
	if h == nil {
		return nil
	}
	if h.conv.Over(s.Now()) {
		return fault.New(fault.Gone, "backend.heal")
	}
	l, err := s.book.ensure(id)
	if err != nil {
		return err
	}
	done, err := l.write(ctx)
	if err != nil {
		s.offers.putBack(id, h)
		return err
	}
	defer done()
	l.begins(s.Now())
	err = s.rewrite(ctx, l, h)
	l.ends(console && err == nil)
	s.place(l)
	s.tellHolder(l)
	if err != nil {
		s.book.dropEmpty(l)
		s.offers.putBack(id, h)
	}
	return err
}

// rewrite appends what the log lacks. Another process may do the same at the same time: whoever is first, the entries are the same.
func (s *Service) rewrite(ctx context.Context, l *live, h *history) error {
	past, err := s.readLog(ctx, l.id, 0)
	if err != nil {
		return err
	}
	for i, e := range h.entries {
		if i < len(past) {
			if !sameEntry(past[i], e) {
				return nil
			}
			if err := s.apply(l, e); err != nil {
				return err
			}
			continue
		}
		data, err := encodeEntry(e)
		if err != nil {
			return err
		}
		err = s.cfg.Store.Log().Append(ctx, l.id, e.Position-1, data)
		if fault.Is(err, fault.Taken) {
			if past, err = s.readLog(ctx, l.id, 0); err != nil {
				return err
			}
			if len(past) <= i || !sameEntry(past[i], e) {
				return nil
			}
		} else if err != nil {
			return fault.Wrap("backend.rewrite", err)
		}
		if err := s.apply(l, e); err != nil {
			return err
		}
	}
	return nil
}

// spared reports whether a conversation came back so lately that its holder may still be on the way back, too.
func (s *Service) spared(l *live, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Sub(s.began()) < s.cfg.Grace || !l.healed.IsZero() && now.Sub(l.healed) < s.cfg.Grace
}
