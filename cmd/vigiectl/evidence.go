package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/seal"
)

const (
	manifestName    = "MANIFEST"     // sha256sum's format, in order of name
	signatureName   = "MANIFEST.sig" // base64 of r || s by the authority key over evidenceLabel and MANIFEST
	evidenceLabel   = "vigie/1 evidence"
	maxArchiveBytes = 64 << 20
)

// evidencePack writes what the service knows as a tar archive whose manifest is signed (L19).
func (c *call) evidencePack(ctx context.Context, args []string) error {
	set := newFlags("evidence pack")
	data := set.String("data", "", "data folder of vigied, which must be running")
	authority := set.String("authority", "", "file of the private authority key")
	passphraseFile := set.String("authority-passphrase-file", "", "file whose first line opens an encrypted authority key")
	out := set.String("out", "", "archive to make, such as evidence-2026-12-01.tar; never overwritten")
	if err := c.parse(set, args, "data", "authority", "out"); err != nil {
		return err
	}
	if _, err := os.Lstat(*out); err == nil {
		return alreadyThere(*out)
	}
	e, err := askEvidence(ctx, *data)
	if err != nil {
		return err
	}
	key, err := readKey(*authority, func() (string, error) {
		return c.in.passphrase(*passphraseFile, "Passphrase of the authority key")
	})
	if err != nil {
		return err
	}
	defer key.Destroy()
	contents, err := evidenceFiles(e)
	if err != nil {
		return err
	}
	manifest := manifestOf(contents)
	signature, err := key.Sign(seal.Transcript(evidenceLabel, manifest))
	if err != nil {
		return err
	}
	contents[manifestName] = manifest
	contents[signatureName] = []byte(base64.StdEncoding.EncodeToString(signature) + "\n")
	archive, err := packFiles(contents, e.Made)
	if err != nil {
		return err
	}
	if err := writeNew(*out, string(archive), 0o600); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%d files, signed\n", len(contents))
	return nil
}

// evidenceFiles are the files of the pack. They hold codes and dates, and the documents of the controller.
func evidenceFiles(e backend.Evidence) (map[string][]byte, error) {
	out := map[string][]byte{}
	var failed error
	put := func(name string, v any) {
		raw, err := json.MarshalIndent(v, "", " ")
		failed = errors.Join(failed, err)
		out[name] = append(raw, '\n')
	}
	for _, a := range e.Assessments {
		put("assessments/"+a.Version+"-"+string(a.Digest())[:8]+".json", a)
	}
	for _, n := range e.Notices {
		put("notices/"+n.Version+"-"+string(n.Digest())[:8]+".json", n)
	}
	put("processing.json", map[string]any{
		"made": e.Made, "start": e.Start, "announced": e.Announced, "register": e.Register, "configuration": e.Configuration,
		"changed": e.Changed, "suspension": e.Suspension, "standing": e.Standing,
	})
	put("separation.json", e.Separation)
	put("rules.json", e.Rules)
	put("readers.json", e.Readers)
	put("disorders.json", e.Disorders)
	acknowledgements := [][]string{{"person", "notice", "language", "to_the_end", "at"}}
	for _, a := range e.Acknowledgements {
		acknowledgements = append(acknowledgements, []string{string(a.Person), string(a.Notice), a.Language, fmt.Sprint(a.ToTheEnd), moment(a.At)})
	}
	rows := [][]string{{"code", "method", "enrolled", "left", "due", "erased", "cause", "state"}}
	for _, r := range e.Reconciliation {
		rows = append(rows, []string{string(r.Code), string(r.Method), moment(r.Enrolled), moment(r.Left), moment(r.Due), moment(r.Erased), string(r.Cause), string(r.State)})
	}
	holders := [][]string{{"account", "role", "unit", "until", "revoked"}}
	for _, h := range e.Access {
		holders = append(holders, []string{string(h.Actor), string(h.Role), string(h.Unit), moment(h.Until), moment(h.Revoked)})
	}
	for name, table := range map[string][][]string{"acknowledgements.csv": acknowledgements, "reconciliation.csv": rows, "access.csv": holders} {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		failed = errors.Join(failed, w.WriteAll(table))
		out[name] = b.Bytes()
	}
	out["README.txt"] = []byte(evidenceReadme)
	return out, failed
}

const evidenceReadme = `What this archive holds (L19), by codes and dates:

assessments/          every impact assessment that was signed, with its signature
notices/              every notice that people were told of, and the one in force
processing.json       start, announcements, register, configuration, suspension, and what is in the way of each method
acknowledgements.csv  who has read which notice to its end, and when; a notice is named by its digest
reconciliation.csv    every template by its pseudonym: enrolled, left, erasure due, erased, and where it stands
disorders.json        records that came before what they must follow; none is an empty list
readers.json          the inventory, with named administrators and receipts of wiping
access.csv            the accounts; rules.json: which role may do what
separation.json       which store holds what, under which key, reached by whom, and the test that shows it
MANIFEST              SHA-256 of each file; MANIFEST.sig: its signature by the authority key

vigiectl evidence verify FILE --public FILE checks it. It shows what the records say. Whether they suffice is not for this program to judge.
`

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func manifestOf(contents map[string][]byte) []byte {
	var b strings.Builder
	for _, name := range sortedKeys(contents) {
		sum := sha256.Sum256(contents[name])
		fmt.Fprintf(&b, "%s  %s\n", hex.EncodeToString(sum[:]), name)
	}
	return []byte(b.String())
}

func packFiles(contents map[string][]byte, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range sortedKeys(contents) {
		h := &tar.Header{Name: name, Mode: 0o600, Size: int64(len(contents[name])), ModTime: at, Format: tar.FormatPAX}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(contents[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// evidenceVerify checks the signature, that every file is as the manifest says, and that there are no others.
func (c *call) evidenceVerify(_ context.Context, args []string) error {
	names, args, err := files(args, 1, "evidence verify FILE --public FILE")
	if err != nil {
		return err
	}
	set := newFlags("evidence verify FILE")
	public := set.String("public", "", "file of the public authority key")
	if err := c.parse(set, args, "public"); err != nil {
		return err
	}
	key, err := readPublic(*public)
	if err != nil {
		return err
	}
	contents, err := unpack(names[0])
	if err != nil {
		return err
	}
	manifest := contents[manifestName]
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(contents[signatureName])))
	if err != nil || seal.Verify(key, seal.Transcript(evidenceLabel, manifest), signature) != nil {
		return problem(names[0] + " is not signed by this authority, or its manifest was changed")
	}
	delete(contents, manifestName)
	delete(contents, signatureName)
	if !bytes.Equal(manifestOf(contents), manifest) {
		return problem(names[0] + " does not hold what its manifest says: files were changed, added or taken out")
	}
	fmt.Fprintf(c.out, "%d files are as they were signed\n", len(contents))
	return nil
}

func unpack(file string) (map[string][]byte, error) {
	info, err := os.Stat(file)
	if err == nil && info.Size() > maxArchiveBytes {
		return nil, problem(file + " is too large to be an evidence pack")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fileProblem("the archive cannot be read", err)
	}
	out := map[string][]byte{}
	r := tar.NewReader(bytes.NewReader(raw))
	for {
		h, err := r.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, problem(file + " is not an archive that vigiectl evidence pack made")
		}
		if _, twice := out[h.Name]; twice {
			return nil, problem(file + " holds a file twice: it is not as vigiectl evidence pack made it")
		}
		if out[h.Name], err = io.ReadAll(r); err != nil {
			return nil, problem(file + " is cut short")
		}
	}
}
