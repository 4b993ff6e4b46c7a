//go:build unix

package vault

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"vigie.example/internal/fault"
)

// lockName is a file that stays: removing it would let two consoles lock different ones.
const lockName = ".lock"

// lock keeps other consoles of this person away from the folder until release: SQLite's own lock does not keep them from
// removing the file.
func lock(folder string) (release func(), err error) {
	f, err := os.OpenFile(filepath.Join(folder, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fault.As(fault.Unavailable, "vault.lock", err, fault.Key(KeyInUse), fault.Hint("shell.warning.memory.hint"))
		}
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}
