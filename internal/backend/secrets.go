package backend

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// SecretBytes is the size of a service secret.
const SecretBytes = 32

// secrets are the keys with which the service recognises what it has said before. They open nothing that is sealed.
type secrets struct {
	ack    []byte // MAC of acknowledgements, for healing
	ticket []byte // MAC of session tickets
	names  []byte // MAC of names: what stands for the means of who has none
	nobody []byte // the public half of a key that nobody has
	line   []byte // of which each conversation's key for its entries' tokens is derived
}

// newSecrets derives the keys from the service's secret. All processes of a service have the same.
func newSecrets(secret []byte) (secrets, error) {
	const op = "backend.newSecrets"
	if len(secret) != SecretBytes {
		return secrets{}, fault.New(fault.Invalid, op)
	}
	ack, err := hkdf.Key(sha256.New, secret, nil, "vigie/1 acknowledgement", sha256.Size)
	if err != nil {
		return secrets{}, fault.As(fault.Internal, op, err)
	}
	ticket, err := hkdf.Key(sha256.New, secret, nil, "vigie/1 ticket", sha256.Size)
	if err != nil {
		return secrets{}, fault.As(fault.Internal, op, err)
	}
	line, err := hkdf.Key(sha256.New, secret, nil, "vigie/1 entry", sha256.Size)
	if err != nil {
		return secrets{}, fault.As(fault.Internal, op, err)
	}
	names, err := hkdf.Key(sha256.New, secret, nil, "vigie/1 names", sha256.Size)
	if err != nil {
		return secrets{}, fault.As(fault.Internal, op, err)
	}
	nobody, err := seal.NewSigningKey()
	if err != nil {
		return secrets{}, fault.As(fault.Internal, op, err)
	}
	return secrets{ack: ack, ticket: ticket, line: line, names: names, nobody: nobody.Public()}, nil
}

// acknowledge returns the MAC with which either end can prove, to a store that has lost it, that a message was accepted: over
// everything that its sender fixed, and position, time and deadline.
func (s secrets) acknowledge(id conversation.ID, side conversation.Side, m conversation.Message, at conversation.Position, when, deadline time.Time) []byte {
	body := sha256.Sum256(m.Body)
	mac := hmac.New(sha256.New, s.ack)
	for _, part := range [][]byte{
		[]byte(id), []byte(side), []byte(m.ID), number(uint64(m.Key)), number(uint64(m.Generation)), number(m.N), number(m.Seen),
		body[:], m.Signature, number(uint64(at)), number(uint64(wire.At(when))), number(uint64(wire.At(deadline))),
	} {
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		mac.Write(part)
	}
	return mac.Sum(nil)
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// stamp appends the MAC of a ticket's payload.
func (s secrets) stamp(payload []byte) []byte {
	mac := hmac.New(sha256.New, s.ticket)
	mac.Write(payload)
	return mac.Sum(append([]byte{}, payload...))
}

// stamped returns the payload of a ticket that this service has stamped.
func (s secrets) stamped(ticket []byte) ([]byte, bool) {
	if len(ticket) < sha256.Size {
		return nil, false
	}
	payload := ticket[:len(ticket)-sha256.Size]
	return payload, hmac.Equal(s.stamp(payload), ticket)
}
