// Package disk writes files so that a crash leaves each whole or absent, and so that they are there afterwards: the file is synced,
// then its name, then the folder.
//
// Names are the caller's: random identifiers only. Every fault is Unavailable unless said otherwise.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"vigie.example/internal/fault"
)

// Temporary is the name under which Write prepares a file.
func Temporary(name string) string { return ".tmp-" + name }

func unavailable(op fault.Op, err error) error {
	return fault.As(fault.Unavailable, op, err, fault.Key("courier.disk"))
}

// Write makes a file, or replaces it. One name is for one writer at a time.
func Write(dir, name string, data []byte, mode fs.FileMode) error {
	const op = "disk.Write"
	temporary := filepath.Join(dir, Temporary(name))
	if err := write(temporary, data, mode); err != nil {
		return unavailable(op, errors.Join(err, remove(temporary)))
	}
	return fault.Wrap(op, Move(temporary, filepath.Join(dir, name)))
}

// Create makes a file that was not there: fault.Taken when it was. Any number may try at once, one succeeds.
func Create(dir, name string, data []byte, mode fs.FileMode) error {
	const op = "disk.Create"
	f, err := os.CreateTemp(dir, Temporary(name)+"-*")
	if err != nil {
		return unavailable(op, err)
	}
	temporary := f.Name()
	defer func() { _ = os.Remove(temporary) }()
	_ = f.Close()
	if err := write(temporary, data, mode); err != nil {
		return unavailable(op, err)
	}
	switch err := os.Link(temporary, filepath.Join(dir, name)); { // unlike a rename it never overwrites
	case errors.Is(err, fs.ErrExist):
		return fault.As(fault.Taken, op, err)
	case err != nil:
		return unavailable(op, err)
	}
	return fault.Wrap(op, Sync(dir))
}

func write(file string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(data); err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Move renames a file or a folder: as a whole, replacing a file of that name. The fault is Missing when it is not there.
func Move(from, to string) error {
	const op = "disk.Move"
	switch err := os.Rename(from, to); {
	case errors.Is(err, fs.ErrNotExist):
		return fault.As(fault.Missing, op, err)
	case err != nil:
		return unavailable(op, err)
	}
	if err := Sync(filepath.Dir(to)); err != nil {
		return fault.Wrap(op, err)
	}
	if filepath.Dir(from) == filepath.Dir(to) {
		return nil
	}
	return fault.Wrap(op, Sync(filepath.Dir(from)))
}

// Remove deletes a file; absent is no error.
func Remove(file string) error {
	const op = "disk.Remove"
	if err := remove(file); err != nil {
		return unavailable(op, err)
	}
	return fault.Wrap(op, Sync(filepath.Dir(file)))
}

func remove(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Sync makes the names in a folder last.
func Sync(dir string) error {
	if runtime.GOOS == "windows" { // cannot sync a folder, and needs not
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return unavailable("disk.Sync", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return unavailable("disk.Sync", err)
	}
	return nil
}

// Read returns a regular file of at most the given size. The fault is Missing, TooLarge, or Invalid for what is no regular file.
func Read(file string, mostBytes int64) ([]byte, error) {
	const op = "disk.Read"
	info, err := os.Lstat(file) // a link could point anywhere
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.As(fault.Missing, op, err)
	case err != nil:
		return nil, unavailable(op, err)
	case !info.Mode().IsRegular():
		return nil, fault.New(fault.Invalid, op)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, unavailable(op, err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	switch {
	case err != nil:
		return nil, unavailable(op, err)
	case int64(len(data)) > mostBytes:
		return nil, fault.New(fault.TooLarge, op)
	}
	return data, nil
}

// There reports whether something has the name.
func There(file string) bool {
	_, err := os.Lstat(file)
	return !errors.Is(err, fs.ErrNotExist)
}
