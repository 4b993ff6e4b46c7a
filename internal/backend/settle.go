package backend

import (
	"context"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// Settle records what was decided about consoles that have not confirmed a deletion in time (C23). The fault is Missing for a
// deletion that is not theirs to know, and Taken for one that needs no decision, or has one.
func (s *Service) Settle(ctx context.Context, x *Session, d wire.Settle) error {
	const op = "backend.Settle"
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guarded(ctx, x.Party().Actor, access.SettleDeletion, access.Whole(), trace.Conversation(d.Conversation), func() error {
		t, dead := s.book.tomb(d.Conversation)
		if !dead || !t.concerns(x.actor.Code) {
			return fault.New(fault.Missing, op)
		}
		_, settled, err := s.changeTomb(ctx, t, func(t *tombstone) bool {
			if t.standing(s.Now()) != retention.Unconfirmed {
				return false
			}
			t.decision = &wire.Decision{Code: d.Code, By: string(x.actor.Code), At: wire.At(s.Now())}
			return true
		})
		if err == nil && !settled {
			err = fault.New(fault.Taken, op, fault.Key("fault.deletion.settled"))
		}
		return err
	})
}
