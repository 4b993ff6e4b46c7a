package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

const probing = "VIGIE_READER_PROBE"

// probe takes on the helper's restrictions, tries what a capture could leave by, and says what worked.
func probe(folder string) {
	runtime.LockOSThread()
	noFiles()
	if os.Getenv(probing) == "confined" {
		if err := noCalls(); err != nil {
			fmt.Println("confine:", err)
		}
	}
	try := func(what string, err error) {
		if err == nil {
			fmt.Println(what)
		}
	}
	try("new file", os.WriteFile(filepath.Join(folder, "new"), []byte("x"), 0o600))
	try("folder", os.Mkdir(filepath.Join(folder, "sub"), 0o700))
	try("link", os.Symlink("/", filepath.Join(folder, "link")))
	f, err := os.OpenFile(filepath.Join(folder, "old"), os.O_WRONLY, 0)
	try("old file", err)
	_ = f.Close()
	_, err = net.Dial("udp", "192.0.2.1:9")
	try("network", err)
	try("program", exec.Command("/bin/true").Run())
	l, err := net.Listen("unix", filepath.Join(folder, "socket"))
	try("unix socket", err)
	if err == nil {
		_ = l.Close()
	}
	_, err = os.ReadFile(filepath.Join(folder, "old"))
	try("reading", err)
}

// TestL8_NothingLeavesTheHelper: with the restrictions no file, no network and no program; the control is the same program without the
// filter of calls, to which the network and other programs are open.
func TestL8_NothingLeavesTheHelper(t *testing.T) {
	for mode, want := range map[string]string{"confined": "unix socket reading", "control": "network program unix socket reading"} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "old"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0], folder)
		cmd.Env = append(os.Environ(), probing+"="+mode)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if got := strings.Join(strings.Fields(strings.ReplaceAll(string(out), "\n", " ")), " "); got != want {
			t.Errorf("%s: open: %q, want %q", mode, got, want)
		}
	}
}
