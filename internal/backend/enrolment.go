package backend

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// Enrolment (L3, L13): a supervisor, or the host's administrator, gives a code by word of mouth; the person enters it in their
// own session and enrols one means. The first means of a person is in force once who gave the code has confirmed the number
// that the person's screen shows: two people who are together.
const (
	invitationTime = time.Hour
	maxWrong       = 3 // numbers, before the means is refused
)

// codeAlphabet has the letters and digits that nobody takes for each other.
const codeAlphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// newCode draws 79 bits, to be read aloud: four groups of four characters.
func newCode() string {
	var code []byte
	for raw := make([]byte, 1); len(code) < 19; {
		_, _ = rand.Read(raw) // never fails
		switch n := int(raw[0]); {
		case len(code)%5 == 4:
			code = append(code, '-')
		case n < 256-256%len(codeAlphabet): // so that none is more likely
			code = append(code, codeAlphabet[n%len(codeAlphabet)])
		}
	}
	return string(code)
}

// codeDigest is what is kept of a code: whatever its holder makes of case, spaces and hyphens.
func codeDigest(actor access.ActorCode, typed string) []byte {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	sum := sha256.Sum256([]byte("vigie/1 invitation\x00" + string(actor) + "\x00" + plain))
	return sum[:]
}

// confirmation is what the second person reads on the first one's screen: six digits that come from the means itself, so that nobody's
// means is confirmed for another's.
func confirmation(actor access.ActorCode, m Means, nonce []byte) string {
	h := sha256.New()
	for _, part := range [][]byte{[]byte("vigie/1 confirmation"), []byte(actor), m.ID, m.Public, nonce} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(h.Sum(nil))%1_000_000)
}

// staffOf returns somebody's account as what an action is about. Whoever is not there belongs to nobody.
func (s *Service) staffOf(actor access.ActorCode) access.Object {
	account, ok := s.accounts.Get(actor)
	if !ok || account.Revoked != 0 {
		return access.Object{}
	}
	return access.OfStaff(account.Unit, account.Actor)
}

// Invite gives a code with which somebody may enrol one means within the hour. It replaces the code before.
func (s *Service) Invite(ctx context.Context, by access.Actor, actor access.ActorCode) (out wire.Invited, err error) {
	ctx, cancel := detached(ctx)
	defer cancel()
	object := s.staffOf(actor)
	err = s.guarded(ctx, by, access.InviteMeans, object, staffTraced(object, actor), func() error {
		code, expires := newCode(), wire.At(s.Now().Add(invitationTime))
		err := s.means.change(ctx, actor, func(b belongings) (belongings, error) {
			b.Invitation = &invitation{Digest: codeDigest(actor, code), Expires: expires, By: by.Code}
			return b, nil
		})
		out = wire.Invited{Actor: string(actor), Code: code, Expires: expires}
		return err
	})
	return out, err
}

// staffTraced names the account in the trace, unless there is none.
func staffTraced(o access.Object, actor access.ActorCode) trace.Object {
	return traceAccount(Account{Actor: actor}, o.State == access.Present)
}

// Enrolling is an enrolment under way.
type Enrolling struct {
	nonce   []byte
	expires wire.Millis
	digest  []byte // of the invitation
	by      access.ActorCode
	first   bool
	used    bool
}

// BeginEnrolment checks the code of an invitation, and gives what the new means has to sign.
func (s *Service) BeginEnrolment(ctx context.Context, x *Session, e wire.Enrol) (*Enrolling, wire.Enrolment, error) {
	const op = "backend.BeginEnrolment"
	ctx, cancel := detached(ctx)
	defer cancel()
	actor, now := x.Actor(s.Now()), s.Now()
	var out *Enrolling
	err := s.guarded(ctx, actor, access.EnrolMeans, access.Own(actor), trace.Account(actor.Code), func() error {
		door := string(actor.Code) + "\x00enrol"
		if s.doors.wait(door, now) > 0 {
			return fault.New(fault.TooMany, op, fault.Key("fault.signin.throttled"))
		}
		b, digest := s.means.of(actor.Code).lapse(now), codeDigest(actor.Code, e.Code)
		if i := b.Invitation; i == nil || now.After(i.Expires.Time()) || subtle.ConstantTimeCompare(i.Digest, digest) != 1 {
			s.doors.failed(door, now)
			return fault.New(fault.Denied, op, fault.Key("fault.means.code"), fault.Hint("hint.means.code"))
		}
		s.doors.succeeded(door)
		out = &Enrolling{nonce: make([]byte, seal.NonceBytes), expires: wire.At(now.Add(challengeTime)), digest: digest, by: b.Invitation.By}
		_, _ = rand.Read(out.nonce) // never fails
		out.first = b.first()
		return nil
	})
	if err != nil {
		return nil, wire.Enrolment{}, err
	}
	answer := wire.Enrolment{Nonce: out.nonce, Expires: out.expires, First: out.first}
	for _, m := range s.means.inForce(actor.Code, MeansKey) {
		answer.Keys = append(answer.Keys, m.ID)
	}
	for _, m := range s.means.inForce(actor.Code, MeansCard) {
		answer.Cards = append(answer.Cards, m.ID)
	}
	return out, answer, nil
}

// first reports whether nothing is in force, so that the next means wants two people.
func (b belongings) first() bool {
	for _, m := range b.Means {
		if m.inForce() {
			return false
		}
	}
	return true
}

// Enrol ends an enrolment: it uses the invitation up.
func (s *Service) Enrol(ctx context.Context, x *Session, e *Enrolling, m wire.EnrolMeans) error {
	const op = "backend.Enrol"
	ctx, cancel := detached(ctx)
	defer cancel()
	actor, now := x.Actor(s.Now()), s.Now()
	action := access.EnrolMeans
	if m.Finger != nil {
		action = access.EnrolFinger
	}
	return s.guarded(ctx, actor, action, access.Own(actor), trace.Account(actor.Code), func() error {
		if e == nil || e.used || now.After(e.expires.Time()) {
			return fault.New(fault.Expired, op, fault.Key("fault.signin.challenge"))
		}
		e.used = true
		if err := e.holds(s.means.of(actor.Code).lapse(now)); err != nil {
			return err
		}
		at, ok := s.shifts.get(actor.Code)
		if !ok || s.cfg.Judge == nil {
			return fault.New(fault.Unavailable, op)
		}
		made, err := s.judged(seal.EnrolmentChallenge(at.Statement, e.nonce, e.expires), actor.Code, m)
		if err != nil {
			return err
		}
		if e.first {
			made.Number = confirmation(actor.Code, made, e.nonce)
		}
		made.Name, made.Added, made.By = strings.TrimSpace(m.Name), wire.At(now), e.by
		if m.Finger != nil {
			if err := s.recordFinger(ctx, actor, *m.Finger); err != nil {
				return err
			}
		}
		err = s.means.change(ctx, actor.Code, func(b belongings) (belongings, error) {
			b = b.lapse(now)
			if err := e.holds(b); err != nil {
				return b, err
			}
			for _, other := range b.Means {
				if bytes.Equal(other.ID, made.ID) {
					return b, fault.New(fault.Taken, op, fault.Key("fault.means.known"))
				}
			}
			b.Invitation = nil
			return b.add(made)
		})
		if m.Finger == nil {
			return err
		}
		if err != nil { // it is nobody's means, so nobody's template
			code := biometric.Code(m.Finger.Code)
			return errors.Join(err, s.due(ctx, actor.Code, biometric.Revoked, func(o enrolled) bool { return o.Code == code }))
		}
		return s.align(ctx, actor.Code) // of the one before on this reader
	})
}

// holds reports whether the invitation is still the one that the enrolment began with, and whether somebody would still have to confirm it.
func (e *Enrolling) holds(b belongings) error {
	if b.Invitation == nil || !bytes.Equal(b.Invitation.Digest, e.digest) || !e.first && b.first() {
		return fault.New(fault.Expired, "backend.Enrol", fault.Key("fault.means.code"), fault.Hint("hint.means.code"))
	}
	return nil
}

// judged asks the judge about a new means.
func (s *Service) judged(challenge [32]byte, actor access.ActorCode, m wire.EnrolMeans) (made Means, err error) {
	switch {
	case m.Key != nil:
		made.Kind = MeansKey
		made.ID, made.Public, made.Count, err = s.cfg.Judge.NewKey(challenge[:], string(actor), m.Key.AuthData, m.Key.ClientData)
	case m.Card != nil:
		made.Kind, made.Public = MeansCard, m.Card.SPKI
		made.ID, err = s.cfg.Judge.NewCard(challenge[:], m.Card.SPKI, m.Card.Sig)
	case m.Finger != nil:
		made, err = judgedFinger(challenge, *m.Finger)
	default:
		err = fault.New(fault.Invalid, "backend.judged")
	}
	return made, err
}

// ConfirmMeans puts somebody's first means in force, if the number is the one that their screen shows. Only who gave the code
// confirms. After maxWrong wrong numbers the means is refused.
func (s *Service) ConfirmMeans(ctx context.Context, by access.Actor, c wire.MeansConfirm) error {
	const op = "backend.ConfirmMeans"
	ctx, cancel := detached(ctx)
	defer cancel()
	actor := access.ActorCode(c.Actor)
	object := s.staffOf(actor)
	return s.guarded(ctx, by, access.ConfirmMeans, object, staffTraced(object, actor), func() error {
		right, now := false, s.Now()
		err := s.means.change(ctx, actor, func(b belongings) (belongings, error) {
			b = b.lapse(now)
			for i := range b.Means {
				m := &b.Means[i]
				if m.Number == "" || m.Revoked != 0 || m.By != by.Code {
					continue
				}
				right = subtle.ConstantTimeCompare([]byte(m.Number), []byte(strings.ReplaceAll(c.Number, " ", ""))) == 1
				if right {
					m.Number, m.With = "", by.Code
				} else if m.Wrong++; m.Wrong >= maxWrong {
					m.Revoked, m.Cause, m.Number = wire.At(now), ByRefusal, ""
				}
				return b, nil
			}
			return b, fault.New(fault.Missing, op, fault.Key("fault.means.none_waits"))
		})
		if err == nil {
			err = s.align(ctx, actor)
		}
		if err == nil && !right {
			err = fault.New(fault.Denied, op, fault.Key("fault.means.number"), fault.Hint("hint.means.number"))
		}
		return err
	})
}

// RevokeMeans ends a means at once. A session that began with it is locked.
func (s *Service) RevokeMeans(ctx context.Context, by access.Actor, r wire.MeansRevoke) error {
	ctx, cancel := detached(ctx)
	defer cancel()
	actor := access.ActorCode(r.Actor)
	object := s.staffOf(actor)
	return s.guarded(ctx, by, access.RevokeMeans, object, staffTraced(object, actor), func() error {
		cause := BySupervisor
		if by.Code == actor {
			cause = ByHolder
		}
		err := s.means.change(ctx, actor, func(b belongings) (belongings, error) {
			return b.alter(r.ID, func(m *Means) { m.Revoked, m.Cause, m.Number = wire.At(s.Now()), cause, "" })
		})
		if err != nil {
			return err
		}
		return errors.Join(s.lockFor(ctx, actor, r.ID), s.align(ctx, actor))
	})
}

// ListMeans returns what somebody signs in with. The number that waits for a confirmation is for their own screen alone.
func (s *Service) ListMeans(ctx context.Context, by access.Actor, actor access.ActorCode) (out wire.Means, err error) {
	object := s.staffOf(actor)
	err = s.guarded(ctx, by, access.ReadMeans, object, staffTraced(object, actor), func() error {
		out = s.shownMeans(actor, by.Code == actor)
		return nil
	})
	return out, err
}

// OwnMeans returns the session's own, for a console that follows them.
func (s *Service) OwnMeans(x *Session) wire.Means { return s.shownMeans(x.actor.Code, true) }

func (s *Service) shownMeans(actor access.ActorCode, own bool) wire.Means {
	out := wire.Means{Actor: string(actor)}
	at, _ := s.shifts.get(actor)
	for _, m := range s.means.of(actor).lapse(s.Now()).Means {
		one := wire.OneMeans{
			ID: m.ID, Kind: m.Kind, Name: m.Name, Added: m.Added, By: string(m.By), Used: m.Used, Revoked: m.Revoked, Cause: m.Cause,
			Waits: m.Number != "", Present: own && bytes.Equal(m.ID, at.Means),
		}
		if own {
			one.Number = m.Number
		}
		out.List = append(out.List, one)
	}
	return out
}
