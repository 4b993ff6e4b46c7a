package backend

import (
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// advicePhase is how far a question has come. The values are on the wire.
type advicePhase string

const (
	adviceAsked     advicePhase = "asked"
	adviceAnswered  advicePhase = "answered"
	adviceDeclined  advicePhase = "declined"
	adviceWithdrawn advicePhase = "withdrawn"
	adviceLapsed    advicePhase = "lapsed"
	adviceMoot      advicePhase = "moot" // the conversation, or one of the two, has gone elsewhere
)

// advice is the last question to a colleague about a conversation, a cell in memory that goes with it. Its words are sealed from console
// to console; once it is decided, only those of an answer are left.
type advice struct {
	Question   conversation.QuestionID `json:"question"`
	Generation conversation.Generation `json:"gen"` // of the asker
	From       conversation.Holder     `json:"from"`
	To         conversation.Holder     `json:"to"`
	Phase      advicePhase             `json:"phase"`
	Refusal    conversation.Refusal    `json:"refusal,omitempty"`
	Until      wire.Millis             `json:"until"`
	Changed    wire.Millis             `json:"changed"`
	Letter     *wire.Letter            `json:"letter,omitempty"`  // the question while it waits, then the answer
	Adviser    *wire.Chain             `json:"adviser,omitempty"` // who has signed the answer
}

// adviceName is its cell.
const adviceName = "q-advice"

// to returns the question in another phase, without words.
func (a advice) to(phase advicePhase, now time.Time) advice {
	a.Phase, a.Changed, a.Letter, a.Adviser = phase, wire.At(now), nil, nil
	return a
}

// adviceNow returns the last question about the conversation, zero if there was none, and the revision of its cell.
func (l *live) adviceNow() (advice, uint64) {
	return l.advice.now(&l.mu)
}

// adviceCell takes a question's cell in, and tells both whom it concerns.
func (s *Service) adviceCell(l *live, cell Cell) {
	if old, a, fresh := l.advice.take(&l.mu, cell); fresh {
		s.transfers.add(l.id)
		for _, who := range []conversation.Actor{old.To.Actor, a.From.Actor, a.To.Actor} {
			s.transfers.tell(access.ActorCode(who), l.id)
		}
	}
}

// AskedOf returns the question about a conversation that waits for the session's operator; false for none. It names no conversation.
func (s *Service) AskedOf(x *Session, id conversation.ID) (wire.Asked, bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.Asked{}, false
	}
	a, _ := l.adviceNow()
	from, working := s.shifts.get(access.ActorCode(a.From.Actor))
	if a.Phase != adviceAsked || a.To != x.holder || !working || !l.heldBy(a.From, a.Generation) {
		return wire.Asked{}, false
	}
	account, _ := s.accounts.Get(from.Actor)
	chain := from.chain()
	return wire.Asked{
		Question: a.Question, Phase: string(a.Phase), FromName: account.Name, UnitName: s.UnitName(from.Unit, "fr"), Until: a.Until,
		From: &chain, Letter: a.Letter,
	}, true
}

// AdvisedOf returns how the question of the session's operator about a conversation stands; false when there is none.
func (s *Service) AdvisedOf(x *Session, id conversation.ID) (wire.Advised, bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.Advised{}, false
	}
	a, revision := l.adviceNow()
	if revision == 0 || a.From != x.holder || !l.heldBy(a.From, a.Generation) {
		return wire.Advised{}, false
	}
	account, _ := s.accounts.Get(access.ActorCode(a.To.Actor))
	out := wire.Advised{
		Conversation: id, Generation: a.Generation, Question: a.Question, Phase: string(a.Phase), ToName: account.Name,
		Refusal: string(a.Refusal), Until: a.Until,
	}
	if a.Phase == adviceAnswered {
		out.Adviser, out.Letter = a.Adviser, a.Letter
	}
	return out, true
}

// tendAdvice ends a question that has lapsed, or whose asker or adviser has gone.
func (s *Service) tendAdvice(ctx context.Context, l *live) error {
	a, _ := l.adviceNow()
	if a.Phase != adviceAsked {
		return nil
	}
	now, phase := s.Now(), adviceLapsed
	to, working := s.shifts.get(access.ActorCode(a.To.Actor))
	switch {
	case !l.heldBy(a.From, a.Generation), !working || to.holder() != a.To:
		phase = adviceMoot
	case now.Before(a.Until.Time()):
		return nil
	}
	return s.changeAdvice(ctx, l, func(old advice) (advice, error) {
		if old.Question != a.Question || old.Phase != adviceAsked {
			return old, errSame
		}
		return old.to(phase, now), nil
	})
}

// adviserGoes tells whoever is asked about a conversation that is being deleted: what they have read goes with it.
func (s *Service) adviserGoes(l *live) {
	if a, revision := l.adviceNow(); revision != 0 {
		s.transfers.tell(access.ActorCode(a.To.Actor), l.id)
	}
}
