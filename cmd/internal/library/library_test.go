package library

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/console"
	"vigie.example/internal/console/contract"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

func kept(version string) wire.Doctrine {
	text := strings.Replace(tables.Doctrine(), "version: 2026-11-28\n", "version: "+version+"\n", 1)
	return wire.Doctrine{Version: version, Text: text, Signature: bytes.Repeat([]byte{7}, 64)}
}

var pinned = []byte("an authority")

// A console that was pinned to another authority for a while goes on where it was.
func TestC3_EachAuthorityHasAFileOfItsOwn(t *testing.T) {
	folder := t.TempDir()
	ours, trial := New(folder, pinned), New(folder, []byte("a trial's"))
	if err := errors.Join(ours.Keep(kept("2026-12-01")), trial.Keep(kept("2026-11-28"))); err != nil {
		t.Fatal(err)
	}
	if d, err := New(folder, pinned).Load(); err != nil || d.Version != "2026-12-01" {
		t.Errorf("%s, %v", d.Version, err)
	}
}

func TestC3_Contract(t *testing.T) {
	folder := t.TempDir()
	contract.Library(t, tables.Doctrine(), func() console.Library { return New(folder, pinned) })
}

func TestC3_WhatIsKeptComesBack(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state", "vigie")
	l := New(folder, pinned)
	if _, err := l.Load(); !fault.Is(err, fault.Missing) {
		t.Errorf("nothing is kept: %v", err)
	}
	for _, version := range []string{"2026-11-28", "2026-12-01"} { // the second in the place of the first
		want := kept(version)
		if err := l.Keep(want); err != nil {
			t.Fatal(err)
		}
		got, err := New(folder, pinned).Load()
		if err != nil || got.Version != want.Version || got.Text != want.Text || !bytes.Equal(got.Signature, want.Signature) {
			t.Errorf("%s: %s, %d bytes, %v", version, got.Version, len(got.Text), err)
		}
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
	if info, err := os.Stat(l.file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestC3_WhatIsDamagedIsNotLoaded(t *testing.T) {
	folder := t.TempDir()
	l := New(folder, pinned)
	if err := l.Keep(kept("2026-11-28")); err != nil {
		t.Fatal(err)
	}
	path := l.file
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "cut": string(whole[:len(whole)/2]), "not signed": tables.Doctrine(), "no text": "# signed: AAAA\n",
		"more than it may be": strings.Repeat("#\n", maxFileBytes), "two signatures": string(whole) + "# signed: AAAA\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Load(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What cannot be written leaves what was there.
func TestC3_AFolderThatCannotBeUsedIsSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l := New(filepath.Join(file, "below"), pinned)
	if err := l.Keep(kept("2026-11-28")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("kept in a file: %v", err)
	}
	if _, err := l.Load(); err == nil {
		t.Error("loaded from a file")
	}
}
