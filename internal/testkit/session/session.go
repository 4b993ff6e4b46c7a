// Package session makes a workstation of its own for a test: a message bus, an unlocked keyring, empty folders, and a display
// if one is wanted. What is tried in it neither sees nor touches anything of whoever runs the test.
package session

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie.example/internal/testkit/vigied"
)

// Session is a workstation. Everything that runs in it ends with the test.
type Session struct {
	Dir  string   // what is below it: home, run, tmp
	Home string   // where programs keep what they keep; its .cache and .local/share/keyrings are the interesting ones
	Env  []string // of every program in it

	t testing.TB
}

// Password unlocks the keyring of every session. It protects nothing but this.
const Password = "test"

var needed = []string{"dbus-daemon", "dbus-send", "gnome-keyring-daemon", "sh"}

// Start makes a session, on the folders of another one if from is given: a copy of its home as it is now. It skips the test where
// something is missing.
func Start(t testing.TB, from *Session) *Session {
	t.Helper()
	Need(t, needed...)
	dir, err := os.MkdirTemp("", "vigie-desk-") // short: sockets have short names
	fatal(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &Session{Dir: dir, Home: filepath.Join(dir, "home"), t: t}
	for _, name := range []string{"home", "home/.cache", "run", "tmp"} {
		fatal(t, os.Mkdir(filepath.Join(dir, name), 0o700))
	}
	if from != nil {
		out, err := exec.Command("cp", "-a", from.Home+"/.", s.Home).CombinedOutput()
		if err != nil {
			t.Fatalf("copy: %v %s", err, out)
		}
	}
	s.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.Home, "XDG_RUNTIME_DIR=" + dir + "/run", "TMPDIR=" + dir + "/tmp", "LC_ALL=C.UTF-8",
		"LANG=C.UTF-8", "NO_AT_BRIDGE=1", "LIBGL_ALWAYS_SOFTWARE=1", // C.UTF-8, or accents get lost
	}
	s.bus()
	return s
}

// Need skips a test where a program is missing.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is missing: go run ./cmd/dev setup", p)
		}
	}
}

// bus starts a message bus, and a keyring on it that is unlocked.
func (s *Session) bus() {
	address := "unix:path=" + s.Dir + "/run/bus"
	s.Start(s.Command("dbus-daemon", "--session", "--nofork", "--nopidfile", "--address="+address))
	s.Env = append(s.Env, "DBUS_SESSION_BUS_ADDRESS="+address)
	s.Until("the message bus", func() bool { _, err := os.Stat(s.Dir + "/run/bus"); return err == nil })
	keyring := s.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	keyring.Stdin = strings.NewReader(Password)
	s.Start(keyring)
	s.Until("the keyring", func() bool {
		out, err := s.Command("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
			"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets").Output()
		return err == nil && bytes.Contains(out, []byte("boolean true"))
	})
}

// Display adds an X server on a number that it picks itself, and returns that.
func (s *Session) Display() string {
	s.t.Helper()
	Need(s.t, "Xvfb")
	read, write, err := os.Pipe()
	fatal(s.t, err)
	defer read.Close()
	cmd := s.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{write}
	s.Start(cmd)
	_ = write.Close()
	_ = read.SetReadDeadline(time.Now().Add(30 * time.Second))
	line, err := bufio.NewReader(read).ReadString('\n')
	fatal(s.t, err)
	name := ":" + strings.TrimSpace(line)
	s.Env = append(s.Env, "DISPLAY="+name)
	return name
}

// Command is a program in the session.
func (s *Session) Command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = s.Env
	return cmd
}

// Start starts a program that ends with the test, and returns what it says; what it has for output already is left.
func (s *Session) Start(cmd *exec.Cmd) *vigied.Buffer {
	s.t.Helper()
	said := new(vigied.Buffer)
	if cmd.Stdout == nil {
		cmd.Stdout = said
	}
	cmd.Stderr = said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	fatal(s.t, cmd.Start())
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	s.t.Cleanup(sync.OnceFunc(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
		}
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-ended
	}))
	return said
}

// Output runs a program to its end, and returns what it says.
func (s *Session) Output(input, name string, args ...string) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var said bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stderr = s.Env, strings.NewReader(input), &said
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%s: %v\n%s", filepath.Base(name), err, said.String())
	}
	return strings.TrimSpace(string(out))
}

// Until waits for half a minute at most.
func (s *Session) Until(what string, ok func() bool) {
	s.t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("not in time: %s", what)
		}
	}
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
