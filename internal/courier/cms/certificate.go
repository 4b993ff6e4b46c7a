package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"slices"
	"time"

	"vigie.example/internal/fault"
)

// Authority is the name that the authority's certificates bear.
const Authority = "Vigie authority"

// Usages of the certificate of somebody who signs reports: what S/MIME tools ask for, and nothing that opens a connection.
const signingUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment

// Holder is whom a certificate is for: codes, never a civil name.
type Holder struct{ Actor, Unit string }

// HolderOf reads from a certificate whom it is for.
func HolderOf(c *x509.Certificate) Holder {
	h := Holder{Actor: c.Subject.CommonName}
	if len(c.Subject.OrganizationalUnit) == 1 {
		h.Unit = c.Subject.OrganizationalUnit[0]
	}
	return h
}

// Root returns the authority's certificate for its own key, in DER: what the tools of an integrator start from. Vigie's own
// programs pin the key instead.
func Root(authority crypto.Signer, from time.Time) ([]byte, error) {
	const op = "cms.Root"
	public, err := authorityKey(authority)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	name := pkix.Name{CommonName: Authority}
	template := &x509.Certificate{
		SerialNumber: serialOf(public), Subject: name, SubjectKeyId: keyID(public),
		NotBefore: from, NotAfter: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), // none: RFC 5280, section 4.1.2.5
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, authority)
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	return der, nil
}

// Issue certifies that the holder's reports are signed by key, from one time to another. The certificate is for that alone.
func Issue(authority crypto.Signer, h Holder, key *ecdsa.PublicKey, from, to time.Time) ([]byte, error) {
	const op = "cms.Issue"
	public, err := authorityKey(authority)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if h.Actor == "" || h.Unit == "" || !onP256(key) || key.Equal(public) || !to.After(from) {
		return nil, fault.New(fault.Invalid, op)
	}
	serial := make([]byte, 16)
	_, _ = rand.Read(serial) // never fails
	serial[0] = serial[0]&0x7f | 0x40
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial),
		Subject:      pkix.Name{CommonName: h.Actor, OrganizationalUnit: []string{h.Unit}},
		NotBefore:    from, NotAfter: to,
		KeyUsage: signingUsage, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, BasicConstraintsValid: true,
	}
	parent := &x509.Certificate{Subject: pkix.Name{CommonName: Authority}, SubjectKeyId: keyID(public)}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, authority)
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	return der, nil
}

func authorityKey(authority crypto.Signer) (*ecdsa.PublicKey, error) {
	public, ok := authority.Public().(*ecdsa.PublicKey)
	if !ok || !onP256(public) {
		return nil, fault.New(fault.Invalid, "cms.authorityKey")
	}
	return public, nil
}

// keyID is the subject key identifier that crypto/x509 gives to a certificate of its own (RFC 7093, method 1).
func keyID(public *ecdsa.PublicKey) []byte {
	raw, err := public.Bytes()
	if err != nil { // not of a curve that has bytes: authorityKey saw that it is
		return nil
	}
	sum := sha256.Sum256(raw)
	return sum[:20]
}

// serialOf makes the root's serial number out of its key: the same key has one name.
func serialOf(public *ecdsa.PublicKey) *big.Int {
	id := keyID(public)[:16]
	id = append([]byte{0x40}, id...)
	return new(big.Int).SetBytes(id)
}

// CheckSigner reports whether the authority certified, for signing reports and for now, the key that the certificate holds:
// fault.Untrusted or fault.Expired otherwise. It is the whole path: the authority signs certificates itself, there is nothing in
// between.
func CheckSigner(c *x509.Certificate, authority *ecdsa.PublicKey, now time.Time) error {
	const op = "cms.CheckSigner"
	digest := sha256.Sum256(c.RawTBSCertificate)
	public, ok := c.PublicKey.(*ecdsa.PublicKey)
	switch {
	case !ok || !onP256(public) || c.SignatureAlgorithm != x509.ECDSAWithSHA256 || !ecdsa.VerifyASN1(authority, digest[:], c.Signature):
	case c.IsCA || c.KeyUsage != signingUsage || !slices.Equal(c.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}):
	case len(c.UnknownExtKeyUsage) > 0 || len(c.UnhandledCriticalExtensions) > 0 || c.Issuer.CommonName != Authority:
	case now.Before(c.NotBefore) || now.After(c.NotAfter):
		return fault.New(fault.Expired, op, fault.Key("courier.signer_expired"))
	default:
		return nil
	}
	return fault.New(fault.Untrusted, op, fault.Key("courier.signer"))
}
