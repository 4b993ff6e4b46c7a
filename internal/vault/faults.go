package vault

import (
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"vigie.example/internal/fault"
)

// Text keys of the faults that end a vault: whoever gets one goes on in memory.
const (
	KeyFull     fault.TextKey = "vault.full"      // no room on the disk
	KeyReadOnly fault.TextKey = "vault.read_only" // the folder or the file cannot be written
	KeyInUse    fault.TextKey = "vault.in_use"    // another console has it open
	KeyFailed   fault.TextKey = "vault.failed"    // the disk does not do what it should
)

// errUnusable is why a file is set aside: it is no vault of ours that can be read.
var errUnusable = errors.New("the file cannot be used")

// translate gives an error of the driver or of the system its kind and key.
func translate(op fault.Op, err error) error {
	if err == nil {
		return nil
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return fault.Wrap(op, err)
	}
	key := KeyFailed
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		key = KeyFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		key = KeyReadOnly
	}
	switch code(err) {
	case lib.SQLITE_FULL:
		key = KeyFull
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		key = KeyReadOnly
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		key = KeyInUse
	}
	return fault.As(fault.Unavailable, op, err, fault.Key(key), fault.Hint("shell.warning.memory.hint"))
}

// damaged reports whether an error of the driver is about what is in the file.
func damaged(err error) bool {
	c := code(err)
	return c == lib.SQLITE_NOTADB || c == lib.SQLITE_CORRUPT || errors.Is(err, errUnusable)
}

// code returns SQLite's primary result code; 0 for an error that is not SQLite's.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}
