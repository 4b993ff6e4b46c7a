// Package machine tells what a program wants to know of the machine that it runs on.
package machine

import (
	"io"
	"os"
	"strings"
)

// Swaps reports whether this system has swap space on a disk, to which what is in memory may be written. It is false where that
// cannot be found out.
func Swaps() bool {
	table, err := os.Open("/proc/swaps")
	if err != nil {
		return false
	}
	defer table.Close()
	return swaps(io.LimitReader(table, 1<<20))
}

// swaps reads the kernel's table: a title, then a line for each space, its name first. What is compressed in memory is no disk.
func swaps(table io.Reader) bool {
	raw, err := io.ReadAll(table)
	if err != nil {
		return false
	}
	first := true
	for line := range strings.Lines(string(raw)) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, _, _ = strings.Cut(name, "\t")
		if !first && name != "" && !strings.HasPrefix(name, "/dev/zram") {
			return true
		}
		first = false
	}
	return false
}
