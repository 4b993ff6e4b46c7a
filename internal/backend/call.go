package backend

import (
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// callPhase is how far a call to the supervisors has come.
type callPhase string

const (
	callOpen     callPhase = "calling"
	callAnswered callPhase = "answered"
	callLapsed   callPhase = "lapsed"
	callMoot     callPhase = "moot" // the conversation has ended, or gone elsewhere
)

// call is the last call about a conversation, a cell in memory that goes with it. It holds no words.
type call struct {
	Call       conversation.CallID     `json:"call"`
	Generation conversation.Generation `json:"gen"` // of the caller
	From       conversation.Holder     `json:"from"`
	By         conversation.Actor      `json:"by,omitempty"` // who comes
	Phase      callPhase               `json:"phase"`
	Since      wire.Millis             `json:"since"`
	Until      wire.Millis             `json:"until"`
	Changed    wire.Millis             `json:"changed"`
}

// callName is its cell.
const callName = "q-call"

func (c call) to(phase callPhase, now time.Time) call {
	c.Phase, c.Changed = phase, wire.At(now)
	return c
}

// Call calls the supervisors about a conversation that the session's operator holds. While a call about it is open, another changes
// nothing. The fault is Unavailable when nobody is signed in who could answer: nothing is kept then.
func (s *Service) Call(ctx context.Context, x *Session, c wire.Call) error {
	const op = "backend.Call"
	l, err := s.find(x.Party(), c.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	object := l.object(s.Now())
	return s.guarded(ctx, x.Actor(s.Now()), access.CallSupervisor, object, trace.Conversation(l.id), func() error {
		return s.changeCall(ctx, l, func(old call) (call, error) {
			now := s.Now()
			switch {
			case !l.heldBy(x.holder, c.Generation):
				return old, fault.New(fault.Taken, op, fault.Key("fault.conversation.moved"))
			case old.Generation == c.Generation && (old.Phase == callOpen || old.Call == c.Call):
				return old, errSame
			case len(s.supervisors(object.Unit, true)) == 0:
				return old, fault.New(fault.Unavailable, op, fault.Key("fault.call.nobody"), fault.Hint("hint.call.telephone"))
			}
			until := now.Add(conversation.CallTime)
			l.read(func(c *conversation.Conversation) {
				if c.Deadline().Before(until) {
					until = c.Deadline()
				}
			})
			return call{
				Call: c.Call, Generation: c.Generation, From: x.holder, Phase: callOpen, Since: wire.At(now), Until: wire.At(until), Changed: wire.At(now),
			}, nil
		})
	})
}

// supervisors are those of a unit and the national ones who are at work; those who could answer now only, if asked.
func (s *Service) supervisors(unit access.UnitCode, now bool) []shift {
	return s.shifts.list(func(to shift) bool {
		account, known := s.accounts.Get(to.Actor)
		return known && account.InForce(s.Now()) && to.Role == access.Supervisor && (to.Unit == unit || to.Unit == access.NationalUnit) &&
			(!now || to.Locked == "" && to.present(s.Now()))
	})
}

// AnswerCall says that the session's supervisor comes. The fault is Taken when somebody else does already.
func (s *Service) AnswerCall(ctx context.Context, x *Session, a wire.CallAnswer) error {
	const op = "backend.AnswerCall"
	l := s.calling(a.Call)
	if l == nil {
		return access.Missing()
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guarded(ctx, x.Actor(s.Now()), access.AnswerCall, l.object(s.Now()), trace.Conversation(l.id), func() error {
		return s.changeCall(ctx, l, func(old call) (call, error) {
			switch now := s.Now(); {
			case old.Call == a.Call && old.Phase == callAnswered && old.By == conversation.Actor(x.Code()):
				return old, errSame // it came before
			case old.Call != a.Call || old.Phase != callOpen || !now.Before(old.Until.Time()) || !l.heldBy(old.From, old.Generation):
				return old, fault.New(fault.Taken, op, fault.Key("fault.call.over"))
			default:
				next := old.to(callAnswered, now)
				next.By = conversation.Actor(x.Code())
				return next, nil
			}
		})
	})
}

// calling returns the conversation that a call is about; nil for none.
func (s *Service) calling(id conversation.CallID) *live {
	for _, each := range s.transfers.ids() {
		if l, err := s.book.get(each); err == nil {
			if c, revision := l.callNow(); revision != 0 && c.Call == id {
				return l
			}
		}
	}
	return nil
}

func (s *Service) changeCall(ctx context.Context, l *live, f func(call) (call, error)) error {
	return changeCell(ctx, s.cfg.Store.Memory(), string(l.id)+"."+callName, l.callNow, func(c Cell) { s.callCell(l, c) }, f)
}

func (l *live) callNow() (call, uint64) { return l.call.now(&l.mu) }

// callCell takes a call's cell in, and tells the caller and the supervisors.
func (s *Service) callCell(l *live, cell Cell) {
	if _, c, fresh := l.call.take(&l.mu, cell); fresh {
		s.transfers.add(l.id)
		s.transfers.tell(access.ActorCode(c.From.Actor), l.id)
		s.tellSupervisors(l)
	}
}

func (s *Service) tellSupervisors(l *live) {
	for _, to := range s.supervisors(access.UnitCode(l.unit()), false) {
		s.transfers.tell(to.Actor, l.id)
	}
}

// CalledOf returns the open call about a conversation that the session's supervisor may answer; false for none.
func (s *Service) CalledOf(x *Session, id conversation.ID) (wire.Called, bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.Called{}, false
	}
	c, _ := l.callNow()
	if c.Phase != callOpen || !l.heldBy(c.From, c.Generation) || !access.Decide(x.Actor(s.Now()), access.AnswerCall, l.object(s.Now())).Allowed {
		return wire.Called{}, false
	}
	account, _ := s.accounts.Get(access.ActorCode(c.From.Actor))
	return wire.Called{
		Call: c.Call, Phase: string(c.Phase), From: string(c.From.Actor), FromName: account.Name, UnitName: s.UnitName(account.Unit, "fr"),
		Reference: id.Reference(), Since: c.Since, Until: c.Until,
	}, true
}

// CallOf returns how the call of the session's operator about a conversation stands; false when there is none.
func (s *Service) CallOf(x *Session, id conversation.ID) (wire.CallTold, bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.CallTold{}, false
	}
	c, revision := l.callNow()
	if revision == 0 || c.Phase == callMoot || c.From != x.holder || !l.heldBy(c.From, c.Generation) {
		return wire.CallTold{}, false
	}
	out := wire.CallTold{Conversation: id, Generation: c.Generation, Call: c.Call, Phase: string(c.Phase), Until: c.Until}
	if c.By != "" {
		account, _ := s.accounts.Get(access.ActorCode(c.By))
		out.ByName = account.Name
	}
	return out, true
}

// tendCall ends a call that has lapsed, or whose caller has gone.
func (s *Service) tendCall(ctx context.Context, l *live) error {
	c, _ := l.callNow()
	now, phase := s.Now(), callLapsed
	switch {
	case c.Phase != callOpen:
		return nil
	case !l.heldBy(c.From, c.Generation):
		phase = callMoot
	case now.Before(c.Until.Time()):
		return nil
	}
	return s.changeCall(ctx, l, func(old call) (call, error) {
		if old.Call != c.Call || old.Phase != callOpen {
			return old, errSame
		}
		return old.to(phase, now), nil
	})
}

// calledOff tells supervisors who were called about a conversation that is being deleted.
func (s *Service) calledOff(l *live) {
	if _, revision := l.callNow(); revision != 0 {
		s.tellSupervisors(l)
	}
}
