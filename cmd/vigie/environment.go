package main

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"vigie.example/cmd/internal/machine"
)

// settings must be there before Fyne and the C library start: texts leave Fyne's measuring cache after ten seconds
// instead of a minute, and two arenas keep the memory from growing with the number of threads.
var settings = map[string]string{"FYNE_CACHE": "10s", "MALLOC_ARENA_MAX": "2"}

// ensureEnvironment starts the program again, in place, with the settings that are missing. It returns only when all
// are there, or when that failed.
func ensureEnvironment() error {
	missing := machine.OverwriteFreed()
	for name, value := range settings {
		if _, ok := os.LookupEnv(name); !ok {
			missing = true
			os.Setenv(name, value)
		}
	}
	if !missing {
		return nil
	}
	return machine.StartAgain(nil)
}

// ensureCacheFolder makes the folder in which Fyne makes its own: it makes no parents, and complains in a new home. Nothing of
// ours is kept there.
func ensureCacheFolder() {
	if dir, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(filepath.Join(dir, "fyne"), 0o700)
	}
}

// hardenProcess keeps the memory of the process from other processes of the user and from the disk: no core file, no
// reading through /proc or ptrace.
func hardenProcess() error {
	return errors.Join(
		unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}),
		unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0))
}
