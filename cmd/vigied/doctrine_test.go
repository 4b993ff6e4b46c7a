package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tables "vigie.example/assets/doctrine"
	"vigie.example/cmd/internal/library"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/rulebook"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// signedText returns the starting doctrine under another version, signed.
func signedText(t *testing.T, by *seal.SigningKey, version string) string {
	t.Helper()
	text := strings.Replace(tables.Doctrine(), "version: 2026-11-28\n", "version: "+version+"\n", 1)
	d := wire.Doctrine{Version: version, Text: text}
	ok(t, seal.SignDoctrine(by, &d))
	return rulebook.AddSignature(d.Text, d.Signature)
}

// replaceFile puts another file in the place of one, as an administrator does: in one step.
func replaceFile(t *testing.T, path, text string) {
	t.Helper()
	write(t, path+".new", text)
	ok(t, os.Rename(path+".new", path))
}

// The file that is given is in force before anybody is served; another one in its place follows, unless it is wrong or older.
func TestC3_TheDoctrinesFileIsPutInForce(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	stranger, err := seal.NewSigningKey()
	ok(t, err)
	path := filepath.Join(t.TempDir(), "doctrine.yaml")
	var log bytes.Buffer
	f := &doctrineFile{path: path, authority: b.Authority.Public, load: b.Service.LoadDoctrine, log: slog.New(slog.NewJSONHandler(&log, nil))}
	ctx := t.Context()
	inForce := func(version string) {
		t.Helper()
		until := time.Now().Add(30 * time.Second)
		for {
			d, _, known := b.Service.Doctrine()
			if known && d.Version == version {
				return
			}
			if time.Now().After(until) {
				t.Fatalf("version %q is in force, want %s\n%s", d.Version, version, log.String())
			}
			time.Sleep(time.Millisecond)
		}
	}
	if err := f.begin(ctx); err == nil || !strings.Contains(err.Error(), "--doctrine cannot be read") {
		t.Errorf("no file: %v", err)
	}
	for name, tt := range map[string]struct{ text, says string }{
		"not signed":        {tables.Doctrine(), "is not signed by the authority"},
		"another authority": {signedText(t, stranger, "2026-12-01"), "is not signed by the authority"},
		"changed":           {strings.Replace(signedText(t, b.Authority, "2026-12-01"), "force: police", "force: both", 1), "is not signed by the authority"},
		"cut":               {signedText(t, b.Authority, "2026-12-01")[:9_000], "vigiectl doctrine check"},
		"no doctrine":       {"hello", "vigiectl doctrine check"},
		"empty":             {"", "vigiectl doctrine check"},
		"large":             {strings.Repeat("#\n", maxSignedBytes), "vigiectl doctrine check"},
	} {
		replaceFile(t, path, tt.text)
		if err := f.begin(ctx); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d, _, known := b.Service.Doctrine(); known {
		t.Fatalf("%s is in force", d.Version)
	}
	replaceFile(t, path, signedText(t, b.Authority, "2026-12-01"))
	ok(t, f.begin(ctx))
	inForce("2026-12-01")
	ok(t, f.again(ctx)) // the same file: nothing to do

	replaceFile(t, path, signedText(t, b.Authority, "2026-12-02"))
	ok(t, f.again(ctx))
	inForce("2026-12-02")
	replaceFile(t, path, signedText(t, b.Authority, "2026-12-01"))
	if err := f.again(ctx); err == nil {
		t.Error("an older one was taken")
	}
	ok(t, f.begin(ctx)) // a process that starts with an older file serves what is in force
	replaceFile(t, path, signedText(t, stranger, "2027-01-01"))
	if err := f.again(ctx); err == nil {
		t.Error("a stranger's was taken")
	}
	ok(t, os.Remove(path))
	if err := f.again(ctx); err == nil {
		t.Error("no file is a doctrine")
	}
	ok(t, f.again(ctx)) // said once
	inForce("2026-12-02")
}

// Without an authority key the file waits, and one problem is said once.
func TestC3_TheDoctrineWaitsForTheAuthority(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	path := filepath.Join(t.TempDir(), "doctrine.yaml")
	write(t, path, signedText(t, b.Authority, "2026-12-01"))
	var log bytes.Buffer
	var key []byte
	f := &doctrineFile{path: path, authority: func() []byte { return key }, load: b.Service.LoadDoctrine, log: slog.New(slog.NewJSONHandler(&log, nil))}
	ok(t, f.begin(t.Context()))
	for range 3 {
		if err := f.again(t.Context()); err != nil {
			f.say(err)
		}
	}
	if n := strings.Count(log.String(), "waits for the authority key"); n != 1 {
		t.Errorf("said %d times\n%s", n, log.String())
	}
	key = b.Authority.Public()
	ok(t, f.again(t.Context()))
	if !strings.Contains(log.String(), `"version":"2026-12-01"`) {
		t.Errorf("%s", log.String())
	}
}

// The program as a whole: it refuses to start with what the administrator has to mend, and follows the file while it runs.
func TestC3_TheProgramServesTheDoctrine(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program")
	}
	authority, err := seal.NewSigningKey()
	ok(t, err)
	dir := t.TempDir()
	path := filepath.Join(dir, "doctrine.yaml")
	write(t, path, tables.Doctrine())
	var out, errs bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	data := filepath.Join(dir, "wrong")
	ok(t, os.Mkdir(data, 0o700))
	writePublic(t, filepath.Join(data, "authority.pub"), authority)
	if code := run(ctx, newClock(), []string{"serve", "--dev", "--listen", "127.0.0.1:0", "--data", data, "--doctrine", path}, &out, &errs); code != 1 || !strings.Contains(errs.String(), "vigiectl doctrine sign") {
		t.Errorf("exit %d\n%s", code, errs.String())
	}
	replaceFile(t, path, signedText(t, authority, "2026-12-01"))
	p := vigied.Exec(t, vigied.Binary(t), filepath.Join(dir, "data"), authority, "--doctrine", path)
	said := func(what string) {
		t.Helper()
		for until := time.Now().Add(30 * time.Second); !strings.Contains(p.Log.String(), what); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(until) {
				t.Fatalf("it never said %s\n%s", what, p.Log.String())
			}
		}
	}
	said(`"version":"2026-12-01"`)

	account := p.AddOperator(t, "op-rules", "national")
	kept := library.New(filepath.Join(dir, "state"), authority.Public())
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: p.Console, Roots: p.Roots, Authority: authority.Public(), Workstation: account.Workstation, Library: kept,
	})
	ok(t, err)
	defer op.Close()
	ok(t, op.Enter(ctx, "op-rules", account.Passphrase))
	works := func(version string) {
		t.Helper()
		ok(t, testkit.Until(ctx, &op.Shell.Publisher, func(s shell.State) bool { return s.Doctrine.Version == version && s.Doctrine.Starting }))
	}
	works("2026-12-01")
	replaceFile(t, path, signedText(t, authority, "2026-12-02"))
	said(`"version":"2026-12-02"`)
	works("2026-12-02")
	replaceFile(t, path, signedText(t, authority, "2026-12-01"))
	said("versions never go back")
	works("2026-12-02")
	op.Close()
	if d, err := kept.Load(); err != nil || d.Version != "2026-12-02" {
		t.Errorf("the console kept %s, %v", d.Version, err)
	}

	p.Kill() // what was said to be in force is there afterwards, also without the file
	again := vigied.Exec(t, vigied.Binary(t), filepath.Join(dir, "data"), authority)
	fresh, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: again.Console, Roots: again.Roots, Authority: authority.Public(), Workstation: account.Workstation, Library: testkit.NewLibrary(),
	})
	ok(t, err)
	defer fresh.Close()
	ok(t, fresh.Enter(ctx, "op-rules", account.Passphrase))
	ok(t, testkit.Until(ctx, &fresh.Shell.Publisher, func(s shell.State) bool { return s.Doctrine.Version == "2026-12-02" }))
}

func writePublic(t *testing.T, file string, key *seal.SigningKey) {
	t.Helper()
	write(t, file, base64.StdEncoding.EncodeToString(key.Public())+"\n")
}
