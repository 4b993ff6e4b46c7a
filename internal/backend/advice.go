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

// Advisers lists who could be asked about a conversation that the session's operator holds: operators on duty of the conversation's
// unit, of the asker's and of the national one. Room does not matter: whoever is asked gets no conversation.
func (s *Service) Advisers(_ context.Context, x *Session, id conversation.ID) (wire.AdviserList, error) {
	out := wire.AdviserList{Advisers: []wire.Adviser{}}
	l, err := s.find(x.Party(), id)
	if err != nil {
		return out, err
	}
	object := l.object(s.Now())
	if err := access.Decide(x.Actor(s.Now()), access.AskAdvice, object).Err("backend.Advisers"); err != nil {
		return out, err
	}
	for _, to := range s.shifts.list(func(to shift) bool { return to.Actor != x.Code() && s.mayAdvise(to, x.Unit(), object.Unit) == nil }) {
		account, _ := s.accounts.Get(to.Actor)
		out.Advisers = append(out.Advisers, wire.Adviser{Name: account.Name, UnitName: s.UnitName(to.Unit, "fr"), Chain: to.chain()})
	}
	return out, nil
}

// mayAdvise returns why somebody at work cannot be asked by an operator of a unit about a conversation of another; nil if they can.
func (s *Service) mayAdvise(to shift, asking, about access.UnitCode) error {
	const op = "backend.mayAdvise"
	now := s.Now()
	account, known := s.accounts.Get(to.Actor)
	switch {
	case !known, !account.InForce(now), account.Untrained, to.Unit != asking && to.Unit != about && to.Unit != access.NationalUnit:
		return fault.New(fault.Denied, op, fault.Key("fault.advice.colleague")) // S5
	case !to.reachable(now):
		return fault.New(fault.Unavailable, op, fault.Key("fault.advice.away"))
	case s.asksOf(to.holder()) >= conversation.MaxQuestions:
		return fault.New(fault.TooMany, op, fault.Key("fault.advice.busy"))
	}
	return nil
}

// asksOf counts the questions that wait for somebody.
func (s *Service) asksOf(to conversation.Holder) (n int) {
	for _, id := range s.transfers.ids() {
		if l, err := s.book.get(id); err == nil {
			if a, _ := l.adviceNow(); a.Phase == adviceAsked && a.To == to {
				n++
			}
		}
	}
	return n
}

// Ask puts a question to a colleague, who gets its words and nothing of the conversation. The asker goes on holding it. The fault is
// Taken while an earlier question waits.
func (s *Service) Ask(ctx context.Context, x *Session, q wire.Ask) error {
	const op = "backend.Ask"
	l, err := s.find(x.Party(), q.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	object := l.object(s.Now())
	return s.guarded(ctx, x.Actor(s.Now()), access.AskAdvice, object, trace.Conversation(l.id), func() error {
		if err := seal.VerifyLetter(x.bearer, q.To, seal.QuestionLetter, q.Question, q.Letter); err != nil {
			return fault.Wrap(op, err, fault.Key("fault.signature"))
		}
		return s.changeAdvice(ctx, l, func(old advice) (advice, error) {
			to, working := s.shifts.get(access.ActorCode(q.To))
			now := s.Now()
			switch {
			case !l.heldBy(x.holder, q.Generation):
				return old, fault.New(fault.Taken, op, fault.Key("fault.conversation.moved"))
			case old.Phase == adviceAsked && old.Generation == q.Generation && old.Question == q.Question:
				return old, errSame // it came before
			case old.Phase == adviceAsked && old.Generation == q.Generation:
				return old, fault.New(fault.Taken, op, fault.Key("fault.advice.pending"))
			case !working || to.Actor == x.Code():
				return old, fault.New(fault.Unavailable, op, fault.Key("fault.advice.away"))
			case !to.owns(q.Letter.Hourly):
				return old, fault.New(fault.Taken, op, fault.Key("fault.advice.again"))
			}
			if err := s.mayAdvise(to, x.Unit(), object.Unit); err != nil {
				return old, err
			}
			until := now.Add(conversation.AdviceTime)
			l.read(func(c *conversation.Conversation) { // words about it do not outlive it
				if c.Deadline().Before(until) {
					until = c.Deadline()
				}
			})
			return advice{
				Question: q.Question, Generation: q.Generation, From: x.holder, To: to.holder(), Phase: adviceAsked,
				Until: wire.At(until), Changed: wire.At(now), Letter: &q.Letter,
			}, nil
		})
	})
}

// AskWithdraw takes a question back. Of one that was answered, nothing stays with the service.
func (s *Service) AskWithdraw(ctx context.Context, x *Session, w wire.AskWithdraw) error {
	const op = "backend.AskWithdraw"
	l, err := s.find(x.Party(), w.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guarded(ctx, x.Actor(s.Now()), access.AskAdvice, l.object(s.Now()), trace.Conversation(l.id), func() error {
		return s.changeAdvice(ctx, l, func(old advice) (advice, error) {
			if old.Question != w.Question || old.From != x.holder {
				return old, fault.New(fault.Taken, op, fault.Key("fault.advice.over"))
			}
			return old.to(adviceWithdrawn, s.Now()), nil
		})
	})
}

// Advise answers the question that the session's operator was asked, or declines it.
func (s *Service) Advise(ctx context.Context, x *Session, a wire.Advise) error {
	const op = "backend.Advise"
	l := s.asking(a.Question)
	if l == nil {
		return access.Missing()
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	now := s.Now()
	object := l.object(now)
	if asked, _ := l.adviceNow(); asked.Phase == adviceAsked && asked.Question == a.Question && asked.To == x.holder && l.heldBy(asked.From, asked.Generation) {
		object.Adviser = x.Code()
	}
	return s.guarded(ctx, x.Actor(now), access.Advise, object, trace.Conversation(l.id), func() error {
		return s.changeAdvice(ctx, l, func(old advice) (advice, error) {
			if old.Phase != adviceAsked || old.Question != a.Question || old.To != x.holder || !now.Before(old.Until.Time()) {
				return old, fault.New(fault.Taken, op, fault.Key("fault.advice.over"))
			}
			if a.Letter == nil {
				next := old.to(adviceDeclined, now)
				next.Refusal = conversation.Refusal(a.Refusal)
				return next, nil
			}
			from, working := s.shifts.get(access.ActorCode(old.From.Actor))
			if !working || !from.owns(a.Letter.Hourly) {
				return old, fault.New(fault.Invalid, op, fault.Key("fault.envelope.recipient"))
			}
			if err := seal.VerifyLetter(x.bearer, string(old.From.Actor), seal.AnswerLetter, a.Question, *a.Letter); err != nil {
				return old, fault.Wrap(op, err, fault.Key("fault.signature"))
			}
			self, working := s.shifts.get(x.Code())
			if !working {
				return old, fault.New(fault.Unauthenticated, op)
			}
			chain := self.chain()
			next := old.to(adviceAnswered, now)
			next.Letter, next.Adviser = a.Letter, &chain
			return next, nil
		})
	})
}

// asking returns the conversation that a question is about; nil for none.
func (s *Service) asking(q conversation.QuestionID) *live {
	for _, id := range s.transfers.ids() {
		if l, err := s.book.get(id); err == nil {
			if a, revision := l.adviceNow(); revision != 0 && a.Question == q {
				return l
			}
		}
	}
	return nil
}

// changeAdvice replaces the last question by what f makes of it. f may be called more than once; its error ends the change, and errSame
// leaves everything as it is.
func (s *Service) changeAdvice(ctx context.Context, l *live, f func(advice) (advice, error)) error {
	return changeCell(ctx, s.cfg.Store.Memory(), string(l.id)+"."+adviceName, l.adviceNow, func(c Cell) { s.adviceCell(l, c) }, f)
}
