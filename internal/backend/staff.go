package backend

import (
	"context"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// own changes the session's shift, unless another connection speaks for it by now.
func (s *Service) own(ctx context.Context, x *Session, f func(shift) (shift, error)) error {
	_, err := s.shifts.change(ctx, x.actor.Code, func(old shift, found bool) (shift, error) {
		if !found || old.Session != x.id || old.Connection != x.connection {
			return shift{}, fault.New(fault.Unauthenticated, "backend.own", fault.Key("fault.signin.again"))
		}
		return f(old)
	})
	return err
}

// Hourly takes the hourly key of the session's console. Pages seal to it from now on.
func (s *Service) Hourly(ctx context.Context, x *Session, h wire.Hourly) error {
	ctx, cancel := detached(ctx)
	defer cancel()
	actor := x.Actor(s.Now())
	return s.guarded(ctx, actor, access.PublishKey, access.Own(actor), trace.Account(actor.Code), func() error {
		return s.own(ctx, x, func(old shift) (shift, error) {
			chain := wire.Chain{Credential: old.Credential, Shift: old.Statement, Hourly: h}
			if _, err := seal.VerifyChain(s.Authority(), chain, s.Now()); err != nil {
				return shift{}, fault.Wrap("backend.Hourly", err, fault.Key("fault.signature"))
			}
			if old.Hourly.ID != h.ID && old.Hourly.ID != "" {
				old.Earlier = append([]string{old.Hourly.ID}, old.Earlier...)
				old.Earlier = old.Earlier[:min(len(old.Earlier), maxEarlier)]
			}
			old.Hourly = h
			return old, nil
		})
	})
}

// Duty says whether the operator takes conversations (C25).
func (s *Service) Duty(ctx context.Context, x *Session, d wire.Duty) error {
	ctx, cancel := detached(ctx)
	defer cancel()
	actor := x.Actor(s.Now())
	return s.guarded(ctx, actor, access.SetDuty, access.Own(actor), trace.Account(actor.Code), func() error {
		return s.own(ctx, x, func(old shift) (shift, error) {
			old.Duty = d.State
			return old, nil
		})
	})
}

// SignOut ends the session. It is refused while the operator holds conversations: they are transferred or closed first
// (B13).
func (s *Service) SignOut(ctx context.Context, x *Session) error {
	const op = "backend.SignOut"
	ctx, cancel := detached(ctx)
	defer cancel()
	actor := x.Actor(s.Now())
	return s.guarded(ctx, actor, access.SignOut, access.Own(actor), trace.Account(actor.Code), func() error {
		if s.holds(x.holder) > 0 {
			return fault.New(fault.Taken, op, fault.Key("fault.signout.holding"), fault.Hint("hint.signout.holding"))
		}
		if at, ok := s.shifts.get(x.actor.Code); ok && at.Session != x.id {
			return nil // replaced already: the session that is there now is not this one's to end
		}
		if err := s.sessions.clear(ctx, x.actor.Code); err != nil {
			return err
		}
		return s.shifts.remove(ctx, x.actor.Code)
	})
}

// Renew says that the session's connection is still there.
func (s *Service) Renew(ctx context.Context, x *Session) error {
	return s.own(ctx, x, func(old shift) (shift, error) {
		old.Here, old.Seen, old.LostAt = true, wire.At(s.Now()), 0
		return old, nil
	})
}

// RenewEvery is how often a connection calls Renew.
const RenewEvery = leaseRenew

// Depart says that the session's connection has gone. Pages stop sealing to the operator at once; what they hold waits for
// the grace.
func (s *Service) Depart(ctx context.Context, x *Session) {
	ctx, cancel := detached(ctx)
	defer cancel()
	err := s.own(ctx, x, func(old shift) (shift, error) {
		now := wire.At(s.Now())
		old.Here, old.Seen, old.LostAt = false, now, now
		return old, nil
	})
	if err != nil && !fault.Is(err, fault.Unauthenticated) {
		s.cfg.Log.Warn("a console's departure could not be kept", "code", string(fault.KindOf(err)))
	}
}

// ListQueue checks that the session may see its unit's queue, and traces that it has looked.
func (s *Service) ListQueue(ctx context.Context, x *Session) error {
	actor := x.Actor(s.Now())
	return s.guarded(ctx, actor, access.ListQueue, access.Of(actor.Unit), trace.Unit(actor.Unit), func() error { return nil })
}

// ReadBy traces that an operator gets the content of a conversation, which is refused when they may not.
func (s *Service) ReadBy(ctx context.Context, x *Session, id conversation.ID) error {
	l, err := s.find(x.Party(), id)
	if err != nil {
		return err
	}
	return s.guardedOnce(ctx, x.Actor(s.Now()), access.Read, l, func() error { return nil })
}
