package cms

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"

	"golang.org/x/crypto/cryptobyte"
	cryptoasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"vigie.example/internal/fault"
)

// Encrypt seals content so that only the private half of the certificate's key opens it. A certificate whose key is not of the
// profile, or that says that its key is for something else, is fault.Invalid: see [CheckRecipient]. It does not look at
// the certificate's time: who names a target does.
func Encrypt(content []byte, to *x509.Certificate) ([]byte, error) {
	const op = "cms.Encrypt"
	if err := CheckRecipient(to); err != nil {
		return nil, fault.Wrap(op, err)
	}
	if len(content) > MaxBytes/2 {
		return nil, fault.New(fault.TooLarge, op)
	}
	key, nonce := make([]byte, keyBytes), make([]byte, nonceBytes)
	defer clear(key)
	_, _ = rand.Read(key) // never fails
	_, _ = rand.Read(nonce)
	recipient, err := newRecipient(to, key)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	box, err := gcm(key)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	sealed := box.Seal(nil, nonce, content, nil)
	ciphertext, tag := sealed[:len(content)], sealed[len(content):]
	b := cryptobyte.NewBuilder(make([]byte, 0, len(sealed)+2048))
	contentInfo(b, oidAuthEnvelopedData, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(0) // version
		b.AddASN1(cryptoasn1.SET, recipient)
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(oidData)
			algorithm(b, oidAES256GCM, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) { // GCMParameters
					b.AddASN1OctetString(nonce)
					b.AddASN1Int64(tagBytes)
				})
			})
			b.AddASN1(implicit0, func(b *cryptobyte.Builder) { b.AddBytes(ciphertext) })
		})
		b.AddASN1OctetString(tag)
	})
	return finish(op, b)
}

// CheckRecipient says whether a certificate can be encrypted to: a P-256 key for key agreement, or an RSA key of 3072 to 8192
// bits for key encipherment, where the certificate says what its key is for. Otherwise fault.Invalid.
func CheckRecipient(c *x509.Certificate) error {
	const op = "cms.CheckRecipient"
	invalid := fault.New(fault.Invalid, op, fault.Key("courier.certificate"))
	if c == nil {
		return invalid
	}
	allowed := func(use x509.KeyUsage) bool { return c.KeyUsage == 0 || c.KeyUsage&use != 0 }
	switch key := c.PublicKey.(type) {
	case *ecdsa.PublicKey:
		if onP256(key) && allowed(x509.KeyUsageKeyAgreement) {
			return nil
		}
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits >= minRSABits && bits <= maxRSABits && allowed(x509.KeyUsageKeyEncipherment) {
			return nil
		}
	}
	return invalid
}

// newRecipient wraps the content key for the certificate.
func newRecipient(to *x509.Certificate, key []byte) (cryptobyte.BuilderContinuation, error) {
	if public, ok := to.PublicKey.(*rsa.PublicKey); ok {
		return transportTo(to, public, key)
	}
	return agreeWith(to, to.PublicKey.(*ecdsa.PublicKey), key) // CheckRecipient saw that it is
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.As(fault.Internal, "cms.gcm", err)
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fault.As(fault.Internal, "cms.gcm", err)
	}
	return box, nil
}
