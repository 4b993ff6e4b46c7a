package cms

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"

	"golang.org/x/crypto/cryptobyte"
	cryptoasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"vigie.example/internal/fault"
)

// transportTo is a KeyTransRecipientInfo: the content key under RSAES-OAEP (RFC 3560).
func transportTo(to *x509.Certificate, public *rsa.PublicKey, key []byte) (cryptobyte.BuilderContinuation, error) {
	wrapped, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, public, key, nil)
	if err != nil {
		return nil, fault.As(fault.Invalid, "cms.transportTo", err, fault.Key("courier.certificate"))
	}
	return func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(0) // version
			issuerAndSerial(b, to)
			algorithm(b, oidRSAESOAEP, oaepParameters)
			b.AddASN1OctetString(wrapped)
		})
	}, nil
}

// oaepParameters are SHA-256 and MGF1 with SHA-256; the label is the empty one, by default (RFC 4055, section 4.1).
func oaepParameters(b *cryptobyte.Builder) {
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddASN1(explicit0, func(b *cryptobyte.Builder) { algorithm(b, oidSHA256, nil) })
		b.AddASN1(explicit1, func(b *cryptobyte.Builder) {
			algorithm(b, oidMGF1, func(b *cryptobyte.Builder) { algorithm(b, oidSHA256, nil) })
		})
	})
}

// readTransport reads what transportTo wrote.
func readTransport(r *reader) opener {
	info := r.inside(cryptoasn1.SEQUENCE)
	info.integer(0)
	to := info.issuerAndSerial()
	transport := info.inside(cryptoasn1.SEQUENCE)
	transport.identifier(oidRSAESOAEP)
	b := cryptobyte.NewBuilder(nil)
	oaepParameters(b)
	transport.same(b.BytesOrPanic())
	transport.end()
	wrapped := info.octets()
	info.end()
	return opener{to, func(private any) ([]byte, error) {
		const op = "cms.transport"
		key, ok := private.(*rsa.PrivateKey)
		if !ok {
			return nil, fault.New(fault.Untrusted, op)
		}
		out, err := rsa.DecryptOAEP(sha256.New(), nil, key, wrapped, nil)
		if err != nil {
			return nil, fault.As(fault.Untrusted, op, err)
		}
		return out, nil
	}}
}
