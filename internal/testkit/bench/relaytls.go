package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"math/big"
	"net"
	"time"

	"vigie.example/internal/backend/gate"
)

// relayTLS returns the service's configuration of TLS around a certificate for this run, and the certificate in hexadecimal.
func relayTLS() (*tls.Config, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, "", err
	}
	config := gate.TLS(tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, false)
	config.NextProtos = []string{"http/1.1"}
	return config, hex.EncodeToString(der), nil
}

// trust makes the clients accept the relay's certificate.
func (r *relay) trust(der []byte) error {
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return errors.New("the relay says no certificate")
	}
	r.roots = x509.NewCertPool()
	r.roots.AddCert(certificate)
	return nil
}
