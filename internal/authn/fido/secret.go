package fido

import (
	"crypto/sha256"

	"vigie.example/internal/fault"
)

// SecretBytes is the size of a secret and of the salt that it is derived from.
const SecretBytes = 32

// SecretAsk asks a key for the secret that it derives from a salt (hmac-secret, CTAP 2.1 section 12.5). A touch is enough: with the PIN it
// would be another secret (ADR 018). There is no asking with a finger on the key.
type SecretAsk struct {
	Party string            // as ceremony.Party.ID
	Allow [][]byte          // credentials of the person: at least one
	Salt  [SecretBytes]byte // of one purpose and one enrolment
	PIN   string            // for a key with Device.Always; empty for every other
	Blink func()            // called when the key waits for a touch; may be nil
}

// Secret is what a key has derived: the same for the same credential, salt and verification, and known to nobody else.
type Secret struct {
	Value    *[SecretBytes]byte // the caller's to clear
	KeyID    []byte             // of the credential, one of those allowed
	Path     string             // of the key
	Verified bool               // by its PIN: another secret than without
}

// Text keys of the faults of secrets.
const (
	NoSecrets fault.TextKey = "carried.key.secret.none"  // the key has no hmac-secret
	OldSecret fault.TextKey = "carried.key.secret.older" // its credential was made without
	AlwaysPIN fault.TextKey = "carried.key.secret.pin"   // it wants its PIN at each touch
)

// secretDigest stands where the digest of client data stands in a proof. It is that of no client data, so that what a key signs with a secret
// proves nothing.
var secretDigest = sha256.Sum256([]byte("vigie/1 secret of a key"))
