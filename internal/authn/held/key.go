package held

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"vigie.example/internal/authn/fido"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// key is a person's security keys.
type key struct {
	keys  *fido.Keys
	party string
	allow [][]byte
}

// Key returns the holder that asks the security keys of a machine for those of one person: party is ceremony.Party.ID, allow their credentials
// in force. A touch is enough, unless the key wants its PIN each time (ADR 018).
func Key(keys *fido.Keys, party string, allow [][]byte) Holder {
	return key{keys, party, slices.Clone(allow)}
}

// Make implements Holder.
func (k key) Make(ctx context.Context, a Ask) (Binding, Secret, error) {
	b := Binding{Kind: SecurityKey, Salt: drawn()}
	s, err := k.ask(ctx, b, a, k.allow)
	if err != nil {
		return Binding{}, Secret{}, err
	}
	b.ID, b.PIN = s.KeyID, s.Verified
	return b, NewSecret(s.Value), nil
}

// Open implements Holder.
func (k key) Open(ctx context.Context, b Binding, a Ask) (Secret, error) {
	const op = "held.Key.Open"
	if b.Kind != SecurityKey || !b.Valid() {
		return Secret{}, fault.New(fault.Invalid, op)
	}
	if !slices.ContainsFunc(k.allow, func(id []byte) bool { return bytes.Equal(id, b.ID) }) {
		return Secret{}, fault.New(fault.Missing, op, fault.Key(fido.Unknown)) // revoked, or another's
	}
	s, err := k.ask(ctx, b, a, [][]byte{b.ID})
	if err != nil {
		return Secret{}, err
	}
	if s.Verified != b.PIN { // the key was set otherwise meanwhile, and this is its other secret
		clear(s.Value[:])
		return Secret{}, fault.New(fault.Untrusted, op, fault.Key("fault.reader.template"), fault.Hint("hint.reader.enrol_again"))
	}
	return NewSecret(s.Value), nil
}

func (k key) ask(ctx context.Context, b Binding, a Ask, allow [][]byte) (fido.Secret, error) {
	const op = "held.Key"
	if !a.Code.Valid() || len(allow) == 0 {
		return fido.Secret{}, fault.New(fault.Invalid, op)
	}
	s, err := k.keys.Secret(ctx, fido.SecretAsk{Party: k.party, Allow: allow, Salt: sha256.Sum256(label(b, a.Code, k.party)), PIN: a.PIN, Blink: a.Blink})
	return s, fault.Wrap(op, err)
}

func drawn() (salt [SaltBytes]byte) {
	_, _ = rand.Read(salt[:]) // never fails
	return salt
}

// labelTemplate keeps these secrets apart from every other that a key or card could be asked for.
const labelTemplate = "vigie/1 template held by a person"

// label binds a secret to its purpose, to the pseudonym of the enrolment and to the salt of the binding.
func label(b Binding, code biometric.Code, more ...string) (out []byte) {
	for _, part := range append([]string{labelTemplate, string(b.Kind), string(code), string(b.Salt[:])}, more...) {
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(part))), part...)
	}
	return out
}
