package seal

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"

	"vigie.example/internal/fault"
)

// SecretBytes is the size of a conversation key.
const SecretBytes = 32

// Secret is one symmetric key of a conversation. Copies share the bytes, so that Destroy reaches them all. The zero value
// holds no key. It prints as nothing but its name. Destroy must not run at the same time as other uses.
type Secret struct{ bytes *[SecretBytes]byte }

// NewSecret draws a key.
func NewSecret() Secret {
	s := Secret{new([SecretBytes]byte)}
	rand.Read(s.bytes[:])
	return s
}

// ParseSecret copies a key from its 32 bytes; anything else is fault.Invalid.
func ParseSecret(raw []byte) (Secret, error) {
	if len(raw) != SecretBytes {
		return Secret{}, fault.New(fault.Invalid, "seal.ParseSecret")
	}
	return Secret{(*[SecretBytes]byte)(append([]byte(nil), raw...))}, nil
}

// Bytes returns a copy for a vault, which the caller clears after use; fault.Gone when there is no key any more.
func (s Secret) Bytes() ([]byte, error) {
	if !s.Usable() {
		return nil, fault.New(fault.Gone, "seal.Secret")
	}
	return append([]byte(nil), s.bytes[:]...), nil
}

// Usable reports whether the secret holds a key.
func (s Secret) Usable() bool { return s.bytes != nil && *s.bytes != [SecretBytes]byte{} }

// Equal compares in constant time.
func (s Secret) Equal(other Secret) bool {
	return s.Usable() && other.Usable() && subtle.ConstantTimeCompare(s.bytes[:], other.bytes[:]) == 1
}

// Destroy overwrites the key in every copy of s.
func (s Secret) Destroy() {
	if s.bytes != nil {
		clear(s.bytes[:])
	}
}

// Format keeps the key out of whatever prints it, by any verb (C8).
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// String keeps the key out of whatever prints it.
func (s Secret) String() string { return "seal.Secret" }
