package seal

import (
	"crypto/hpke"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Bearer is somebody whose credential and shift have been verified. Only VerifyShift and VerifyChain make one; the zero
// value is nobody.
type Bearer struct {
	actor, role, unit, console string
	shiftKey                   []byte
	notAfter                   time.Time
}

// Actor returns the code of the person.
func (b Bearer) Actor() string { return b.actor }

// Role returns the role that the authority gave.
func (b Bearer) Role() string { return b.role }

// Unit returns the unit that the authority gave.
func (b Bearer) Unit() string { return b.unit }

// Console returns the identifier of the console.
func (b Bearer) Console() string { return b.console }

// ShiftKey returns the public half of the key that signs this person's messages.
func (b Bearer) ShiftKey() []byte { return append([]byte(nil), b.shiftKey...) }

// NotAfter is the end of what was verified: the earliest end in the chain.
func (b Bearer) NotAfter() time.Time { return b.notAfter }

// Peer is this person as the operator of a conversation in one generation.
func (b Bearer) Peer(id conversation.ID, g conversation.Generation) Peer {
	return Peer{conversation: id, side: conversation.Operator, public: b.ShiftKey(), generation: g}
}

// Recipient is an operator to whom a conversation key may be sealed now. Only VerifyChain makes one (B11).
type Recipient struct {
	Bearer
	hourly string
	public hpke.PublicKey
}

// Hourly returns the identifier of the hourly key.
func (r Recipient) Hourly() string { return r.hourly }

// VerifyShift checks that the authority vouches for the actor, and the actor for the shift key. The error is
// fault.Untrusted, or fault.Expired when a window has not begun or is over. It does not know which nonce the service
// gave: the service compares it.
func VerifyShift(authority []byte, c wire.Credential, s wire.Shift, now time.Time) (Bearer, error) {
	const op = "seal.VerifyShift"
	if err := Verify(authority, credentialTranscript(&c), c.Signature); err != nil {
		return Bearer{}, fault.Wrap(op, err)
	}
	if !validCodes(c.Actor, c.Role, c.Unit) || !validShift(&s) || s.Actor != c.Actor || s.Way != WayKey {
		return Bearer{}, fault.New(fault.Untrusted, op)
	}
	challenge := ShiftChallenge(s)
	if err := Verify(c.Key, challenge[:], s.Proof); err != nil {
		return Bearer{}, fault.Wrap(op, err)
	}
	if !within(now, c.NotBefore, c.NotAfter) || !now.Before(s.Expires.Time()) {
		return Bearer{}, fault.New(fault.Expired, op)
	}
	if s.Expires.Time().Sub(now) > MaxShift+Skew {
		return Bearer{}, fault.New(fault.Untrusted, op)
	}
	return Bearer{
		actor: c.Actor, role: c.Role, unit: c.Unit, console: s.Console, shiftKey: append([]byte(nil), s.Key...),
		notAfter: min(c.NotAfter, s.Expires).Time(),
	}, nil
}

// VerifyChain checks the whole way from the pinned authority key to an operator's current hourly key. The error is
// fault.Untrusted, or fault.Expired when a window has not begun or is over.
func VerifyChain(authority []byte, c wire.Chain, now time.Time) (Recipient, error) {
	const op = "seal.VerifyChain"
	bearer, err := VerifyShift(authority, c.Credential, c.Shift, now)
	if err != nil {
		return Recipient{}, fault.Wrap(op, err)
	}
	h := &c.Hourly
	if bearer.role != RoleOperator || !validHourly(h) || !nested(h, &c) {
		return Recipient{}, fault.New(fault.Untrusted, op)
	}
	if err := Verify(c.Shift.Key, hourlyTranscript(c.Shift, h), h.Signature); err != nil {
		return Recipient{}, fault.Wrap(op, err)
	}
	if !within(now, h.NotBefore, h.NotAfter) {
		return Recipient{}, fault.New(fault.Expired, op)
	}
	public, err := hpke.MLKEM768X25519().NewPublicKey(h.Public)
	if err != nil {
		return Recipient{}, fault.As(fault.Untrusted, op, err)
	}
	bearer.notAfter = h.NotAfter.Time()
	return Recipient{Bearer: bearer, hourly: h.ID, public: public}, nil
}

// nested reports whether the hourly key lives no longer than what vouches for it.
func nested(h *wire.Hourly, c *wire.Chain) bool {
	return h.NotAfter <= c.Shift.Expires && h.NotAfter <= c.Credential.NotAfter
}

func within(now time.Time, from, to wire.Millis) bool {
	return !now.Before(from.Time().Add(-Skew)) && now.Before(to.Time())
}
