//go:build unix

package stream

import (
	"errors"
	"os"
	"syscall"

	"vigie.example/internal/fault"
)

// lockFolder takes the folder for this process until the returned function, or the end of the process, lets it go. A second
// process gets Taken at once.
func lockFolder(path string) (unlock func() error, err error) {
	const op fault.Op = "stream.lockFolder"
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.As(fault.Unavailable, op, err, fault.Key("fault.store.folder"))
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fault.As(fault.Taken, op, err, fault.Key("fault.store.locked"), fault.Hint("hint.store.locked"))
		}
		return nil, fault.As(fault.Unavailable, op, err, fault.Key("fault.store.folder"))
	}
	return f.Close, nil
}
