package backend

import (
	"bytes"
	"context"
	"crypto/rand"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// challengeTime is how long a challenge can be answered.
const challengeTime = 3 * time.Minute

// Ceremony is a sign-in under way: what was claimed, before anything is proved.
type Ceremony struct {
	begin   wire.Begin
	nonce   []byte
	expires wire.Millis // of the shift
	until   time.Time   // for the answer
	used    bool
}

// Begin starts a sign-in, or the end of a lock when the shift key is that of the account's session. nonce is the connection's. To
// whoever has not the key of the account's workstation the answer is the same whether the name exists or not (B9, L2).
func (s *Service) Begin(nonce []byte, b wire.Begin) (*Ceremony, wire.Challenge, error) {
	const op = "backend.Begin"
	switch {
	case s.IsDraining():
		return nil, wire.Challenge{}, fault.New(fault.Unavailable, op, fault.Key("fault.draining"))
	case s.Authority() == nil:
		return nil, wire.Challenge{}, fault.New(fault.Unavailable, op, fault.Key("fault.signin.no_authority"), fault.Hint("hint.signin.authority"))
	}
	now := s.Now()
	account, known := s.accounts.Get(access.ActorCode(b.Actor))
	known = s.shown(account, known, nonce, b, now)
	fresh := make([]byte, seal.NonceBytes)
	_, _ = rand.Read(fresh) // never fails
	c := &Ceremony{begin: b, nonce: fresh, expires: wire.At(now.Add(s.cfg.Shift)), until: now.Add(challengeTime)}
	if at, ok := s.shifts.get(account.Actor); ok && known && bytes.Equal(at.Statement.Key, b.ShiftKey) {
		c.expires = at.Statement.Expires // unlocking makes no shift longer
	}
	ways := make([]string, 0, len(s.cfg.Ways))
	for _, w := range s.cfg.Ways {
		if r, ok := w.(readerWay); !ok || r.open() {
			ways = append(ways, w.Name())
		}
	}
	out := wire.Challenge{Nonce: fresh, Expires: c.expires, Ways: ways}
	if s.cfg.Judge != nil {
		s.offered(&out, access.ActorCode(b.Actor), known)
	}
	return c, out, nil
}

// Unlocks reports whether the ceremony is for the session that is there: the same person, console and shift key.
func (c *Ceremony) Unlocks(x *Session) bool {
	return c != nil && c.begin.Actor == string(x.actor.Code) && c.begin.Console == string(x.holder.Console) && shiftID(c.begin.ShiftKey) == x.holder.Shift
}

// strangerTime is how long the answer takes to whoever has not the key of the account's workstation: longer than any of the
// ways there, so that names which exist and names which do not are refused alike.
const strangerTime = 300 * time.Millisecond

// SignIn ends the ceremony. Whatever is wrong, the answer is the same: Unauthenticated. Only who fails too often is told so
// (TooMany). The signature, which is cheap, is checked first: whoever has not the key of the account's workstation makes
// nobody hash a passphrase, and is answered after strangerTime, whether the name exists or not. Who has the key knows it.
func (s *Service) SignIn(ctx context.Context, c *Ceremony, in wire.SignIn) (*Session, wire.SignedIn, error) {
	const op = "backend.SignIn"
	now := s.Now()
	if c == nil || c.used || now.After(c.until) {
		return nil, wire.SignedIn{}, fault.New(fault.Expired, op, fault.Key("fault.signin.challenge"))
	}
	c.used = true
	ctx, cancel := detached(ctx)
	defer cancel()
	account, known := s.accounts.Get(access.ActorCode(c.begin.Actor))
	bearer, proved := s.prove(account, c, in.Shift, now)
	if !proved {
		answered := time.NewTimer(strangerTime)
		defer answered.Stop()
		defer func() { <-answered.C }()
	}
	var session *Session
	err := s.guarded(ctx, access.Asking(), access.SignIn, access.Whole(), traceAccount(account, known), func() error {
		// Who has the workstation's key is slowed down apart from who has not, so that a stranger cannot lock anybody out.
		name := c.begin.Actor
		if proved {
			name += "\x00proved"
		}
		if wait := s.doors.wait(name, now); wait > 0 {
			return fault.New(fault.TooMany, op, fault.Key("fault.signin.throttled"))
		}
		if !proved || !s.check(ctx, account, in) || !known || !account.InForce(now) {
			s.doors.failed(name, now)
			return fault.New(fault.Unauthenticated, op, fault.Key("fault.signin.refused"), fault.Hint("hint.signin.again"))
		}
		s.doors.succeeded(name)
		session = s.newSession(account, bearer, in.Shift, randomName())
		return s.begin(ctx, session, account, in)
	})
	if err != nil {
		return nil, wire.SignedIn{}, err
	}
	out, err := s.signedIn(session, account)
	return session, out, err
}

// traceAccount names the account in the trace; an unknown name is not repeated there (B7).
func traceAccount(a Account, known bool) trace.Object {
	if !known {
		return trace.Whole()
	}
	return trace.Account(a.Actor)
}

// prove checks that the account's credential vouches for the shift that was begun.
func (s *Service) prove(account Account, c *Ceremony, shift wire.Shift, now time.Time) (seal.Bearer, bool) {
	bearer, err := seal.VerifyShift(s.Authority(), account.Credential, shift, now)
	same := shift.Actor == c.begin.Actor && shift.Console == c.begin.Console && shift.Expires == c.expires &&
		bytes.Equal(shift.Key, c.begin.ShiftKey) && bytes.Equal(shift.Nonce, c.nonce)
	return bearer, err == nil && same && bearer.Role() == string(account.Role) && bearer.Unit() == string(account.Unit)
}

// check asks the way that was chosen.
func (s *Service) check(ctx context.Context, account Account, in wire.SignIn) bool {
	for _, w := range s.cfg.Ways {
		if w.Name() == in.Way {
			return w.Check(ctx, account, in) == nil
		}
	}
	return false
}

func (s *Service) newSession(a Account, b seal.Bearer, shift wire.Shift, id string) *Session {
	return &Session{
		service: s, id: id, connection: randomName(), bearer: b, expires: b.NotAfter(),
		actor: access.Actor{Kind: access.Staff, Code: a.Actor, Role: a.Role, Unit: a.Unit},
		holder: conversation.Holder{
			Actor: conversation.Actor(a.Actor), Console: conversation.Console(shift.Console), Shift: shiftID(shift.Key),
		},
	}
}

// begin makes the session the account's only one. What the account still held under other keys goes back to the queue; under the
// same shift key it goes on with what it was: that is how a locked session is unlocked.
func (s *Service) begin(ctx context.Context, x *Session, account Account, in wire.SignIn) error {
	now := s.Now()
	if err := s.sessions.set(ctx, account.Actor, x.id, x.expires.Sub(now)+time.Minute); err != nil {
		return err
	}
	_, err := s.shifts.change(ctx, account.Actor, func(old shift, found bool) (shift, error) {
		if !found || !bytes.Equal(old.Statement.Key, in.Shift.Key) {
			old = shift{}
		}
		old.Actor, old.Unit, old.Role = account.Actor, account.Unit, account.Role
		old.Session, old.Connection, old.Credential, old.Statement = x.id, x.connection, account.Credential, in.Shift
		old.Means, old.Locked = meansOfSignIn(in), ""
		old.Here, old.Seen, old.LostAt = true, wire.At(now), 0
		return old, nil
	})
	if err == nil {
		s.releaseVanished(ctx)
	}
	return err
}

// Return continues a session on a new connection, after a restart of the backend as well (B13). The nonce is the connection's.
func (s *Service) Return(ctx context.Context, nonce []byte, r wire.Return) (*Session, wire.SignedIn, error) {
	const op = "backend.Return"
	if s.Authority() == nil {
		return nil, wire.SignedIn{}, fault.New(fault.Unavailable, op, fault.Key("fault.signin.no_authority"))
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	t, issued, good := s.readTicket(r.Ticket)
	account, known := s.accounts.Get(t.Actor)
	var session *Session
	err := s.guarded(ctx, access.Asking(), access.SignIn, access.Whole(), traceAccount(account, known), func() error {
		now := s.Now()
		bearer, err := seal.VerifyShift(s.Authority(), account.Credential, r.Shift, now)
		if err == nil {
			err = seal.VerifyReturn(nonce, r)
		}
		if !issued || err != nil || !account.InForce(now) || r.Shift.Actor != string(t.Actor) || shiftID(r.Shift.Key) != t.Shift {
			return fault.New(fault.Unauthenticated, op, fault.Key("fault.signin.again"), fault.Hint("hint.signin.again"))
		}
		if !good { // whose it was may come back by a way in, and keeps what they hold (L2)
			return fault.New(fault.Unauthenticated, op, fault.Key("fault.signin.lapsed"), fault.Hint("hint.signin.unlock"))
		}
		present, err := s.sessions.spend(ctx, t, t.Expires.Time().Sub(now)+time.Minute)
		if err != nil {
			return err
		}
		if !present {
			return fault.New(fault.Unauthenticated, op, fault.Key("fault.signin.again"), fault.Hint("hint.signin.again"))
		}
		session = s.newSession(account, bearer, r.Shift, t.Session)
		session.tickets = t.N
		return s.resume(ctx, session, account, r.Shift)
	})
	if err != nil {
		return nil, wire.SignedIn{}, err
	}
	out, err := s.signedIn(session, account)
	return session, out, err
}

// resume makes the connection the session's only one, and keeps what the store remembers of the shift.
func (s *Service) resume(ctx context.Context, x *Session, account Account, statement wire.Shift) error {
	_, err := s.shifts.change(ctx, account.Actor, func(old shift, found bool) (shift, error) {
		if !found || old.Session != x.id {
			old = shift{Session: x.id}
		}
		old.Actor, old.Unit, old.Role = account.Actor, account.Unit, account.Role
		old.Credential, old.Statement, old.Connection = account.Credential, statement, x.connection
		old.Here, old.Seen, old.LostAt = true, wire.At(s.Now()), 0
		return old, nil
	})
	return err
}

func (s *Service) signedIn(x *Session, account Account) (wire.SignedIn, error) {
	t, err := s.issue(x)
	locked, _ := x.Locked()
	return wire.SignedIn{
		Locked:     locked,
		Credential: account.Credential, Name: account.Name, UnitName: s.UnitName(account.Unit, "fr"), Ticket: t,
		Expires: wire.At(x.expires), Time: wire.At(s.Now()), Capacity: s.capacityOf(x.actor.Unit), Certificate: account.Certificate,
	}, err
}
