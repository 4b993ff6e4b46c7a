package backend

import (
	"context"
	"encoding/json"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// Claim makes the session's operator the holder of a waiting conversation. Of all who ask at once exactly one succeeds; the
// others get a fault of kind Taken (B12).
func (s *Service) Claim(ctx context.Context, session *Session, id conversation.ID) (wire.Summary, error) {
	party := session.Party()
	l, err := s.find(party, id)
	if err != nil {
		return wire.Summary{}, err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	err = s.guarded(ctx, party.Actor, access.Claim, l.object(s.Now()), trace.Conversation(id), func() error {
		x, err := s.mayClaim(session, l)
		if err != nil {
			return err
		}
		chain, err := json.Marshal(x.chain())
		if err != nil {
			return fault.As(fault.Internal, "backend.Claim", err)
		}
		_, err = s.change(ctx, l, func(c *conversation.Conversation) (conversation.Entry, error) {
			return c.Claim(x.holder(), chain, s.Now())
		})
		return err
	})
	if err != nil {
		return wire.Summary{}, err
	}
	here, _ := s.presence.here(id)
	l.mu.Lock()
	defer l.mu.Unlock()
	return s.summaryOf(l.conv, here), nil
}

// mayClaim checks what is not a matter of access: on duty, room for one more, and a key to read it with.
func (s *Service) mayClaim(session *Session, l *live) (shift, error) {
	const op = "backend.mayClaim"
	x, working := s.shifts.get(session.actor.Code)
	now := s.Now()
	switch {
	case !working || x.Session != session.id:
		return shift{}, fault.New(fault.Unauthenticated, op)
	case !x.reachable(now):
		return shift{}, fault.New(fault.Denied, op, fault.Key("fault.claim.duty"))
	case s.holds(x.holder()) >= s.capacityOf(x.Unit):
		return shift{}, fault.New(fault.TooMany, op, fault.Key("fault.claim.capacity"))
	case !hasKeyFor(l, x):
		return shift{}, fault.New(fault.Unavailable, op, fault.Key("fault.claim.key"))
	}
	return x, nil
}

// hasKeyFor reports whether the store has a key of the conversation that the shift's console can open.
func hasKeyFor(l *live, x shift) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, kept := range l.envelopes {
		if kept.envelope.Actor == string(x.Actor) && x.owns(kept.envelope.Hourly) {
			return true
		}
	}
	return false
}

// sealedFor reports whether the store has the key of a generation, sealed to the key that the shift's console has now.
func (l *live) sealedFor(x shift, g conversation.Generation) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, kept := range l.envelopes {
		if e := kept.envelope; e.Actor == string(x.Actor) && e.Generation == g && e.Hourly == x.Hourly.ID {
			return true
		}
	}
	return false
}

// holds counts the conversations that somebody holds now.
func (s *Service) holds(h conversation.Holder) (n int) {
	s.eachHeld(func(_ *live, holder conversation.Holder, _ conversation.Generation) {
		if holder == h {
			n++
		}
	})
	return n
}

// eachHeld calls f for every conversation that somebody holds.
func (s *Service) eachHeld(f func(*live, conversation.Holder, conversation.Generation)) {
	s.book.each(func(l *live) {
		var holder conversation.Holder
		var g conversation.Generation
		var held bool
		l.read(func(c *conversation.Conversation) {
			holder, held = c.Holder()
			held = held && c.State() == conversation.Held
			g = c.Generation()
		})
		if held {
			f(l, holder, g)
		}
	})
}

// release puts a conversation back into the queue, if it is still held in that generation.
func (s *Service) release(ctx context.Context, l *live, g conversation.Generation, cause conversation.ReleaseCause) {
	ctx, cancel := detached(ctx)
	defer cancel()
	err := s.guarded(ctx, access.Backend(), access.Requeue, l.object(s.Now()), trace.Conversation(l.id), func() error {
		_, err := s.change(ctx, l, func(c *conversation.Conversation) (conversation.Entry, error) {
			return c.Release(g, cause, s.Now())
		})
		if err != nil {
			return err
		}
		return s.dropShare(ctx, l.id)
	})
	if err != nil && !fault.Is(err, fault.Taken) && !fault.Is(err, fault.Missing) {
		s.cfg.Log.Error("a conversation could not go back to the queue", "code", string(fault.KindOf(err)))
	}
}

// Disowned takes in that the console of a session knows nothing of a conversation that it holds by the log: it had put it away after its
// end, and a memory that was lost took the end along, so that the page gave back what came before. Where the operator has written, or may
// have written what was lost as well, the console could not go on: it does not know what, nor under which numbers. Such a conversation goes
// back to its place in the queue, and whoever claims it begins anew. It reports whether that was so.
func (s *Service) Disowned(ctx context.Context, x *Session, id conversation.ID) bool {
	l, err := s.book.get(id)
	if err != nil {
		return false
	}
	var g conversation.Generation
	var written bool
	l.read(func(c *conversation.Conversation) {
		lost := !l.healed.IsZero() && s.outlived(c.HeldSince())
		g, written = c.Generation(), lost || c.Sent(conversation.Operator) > 0
	})
	if !written || !l.heldBy(x.holder, g) {
		return false
	}
	s.release(ctx, l, g, conversation.HolderAnew)
	return true
}

// releaseVanished puts back what is held by somebody who has been away for longer than the grace, is no longer at work, or
// works with other keys (B12).
func (s *Service) releaseVanished(ctx context.Context) {
	now := s.Now()
	s.eachHeld(func(l *live, holder conversation.Holder, g conversation.Generation) {
		x, working := s.shifts.get(access.ActorCode(holder.Actor))
		account, known := s.accounts.Get(access.ActorCode(holder.Actor))
		switch {
		case !known || !account.InForce(now):
			s.release(ctx, l, g, conversation.HolderRevoked)
		case !working && s.spared(l, now):
		case !working:
			s.release(ctx, l, g, conversation.HolderLost)
		case x.holder() != holder:
			s.release(ctx, l, g, conversation.HolderAnew)
		case !x.present(now) && now.Sub(x.lastSeen()) >= s.graceOf(x.Unit):
			s.release(ctx, l, g, conversation.HolderLost)
		}
	})
}
