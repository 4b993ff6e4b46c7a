//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// probe prints what a program finds in a session.
const probe = `
xdpyinfo >/dev/null && echo display
dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets/aliases/default \
	org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Locked | grep -q 'boolean false' && echo unlocked
echo "home $HOME"
setsid sleep 300 >/dev/null 2>&1 & echo "left $!"
go env GOCACHE
`

func TestSessionHasDisplayBusAndUnlockedKeyring(t *testing.T) {
	w, _ := workIn(t)
	ctx := context.Background()
	var said tail
	err := w.inSession(ctx, func(ctx context.Context, s *session) error {
		return w.run(ctx, s.wrap(command{args: []string{"sh", "-c", probe}, out: &said}))
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	lines := strings.Split(said.String(), "\n")
	has := func(want string) bool { return slices.Contains(lines, want) }
	if !has("display") || !has("unlocked") {
		t.Errorf("want a display and an unlocked keyring in:\n%s", said.String())
	}
	for _, l := range lines {
		if pid, ok := strings.CutPrefix(l, "left "); ok {
			waitGone(t, pid)
		}
	}
	if home, _ := os.UserHomeDir(); has("home " + home) {
		t.Error("the session shares the user's home")
	}
	if cache, err := os.UserCacheDir(); os.Getenv("GOCACHE") == "" && (err != nil || !has(filepath.Join(cache, "go-build"))) {
		t.Errorf("the session does not share the build cache:\n%s", said.String())
	}
}

// waitGone fails the test unless the process with this number ends soon.
func waitGone(t *testing.T, number string) {
	t.Helper()
	pid, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second)
	for !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) && !isZombie(pid) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d is still there", pid)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// isZombie tells whether a process has ended and waits for its parent only.
func isZombie(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err == nil && strings.Contains(string(stat), ") Z ")
}
