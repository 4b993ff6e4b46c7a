// Package library reads doctrines for the console, and keeps the newest that it believed in a file, so that a restart does not make
// it believe an older one (C3). The file holds what every console has and nothing of anybody; its signature is checked each time that
// it is read.
package library

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/rulebook"
	"vigie.example/internal/wire"
)

// maxFileBytes bounds what is read: a doctrine and the line of its signature.
const maxFileBytes = doctrine.MaxDoctrineBytes + 1<<10

// Library implements console.Library. It is not safe for concurrent use.
type Library struct{ folder, file string }

// New returns a library that keeps its file in a folder, which is made when it is needed. Each pinned authority has a file of its own:
// a trial under another one does not make the console forget.
func New(folder string, authority []byte) *Library {
	digest := sha256.Sum256(authority)
	return &Library{folder, filepath.Join(folder, "doctrine-"+hex.EncodeToString(digest[:8])+".yaml")} // never another name: it would not be found
}

// Parse reads and checks the text of a doctrine.
func (l *Library) Parse(text string) (*doctrine.Doctrine, error) { return rulebook.Parse(text) }

// Load returns what is kept; fault.Missing when there is nothing, fault.Invalid for what is no signed doctrine.
func (l *Library) Load() (wire.Doctrine, error) {
	const op = "library.Load"
	file, err := os.Open(l.file)
	if errors.Is(err, fs.ErrNotExist) {
		return wire.Doctrine{}, fault.New(fault.Missing, op)
	}
	if err != nil {
		return wire.Doctrine{}, fault.As(fault.Unavailable, op, err)
	}
	defer func() { _ = file.Close() }()
	whole, err := io.ReadAll(io.LimitReader(file, maxFileBytes))
	if err != nil {
		return wire.Doctrine{}, fault.As(fault.Unavailable, op, err)
	}
	text, signature, err := rulebook.SplitSignature(string(whole))
	if err != nil || signature == nil {
		return wire.Doctrine{}, fault.As(fault.Invalid, op, err)
	}
	parsed, err := rulebook.Parse(text)
	if err != nil {
		return wire.Doctrine{}, fault.Wrap(op, err)
	}
	return wire.Doctrine{Version: parsed.Version(), Text: text, Signature: signature}, nil
}

// Keep stores a doctrine in the place of the one before: one of the two is there at any time, as a whole.
func (l *Library) Keep(d wire.Doctrine) error {
	if err := l.keep(rulebook.AddSignature(d.Text, d.Signature)); err != nil {
		return fault.As(fault.Unavailable, "library.Keep", err)
	}
	return nil
}

func (l *Library) keep(whole string) error {
	if err := os.MkdirAll(l.folder, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(l.folder, ".doctrine-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = io.WriteString(file, whole)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), l.file)
}
