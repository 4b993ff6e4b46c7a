package backend

import (
	"context"
	"encoding/json"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// HandOver takes the sealed history of an accepted transfer, and makes the receiver the holder: from then on the service takes
// nothing from the console that has handed over. It returns once the store has both (B12).
func (s *Service) HandOver(ctx context.Context, x *Session, h wire.History) error {
	const op = "backend.HandOver"
	l, err := s.find(x.Party(), h.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	party := x.Party()
	return s.guarded(ctx, party.Actor, access.HandOver, l.object(s.Now()), trace.Conversation(l.id), func() error {
		t, _ := l.transferNow()
		if t.Phase != transferAccepted || t.Generation != h.Generation || t.From != x.holder || !l.heldBy(x.holder, h.Generation) {
			return fault.New(fault.Taken, op, fault.Key("fault.conversation.moved"))
		}
		to, working := s.shifts.get(access.ActorCode(t.To.Actor))
		if h.From != string(x.Code()) || h.To != string(t.To.Actor) || !working || !to.owns(h.Hourly) {
			return fault.New(fault.Invalid, op, fault.Key("fault.envelope.recipient"))
		}
		if err := s.verify(party, l, h.Generation, func(p seal.Peer) error { return seal.VerifyHistory(p, h) }); err != nil {
			return err
		}
		if err := s.putHistory(ctx, l, h); err != nil {
			return err
		}
		return s.commitTransfer(ctx, l, t, true)
	})
}

// historyName is the cell of what reads a conversation: the last one only.
const historyName = "h-history"

func (s *Service) putHistory(ctx context.Context, l *live, h wire.History) error {
	const op = "backend.putHistory"
	data, err := json.Marshal(h)
	if err != nil {
		return fault.As(fault.Internal, op, err)
	}
	name := string(l.id) + "." + historyName
	revision, err := s.cfg.Store.Memory().Put(ctx, name, data, AnyRevision, cellLife)
	if err != nil {
		return fault.Wrap(op, err)
	}
	l.setHistory(Cell{Name: name, Data: data, Revision: revision})
	return nil
}

// HistoryFor returns what the holder before has handed to an operator who holds the conversation now.
func (s *Service) HistoryFor(actor access.Actor, id conversation.ID) (wire.History, bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.History{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.history.value
	holder, holds := l.conv.Holder()
	return h, holds && holder.Actor == conversation.Actor(actor.Code) && h.To == string(actor.Code) && h.Generation+1 == l.conv.Generation()
}

// commitTransfer makes the receiver the holder, if nothing has moved on and they are still there; otherwise the transfer is moot, and
// the conversation stays where it is.
func (s *Service) commitTransfer(ctx context.Context, l *live, t transfer, history bool) error {
	const op = "backend.commitTransfer"
	to, working := s.shifts.get(access.ActorCode(t.To.Actor))
	if !working || to.holder() != t.To || !to.present(s.Now()) || to.Hourly.ID == "" {
		_ = s.finishTransfer(ctx, l, t, transferMoot)
		return fault.New(fault.Unavailable, op, fault.Key("fault.transfer.away"))
	}
	chain, err := json.Marshal(to.chain())
	if err != nil {
		return fault.As(fault.Internal, op, err)
	}
	_, err = s.change(ctx, l, func(c *conversation.Conversation) (conversation.Entry, error) {
		return c.Transfer(t.Generation, t.To, chain, history, s.Now())
	})
	if err != nil {
		return err
	}
	if err := s.dropShare(ctx, l.id); err != nil { // nobody gets it any more all the same: Recall is fenced
		s.cfg.Log.Warn("a share could not be dropped", "code", string(fault.KindOf(err)))
	}
	return s.finishTransfer(ctx, l, t, transferDone)
}

// finishTransfer says how a transfer has ended, unless another process has.
func (s *Service) finishTransfer(ctx context.Context, l *live, t transfer, phase transferPhase) error {
	return s.changeTransfer(ctx, l, func(old transfer) (transfer, error) {
		if old.Generation != t.Generation || !old.open() {
			return old, errSame
		}
		return old.to(phase, s.Now()), nil
	})
}

// tendTransfers ends what has lapsed, and takes a conversation whose console does not hand over from it.
func (s *Service) tendTransfers(ctx context.Context) {
	now := s.Now()
	for _, id := range s.transfers.ids() {
		l, err := s.book.get(id)
		if err != nil {
			s.transfers.drop(id)
			continue
		}
		if err := s.tendAdvice(ctx, l); err != nil && !fault.Is(err, fault.Taken) && ctx.Err() == nil {
			s.cfg.Log.Warn("a question could not be ended", "code", string(fault.KindOf(err)))
		}
		if err := s.tendCall(ctx, l); err != nil && !fault.Is(err, fault.Taken) && ctx.Err() == nil {
			s.cfg.Log.Warn("a call could not be ended", "code", string(fault.KindOf(err)))
		}
		t, _ := l.transferNow()
		to, working := s.shifts.get(access.ActorCode(t.To.Actor))
		switch {
		case !t.open():
		case l.heldBy(t.To, t.Generation+1): // cut off after the entry
			err = s.finishTransfer(ctx, l, t, transferDone)
		case !l.heldBy(t.From, t.Generation), !working || to.holder() != t.To:
			err = s.finishTransfer(ctx, l, t, transferMoot)
		case now.Before(t.Until.Time()):
		case t.Phase == transferAsked:
			err = s.finishTransfer(ctx, l, t, transferLapsed)
		default:
			err = s.takeAway(ctx, l, t)
		}
		if err != nil && !fault.Is(err, fault.Taken) && ctx.Err() == nil {
			s.cfg.Log.Warn("a transfer could not be ended", "code", string(fault.KindOf(err)))
		}
	}
}

// takeAway gives the conversation to the receiver without what the console before did not hand over.
func (s *Service) takeAway(ctx context.Context, l *live, t transfer) error {
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guarded(ctx, access.Backend(), access.HandOver, l.object(s.Now()), trace.Conversation(l.id), func() error {
		return s.commitTransfer(ctx, l, t, false)
	})
}
