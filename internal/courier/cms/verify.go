package cms

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"time"

	cryptoasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"vigie.example/internal/fault"
)

// Message is what somebody signed whom the authority vouches for. Only Verify makes one.
type Message struct {
	content []byte
	signer  *x509.Certificate
	at      time.Time
}

// Content returns what was signed. The caller does not change it.
func (m Message) Content() []byte { return m.content }

// Signer returns the certificate of who signed.
func (m Message) Signer() *x509.Certificate { return m.signer }

// SignedAt returns when the signer says that it was: to the second, by the signer's clock.
func (m Message) SignedAt() time.Time { return m.at }

// Verify opens what Sign made, and checks signature and certificate. The error is fault.Invalid for anything that is not of the
// profile, fault.Untrusted for a signature or a certificate that does not hold, fault.Expired for a certificate that is
// not in force now, and fault.TooLarge.
func Verify(der []byte, authority *ecdsa.PublicKey, now time.Time) (Message, error) {
	const op = "cms.Verify"
	if len(der) > MaxBytes {
		return Message{}, fault.New(fault.TooLarge, op)
	}
	s, err := readSigned(der)
	if err != nil {
		return Message{}, fault.Wrap(op, err)
	}
	certificate, err := x509.ParseCertificate(s.certificate)
	if err != nil {
		return Message{}, fault.As(fault.Invalid, op, err)
	}
	if err := CheckSigner(certificate, authority, now); err != nil {
		return Message{}, fault.Wrap(op, err)
	}
	if !s.signer.of(certificate) {
		return Message{}, fault.New(fault.Untrusted, op)
	}
	at, err := readAttributes(s.attributes, s.content, certificate)
	if err != nil {
		return Message{}, fault.Wrap(op, err)
	}
	digest := sha256.Sum256(asSet(s.attributes))
	if !ecdsa.VerifyASN1(certificate.PublicKey.(*ecdsa.PublicKey), digest[:], s.signature) {
		return Message{}, fault.New(fault.Untrusted, op)
	}
	return Message{s.content, certificate, at}, nil
}

// signed is a SignedData that was read; nothing of it is believed yet.
type signed struct {
	content, certificate, attributes, signature []byte
	signer                                      name
}

func readSigned(der []byte) (s signed, err error) {
	outer, content := readContentInfo(der, oidSignedData)
	content.integer(1)
	digests := content.inside(cryptoasn1.SET)
	digests.algorithmOrNull(oidSHA256)
	digests.end()
	encapsulated := content.inside(cryptoasn1.SEQUENCE)
	encapsulated.identifier(oidData)
	wrapper := encapsulated.inside(explicit0)
	encapsulated.end()
	s.content = wrapper.octets()
	wrapper.end()
	certificates := content.inside(explicit0)
	s.certificate = certificates.element(cryptoasn1.SEQUENCE)
	certificates.end()
	signers := content.inside(cryptoasn1.SET)
	content.end()
	one := signers.inside(cryptoasn1.SEQUENCE)
	signers.end()
	one.integer(1)
	s.signer = one.issuerAndSerial()
	one.algorithmOrNull(oidSHA256)
	s.attributes = one.inside(explicit0).s
	one.algorithm(oidECDSAWithSHA256)
	s.signature = one.octets()
	one.end()
	return s, outer.close("cms.readSigned")
}

// readAttributes checks that the four attributes of the profile are there, once each and in order, and fit the content and the
// certificate. It returns the signing time.
func readAttributes(der, content []byte, certificate *x509.Certificate) (at time.Time, err error) {
	const op = "cms.readAttributes"
	failed := false
	r := &reader{s: der, failed: &failed}
	before := []byte(nil)
	seen := 0
	for !r.s.Empty() && !failed {
		element := r.element(cryptoasn1.SEQUENCE)
		r.check(bytes.Compare(before, element) < 0) // DER
		before = element
		one := (&reader{s: element, failed: &failed}).inside(cryptoasn1.SEQUENCE)
		var oid asn1.ObjectIdentifier
		one.check(one.s.ReadASN1ObjectIdentifier(&oid))
		value := one.inside(cryptoasn1.SET)
		one.end()
		switch {
		case oid.Equal(oidContentType):
			value.identifier(oidData)
			seen |= 1
		case oid.Equal(oidMessageDigest):
			digest := sha256.Sum256(content)
			value.check(bytes.Equal(value.octets(), digest[:]))
			seen |= 2
		case oid.Equal(oidSigningTime):
			value.check(value.s.ReadASN1UTCTime(&at))
			seen |= 4
		case oid.Equal(oidSigningCert):
			hash := sha256.Sum256(certificate.Raw)
			id := value.inside(cryptoasn1.SEQUENCE).inside(cryptoasn1.SEQUENCE).inside(cryptoasn1.SEQUENCE)
			id.check(bytes.Equal(id.octets(), hash[:]))
			id.end()
			seen |= 8
		default:
			value.check(false)
		}
		value.end()
	}
	if failed || seen != 15 {
		return time.Time{}, fault.New(fault.Untrusted, op)
	}
	return at, nil
}
