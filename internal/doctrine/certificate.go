package doctrine

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
)

// readCertificate reads the certificate to which packages for a target are encrypted, as PEM. The line may be missing: then nothing
// can be sent to the target, and the doctrine's notes say so.
func (f *sheet) readCertificate(t *Target) {
	n := f.lookup("certificate")
	if n.Kind == Nothing {
		return
	}
	if t.Connector == ByVoice {
		f.bad(n.Line, "delete it", "nothing is encrypted for a target that is read aloud to")
		return
	}
	block, rest := pem.Decode([]byte(n.Value))
	whole := strings.HasPrefix(strings.TrimSpace(n.Value), "-----BEGIN")
	if n.Kind != Scalar || !whole || block == nil || block.Type != "CERTIFICATE" || strings.TrimSpace(string(rest)) != "" {
		f.bad(n.Line, "write certificate: | and below it one certificate, from BEGIN CERTIFICATE to END CERTIFICATE", "the certificate is not one certificate in PEM")
		return
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		f.bad(n.Line, "ask the target for its certificate again", "the certificate cannot be read")
		return
	}
	if !encryptable(cert) {
		f.bad(n.Line, "ask the target for a certificate with a P-256 key for keyAgreement, or an RSA key of 3072 bits or more for keyEncipherment", "packages cannot be encrypted to the certificate's key")
		return
	}
	t.Certificate, t.CertificateFrom, t.CertificateUntil = block.Bytes, cert.NotBefore, cert.NotAfter
}

// encryptable says of a certificate what packages need (internal/courier/cms); a certificate that does not say what it is for may be
// used.
func encryptable(cert *x509.Certificate) bool {
	allowed := func(use x509.KeyUsage) bool { return cert.KeyUsage == 0 || cert.KeyUsage&use != 0 }
	switch key := cert.PublicKey.(type) {
	case *ecdsa.PublicKey:
		return key.Curve == elliptic.P256() && allowed(x509.KeyUsageKeyAgreement)
	case *rsa.PublicKey:
		bits := key.N.BitLen()
		return bits >= minRSABits && bits <= maxRSABits && allowed(x509.KeyUsageKeyEncipherment)
	}
	return false
}

const (
	minRSABits = 3072
	maxRSABits = 8192
)
