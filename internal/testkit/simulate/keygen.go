package main

import (
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"vigie.example/internal/seal"
)

// keygen writes a workstation's private key to a file that must not exist yet, and prints the public half.
func keygen(args []string, out, diagnostics io.Writer) error {
	set := flag.NewFlagSet("simulate keygen", flag.ContinueOnError)
	set.SetOutput(diagnostics)
	file := set.String("out", "", "`file` for the private key")
	if err := set.Parse(args); err != nil {
		return err
	}
	if *file == "" {
		return errors.New("keygen needs --out FILE")
	}
	key, err := seal.NewSigningKey()
	if err != nil {
		return err
	}
	private, err := key.Bytes()
	if err != nil {
		return err
	}
	defer clear(private)
	f, err := os.OpenFile(*file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, base64.StdEncoding.EncodeToString(private))
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(*file))
	}
	_, err = fmt.Fprintln(out, base64.StdEncoding.EncodeToString(key.Public()))
	return err
}

func readKey(file string) (*seal.SigningKey, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	private, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil {
		return nil, fmt.Errorf("%s is not a key of simulate keygen", file)
	}
	defer clear(private)
	return seal.ParseSigningKey(private)
}
