package machine

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// bequest names the file descriptor of what a process leaves to the one in its place.
const bequest = "VIGIE_BEQUEST"

// mostInherited bounds what is read of it, in bytes.
const mostInherited = 1 << 20

// StartAgain puts a new process in the place of this one, with the same arguments and environment, and no file but the three
// standard ones. What is left to it, if anything, is in memory alone, and cleared here. It returns only when that failed.
func StartAgain(leave []byte) error {
	defer clear(leave)
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := unix.CloseRange(3, ^uint(0)>>32, unix.CLOSE_RANGE_CLOEXEC); err != nil && err != unix.ENOSYS {
		return err
	}
	if len(leave) > 0 {
		fd, err := unix.MemfdCreate("", 0)
		if err != nil {
			return err
		}
		if _, err := unix.Pwrite(fd, leave, 0); err != nil {
			return err
		}
		_ = os.Setenv(bequest, strconv.Itoa(fd))
	}
	return unix.Exec(strings.TrimSuffix(self, " (deleted)"), os.Args, os.Environ()) // an upgrade has put a new one there
}

// Inherited returns what the process before this one has left, once; nil if that is nothing. Nobody else can have put it there who
// could not have started the program otherwise.
func Inherited() []byte {
	number, left := os.LookupEnv(bequest)
	_ = os.Unsetenv(bequest)
	fd, err := strconv.Atoi(number)
	if !left || err != nil || fd < 3 {
		return nil
	}
	defer unix.Close(fd)
	var about unix.Stat_t
	if unix.Fstat(fd, &about) != nil || about.Size > mostInherited {
		return nil
	}
	raw := make([]byte, about.Size)
	if n, err := unix.Pread(fd, raw, 0); err != nil || n != len(raw) {
		clear(raw)
		return nil
	}
	_, _ = unix.Pwrite(fd, make([]byte, len(raw)), 0)
	return raw
}
