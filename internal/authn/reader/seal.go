package reader

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"math/big"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Templates are padded, so that their size says nothing of the finger.
const padBytes = 8 << 10

const (
	nonceBytes   = 12
	seedBytes    = 32 // the private number of the key that matches sign with; it is sealed with the template
	labelPerson  = "vigie/1 template of a person"
	labelReader  = "vigie/1 template on a reader"
	labelMatches = "vigie/1 match"
)

// sealUnder encrypts under a key derived for this reader and this pseudonym: what is sealed for one opens for no other.
func sealUnder(key []byte, label string, reader biometric.ReaderCode, code biometric.Code, plain []byte) ([]byte, error) {
	const op = "reader.seal"
	aead, err := derived(key, label, reader, code)
	if err != nil {
		return nil, err
	}
	size := (4 + len(plain) + padBytes - 1) / padBytes * padBytes
	padded := make([]byte, 4, size)
	defer func() { clear(padded[:size]) }()
	binary.BigEndian.PutUint32(padded, uint32(len(plain)))
	padded = append(padded, plain...)[:size]
	out := make([]byte, nonceBytes, nonceBytes+size+aead.Overhead())
	_, _ = rand.Read(out) // never fails
	if len(out)+size+aead.Overhead() > maxSealedBytes+padBytes {
		return nil, fault.New(fault.TooLarge, op)
	}
	return aead.Seal(out, out, padded, nil), nil
}

// openUnder decrypts into the beginning of into, which must have len(sealed) bytes. The error is Untrusted, whatever is wrong.
func openUnder(key []byte, label string, reader biometric.ReaderCode, code biometric.Code, sealed, into []byte) ([]byte, error) {
	const op = "reader.open"
	untrusted := fault.New(fault.Untrusted, op, fault.Key("fault.reader.template"), fault.Hint("hint.reader.enrol_again"))
	aead, err := derived(key, label, reader, code)
	if err != nil {
		return nil, err
	}
	if len(sealed) < nonceBytes+aead.Overhead()+padBytes || len(into) < len(sealed) {
		return nil, untrusted
	}
	padded, err := aead.Open(into[:0], sealed[:nonceBytes], sealed[nonceBytes:], nil)
	if err != nil || len(padded)%padBytes != 0 {
		return nil, untrusted
	}
	n := binary.BigEndian.Uint32(padded)
	if int64(n) > int64(len(padded)-4) {
		return nil, untrusted
	}
	return padded[4 : 4+n], nil
}

func derived(key []byte, label string, reader biometric.ReaderCode, code biometric.Code) (cipher.AEAD, error) {
	const op = "reader.derived"
	if len(key) != KeyBytes {
		return nil, fault.New(fault.Invalid, op)
	}
	f := fields{}
	f.put([]byte(reader))
	f.put([]byte(code))
	raw, err := hkdf.Key(sha256.New, key, f.raw, label, KeyBytes)
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	defer clear(raw)
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	aead, err := cipher.NewGCM(block)
	return aead, fault.Wrap(op, err)
}

// NewTemplate seals what the reader made with a fresh signing key under the person's key. For the helper.
func NewTemplate(r Request, template []byte) (sealed, public []byte, err error) {
	const op = "reader.NewTemplate"
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fault.As(fault.Internal, op, err)
	}
	seed, err := key.Bytes()
	if err != nil {
		return nil, nil, fault.As(fault.Internal, op, err)
	}
	if public, err = key.PublicKey.Bytes(); err != nil {
		return nil, nil, fault.As(fault.Internal, op, err)
	}
	plain := append(make([]byte, 0, seedBytes+len(template)), seed...)
	plain = append(plain, template...)
	clear(seed)
	defer clear(plain)
	sealed, err = sealUnder(r.Key, labelPerson, r.Reader, r.Code, plain)
	return sealed, public, err
}

// OpenTemplate opens a template into a buffer of len(r.Sealed) bytes, and gives what signs a match. For the helper.
func OpenTemplate(r Request, into []byte) (template []byte, sign func() ([]byte, error), err error) {
	const op = "reader.OpenTemplate"
	plain, err := openUnder(r.Key, labelPerson, r.Reader, r.Code, r.Sealed, into)
	if err != nil {
		return nil, nil, err
	}
	if len(plain) <= seedBytes {
		return nil, nil, fault.New(fault.Untrusted, op, fault.Key("fault.reader.template"))
	}
	seed := plain[:seedBytes]
	return plain[seedBytes:], func() ([]byte, error) {
		key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), seed)
		if err != nil {
			return nil, fault.As(fault.Untrusted, op, err, fault.Key("fault.reader.template"))
		}
		digest := sha256.Sum256(ProofTranscript(r.Code, r.Challenge))
		a, b, err := ecdsa.Sign(rand.Reader, key, digest[:])
		if err != nil {
			return nil, fault.As(fault.Internal, op, err)
		}
		return append(a.FillBytes(make([]byte, ProofBytes/2)), b.FillBytes(make([]byte, ProofBytes/2))...), nil
	}, nil
}

// ProofTranscript is what a match signs: the pseudonym and the challenge of the sign-in (seal.ShiftChallenge).
func ProofTranscript(code biometric.Code, challenge []byte) []byte {
	f := fields{}
	f.put([]byte(labelMatches))
	f.put([]byte(code))
	f.put(challenge)
	return f.raw
}

// CheckProof reports whether a match of the enrolment with this public key signed the challenge; Untrusted otherwise.
func CheckProof(public []byte, code biometric.Code, challenge, proof []byte) error {
	const op = "reader.CheckProof"
	if len(public) != PublicBytes || len(proof) != ProofBytes || len(challenge) != ChallengeBytes {
		return fault.New(fault.Untrusted, op)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), public)
	if err != nil {
		return fault.As(fault.Untrusted, op, err)
	}
	digest := sha256.Sum256(ProofTranscript(code, challenge))
	if !ecdsa.Verify(key, digest[:], new(big.Int).SetBytes(proof[:ProofBytes/2]), new(big.Int).SetBytes(proof[ProofBytes/2:])) {
		return fault.New(fault.Untrusted, op)
	}
	return nil
}
