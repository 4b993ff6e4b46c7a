package main

import (
	"context"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"vigie.example/internal/seal"
)

// authorityType names the private half in its file, so that nobody takes it for another key.
const authorityType = "VIGIE AUTHORITY PRIVATE KEY"

func authorityInit(_ context.Context, e environment, args []string) error {
	set := flag.NewFlagSet("authority init", flag.ContinueOnError)
	file := set.String("key", "", "file for the private key, which must not be there yet")
	public := set.String("public", "", "file for the public key")
	if err := flags(e, set, args, "key"); err != nil {
		return err
	}
	key, err := seal.NewSigningKey()
	if err != nil {
		return err
	}
	defer key.Destroy()
	private, err := key.Bytes()
	if err != nil {
		return err
	}
	defer clear(private)
	if err := writeNew(*file, pem.EncodeToMemory(&pem.Block{Type: authorityType, Bytes: private}), 0o600); err != nil {
		return err
	}
	text := base64.StdEncoding.EncodeToString(key.Public())
	if *public != "" {
		if err := writeNew(*public, []byte(text+"\n"), 0o644); err != nil {
			os.Remove(*file) // a key without its public half would be used by mistake
			return err
		}
	}
	fmt.Fprintln(e.out, text)
	fmt.Fprintf(e.err, "The private key is in %s. Whoever has it can make operators: keep it on a machine that is never connected,\nand a copy in a safe. There is no second one.\n", *file)
	return nil
}

func authorityShow(_ context.Context, e environment, args []string) error {
	set := flag.NewFlagSet("authority show", flag.ContinueOnError)
	file := set.String("key", "", "file of the private key")
	if err := flags(e, set, args, "key"); err != nil {
		return err
	}
	key, err := readAuthority(*file)
	if err != nil {
		return err
	}
	defer key.Destroy()
	fmt.Fprintln(e.out, base64.StdEncoding.EncodeToString(key.Public()))
	return nil
}

func readAuthority(file string) (*seal.SigningKey, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, wrong("the authority key cannot be read: %v", err)
	}
	defer clear(raw)
	block, _ := pem.Decode(raw)
	if block == nil || block.Type != authorityType {
		return nil, wrong("%s does not hold an authority key: name the file that `vigiectl authority init` made", file)
	}
	defer clear(block.Bytes)
	key, err := seal.ParseSigningKey(block.Bytes)
	if err != nil {
		return nil, wrong("the authority key in %s is damaged: take it from its copy", file)
	}
	return key, nil
}

// writeNew writes a file that was not there: as a whole, or not at all.
func writeNew(file string, content []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return wrong("%s is there already: it is never overwritten; choose another name", file)
	}
	if err != nil {
		return wrong("%v", err)
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(file)
	}
	return err
}
