package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/rulebook"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// doctrineSign checks a doctrine, and signs it with the offline authority key.
func (c *call) doctrineSign(_ context.Context, args []string) error {
	names, args, err := files(args, 1, "doctrine sign FILE --authority FILE --out FILE")
	if err != nil {
		return err
	}
	set := newFlags("doctrine sign FILE")
	authority := set.String("authority", "", "file of the private authority key")
	passphraseFile := set.String("authority-passphrase-file", "", "file whose first line opens an encrypted authority key")
	out := set.String("out", "", "file to write the signed doctrine to, for vigied serve --doctrine; never overwritten")
	if err := c.parse(set, args, "authority", "out"); err != nil {
		return err
	}
	r, err := readRules(names[0])
	if err != nil {
		return err
	}
	if _, err := os.Lstat(*out); err == nil {
		return alreadyThere(*out)
	}
	key, err := readKey(*authority, func() (string, error) {
		return c.in.passphrase(*passphraseFile, "Passphrase of the authority key")
	})
	if err != nil {
		return err
	}
	defer key.Destroy()
	signed := wire.Doctrine{Version: r.doctrine.Version(), Text: rulebook.Whole(r.text)}
	if err := seal.SignDoctrine(key, &signed); err != nil {
		return err
	}
	if err := writeNew(*out, rulebook.AddSignature(signed.Text, signed.Signature), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "version %s is signed\n", signed.Version)
	c.printNotes(r.doctrine)
	return nil
}

// doctrineCertificate puts a target's certificate into a doctrine, which is to be signed again.
func (c *call) doctrineCertificate(_ context.Context, args []string) error {
	names, args, err := files(args, 1, "doctrine certificate FILE --target CODE --certificate FILE --out FILE")
	if err != nil {
		return err
	}
	set := newFlags("doctrine certificate FILE")
	target := set.String("target", "", "code of the target, such as n-mci")
	certificate := set.String("certificate", "", "PEM file with the certificate to which its packages are encrypted")
	version := set.String("version", "", "version of the result; without: as before")
	out := set.String("out", "", "file to write the doctrine to; never overwritten")
	if err := c.parse(set, args, "target", "certificate", "out"); err != nil {
		return err
	}
	r, err := readRules(names[0])
	if err != nil {
		return err
	}
	pem, err := os.ReadFile(*certificate)
	if err != nil {
		return fileProblem("the certificate cannot be read", err)
	}
	text, err := rulebook.WithCertificate(r.text, doctrine.TargetCode(*target), string(pem))
	if err == nil && *version != "" {
		text, err = withVersion(text, *version)
	}
	if err != nil {
		return refusedRules(names[0], err)
	}
	if err := writeNew(*out, text, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "target %s has the certificate; sign %s before it is used\n", *target, *out)
	return nil
}

// withVersion replaces the line of the version.
func withVersion(text, version string) (string, error) {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "version:") {
			lines[i] = "version: " + version + "\n"
		}
	}
	text = strings.Join(lines, "")
	d, err := rulebook.Parse(text)
	if err == nil && d.Version() != version {
		err = problem("the line of the version was not found: write it by hand")
	}
	return text, err
}
