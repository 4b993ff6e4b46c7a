package held

import "fmt"

// SecretBytes is the size of every secret.
const SecretBytes = 32

// Secret is a key for a template. Copies share it: wiping one wipes all. The zero value holds nothing. A Secret is used and wiped by one
// goroutine at a time.
type Secret struct{ key *[SecretBytes]byte }

// NewSecret takes a secret over, and clears where it was.
func NewSecret(from *[SecretBytes]byte) Secret {
	key := *from
	clear(from[:])
	return Secret{&key}
}

// Use calls f with the secret, which f must not keep; with nil, which is no key, when there is none or it was wiped.
func (s Secret) Use(f func(key []byte)) {
	if s.key == nil || *s.key == [SecretBytes]byte{} {
		f(nil)
		return
	}
	f(s.key[:])
}

// Wipe clears the secret.
func (s Secret) Wipe() {
	if s.key != nil {
		clear(s.key[:])
	}
}

// Format writes nothing of it, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "held.Secret") }
