package window_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
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

// desk is a workstation of its own: a display, a message bus, an unlocked keyring, and empty folders.
type desk struct {
	t   *testing.T
	dir string
	env []string
}

// tools are what a desk is made of.
var tools = []string{"Xvfb", "xkbcomp", "xdotool", "import", "dbus-daemon", "dbus-send", "gnome-keyring-daemon", "sh"}

func newDesk(t *testing.T) *desk {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is missing: go run ./cmd/dev setup", tool)
		}
	}
	dir, err := os.MkdirTemp("", "vigie-window-") // short: sockets have short names
	fatal(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	d := &desk{t: t, dir: dir}
	for _, name := range []string{"home", "home/.cache", "run"} {
		fatal(t, os.Mkdir(filepath.Join(dir, name), 0o700))
	}
	d.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir + "/home", "XDG_RUNTIME_DIR=" + dir + "/run", "LC_ALL=C.UTF-8", "LANG=C.UTF-8",
		"NO_AT_BRIDGE=1", "LIBGL_ALWAYS_SOFTWARE=1", // C.UTF-8, or accents get lost
	}
	d.display()
	d.bus()
	return d
}

// display starts Xvfb on a number that it picks itself.
func (d *desk) display() {
	read, write, err := os.Pipe()
	fatal(d.t, err)
	defer read.Close()
	cmd := d.command("Xvfb", "-displayfd", "3", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{write}
	d.start(cmd)
	_ = write.Close()
	_ = read.SetReadDeadline(time.Now().Add(30 * time.Second))
	line, err := bufio.NewReader(read).ReadString('\n')
	fatal(d.t, err)
	d.env = append(d.env, "DISPLAY=:"+strings.TrimSpace(line))
	d.output(keyboard, "xkbcomp", "-w0", "-", ":"+strings.TrimSpace(line))
}

// keyboard has the accents as keys of their own. What has no key, xdotool puts on a free one for a moment, and a busy program
// looks it up too late.
const keyboard = `xkb_keymap {
	xkb_keycodes { include "evdev+aliases(qwerty)" };
	xkb_types { include "complete" };
	xkb_compat { include "complete" };
	xkb_symbols {
		include "pc+us+inet(evdev)"
		replace key <FK19> { [ agrave, Agrave ] };
		replace key <FK20> { [ ecircumflex, Ecircumflex ] };
		replace key <FK21> { [ eacute, Eacute ] };
		replace key <FK22> { [ ccedilla, Ccedilla ] };
	};
};
`

// bus starts a message bus, and a keyring on it that is unlocked.
func (d *desk) bus() {
	address := "unix:path=" + d.dir + "/run/bus"
	d.start(d.command("dbus-daemon", "--session", "--nofork", "--nopidfile", "--address="+address))
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+address)
	d.until("the message bus", func() bool { _, err := os.Stat(d.dir + "/run/bus"); return err == nil })
	keyring := d.command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	keyring.Stdin = strings.NewReader("test")
	d.start(keyring)
	d.until("the keyring", func() bool {
		out, err := d.command("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
			"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets").Output()
		return err == nil && bytes.Contains(out, []byte("boolean true"))
	})
}

func (d *desk) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	return cmd
}

// start starts a program that ends with the test, and returns what it says.
func (d *desk) start(cmd *exec.Cmd) *vigied.Buffer {
	d.t.Helper()
	said := new(vigied.Buffer)
	cmd.Stdout, cmd.Stderr = said, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	fatal(d.t, cmd.Start())
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	d.t.Cleanup(sync.OnceFunc(func() {
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

// output runs a program to its end.
func (d *desk) output(input, name string, args ...string) string {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var said bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stderr = d.env, strings.NewReader(input), &said
	out, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("%s: %v\n%s", filepath.Base(name), err, said.String())
	}
	return strings.TrimSpace(string(out))
}

// types types like a person; keys presses keys such as "ctrl+n".
func (d *desk) types(text string) { d.output("", "xdotool", "type", "--delay", "80", text) }
func (d *desk) keys(keys ...string) {
	d.output("", "xdotool", append([]string{"key", "--delay", "80"}, keys...)...)
}

// window waits until a window with this in its title is there, and gives it the keyboard.
func (d *desk) window(title string) {
	d.until("the window", func() bool { return d.command("xdotool", "search", "--onlyvisible", "--name", title).Run() == nil })
	id := strings.Fields(d.output("", "xdotool", "search", "--onlyvisible", "--name", title))[0]
	d.output("", "xdotool", "windowfocus", id)
}

// shot keeps a picture of the display with the test's artifacts (go test -artifacts).
func (d *desk) shot(name string) {
	file := filepath.Join(d.t.ArtifactDir(), fmt.Sprintf("window-%s.png", name))
	if out, err := d.command("import", "-window", "root", file).CombinedOutput(); err != nil {
		d.t.Errorf("no screenshot: %v %s", err, out)
	}
}

// blank reports whether there is but one colour where the messages of the conversation on screen are.
func (d *desk) blank() bool {
	pixels, err := d.command("import", "-window", "root", "-crop", "630x150+285+130", "-depth", "8", "rgb:-").Output()
	fatal(d.t, err)
	return len(pixels) > 0 && bytes.Equal(pixels, bytes.Repeat(pixels[:3], len(pixels)/3))
}

func (d *desk) until(what string, ok func() bool) {
	d.t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			d.t.Fatalf("not in time: %s", what)
		}
	}
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
