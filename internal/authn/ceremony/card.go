package ceremony

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/binary"
	"math/big"

	"vigie.example/internal/fault"
)

// Card is what the service keeps of an enrolled service card: the key in its authentication slot. The card's certificate, if it
// has one, says nothing here: what was enrolled in the presence of two people is believed, and nothing else.
type Card struct {
	ID     []byte // SHA-256 of Public
	Public []byte // SubjectPublicKeyInfo, DER: P-256, or RSA of 2048 to 4096 bits
}

// CardOf returns the card with a public key. The error is Invalid for a kind of key that is not taken.
func CardOf(public []byte) (Card, error) {
	if _, err := cardKey(public); err != nil {
		return Card{}, err
	}
	id := sha256.Sum256(public)
	return Card{ID: id[:], Public: bytes.Clone(public)}, nil
}

// Purposes of a card's signature: what proves a person enrols nothing.
const (
	cardAsserts = "vigie/1 card"
	cardEnrols  = "vigie/1 card enrolment"
)

// CardDigest returns the 32 bytes that a card signs: never the challenge itself, so that nobody can have another document
// signed in its place.
func CardDigest(purpose Purpose, challenge []byte) [sha256.Size]byte {
	label := cardAsserts
	if purpose == ToEnrol {
		label = cardEnrols
	}
	h := sha256.New()
	for _, part := range [][]byte{[]byte(label), challenge} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// VerifyCard returns nil if the signature is the card's answer to the challenge. An ECDSA signature is r||s, as PKCS#11 gives
// it; an RSA one is PKCS #1 version 1.5. The error is Untrusted.
func VerifyCard(purpose Purpose, challenge []byte, card Card, signature []byte) error {
	const op = "ceremony.VerifyCard"
	key, err := cardKey(card.Public)
	if err != nil || len(challenge) != ChallengeBytes {
		return fault.New(fault.Untrusted, op)
	}
	digest := CardDigest(purpose, challenge)
	valid := false
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		if len(signature) == 64 {
			r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
			der, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
			valid = err == nil && ecdsa.VerifyASN1(key, digest[:], der)
		}
	case *rsa.PublicKey:
		valid = rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) == nil
	}
	if !valid {
		return fault.New(fault.Untrusted, op)
	}
	return nil
}

// maxPublicBytes bounds a public key: RSA of 4096 bits takes 550.
const maxPublicBytes = 1024

func cardKey(public []byte) (any, error) {
	refused := fault.New(fault.Invalid, "ceremony.CardOf", fault.Key("fault.card.algorithm"))
	if len(public) > maxPublicBytes {
		return nil, refused
	}
	parsed, err := x509.ParsePKIXPublicKey(public)
	if err != nil {
		return nil, refused
	}
	switch key := parsed.(type) {
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return key, nil
		}
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits >= 2048 && bits <= 4096 {
			return key, nil
		}
	}
	return nil, refused
}
