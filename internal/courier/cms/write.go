package cms

import (
	"crypto/x509"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	cryptoasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"vigie.example/internal/fault"
)

// Tags of the profile.
var (
	explicit0 = cryptoasn1.Tag(0).ContextSpecific().Constructed()
	explicit1 = cryptoasn1.Tag(1).ContextSpecific().Constructed()
	explicit2 = cryptoasn1.Tag(2).ContextSpecific().Constructed()
	implicit0 = cryptoasn1.Tag(0).ContextSpecific()
)

// finish returns what was built. Building fails only for lengths that ASN.1 cannot say.
func finish(op fault.Op, b *cryptobyte.Builder) ([]byte, error) {
	out, err := b.Bytes()
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	return out, nil
}

func sequence(b *cryptobyte.Builder, fill cryptobyte.BuilderContinuation) {
	b.AddASN1(cryptoasn1.SEQUENCE, fill)
}

// algorithm adds an AlgorithmIdentifier; parameters may be nil, for none.
func algorithm(b *cryptobyte.Builder, oid asn1.ObjectIdentifier, parameters cryptobyte.BuilderContinuation) {
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		if parameters != nil {
			parameters(b)
		}
	})
}

// contentInfo wraps a content of the given type (RFC 5652, section 3).
func contentInfo(b *cryptobyte.Builder, oid asn1.ObjectIdentifier, content cryptobyte.BuilderContinuation) {
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		b.AddASN1(explicit0, func(b *cryptobyte.Builder) { sequence(b, content) })
	})
}

// issuerAndSerial names a certificate (RFC 5652, section 10.2.4).
func issuerAndSerial(b *cryptobyte.Builder, c *x509.Certificate) {
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddBytes(c.RawIssuer)
		b.AddASN1BigInt(c.SerialNumber)
	})
}
