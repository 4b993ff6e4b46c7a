package main

import (
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/unix"
)

// readers are the device files by which fingerprint readers are spoken to.
var readers = []string{"/dev/bus/usb", "/dev/hidraw*", "/dev/spidev*", "/dev/null"}

// writing is everything that leaves something in a file system, but for sockets, which hold nothing.
const writing = unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_MAKE_DIR |
	unix.LANDLOCK_ACCESS_FS_MAKE_CHAR | unix.LANDLOCK_ACCESS_FS_MAKE_BLOCK | unix.LANDLOCK_ACCESS_FS_MAKE_FIFO |
	unix.LANDLOCK_ACCESS_FS_MAKE_SYM

// noFiles takes from this thread, and from what it execs, the right to write any file but the readers' devices, where the
// kernel knows Landlock (5.13 and later). A capture then has no file to go to.
func noFiles() {
	attr := unix.LandlockRulesetAttr{Handled_access_fs: writing}
	ruleset, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr.Handled_access_fs), 0)
	if errno != 0 {
		return // an older kernel
	}
	defer func() { _ = unix.Close(int(ruleset)) }()
	for _, pattern := range readers {
		paths, _ := filepath.Glob(pattern) // the patterns are good
		for _, path := range paths {
			allow(int(ruleset), path)
		}
	}
	_, _, _ = unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0, 0)
}

func allow(ruleset int, path string) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer func() { _ = unix.Close(fd) }()
	rule := unix.LandlockPathBeneathAttr{Allowed_access: unix.LANDLOCK_ACCESS_FS_WRITE_FILE, Parent_fd: int32(fd)}
	_, _, _ = unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(ruleset), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
}
