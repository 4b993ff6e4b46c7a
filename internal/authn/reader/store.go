package reader

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Store keeps templates that are sealed already, under the reader's own key and the pseudonym alone (L9). One process uses a folder
// at a time. A crash leaves what was there or what was put, and an erased template stays erased.
type Store struct {
	folder string
	reader biometric.ReaderCode
	key    []byte
}

const (
	storeMode  = 0o700
	fileMode   = 0o600
	suffix     = ".sealed"
	unfinished = ".part"
)

// OpenStore opens the folder of a reader's templates and makes it if need be; nobody else may look into it. The key is the
// reader's own (L13); DigestOfKey of it is in the inventory. What a crash left half-written is erased first.
func OpenStore(folder string, reader biometric.ReaderCode, key []byte) (*Store, error) {
	const op = "reader.OpenStore"
	if !reader.Valid() || len(key) != KeyBytes {
		return nil, fault.New(fault.Invalid, op)
	}
	if err := os.MkdirAll(folder, storeMode); err != nil {
		return nil, fault.As(fault.Unavailable, op, err, fault.Key("fault.reader.store"))
	}
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return nil, fault.As(fault.Denied, op, err, fault.Key("fault.reader.store"), fault.Hint("hint.reader.administrator"))
	}
	s := &Store{folder, reader, slices.Clone(key)}
	left, err := filepath.Glob(filepath.Join(folder, "*"+unfinished))
	for _, path := range left {
		err = errors.Join(err, erase(path))
	}
	return s, fault.Wrap(op, err)
}

// DigestOfKey names a reader's key in the inventory without giving it away.
func DigestOfKey(key []byte) biometric.Digest {
	sum := sha256.Sum256(append([]byte("vigie/1 reader key\x00"), key...))
	return biometric.Digest(base64.RawURLEncoding.EncodeToString(sum[:]))
}

// Codes lists the pseudonyms that have a template, in order.
func (s *Store) Codes() ([]biometric.Code, error) {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return nil, fault.As(fault.Unavailable, "reader.Store.Codes", err)
	}
	var out []biometric.Code
	for _, e := range entries {
		if c := biometric.Code(strings.TrimSuffix(e.Name(), suffix)); c.Valid() {
			out = append(out, c)
		}
	}
	return out, nil
}

func (s *Store) path(code biometric.Code) string { return filepath.Join(s.folder, string(code)+suffix) }

// Kept is a template as it is kept.
type Kept struct {
	Sealed  []byte // what Enrol gave
	Binding []byte // says which thing the person holds, and what that needs to come to the key again: see package held. Not secret
}

const maxBindingBytes = 2 << 10

// Put keeps a template. It returns once the disk has it.
func (s *Store) Put(code biometric.Code, k Kept) error {
	const op = "reader.Store.Put"
	if !code.Valid() || len(k.Sealed) == 0 || len(k.Sealed) > maxSealedBytes || len(k.Binding) > maxBindingBytes {
		return fault.New(fault.Invalid, op)
	}
	f := fields{}
	f.put(k.Binding)
	f.put(k.Sealed)
	twice, err := sealUnder(s.key, labelReader, s.reader, code, f.raw)
	if err != nil {
		return err
	}
	part := s.path(code) + unfinished
	if err := writeSynced(part, twice); err != nil {
		return fault.As(fault.Unavailable, op, errors.Join(err, erase(part)), fault.Key("fault.reader.store"))
	}
	if err := os.Rename(part, s.path(code)); err != nil {
		return fault.As(fault.Unavailable, op, errors.Join(err, erase(part)), fault.Key("fault.reader.store"))
	}
	return fault.Wrap(op, syncFolder(s.folder))
}

// Get returns what Put kept; Missing when there is none, Untrusted when it is not what was put.
func (s *Store) Get(code biometric.Code) (Kept, error) {
	const op = "reader.Store.Get"
	if !code.Valid() {
		return Kept{}, fault.New(fault.Invalid, op)
	}
	twice, err := os.ReadFile(s.path(code))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Kept{}, fault.As(fault.Missing, op, err, fault.Key("fault.reader.not_enrolled"), fault.Hint("hint.reader.other_ways"))
	case err != nil:
		return Kept{}, fault.As(fault.Unavailable, op, err, fault.Key("fault.reader.store"))
	}
	raw, err := openUnder(s.key, labelReader, s.reader, code, twice, make([]byte, len(twice)))
	if err != nil {
		return Kept{}, err
	}
	f := fields{raw: raw}
	k := Kept{Binding: f.next(0, maxBindingBytes), Sealed: f.next(1, maxSealedBytes)}
	if !f.end() {
		return Kept{}, fault.New(fault.Untrusted, op, fault.Key("fault.reader.template"), fault.Hint("hint.reader.enrol_again"))
	}
	return k, nil
}

// Erase overwrites and removes a template and looks that it is gone: what biometric.Erasure calls checked. Erasing what is not there is
// done already. On a disk that writes elsewhere, older blocks may stay: they are sealed under two keys, one of which the person has.
func (s *Store) Erase(code biometric.Code) error {
	const op = "reader.Store.Erase"
	if !code.Valid() {
		return fault.New(fault.Invalid, op)
	}
	for _, path := range []string{s.path(code), s.path(code) + unfinished} {
		if err := erase(path); err != nil {
			return fault.As(fault.Unavailable, op, err, fault.Key("fault.reader.store"))
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return fault.As(fault.Unavailable, op, err, fault.Key("fault.reader.store"))
		}
	}
	return fault.Wrap(op, syncFolder(s.folder))
}

// Wipe erases every template and the folder: a reader is removed (L14). The key is the caller's to destroy.
func (s *Store) Wipe() error {
	const op = "reader.Store.Wipe"
	codes, err := s.Codes()
	if err != nil {
		return err
	}
	for _, c := range codes {
		if err := s.Erase(c); err != nil {
			return err
		}
	}
	if err := os.Remove(s.folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.As(fault.Unavailable, op, err, fault.Key("fault.reader.store"))
	}
	return nil
}

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// erase overwrites a file in place and removes it; one that is not there is no error.
func erase(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.Write(make([]byte, info.Size()))
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	return os.Remove(path)
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
