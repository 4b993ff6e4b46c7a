package backend

import (
	"context"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// Takers lists who could take a conversation over from the session's operator: operators of its unit and of the national one who are
// on duty and have room (B12).
func (s *Service) Takers(ctx context.Context, x *Session, id conversation.ID) (wire.Takers, error) {
	out := wire.Takers{Takers: []wire.Taker{}}
	l, err := s.find(x.Party(), id)
	if err != nil {
		return out, err
	}
	object := l.object(s.Now())
	if err := access.Decide(x.Actor(s.Now()), access.OfferTransfer, object).Err("backend.Takers"); err != nil {
		return out, err
	}
	for _, to := range s.shifts.list(func(to shift) bool { return to.Actor != x.Code() && s.mayTake(to, object.Unit) == nil }) {
		account, _ := s.accounts.Get(to.Actor)
		out.Takers = append(out.Takers, wire.Taker{
			Actor: string(to.Actor), Name: account.Name, Unit: string(to.Unit), UnitName: s.UnitName(to.Unit, "fr"),
			Room: s.capacityOf(to.Unit) - s.holds(to.holder()),
		})
	}
	return out, nil
}

// mayTake returns why somebody at work cannot take over a conversation of a unit; nil if they can.
func (s *Service) mayTake(to shift, unit access.UnitCode) error {
	const op = "backend.mayTake"
	now := s.Now()
	account, known := s.accounts.Get(to.Actor)
	switch {
	case !known, !account.InForce(now), account.Untrained, to.Unit != unit && to.Unit != access.NationalUnit:
		return fault.New(fault.Denied, op, fault.Key("fault.transfer.colleague")) // S5
	case !to.reachable(now):
		return fault.New(fault.Unavailable, op, fault.Key("fault.transfer.away"))
	case s.holds(to.holder()) >= s.capacityOf(to.Unit):
		return fault.New(fault.TooMany, op, fault.Key("fault.transfer.room"))
	}
	return nil
}

// Transfer asks a colleague to take a conversation over. The asker goes on holding it. The fault is Taken while an earlier
// question is open.
func (s *Service) Transfer(ctx context.Context, x *Session, t wire.Transfer) error {
	const op = "backend.Transfer"
	l, err := s.find(x.Party(), t.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	object := l.object(s.Now())
	return s.guarded(ctx, x.Actor(s.Now()), access.OfferTransfer, object, trace.Conversation(l.id), func() error {
		return s.changeTransfer(ctx, l, func(old transfer) (transfer, error) {
			to, working := s.shifts.get(access.ActorCode(t.To))
			switch {
			case !l.heldBy(x.holder, t.Generation):
				return old, fault.New(fault.Taken, op, fault.Key("fault.conversation.moved"))
			case old.open() && old.Generation == t.Generation:
				return old, fault.New(fault.Taken, op, fault.Key("fault.transfer.pending"))
			case !working || to.Actor == x.Code():
				return old, fault.New(fault.Unavailable, op, fault.Key("fault.transfer.away"))
			}
			if err := s.mayTake(to, object.Unit); err != nil {
				return old, err
			}
			now := s.Now()
			return transfer{
				Generation: t.Generation, From: x.holder, To: to.holder(), Phase: transferAsked, Changed: wire.At(now),
				Reason: conversation.TransferReason(t.Reason), Until: wire.At(now.Add(conversation.TransferTime)),
			}, nil
		})
	})
}

// TransferWithdraw takes the question back, unless it was answered.
func (s *Service) TransferWithdraw(ctx context.Context, x *Session, w wire.TransferWithdraw) error {
	const op = "backend.TransferWithdraw"
	l, err := s.find(x.Party(), w.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guarded(ctx, x.Actor(s.Now()), access.WithdrawTransfer, l.object(s.Now()), trace.Conversation(l.id), func() error {
		return s.changeTransfer(ctx, l, func(old transfer) (transfer, error) {
			if old.Generation != w.Generation || old.From != x.holder || old.Phase != transferAsked {
				return old, fault.New(fault.Taken, op, fault.Key("fault.transfer.answered"))
			}
			return old.to(transferWithdrawn, s.Now()), nil
		})
	})
}

// TransferAnswer accepts or refuses. Who accepts holds the conversation once the console before has handed over, which it has
// conversation.HandOverTime for (see ADR 009).
func (s *Service) TransferAnswer(ctx context.Context, x *Session, a wire.TransferAnswer) error {
	const op = "backend.TransferAnswer"
	l, err := s.find(x.Party(), a.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	now := s.Now()
	object := l.object(now)
	asked, _ := l.transferNow()
	if asked.Phase == transferAsked && asked.To == x.holder && l.heldBy(asked.From, asked.Generation) {
		object.Receiver = access.ActorCode(asked.To.Actor)
	}
	return s.guarded(ctx, x.Actor(now), access.AnswerTransfer, object, trace.Conversation(l.id), func() error {
		return s.changeTransfer(ctx, l, func(old transfer) (transfer, error) {
			if old.Phase != transferAsked || old.Generation != a.Generation || old.To != x.holder || !now.Before(old.Until.Time()) {
				return old, fault.New(fault.Taken, op, fault.Key("fault.transfer.over"))
			}
			if !a.Accept {
				next := old.to(transferRefused, now)
				next.Refusal = conversation.Refusal(a.Refusal)
				return next, nil
			}
			to, working := s.shifts.get(x.Code())
			if !working {
				return old, fault.New(fault.Unauthenticated, op)
			}
			if err := s.mayTake(to, object.Unit); err != nil {
				return old, err
			}
			next := old.to(transferAccepted, now)
			next.Until = wire.At(now.Add(conversation.HandOverTime))
			return next, nil
		})
	})
}

// heldBy reports whether somebody holds the conversation in a generation.
func (l *live) heldBy(h conversation.Holder, g conversation.Generation) (held bool) {
	l.read(func(c *conversation.Conversation) {
		who, _ := c.Holder()
		held = c.State() == conversation.Held && c.Generation() == g && who == h
	})
	return held
}
