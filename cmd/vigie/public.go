package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/fault"
	"vigie.example/internal/keyring"
	"vigie.example/ui/words"
)

// printing returns what a word on the command line prints in the place of a window; nil for none.
func printing(args []string) func(io.Writer) error {
	switch {
	case len(args) == 1 && args[0] == "workstation":
		return printWorkstation
	case len(args) == 2 && args[0] == "reader":
		return func(out io.Writer) error { return printReader(out, biometric.ReaderCode(args[1])) }
	}
	return nil
}

// keyringTime is for somebody who has to unlock the keyring meanwhile.
const keyringTime = 30 * time.Second

// printWorkstation prints the public key of this workstation, made at the first use.
func printWorkstation(out io.Writer) error {
	ctx, cancel := context.WithTimeout(context.Background(), keyringTime)
	defer cancel()
	public, err := console.WorkstationKey(ctx, keyring.Open(service))
	if err != nil {
		return spoken(err)
	}
	_, err = fmt.Fprintln(out, public)
	return err
}

// printReader prints the digest of the own key of a fingerprint reader at this workstation, made at the first use (L13).
func printReader(out io.Writer, code biometric.ReaderCode) error {
	if !code.Valid() {
		return errors.New("a reader's code has 2 to 32 lower-case letters, digits and hyphens, and begins with a letter")
	}
	ctx, cancel := context.WithTimeout(context.Background(), keyringTime)
	defer cancel()
	digest, err := reader.MakeOwnKey(ctx, keyring.Open(service), code)
	if err != nil {
		return spoken(err)
	}
	_, err = fmt.Fprintln(out, digest)
	return err
}

// spoken gives an error the words that a person reads.
func spoken(err error) error {
	w, wordsErr := words.In(policy{}.language())
	if wordsErr != nil {
		return wordsErr
	}
	public := fault.PublicOf(err)
	return fmt.Errorf("%s %s", w.T(string(public.Key)), w.T(string(public.Hint)))
}
