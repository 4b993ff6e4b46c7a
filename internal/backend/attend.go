package backend

import (
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/trace"
)

// attend looks after the queues, once a second: what nobody answers is shown to the national unit, taken back from who has
// not said a word, or, when nobody is on duty, deleted after the declarant was told (B12, ADR 008).
func (s *Service) attend(ctx context.Context) {
	now := s.Now()
	s.lookAtCrews(now)
	healing := s.crews.within(s.cfg.Grace, now) // after a start, the answers may come back after the claim
	manned := map[access.UnitCode]bool{}
	for unit := range s.book.eachQueue() {
		manned[access.UnitCode(unit)] = s.manned(access.UnitCode(unit), now)
	}
	manned[access.NationalUnit] = s.manned(access.NationalUnit, now)
	s.book.each(func(l *live) {
		var unit access.UnitCode
		var after time.Duration
		var state conversation.State
		var overflow, silent bool
		var g conversation.Generation
		l.read(func(c *conversation.Conversation) { unit, state = access.UnitCode(c.Unit()), c.State() })
		if state != conversation.Waiting && state != conversation.Held {
			return
		}
		rules := s.cfg.Rules(unit)
		if after = rules.OverflowAfter; unit == access.NationalUnit {
			after = 0 // there is nowhere else to go
		}
		crew := conversation.Crew{Own: manned[unit], Other: manned[access.NationalUnit]}
		l.read(func(c *conversation.Conversation) {
			overflow = c.MustOverflow(after, crew, now)
			by, due := c.AnswerBy(rules.AnswerWithin)
			silent, g = due && !healing && !now.Before(by), c.Generation()
		})
		switch closes := s.closes(l); {
		case silent:
			s.release(ctx, l, g, conversation.HolderSilent)
		case !closes.IsZero() && !now.Before(closes):
			s.unheard(ctx, l)
		case overflow:
			s.overflow(ctx, l)
		}
	})
}

// lookAtCrews notes for which units nobody is on duty, and makes those who wait look when that has changed.
func (s *Service) lookAtCrews(now time.Time) {
	for unit, q := range s.book.eachQueue() {
		code := access.UnitCode(unit)
		if s.crews.set(code, !s.unattended(code), now) {
			q.tell("", true)
		}
	}
}

// overflow shows a conversation that waits to the national unit as well.
func (s *Service) overflow(ctx context.Context, l *live) {
	ctx, cancel := detached(ctx)
	defer cancel()
	err := s.guarded(ctx, access.Backend(), access.Reroute, l.object(s.Now()), trace.Conversation(l.id), func() error {
		_, err := s.change(ctx, l, func(c *conversation.Conversation) (conversation.Entry, error) {
			return c.Overflow(conversation.Unit(access.NationalUnit), s.Now())
		})
		return err
	})
	if err != nil && !fault.Is(err, fault.Taken) && !fault.Is(err, fault.Missing) {
		s.cfg.Log.Error("a conversation could not overflow", "code", string(fault.KindOf(err)))
	}
	if err == nil {
		l.changed() // the page seals to more people now
	}
}

// unheard deletes a conversation that nobody is there to answer; its declarant was told before.
func (s *Service) unheard(ctx context.Context, l *live) {
	ctx, cancel := detached(ctx)
	defer cancel()
	err := s.guarded(ctx, access.Backend(), access.TellWaiting, l.object(s.Now()), trace.Conversation(l.id), func() error {
		if !s.unattended(access.UnitCode(l.unit())) {
			return fault.New(fault.Taken, "backend.unheard") // somebody came at the last moment
		}
		_, err := s.delete(ctx, l.id, order{cause: retention.ByNobody})
		return err
	})
	if err != nil && !fault.Is(err, fault.Taken) && !fault.Is(err, fault.Missing) {
		s.cfg.Log.Error("a deletion waits for the store", "code", string(fault.KindOf(err)))
	}
}
