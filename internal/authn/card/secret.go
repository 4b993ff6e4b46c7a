package card

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"

	"vigie.example/internal/fault"
)

// SecretBytes is the size of a secret.
const SecretBytes = 32

// SecretAsk asks a person's card for a secret.
type SecretAsk struct {
	Keys  [][]byte // SHA-256 of the public keys of who was named: at least one of them is on the card that is asked
	Label []byte   // of one purpose and one enrolment: with another it is another secret
	PIN   string
}

// Deposit is what is kept so that a card gives its secret again. It is not secret, and nobody but the card, after its PIN, can make anything of it.
type Deposit struct {
	Key   []byte // SHA-256 of the public half of the card's key, which need not be the one that signs
	Means Means
	Given []byte // what the card works on
}

// Means is how a card comes to a secret. None of them is a signature: what a card signs for a sign-in, whoever has seen it, opens nothing.
type Means uint8

// Never renumber: they are in deposits.
const (
	NoMeans   Means = 0
	Agreement Means = 1 // ECDH on P-256 with a point, uncompressed, whose private half was thrown away
	Unwrap    Means = 2 // RSA-OAEP with SHA-256 of a wrapped secret
	UnwrapOld Means = 3 // with SHA-1, for modules that know no other: OAEP does not rest on collisions
)

// Bounds in bytes of the parts of a deposit.
const (
	keyBytes   = sha256.Size
	pointBytes = 65
	minRSA     = 2048 / 8
	maxRSA     = 4096 / 8
)

// Valid reports whether a deposit is in form.
func (d Deposit) Valid() bool {
	switch {
	case len(d.Key) != keyBytes:
		return false
	case d.Means == Agreement:
		return len(d.Given) == pointBytes
	case d.Means == Unwrap || d.Means == UnwrapOld:
		return len(d.Given) >= minRSA && len(d.Given) <= maxRSA
	}
	return false
}

// NoSecret is the text key for a card none of whose keys may agree or unwrap.
const NoSecret fault.TextKey = "carried.card.secret"

// labelSecret keeps these secrets apart from everything else that is derived.
const labelSecret = "vigie/1 secret of a card"

// secretFrom makes the secret of what a card came to, which is cleared.
func secretFrom(come []byte, d Deposit, label []byte) (*[SecretBytes]byte, error) {
	defer clear(come)
	var info bytes.Buffer
	for _, part := range [][]byte{[]byte(labelSecret), {byte(d.Means)}, d.Key, d.Given, label} {
		info.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		info.Write(part)
	}
	raw, err := hkdf.Key(sha256.New, come, nil, info.String(), SecretBytes)
	if err != nil {
		return nil, fault.As(fault.Internal, "card.secretFrom", err)
	}
	out := [SecretBytes]byte(raw)
	clear(raw)
	return &out, nil
}
