package seal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"sync/atomic"

	"vigie.example/internal/fault"
)

// Sizes in bytes of what ECDSA on P-256 needs.
const (
	PublicKeyBytes  = 65 // an uncompressed point
	SigningKeyBytes = 32 // the private number
	SignatureBytes  = 64 // r || s
)

// SigningKey is the private half of a P-256 signing key: the authority's, a workstation's, a shift's, or a
// conversation's. It is safe for concurrent use. It prints as nothing but its name.
type SigningKey struct {
	key    atomic.Pointer[ecdsa.PrivateKey]
	public []byte
}

// NewSigningKey draws a key.
func NewSigningKey() (*SigningKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fault.Wrap("seal.NewSigningKey", err)
	}
	return holdSigningKey(key)
}

// ParseSigningKey restores a key from what Bytes returned (32 bytes); anything else is fault.Invalid.
func ParseSigningKey(raw []byte) (*SigningKey, error) {
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		return nil, fault.As(fault.Invalid, "seal.ParseSigningKey", err)
	}
	return holdSigningKey(key)
}

func holdSigningKey(key *ecdsa.PrivateKey) (*SigningKey, error) {
	public, err := key.PublicKey.Bytes()
	if err != nil {
		return nil, fault.Wrap("seal.SigningKey", err)
	}
	k := &SigningKey{public: public}
	k.key.Store(key)
	return k, nil
}

// Bytes returns the private number, to be kept in a keyring: the caller clears it after use. fault.Gone after Destroy.
func (k *SigningKey) Bytes() ([]byte, error) {
	key := k.key.Load()
	if key == nil {
		return nil, fault.New(fault.Gone, "seal.SigningKey.Bytes")
	}
	raw, err := key.Bytes()
	return raw, fault.Wrap("seal.SigningKey.Bytes", err)
}

// Public returns the public half, an uncompressed point of 65 bytes. It outlives Destroy.
func (k *SigningKey) Public() []byte { return append([]byte(nil), k.public...) }

// Sign returns the 64 bytes r||s over SHA-256 of the transcript. fault.Gone after Destroy.
func (k *SigningKey) Sign(transcript []byte) ([]byte, error) {
	key := k.key.Load()
	if key == nil {
		return nil, fault.New(fault.Gone, "seal.Sign")
	}
	digest := sha256.Sum256(transcript)
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		return nil, fault.Wrap("seal.Sign", err)
	}
	out := make([]byte, SignatureBytes)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out, nil
}

// Destroy makes the key unusable. The number itself stays in memory until the collector reuses its place: the standard
// library gives no way to clear it.
func (k *SigningKey) Destroy() { k.key.Store(nil) }

// String keeps the key out of whatever prints it.
func (k *SigningKey) String() string { return "seal.SigningKey" }

// GoString keeps the key out of %#v.
func (k *SigningKey) GoString() string { return k.String() }

// Verify reports fault.Untrusted unless sig is a signature over the transcript by the private half of public.
func Verify(public, transcript, sig []byte) error {
	const op = "seal.Verify"
	if len(sig) != SignatureBytes || len(public) != PublicKeyBytes {
		return fault.New(fault.Untrusted, op)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), public)
	if err != nil {
		return fault.As(fault.Untrusted, op, err)
	}
	digest := sha256.Sum256(transcript)
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])
	if !ecdsa.Verify(key, digest[:], r, s) {
		return fault.New(fault.Untrusted, op)
	}
	return nil
}

func validPublic(public []byte) bool {
	if len(public) != PublicKeyBytes {
		return false
	}
	_, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), public)
	return err == nil
}
