package backend

import (
	"context"
	"encoding/json"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// Session is an operator at work on one connection. Make one with SignIn or Return.
type Session struct {
	service    *Service
	id         string // of the sign-in
	connection string // of this connection
	actor      access.Actor
	bearer     seal.Bearer
	holder     conversation.Holder
	expires    time.Time
	tickets    uint64    // how many of the session were used
	issued     time.Time // the last one, on this connection
}

// Code returns the code of the operator.
func (x *Session) Code() access.ActorCode { return x.actor.Code }

// Unit returns the unit of the operator.
func (x *Session) Unit() access.UnitCode { return x.actor.Unit }

// Holder returns who the operator is as the holder of conversations.
func (x *Session) Holder() conversation.Holder { return x.holder }

// Actor returns who acts, as their account stands now.
func (x *Session) Actor(now time.Time) access.Actor {
	actor := x.actor
	actor.Authorised, actor.Trained = false, false
	if account, ok := x.service.accounts.Get(actor.Code); ok && account.Role == actor.Role && account.Unit == actor.Unit {
		current := account.AsActor(now)
		actor.Authorised, actor.Trained = current.Authorised, current.Trained
	}
	return actor
}

// Party returns the operator as one who takes part in conversations.
func (x *Session) Party() Party {
	return Party{Actor: x.Actor(x.service.Now()), Side: conversation.Operator, Holder: x.holder, bearer: x.bearer}
}

// Causes for which the service ends a session. These values are on the wire.
const (
	SessionExpired  = "expired"
	SessionReplaced = "replaced"
	SessionRevoked  = "revoked"
)

// Ended returns why the session is over, and false while it is not.
func (x *Session) Ended() (cause string, ended bool) {
	now := x.service.Now()
	if !now.Before(x.expires) {
		return SessionExpired, true
	}
	if !x.Actor(now).Authorised {
		return SessionRevoked, true
	}
	at, ok := x.service.shifts.get(x.actor.Code)
	if ok && (at.Session != x.id || at.Connection != x.connection) {
		return SessionReplaced, true
	}
	return "", false
}

// Expires returns when the session ends by itself.
func (x *Session) Expires() time.Time { return x.expires }

// Changed calls f, which must not block, whenever Ended may have a new answer.
func (x *Session) Changed(f func()) (stop func()) { return x.service.shifts.watch(x.actor.Code, f) }

// ticket lets a console continue its session after the connection, or the backend, went away. Each is for one use, and brings the next.
type ticket struct {
	Actor   access.ActorCode     `json:"a"`
	Session string               `json:"s"`
	Shift   conversation.ShiftID `json:"k"`
	Expires wire.Millis          `json:"e"`
	N       uint64               `json:"n"` // counts the tickets of a session, from 1
}

func (s *Service) issue(x *Session) ([]byte, error) {
	x.issued = s.Now()
	payload, err := json.Marshal(ticket{x.actor.Code, x.id, x.holder.Shift, wire.At(s.ticketEnds(x)), x.tickets + 1})
	if err != nil {
		return nil, fault.As(fault.Internal, "backend.issue", err)
	}
	return s.secrets.stamp(payload), nil
}

// readTicket returns a ticket that this service has issued, and whether it is still good.
func (s *Service) readTicket(raw []byte) (t ticket, issued, good bool) {
	payload, ok := s.secrets.stamped(raw)
	if !ok || json.Unmarshal(payload, &t) != nil {
		return ticket{}, false, false
	}
	return t, true, s.Now().Before(t.Expires.Time())
}

// sessions remembers on disk which session of each account is the present one, so that neither a replaced nor a signed-out
// one returns after a restart: a random identifier for each account at work.
type sessions struct{ cells Cells }

const sessionGroup = "session"

type sessionLine struct {
	Session string `json:"session"`
	Used    uint64 `json:"used,omitempty"` // the last ticket that was presented; 0: none yet
}

func (s *sessions) set(ctx context.Context, actor access.ActorCode, id string, life time.Duration) error {
	data, err := json.Marshal(sessionLine{Session: id})
	if err != nil {
		return fault.As(fault.Internal, "backend.sessions.set", err)
	}
	_, err = s.cells.Put(ctx, sessionGroup+"."+string(actor), data, AnyRevision, life)
	return fault.Wrap("backend.sessions.set", err)
}

// spend uses a ticket of a session, and reports whether it may: it is of the present session, and no later one was used. The last one
// may be used again until the next one is, for whoever never received that: a crash between the two locks nobody out.
func (s *sessions) spend(ctx context.Context, t ticket, life time.Duration) (bool, error) {
	const op = "backend.sessions.spend"
	name := sessionGroup + "." + string(t.Actor)
	for range maxTries {
		cell, err := s.cells.Get(ctx, name)
		if fault.Is(err, fault.Missing) {
			return false, nil
		}
		var line sessionLine
		if err != nil || json.Unmarshal(cell.Data, &line) != nil {
			return false, fault.As(fault.Unavailable, op, err)
		}
		if line.Session != t.Session || t.N <= line.Used {
			return line.Session == t.Session && t.N == line.Used, nil
		}
		line.Used = t.N
		data, err := json.Marshal(line)
		if err != nil {
			return false, fault.As(fault.Internal, op, err)
		}
		if _, err = s.cells.Put(ctx, name, data, cell.Revision, life); !fault.Is(err, fault.Taken) {
			return err == nil, fault.Wrap(op, err)
		}
	}
	return false, fault.New(fault.Unavailable, op)
}

func (s *sessions) clear(ctx context.Context, actor access.ActorCode) error {
	return fault.Wrap("backend.sessions.clear", s.cells.Delete(ctx, sessionGroup+"."+string(actor)))
}
