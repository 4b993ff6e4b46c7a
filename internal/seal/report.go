package seal

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"vigie.example/internal/fault"
)

// labelReportKey separates the key that signs reports from the one that it is derived from. Never change, never reuse.
const labelReportKey = "vigie/1 report key"

// ReportKey is the key with which a workstation signs reports. It is a key of its own, so that nothing that is signed at a sign-in can
// be taken for a report or the reverse, derived from the workstation key, so that there is one secret to keep: HKDF-SHA-256 over the
// private number, and rejection sampling (FIPS 186-5, appendix A.2.2). Who has this key does not have the workstation's. The fault is
// Gone after Destroy.
func (k *SigningKey) ReportKey() (*ReportKey, error) {
	const op = "seal.ReportKey"
	raw, err := k.Bytes()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer clear(raw)
	for i := range 16 { // one try in four thousand million fails
		number, err := hkdf.Key(sha256.New, raw, nil, fmt.Sprintf("%s %d", labelReportKey, i), SigningKeyBytes)
		if err != nil {
			return nil, fault.As(fault.Internal, op, err)
		}
		key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), number)
		clear(number)
		if err == nil {
			return &ReportKey{key}, nil
		}
	}
	return nil, fault.New(fault.Internal, op)
}

// ReportKey signs reports: it is a crypto.Signer for SHA-256 alone. It is safe for concurrent use, and prints as nothing but its name.
type ReportKey struct{ key *ecdsa.PrivateKey }

// Public returns the public half, an *ecdsa.PublicKey.
func (k *ReportKey) Public() crypto.PublicKey { return &k.key.PublicKey }

// Point returns the public half, an uncompressed point of 65 bytes.
func (k *ReportKey) Point() []byte {
	point, err := k.key.PublicKey.Bytes()
	if err != nil { // a key on P-256 has bytes
		return nil
	}
	return point
}

// Sign signs a SHA-256 digest; anything else is fault.Invalid.
func (k *ReportKey) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	const op = "seal.ReportKey.Sign"
	if opts.HashFunc() != crypto.SHA256 || len(digest) != sha256.Size {
		return nil, fault.New(fault.Invalid, op)
	}
	signature, err := k.key.Sign(random, digest, opts)
	return signature, fault.Wrap(op, err)
}

// String keeps the key out of whatever prints it.
func (k *ReportKey) String() string { return "seal.ReportKey" }

// GoString keeps the key out of %#v.
func (k *ReportKey) GoString() string { return k.String() }
