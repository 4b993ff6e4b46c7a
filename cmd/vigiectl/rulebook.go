package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/rulebook"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// rules is a doctrine's file as it was read.
type rules struct {
	file      string
	text      string // without its signature
	signature []byte // nil: not signed
	doctrine  *doctrine.Doctrine
}

// readRules reads and checks a doctrine's file, signed or not.
func readRules(file string) (rules, error) {
	whole, err := readTable(file)
	if err != nil {
		return rules{}, err
	}
	r := rules{file: file}
	if r.text, r.signature, err = rulebook.SplitSignature(whole); err == nil {
		r.doctrine, err = rulebook.Parse(r.text)
	}
	if err != nil {
		return rules{}, refusedRules(file, err)
	}
	return r, nil
}

// refusedRules lists each wrong line of a doctrine under the name of its file.
func refusedRules(file string, err error) error {
	var problems doctrine.Problems
	if errors.As(err, &problems) {
		for i := range problems {
			problems[i].File = file
		}
	}
	return refusedTable(file, err)
}

// frame is the doctrine as the authority signs it.
func (r rules) frame() wire.Doctrine {
	return wire.Doctrine{Version: r.doctrine.Version(), Text: r.text, Signature: r.signature}
}

// files takes the files that a command begins with.
func files(args []string, want int, usage string) (names, rest []string, err error) {
	for len(args) > 0 && len(names) < want && !strings.HasPrefix(args[0], "-") {
		names, args = append(names, args[0]), args[1:]
	}
	help := len(args) > 0 && (args[0] == "-h" || args[0] == "--help" || args[0] == "-help")
	if len(names) < want && !help {
		return nil, nil, problem("say which file first: vigiectl " + usage)
	}
	return names, args, nil
}

// doctrineStarting writes the starting doctrine, which somebody makes their own of.
func (c *call) doctrineStarting(_ context.Context, args []string) error {
	set := newFlags("doctrine starting")
	out := set.String("out", "", "file to write it to; never overwritten")
	if err := c.parse(set, args, "out"); err != nil {
		return err
	}
	return writeNew(*out, tables.Doctrine(), 0o644)
}

// doctrineCheck says what a doctrine is, or every problem with its line and its remedy (C3).
func (c *call) doctrineCheck(_ context.Context, args []string) error {
	names, args, err := files(args, 1, "doctrine check FILE")
	if err != nil {
		return err
	}
	set := newFlags("doctrine check FILE")
	public := set.String("public", "", "file of the public authority key, against which the signature is checked")
	if err := c.parse(set, args); err != nil {
		return err
	}
	r, err := readRules(names[0])
	if err != nil {
		return err
	}
	signed, err := signatureOf(r, *public)
	if err != nil {
		return err
	}
	digest := r.doctrine.Digest()
	fmt.Fprintf(c.out, "version %s (%s), %s\nSHA-256 %s\n", r.doctrine.Version(), r.doctrine.Header().Status, signed, hex.EncodeToString(digest[:]))
	fmt.Fprintf(c.out, "%d offences, %d fields, %d targets, %d awareness points, %d cases for opening an address\n", len(r.doctrine.Offences()),
		len(r.doctrine.Fields()), len(r.doctrine.Targets()), len(r.doctrine.Awareness()), len(r.doctrine.Openings()))
	for _, t := range r.doctrine.Targets() {
		fmt.Fprintln(c.out, describe(r.doctrine, t))
	}
	c.printNotes(r.doctrine)
	return nil
}

// describe says of a target in a line what somebody looks at first.
func describe(d *doctrine.Doctrine, t doctrine.Target) string {
	sensitive := 0
	for _, code := range t.Fields {
		if f, _ := d.Field(code); f.Class == doctrine.SensitiveClass {
			sensitive++
		}
	}
	until := ""
	if len(t.Certificate) > 0 {
		until = ", certificate until " + t.CertificateUntil.Format(time.DateOnly)
	}
	return fmt.Sprintf("target %s: by %s after the %s checklist, %d fields (%d sensitive, %s), %d offences%s",
		t.Code, t.Connector, t.Checklist, len(t.Fields), sensitive, t.Sensitive, len(t.Offences), until)
}

func (c *call) printNotes(d *doctrine.Doctrine) {
	for _, n := range d.Notes(time.Now()) {
		fmt.Fprintln(c.out, "note:", n)
	}
}

// signatureOf says in words who signed the file; a signature that is asked about and does not hold is a problem.
func signatureOf(r rules, public string) (string, error) {
	if public == "" {
		if r.signature == nil {
			return "not signed", nil
		}
		return "signed (by whom was not checked: --public FILE)", nil
	}
	key, err := readPublic(public)
	if err != nil {
		return "", err
	}
	switch err := seal.VerifyDoctrine(key, r.frame()); {
	case r.signature == nil:
		return "", problem(fmt.Sprintf("%s is not signed: vigiectl doctrine sign signs it", r.file))
	case err != nil:
		return "", problem(fmt.Sprintf("%s is signed by another authority, or was changed after it was signed: sign it again", r.file))
	}
	return "signed by this authority", nil
}

// doctrineDiff says what a new version changes, by consequence.
func (c *call) doctrineDiff(_ context.Context, args []string) error {
	names, args, err := files(args, 2, "doctrine diff OLD NEW")
	if err != nil {
		return err
	}
	if err := c.parse(newFlags("doctrine diff OLD NEW"), args); err != nil {
		return err
	}
	older, err := readRules(names[0])
	if err != nil {
		return err
	}
	newer, err := readRules(names[1])
	if err != nil {
		return err
	}
	from, to := older.doctrine.Version(), newer.doctrine.Version()
	changes := doctrine.Diff(older.doctrine, newer.doctrine)
	fmt.Fprintf(c.out, "version %s -> %s: %d changes\n", from, to, len(changes))
	var last doctrine.Consequence = -1
	for _, change := range changes {
		if change.Consequence != last {
			last = change.Consequence
			fmt.Fprintf(c.out, "%s:\n", last)
		}
		fmt.Fprintln(c.out, "  "+change.What)
	}
	if doctrine.CompareVersions(to, from) <= 0 && older.doctrine.Digest() != newer.doctrine.Digest() {
		fmt.Fprintf(c.out, "note: %s is not newer than %s: service and consoles refuse to replace one by the other; give it a later version\n", to, from)
	}
	c.printNotes(newer.doctrine)
	return nil
}
