package machine

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// StartAgain puts a new process in the place of this one, with the same arguments and environment, and no file but the three
// standard ones. It returns only when that failed.
func StartAgain() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := unix.CloseRange(3, ^uint(0)>>32, unix.CLOSE_RANGE_CLOEXEC); err != nil && err != unix.ENOSYS {
		return err
	}
	return unix.Exec(strings.TrimSuffix(self, " (deleted)"), os.Args, os.Environ()) // an upgrade has put a new one there
}
