package cms

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"

	"golang.org/x/crypto/cryptobyte"
	cryptoasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"vigie.example/internal/fault"
)

func onP256(key *ecdsa.PublicKey) bool { return key.Curve == elliptic.P256() }

// agreeWith is a KeyAgreeRecipientInfo: an ephemeral key, and the content key wrapped under what it agrees on with the
// certificate's (RFC 5753, section 3.1.1).
func agreeWith(to *x509.Certificate, public *ecdsa.PublicKey, key []byte) (cryptobyte.BuilderContinuation, error) {
	const op = "cms.agreeWith"
	theirs, err := public.ECDH()
	if err != nil {
		return nil, fault.As(fault.Invalid, op, err, fault.Key("courier.certificate"))
	}
	ephemeral, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	kek, err := agreedKey(ephemeral, theirs)
	if err != nil {
		return nil, err
	}
	defer clear(kek)
	wrapped, err := wrapKey(kek, key)
	if err != nil {
		return nil, err
	}
	return func(b *cryptobyte.Builder) {
		b.AddASN1(explicit1, func(b *cryptobyte.Builder) { // [1] IMPLICIT SEQUENCE
			b.AddASN1Int64(3) // version
			b.AddASN1(explicit0, func(b *cryptobyte.Builder) {
				b.AddASN1(explicit1, func(b *cryptobyte.Builder) { // originatorKey [1] IMPLICIT
					algorithm(b, oidECPublicKey, nil) // the curve is that of the recipient's key
					b.AddASN1BitString(ephemeral.PublicKey().Bytes())
				})
			})
			algorithm(b, oidStdDHSHA256KDF, wrapAlgorithm)
			sequence(b, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					issuerAndSerial(b, to)
					b.AddASN1OctetString(wrapped)
				})
			})
		})
	}, nil
}

func wrapAlgorithm(b *cryptobyte.Builder) { algorithm(b, oidAES256Wrap, nil) }

// agreedKey derives the key that wraps: X9.63 with SHA-256, over one block since it has the length of the hash, with the
// ECC-CMS-SharedInfo of RFC 5753, section 7.2.
func agreedKey(private *ecdh.PrivateKey, public *ecdh.PublicKey) ([]byte, error) {
	const op = "cms.agreedKey"
	shared, err := private.ECDH(public)
	if err != nil {
		return nil, fault.As(fault.Untrusted, op, err)
	}
	defer clear(shared)
	b := cryptobyte.NewBuilder(nil)
	sequence(b, func(b *cryptobyte.Builder) {
		wrapAlgorithm(b)
		b.AddASN1(explicit2, func(b *cryptobyte.Builder) {
			b.AddASN1OctetString(binary.BigEndian.AppendUint32(nil, keyBytes*8))
		})
	})
	info, err := finish(op, b)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	h.Write(shared)
	h.Write([]byte{0, 0, 0, 1})
	h.Write(info)
	return h.Sum(nil), nil
}

// readAgreement reads what agreeWith wrote, and returns how to get at the content key.
func readAgreement(r *reader) opener {
	info := r.inside(explicit1)
	info.integer(3)
	originator := info.inside(explicit0)
	from := originator.inside(explicit1)
	originator.end()
	from.algorithm(oidECPublicKey)
	var point []byte
	from.check(from.s.ReadASN1BitStringAsBytes(&point))
	from.end()
	agreement := info.inside(cryptoasn1.SEQUENCE)
	agreement.identifier(oidStdDHSHA256KDF)
	agreement.algorithm(oidAES256Wrap)
	agreement.end()
	keys := info.inside(cryptoasn1.SEQUENCE)
	info.end()
	one := keys.inside(cryptoasn1.SEQUENCE)
	keys.end()
	to, wrapped := one.issuerAndSerial(), one.octets()
	one.end()
	return opener{to, func(private any) ([]byte, error) {
		const op = "cms.agree"
		key, ok := private.(*ecdsa.PrivateKey)
		if !ok {
			return nil, fault.New(fault.Untrusted, op)
		}
		mine, err := key.ECDH()
		if err != nil {
			return nil, fault.As(fault.Invalid, op, err)
		}
		theirs, err := ecdh.P256().NewPublicKey(point)
		if err != nil {
			return nil, fault.As(fault.Invalid, op, err)
		}
		kek, err := agreedKey(mine, theirs)
		if err != nil {
			return nil, err
		}
		defer clear(kek)
		return unwrapKey(kek, wrapped)
	}}
}
