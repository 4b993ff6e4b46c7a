package held

import (
	"bytes"
	"encoding/binary"

	"vigie.example/internal/authn/card"
	"vigie.example/internal/fault"
)

// Kind is what a person holds.
type Kind string

// The kinds.
const (
	SecurityKey Kind = "key"
	ServiceCard Kind = "card"
)

// SaltBytes is the size of every salt.
const SaltBytes = 32

// MaxBindingBytes bounds a binding as bytes.
const MaxBindingBytes = 2048

// Binding is kept beside a template. It is not secret. Its parts are filled in by a Holder and mean nothing to anybody else.
type Binding struct {
	Kind  Kind
	ID    []byte          // of the credential, or SHA-256 of the card's public key
	Salt  [SaltBytes]byte // drawn at random
	PIN   bool            // the secret needs the PIN of the key or card
	Means card.Means      // of a card: by which it comes to the secret; card.NoMeans for a key
	Given []byte          // of a card: what it works on
}

// maxID is the size in bytes of the longest name of a credential (WebAuthn section 4, "credential ID").
const maxID = 1023

// version is the first byte of a binding. Never reuse.
const version = 1

var kinds = []Kind{1: SecurityKey, 2: ServiceCard} // never renumber

// Valid reports whether the parts are in form.
func (b Binding) Valid() bool {
	switch b.Kind {
	case SecurityKey:
		return len(b.ID) > 0 && len(b.ID) <= maxID && b.Means == card.NoMeans && len(b.Given) == 0
	case ServiceCard:
		return b.PIN && b.deposit().Valid()
	}
	return false
}

func (b Binding) deposit() card.Deposit {
	return card.Deposit{Key: b.ID, Means: b.Means, Given: b.Given}
}

// Bytes returns the one form of a binding; nil for one that is not Valid.
func (b Binding) Bytes() []byte {
	if !b.Valid() {
		return nil
	}
	out := []byte{version, 0, 0, byte(b.Means)}
	for i, k := range kinds {
		if k == b.Kind {
			out[1] = byte(i)
		}
	}
	if b.PIN {
		out[2] = 1
	}
	out = append(out, b.Salt[:]...)
	for _, part := range [][]byte{b.ID, b.Given} {
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(part))), part...)
	}
	return out
}

// ParseBinding reads what Bytes gave, and nothing else. The error is Untrusted, with a text.
func ParseBinding(raw []byte) (Binding, error) {
	b, ok := parse(raw)
	if !ok || !bytes.Equal(b.Bytes(), raw) {
		return Binding{}, fault.New(fault.Untrusted, "held.ParseBinding", fault.Key("fault.reader.template"), fault.Hint("hint.reader.enrol_again"))
	}
	return b, nil
}

func parse(raw []byte) (Binding, bool) {
	const head = 4 + SaltBytes
	if len(raw) < head || len(raw) > MaxBindingBytes || int(raw[1]) >= len(kinds) {
		return Binding{}, false
	}
	b := Binding{Kind: kinds[raw[1]], PIN: raw[2] == 1, Means: card.Means(raw[3]), Salt: [SaltBytes]byte(raw[4:head])}
	rest := raw[head:]
	for _, part := range []*[]byte{&b.ID, &b.Given} {
		if len(rest) < 2 {
			return Binding{}, false
		}
		size := int(binary.BigEndian.Uint16(rest))
		if size > len(rest)-2 {
			return Binding{}, false
		}
		*part, rest = bytes.Clone(rest[2:2+size]), rest[2+size:]
	}
	return b, true
}
