package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cryptoasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"vigie.example/internal/fault"
)

// Signer is who signs: a P-256 key, and the certificate that the authority gave for it.
type Signer struct {
	Certificate *x509.Certificate
	Key         crypto.Signer // may live in a card
}

// Sign returns content with the signature of its signer, at the given time. The certificate is enclosed; whether it is in
// force is the caller's to know, and whether to believe it the receiver's.
func Sign(content []byte, by Signer, at time.Time) ([]byte, error) {
	const op = "cms.Sign"
	public, ok := by.Key.Public().(*ecdsa.PublicKey)
	if !ok || !onP256(public) || by.Certificate == nil || !public.Equal(by.Certificate.PublicKey) {
		return nil, fault.New(fault.Invalid, op, fault.Key("courier.signer"))
	}
	if len(content) > MaxBytes/2 {
		return nil, fault.New(fault.TooLarge, op)
	}
	attributes, err := signedAttributes(content, by.Certificate, at)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	digest := sha256.Sum256(asSet(attributes)) // RFC 5652, section 5.4
	signature, err := by.Key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return nil, fault.As(fault.Unavailable, op, err)
	}
	b := cryptobyte.NewBuilder(make([]byte, 0, len(content)+2048))
	contentInfo(b, oidSignedData, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1) // version
		b.AddASN1(cryptoasn1.SET, func(b *cryptobyte.Builder) { algorithm(b, oidSHA256, nil) })
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(oidData)
			b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddASN1OctetString(content) })
		})
		b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddBytes(by.Certificate.Raw) }) // [0] IMPLICIT SET
		b.AddASN1(cryptoasn1.SET, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(1) // version: the signer is named by issuer and serial number
				issuerAndSerial(b, by.Certificate)
				algorithm(b, oidSHA256, nil)
				b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddBytes(attributes) }) // [0] IMPLICIT SET
				algorithm(b, oidECDSAWithSHA256, nil)
				b.AddASN1OctetString(signature)
			})
		})
	})
	return finish(op, b)
}

// signedAttributes returns the attributes in the order of DER, without what holds them together.
func signedAttributes(content []byte, certificate *x509.Certificate, at time.Time) ([]byte, error) {
	digest := sha256.Sum256(content)
	hash := sha256.Sum256(certificate.Raw)
	all := make([][]byte, 0, 4)
	for _, a := range []struct {
		oid   asn1.ObjectIdentifier
		value cryptobyte.BuilderContinuation
	}{
		{oidContentType, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oidData) }},
		{oidMessageDigest, func(b *cryptobyte.Builder) { b.AddASN1OctetString(digest[:]) }},
		{oidSigningTime, func(b *cryptobyte.Builder) { b.AddASN1UTCTime(at.UTC()) }}, // until 2049: RFC 5652, section 11.3
		{oidSigningCert, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) { // SigningCertificateV2
				sequence(b, func(b *cryptobyte.Builder) { // certs
					sequence(b, func(b *cryptobyte.Builder) { b.AddASN1OctetString(hash[:]) }) // ESSCertIDv2: SHA-256 by default
				})
			})
		}},
	} {
		b := cryptobyte.NewBuilder(nil)
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(a.oid)
			b.AddASN1(cryptoasn1.SET, a.value)
		})
		der, err := finish("cms.signedAttributes", b)
		if err != nil {
			return nil, err
		}
		all = append(all, der)
	}
	slices.SortFunc(all, slices.Compare)
	return slices.Concat(all...), nil
}

// asSet is what the signature is over: the attributes with the tag of a SET, not that of the field that holds them.
func asSet(attributes []byte) []byte {
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1(cryptoasn1.SET, func(b *cryptobyte.Builder) { b.AddBytes(attributes) })
	return b.BytesOrPanic() // a few hundred bytes, or what a reader has bounded
}
