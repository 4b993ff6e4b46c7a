package cms

import (
	"crypto/x509"

	cryptoasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"vigie.example/internal/fault"
)

// opener is a recipient of a message, and how its private key gives the content key.
type opener struct {
	to   name
	open func(private any) ([]byte, error)
}

// Decrypt opens what Encrypt made for the certificate, with its private key (*ecdsa.PrivateKey or *rsa.PrivateKey). The error
// is fault.Invalid for anything that is not of the profile, fault.Missing for a message to another recipient,
// fault.Untrusted for one that was changed, and fault.TooLarge.
func Decrypt(der []byte, certificate *x509.Certificate, private any) ([]byte, error) {
	const op = "cms.Decrypt"
	if len(der) > MaxBytes {
		return nil, fault.New(fault.TooLarge, op)
	}
	m, err := readEnvelope(der)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if !m.to.of(certificate) {
		return nil, fault.New(fault.Missing, op)
	}
	key, err := m.open(private)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer clear(key)
	if len(key) != keyBytes {
		return nil, fault.New(fault.Untrusted, op)
	}
	box, err := gcm(key)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	content, err := box.Open(nil, m.nonce, append(m.ciphertext[:len(m.ciphertext):len(m.ciphertext)], m.tag...), nil)
	if err != nil {
		return nil, fault.As(fault.Untrusted, op, err)
	}
	return content, nil
}

// envelope is an AuthEnvelopedData that was read.
type envelope struct {
	opener
	nonce, ciphertext, tag []byte // the sealed content, in the bytes that were read
}

func readEnvelope(der []byte) (m envelope, err error) {
	outer, content := readContentInfo(der, oidAuthEnvelopedData)
	content.integer(0)
	recipients := content.inside(cryptoasn1.SET)
	if recipients.s.PeekASN1Tag(explicit1) {
		m.opener = readAgreement(recipients)
	} else {
		m.opener = readTransport(recipients)
	}
	recipients.end()
	encrypted := content.inside(cryptoasn1.SEQUENCE)
	encrypted.identifier(oidData)
	method := encrypted.inside(cryptoasn1.SEQUENCE)
	method.identifier(oidAES256GCM)
	parameters := method.inside(cryptoasn1.SEQUENCE)
	method.end()
	m.nonce = parameters.octets()
	parameters.check(len(m.nonce) == nonceBytes)
	parameters.integer(tagBytes)
	parameters.end()
	encrypted.check(encrypted.s.ReadASN1Bytes(&m.ciphertext, implicit0))
	encrypted.end()
	m.tag = content.octets()
	content.check(len(m.tag) == tagBytes)
	content.end()
	return m, outer.close("cms.readEnvelope")
}
