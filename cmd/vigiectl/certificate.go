package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"vigie.example/internal/courier/cms"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// keys reads the public keys of a workstation: the one that signs in, and, from what vigie workstation prints, the one that signs
// reports.
func (a *adding) keys() (login, reports []byte, err error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(a.workstation))
	wrong := problem("--workstation is not a workstation's public keys: they are the line that vigie workstation prints on the person's workstation")
	if err != nil || len(raw) != seal.PublicKeyBytes && len(raw) != 2*seal.PublicKeyBytes {
		return nil, nil, wrong
	}
	login, reports = raw[:seal.PublicKeyBytes], raw[seal.PublicKeyBytes:]
	if login[0] != 4 {
		return nil, nil, wrong
	}
	if len(reports) == 0 {
		return login, nil, nil
	}
	if _, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), reports); err != nil || string(login) == string(reports) {
		return nil, nil, wrong
	}
	return login, reports, nil
}

// certify issues the certificate with which the person signs reports, for as long as the credential; nil without a key for it.
func (a *adding) certify(authority *seal.SigningKey, c wire.Credential) ([]byte, error) {
	_, reports, err := a.keys()
	if err != nil || reports == nil {
		return nil, err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), reports)
	if err != nil {
		return nil, err
	}
	signer, err := issuer(authority)
	if err != nil {
		return nil, err
	}
	holder := cms.Holder{Actor: c.Actor, Unit: c.Unit}
	return cms.Issue(signer, holder, public, c.NotBefore.Time(), c.NotAfter.Time())
}

// issuer is the authority key as crypto/x509 takes it. What it signs there begins with the tag of a SEQUENCE, what it signs as
// credentials with the length of a label: neither can be taken for the other (ADR 016).
func issuer(authority *seal.SigningKey) (*ecdsa.PrivateKey, error) {
	raw, err := authority.Bytes()
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	return ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
}

// authorityCertificate makes the certificate from which standard tools verify reports.
func (c *call) authorityCertificate(_ context.Context, args []string) error {
	set := newFlags("authority certificate")
	file := set.String("key", "", "file of the private authority key")
	passphraseFile := set.String("authority-passphrase-file", "", "file whose first line opens an encrypted authority key")
	out := set.String("out", "", "file to make for the certificate; without: standard output")
	if err := c.parse(set, args, "key"); err != nil {
		return err
	}
	key, err := readKey(*file, func() (string, error) { return c.in.passphrase(*passphraseFile, "Passphrase of the authority key") })
	if err != nil {
		return err
	}
	defer key.Destroy()
	signer, err := issuer(key)
	if err != nil {
		return err
	}
	der, err := cms.Root(signer, time.Now().Add(-time.Minute))
	if err != nil {
		return err
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	if *out == "" {
		fmt.Fprint(c.out, text)
		return nil
	}
	return writeNew(*out, text, 0o644)
}
