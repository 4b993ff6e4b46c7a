package seal

import (
	"crypto/sha256"
	"time"
	"unicode/utf8"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// How long the parts of a chain may last, and how far the clocks of its ends may differ.
const (
	MaxShift  = 16 * time.Hour
	MaxHourly = 2 * time.Hour
	Skew      = 5 * time.Minute // a window counts as begun this much earlier; it ends when it ends
)

// RoleOperator is the only role that a declarant's page seals to.
const RoleOperator = "operator"

// WayKey is the way in whose proof is a signature by the credential's key over the shift challenge.
const WayKey = "key"

// Sizes in bytes of the parts of a statement.
const (
	NonceBytes   = 32
	maxCodeBytes = 64 // actor, role, unit, console, way
)

// SignCredential signs everything else in the credential with the authority key.
func SignCredential(authority *SigningKey, c *wire.Credential) error {
	const op = "seal.SignCredential"
	if !validCodes(c.Actor, c.Role, c.Unit) || !validPublic(c.Key) || c.NotAfter <= c.NotBefore {
		return fault.New(fault.Invalid, op)
	}
	var err error
	c.Signature, err = authority.Sign(credentialTranscript(c))
	return fault.Wrap(op, err)
}

// ShiftChallenge is what every way in signs to prove who begins the shift.
func ShiftChallenge(s wire.Shift) [32]byte {
	return sha256.Sum256(Transcript(labelShift, s.Nonce, text(s.Actor), text(s.Console), s.Key, Moment(s.Expires)))
}

// SignShift proves the shift by the workstation key ("key"). It refuses (fault.Invalid) an end that is over or more than
// MaxShift away by the console's own clock, whatever the service proposed.
func SignShift(workstation *SigningKey, s *wire.Shift, now time.Time) error {
	const op = "seal.SignShift"
	left := s.Expires.Time().Sub(now)
	if !validShift(s) || left <= 0 || left > MaxShift+Skew {
		return fault.New(fault.Invalid, op)
	}
	challenge := ShiftChallenge(*s)
	proof, err := workstation.Sign(challenge[:])
	if err != nil {
		return fault.Wrap(op, err)
	}
	s.Way, s.Proof = WayKey, proof
	return nil
}

// SignHourly signs an hourly key (see RecipientKey.Statement) for the actor and console of the shift. It refuses
// (fault.Invalid) a window that is longer than MaxHourly or outlasts the shift.
func SignHourly(shift *SigningKey, of wire.Shift, h *wire.Hourly) error {
	const op = "seal.SignHourly"
	if !validHourly(h) || h.NotAfter > of.Expires {
		return fault.New(fault.Invalid, op)
	}
	var err error
	h.Signature, err = shift.Sign(hourlyTranscript(of, h))
	return fault.Wrap(op, err)
}

// SignReturn proves, on a new connection, that the shift key is here. The nonce is the connection's, from Welcome.
func SignReturn(shift *SigningKey, nonce []byte, r *wire.Return) error {
	var err error
	r.Signature, err = shift.Sign(returnTranscript(nonce, r.Shift))
	return fault.Wrap("seal.SignReturn", err)
}

// VerifyReturn checks what SignReturn made. It says nothing about the shift itself: see VerifyShift.
func VerifyReturn(nonce []byte, r wire.Return) error {
	if len(nonce) != NonceBytes {
		return fault.New(fault.Invalid, "seal.VerifyReturn")
	}
	return fault.Wrap("seal.VerifyReturn", Verify(r.Shift.Key, returnTranscript(nonce, r.Shift), r.Signature))
}

// SignBegin shows, before anything is asked of a person, that this workstation's key is here. The nonce is the connection's, from
// Welcome.
func SignBegin(workstation *SigningKey, nonce []byte, b *wire.Begin) error {
	var err error
	b.Proof, err = workstation.Sign(beginTranscript(nonce, *b))
	return fault.Wrap("seal.SignBegin", err)
}

// VerifyBegin checks what SignBegin made, by the public half of the workstation's key.
func VerifyBegin(workstation, nonce []byte, b wire.Begin) error {
	if len(nonce) != NonceBytes {
		return fault.New(fault.Invalid, "seal.VerifyBegin")
	}
	return fault.Wrap("seal.VerifyBegin", Verify(workstation, beginTranscript(nonce, b), b.Proof))
}

// EnrolmentChallenge is what a new means of signing in signs: for this person, at this console, in this shift, until then.
func EnrolmentChallenge(of wire.Shift, nonce []byte, expires wire.Millis) [32]byte {
	return sha256.Sum256(Transcript(labelEnrolment, nonce, text(of.Actor), text(of.Console), of.Key, Moment(expires)))
}

func beginTranscript(nonce []byte, b wire.Begin) []byte {
	return Transcript(labelBegin, nonce, text(b.Actor), text(b.Console), b.ShiftKey)
}

func credentialTranscript(c *wire.Credential) []byte {
	return Transcript(labelCredential, text(c.Actor), text(c.Role), text(c.Unit), c.Key, Moment(c.NotBefore), Moment(c.NotAfter))
}

func hourlyTranscript(of wire.Shift, h *wire.Hourly) []byte {
	return Transcript(labelHourly, text(of.Actor), text(of.Console), h.Public, Moment(h.NotBefore), Moment(h.NotAfter))
}

func returnTranscript(nonce []byte, s wire.Shift) []byte {
	return Transcript(labelReturn, nonce, text(s.Actor), text(s.Console), s.Key)
}

func validShift(s *wire.Shift) bool {
	return validCodes(s.Actor, s.Console) && validPublic(s.Key) && len(s.Nonce) == NonceBytes && s.Expires > 0
}

func validHourly(h *wire.Hourly) bool {
	lasts := h.NotAfter.Time().Sub(h.NotBefore.Time())
	return h.ID == HourlyID(h.Public) && len(h.Public) == HourlyPublicBytes && lasts > 0 && lasts <= MaxHourly
}

func validCodes(codes ...string) bool {
	for _, c := range codes {
		if c == "" || len(c) > maxCodeBytes || !utf8.ValidString(c) {
			return false
		}
	}
	return true
}
