//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// sweep kills what is left of a session: every process whose environment has
// the session's own variable. Services that the bus started are in no process
// group of ours. Where there is no /proc, nothing is found.
func sweep(variable string) {
	environs, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return
	}
	for _, path := range environs {
		text, err := os.ReadFile(path)
		if err != nil || !hasVariable(text, variable) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && pid != os.Getpid() {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// hasVariable tells whether KEY=VALUE is in an environment as /proc shows it.
func hasVariable(environ []byte, variable string) bool {
	for kv := range bytes.SplitSeq(environ, []byte{0}) {
		if string(kv) == variable {
			return true
		}
	}
	return false
}
