package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"

	"vigie.example/internal/authn"
	"vigie.example/internal/seal"
)

// authorityInit makes the key, writes it where nobody else can read it, and prints its public half.
func (c *call) authorityInit(_ context.Context, args []string) error {
	set := newFlags("authority init")
	file := set.String("key", "", "file to make for the private key; keep it offline")
	public := set.String("public", "", "file to make for the public key, as vigied takes it")
	encrypt := set.Bool("encrypt", false, "encrypt the private key with a passphrase")
	passphraseFile := set.String("passphrase-file", "", "file whose first line is the passphrase for --encrypt")
	if err := c.parse(set, args, "key"); err != nil {
		return err
	}
	if *passphraseFile != "" && !*encrypt {
		return problem("--passphrase-file is for --encrypt")
	}
	if *public != "" && *public == *file {
		return problem("--key and --public are the same file")
	}
	for _, f := range []string{*file, *public} {
		if _, err := os.Lstat(f); f != "" && err == nil {
			return alreadyThere(f)
		}
	}
	passphrase := ""
	if *encrypt {
		var err error
		if passphrase, err = c.in.newPassphrase(*passphraseFile, "Passphrase for the authority key"); err != nil {
			return err
		}
		if err := authn.Check(passphrase); err != nil {
			return err
		}
	}
	key, err := seal.NewSigningKey()
	if err != nil {
		return err
	}
	defer key.Destroy()
	text, err := encodeKey(key, passphrase)
	if err != nil {
		return err
	}
	shown := base64.StdEncoding.EncodeToString(key.Public())
	if err := writeNew(*file, text, 0o600); err != nil {
		return err
	}
	if *public != "" {
		if err := writeNew(*public, shown+"\n", 0o644); err != nil {
			return errors.Join(err, os.Remove(*file)) // half of a pair is nothing
		}
	}
	fmt.Fprintln(c.out, shown)
	fmt.Fprintf(c.errs, "The private key is in %s. Whoever has it can make operators: keep it on a machine that is never connected,\nand a copy in a safe. There is no second one.\n", *file)
	return nil
}

// authorityShow prints the public key, as vigied, vigie and the page take it.
func (c *call) authorityShow(_ context.Context, args []string) error {
	set := newFlags("authority show")
	file := set.String("key", "", "file of the private key")
	public := set.String("public", "", "file of the public key")
	if err := c.parse(set, args); err != nil {
		return err
	}
	if (*file == "") == (*public == "") {
		return problem("give either --key FILE or --public FILE")
	}
	if *public != "" {
		key, err := readPublic(*public)
		if err != nil {
			return err
		}
		fmt.Fprintln(c.out, base64.StdEncoding.EncodeToString(key))
		return nil
	}
	key, err := publicHalf(*file)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.out, base64.StdEncoding.EncodeToString(key))
	return nil
}

// readPublic reads a public key: base64 of 65 bytes.
func readPublic(file string) ([]byte, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fileProblem("the public authority key cannot be read", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != seal.PublicKeyBytes || key[0] != 4 {
		return nil, problem(fmt.Sprintf("%s does not hold a public authority key: it is one line that vigiectl authority show prints", file))
	}
	return key, nil
}
