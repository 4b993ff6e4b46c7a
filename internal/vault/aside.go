package vault

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// suffixes of the files that belong to a database file, itself first.
var suffixes = []string{"", "-wal", "-shm", "-journal"}

const asidePrefix = "aside-" // and when it is to be erased, in milliseconds since 1970

// setAside takes the files out of the way, until the end of the time that anything in them can have.
func setAside(folder string, now time.Time) error {
	name := asidePrefix + strconv.FormatInt(now.Add(retention.MaxCeiling).UnixMilli(), 10)
	for i := len(suffixes) - 1; i >= 0; i-- { // the file itself last: cut off before it, this is done again
		err := os.Rename(filepath.Join(folder, fileName+suffixes[i]), filepath.Join(folder, name+suffixes[i]))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// eraseAside erases what was set aside and whose time is over. A time further away than any can be was not ours to set: over, too.
func eraseAside(folder string, now time.Time) error {
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, f := range files {
		rest, ours := strings.CutPrefix(f.Name(), asidePrefix)
		if !ours {
			continue
		}
		digits, _, _ := strings.Cut(rest, "-")
		until, err := strconv.ParseInt(digits, 10, 64)
		if left := time.UnixMilli(until).Sub(now); err == nil && left > 0 && left <= retention.MaxCeiling {
			continue
		}
		if err := os.Remove(filepath.Join(folder, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Erase removes every file of a cache that is not open, with or without a key. While another console has it open the fault is
// Unavailable, with the key vault.in_use.
func Erase(folder string) error {
	const op = "vault.Erase"
	release, err := lock(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return translate(op, err)
	}
	defer release()
	return translate(op, eraseAll(folder))
}

func eraseAll(folder string) error {
	files, err := os.ReadDir(folder)
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), asidePrefix) && !strings.HasPrefix(f.Name(), fileName) {
			continue
		}
		if gone := os.Remove(filepath.Join(folder, f.Name())); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// EraseStale is for a start without the console key: what cannot be opened is erased when it was last written longer ago than
// anything in it lives, or at a time that has not come yet.
func EraseStale(folder string, now time.Time) error {
	const op = "vault.EraseStale"
	release, err := lock(folder)
	if errors.Is(err, fs.ErrNotExist) || fault.PublicOf(err).Key == KeyInUse { // who has it open purges it
		return nil
	}
	if err != nil {
		return translate(op, err)
	}
	defer release()
	if err := eraseAside(folder, now); err != nil {
		return translate(op, err)
	}
	last := time.Time{}
	for _, suffix := range suffixes {
		if info, err := os.Stat(filepath.Join(folder, fileName+suffix)); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	if age := now.Sub(last); age >= 0 && age < retention.MaxCeiling {
		return nil
	}
	return translate(op, eraseAll(folder))
}
