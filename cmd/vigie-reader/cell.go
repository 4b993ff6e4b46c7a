package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"

	"vigie.example/internal/fault"
)

// enterCell makes the process begin again with an environment that holds nothing but what wipes memory, and under the restrictions that
// only a whole process can take on. The second time it finds everything as it wants it, and returns.
func enterCell(virtual string) error {
	want := append(slices.Clone(wiping), "LC_ALL=C")
	if virtual != "" {
		want = append(want, "FP_VIRTUAL_IMAGE="+virtual)
	}
	if slices.Equal(os.Environ(), want) {
		return nil
	}
	runtime.LockOSThread() // what is taken on by a thread stays with it through exec
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no new privileges: %w", err)
	}
	noFiles()
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find myself: %w", err)
	}
	return syscall.Exec(self, os.Args, want)
}

// confine is what the process takes on before it reads anything: nobody can look into it, nothing of it goes to a core file or to swap,
// and the kernel refuses it programs and networks.
func confine() error {
	const op = "main.confine"
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fault.As(fault.Denied, op, err, fault.Key("fault.reader.memory"))
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fault.As(fault.Denied, op, err, fault.Key("fault.reader.memory"))
	}
	if err := lockMemory(); err != nil {
		return fault.As(fault.Denied, op, err, fault.Key("fault.reader.memory"))
	}
	return fault.Wrap(op, noCalls())
}

// lockMemory keeps every page out of swap. Where the limit does not allow it, it is an error if there is swap to go to.
func lockMemory() error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_MEMLOCK, &limit); err == nil && limit.Cur < limit.Max {
		limit.Cur = limit.Max
		_ = unix.Setrlimit(unix.RLIMIT_MEMLOCK, &limit) // to what it may be anyway
	}
	locked := unix.Mlockall(unix.MCL_CURRENT | unix.MCL_FUTURE | unix.MCL_ONFAULT)
	if locked == nil {
		return nil
	}
	swaps, err := os.ReadFile("/proc/swaps")
	if err != nil || bytes.Count(swaps, []byte("\n")) > 1 { // the first line is the heading
		return fmt.Errorf("memory cannot be locked and there is swap: %w", locked)
	}
	return nil
}
