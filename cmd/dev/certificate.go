package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"time"
)

// demoCertificate makes a certificate for this machine that is valid for a
// day. The backend could make its own, but another one at each start.
func demoCertificate(certFile, keyFile string) error {
	return demoPair(certFile, keyFile, &x509.Certificate{
		Subject: pkix.Name{CommonName: "vigie demonstration"}, NotAfter: time.Now().AddDate(0, 0, 1), IsCA: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	})
}

// demoTarget makes a certificate to which reports can be encrypted, as if it were the target's.
func demoTarget(target, certFile, keyFile string) error {
	return demoPair(certFile, keyFile, &x509.Certificate{
		Subject: pkix.Name{CommonName: "demonstration of " + target}, NotAfter: time.Now().AddDate(0, 3, 0), KeyUsage: x509.KeyUsageKeyAgreement,
	})
}

// demoPair makes a key and signs its own certificate with it.
func demoPair(certFile, keyFile string, template *x509.Certificate) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now()
	template.SerialNumber, template.NotBefore, template.BasicConstraintsValid = big.NewInt(now.UnixNano()), now.Add(-time.Hour), true
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644); err != nil {
		return err
	}
	return os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600)
}
