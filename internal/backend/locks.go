package backend

import (
	"bytes"
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// LockedByMeans is the cause of a lock that the service sets: what the person signed in with is not in force any more. The others
// come from the console (wire.Lock).
const LockedByMeans = "means"

// Lock locks the session: it keeps its conversations, and nobody acts in it until its person has proved again who they are.
// Locking twice changes nothing.
func (s *Service) Lock(ctx context.Context, x *Session, l wire.Lock) error {
	ctx, cancel := detached(ctx)
	defer cancel()
	actor := x.Actor(s.Now())
	return s.guarded(ctx, actor, access.Lock, access.Own(actor), trace.Account(actor.Code), func() error {
		return s.own(ctx, x, func(old shift) (shift, error) {
			if old.Locked == "" {
				old.Locked = l.Cause
			}
			return old, nil
		})
	})
}

// Locked returns why the session is locked, and false while it is not.
func (x *Session) Locked() (cause string, locked bool) {
	s := x.service
	at, ok := s.shifts.get(x.actor.Code)
	if !ok || at.Session != x.id {
		return "", false
	}
	if at.Locked == "" && len(at.Means) > 0 {
		_, key := s.means.find(x.actor.Code, MeansKey, at.Means)
		_, card := s.means.find(x.actor.Code, MeansCard, at.Means)
		_, finger := s.means.find(x.actor.Code, MeansReader, at.Means)
		if !key && !card && !finger {
			return LockedByMeans, true
		}
	}
	return at.Locked, at.Locked != ""
}

// meansOfSignIn names what a sign-in was proved with; nil for a way that needs nothing to carry.
func meansOfSignIn(in wire.SignIn) []byte {
	switch {
	case in.Way == MeansKey && in.Key != nil:
		return in.Key.ID
	case in.Way == MeansCard && in.Card != nil:
		return in.Card.ID
	case in.Way == MeansReader && in.Finger != nil:
		return idOf(in.Finger.Code)
	}
	return nil
}

// meansChanged makes the person's console look.
func (s *Service) meansChanged(actor access.ActorCode) {
	if s.shifts != nil {
		s.shifts.tell(actor)
	}
}

// lockFor locks the session that began with a means which is not in force any more, so that pages stop sealing to it at once.
func (s *Service) lockFor(ctx context.Context, actor access.ActorCode, id []byte) error {
	_, err := s.shifts.change(ctx, actor, func(old shift, found bool) (shift, error) {
		if !found || !bytes.Equal(old.Means, id) || old.Locked != "" {
			return shift{}, fault.New(fault.Missing, "backend.lockFor")
		}
		old.Locked = LockedByMeans
		return old, nil
	})
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}

// DefaultTicketLife is how long a ticket continues a session. It is renewed while the console is connected and not locked; after
// it, coming back is a proof of who is there.
const DefaultTicketLife = 15 * time.Minute

// RenewTicket returns a fresh ticket when the last one has used up a third of its life, and false otherwise, or while the
// session is locked.
func (s *Service) RenewTicket(x *Session) (wire.Ticket, bool) {
	if _, locked := x.Locked(); locked || s.Now().Before(x.issued.Add(s.cfg.TicketLife/3)) {
		return wire.Ticket{}, false
	}
	t, err := s.issue(x)
	if err != nil {
		return wire.Ticket{}, false
	}
	return wire.Ticket{Ticket: t, Expires: wire.At(s.ticketEnds(x))}, true
}

// ticketEnds is when a ticket that is issued now ends.
func (s *Service) ticketEnds(x *Session) time.Time {
	if end := s.Now().Add(s.cfg.TicketLife); end.Before(x.expires) {
		return end
	}
	return x.expires
}
