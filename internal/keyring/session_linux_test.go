package keyring

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"vigie.example/internal/fault"
)

const insideVariable = "VIGIE_KEYRING_INSIDE"

const (
	kill = syscall.SIGKILL
	stop = syscall.SIGSTOP
	goOn = syscall.SIGCONT
)

// A bus that starts nothing by itself, so that a keyring that is gone stays gone.
const quietBus = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// unlockedKeyring starts a daemon with a fresh keyring that is unlocked; its process and the bus's are told to the test.
const unlockedKeyring = `printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 70; exec "$@"`

// A real Secret Service in a session of its own, for each way in which it can be, and fail.
func TestSessions(t *testing.T) {
	for _, program := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed: go run ./cmd/dev setup", program)
		}
	}
	for name, script := range map[string]string{
		"unlocked": unlockedKeyring, "damaged": unlockedKeyring, "locked": unlockedKeyring, "killed": unlockedKeyring,
		"hanging": unlockedKeyring, "ended bus": unlockedKeyring, "absent": `exec "$@"`,
		"never": `gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1; exec "$@"`,
	} {
		t.Run(name, func(t *testing.T) { runInside(t, name, script) })
	}
}

// TestInside is what runs there.
func TestInside(t *testing.T) {
	name := os.Getenv(insideVariable)
	f, ok := inside[name]
	if !ok {
		t.Skip("runs inside a session that TestSessions starts")
	}
	if name != "absent" && name != "never" { // the daemon goes to the background before it is on the bus
		waitFor(t, "the daemon to come to the bus", func() bool { return onBus(t) })
	}
	f(t)
}

// onBus reports whether a keyring is on the bus of this session.
func onBus(t *testing.T) bool {
	var there bool
	err := privateBus(t).BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secretsName).Store(&there)
	return err == nil && there
}

func runInside(t *testing.T, name, script string) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home, run := privateFolder(t), privateFolder(t)
	config := filepath.Join(home, "bus.conf")
	if err := os.WriteFile(config, []byte(quietBus), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-run-session", "--config-file="+config, "--", "sh", "-c", script, "sh", self, "-test.run=^TestInside$", "-test.v")
	cmd.Env = append(withoutSession(), "HOME="+home, "XDG_RUNTIME_DIR="+run, "XDG_DATA_HOME="+filepath.Join(home, "data"), insideVariable+"="+name)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 10 * time.Second
	t.Cleanup(func() { endSession(t, cmd, run) })
	out, err := cmd.CombinedOutput()
	// The session itself fails when its bus was ended; the test inside has spoken before.
	passed := strings.Contains(string(out), "--- PASS: TestInside")
	if !passed || err != nil && name != "ended bus" {
		t.Errorf("inside: %v\n%s", err, out)
	}
}

// endSession ends what the session has left: its process group, and the daemon, which leaves the group.
func endSession(t *testing.T, cmd *exec.Cmd, run string) {
	if cmd.Process == nil {
		return
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	for _, pid := range processesWith(t, "gnome-keyring-daemon", "XDG_RUNTIME_DIR="+run) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// privateFolder is short enough for a socket, and only ours.
func privateFolder(t *testing.T) string {
	dir, err := os.MkdirTemp("", "vigie-keyring-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// withoutSession is our environment without anything that leads to a keyring of the person who runs the test.
func withoutSession() (env []string) {
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if !strings.HasPrefix(name, "DBUS_") && !strings.HasPrefix(name, "XDG_") && !strings.HasPrefix(name, "GNOME_") && name != "HOME" && name != "DISPLAY" && name != "WAYLAND_DISPLAY" {
			env = append(env, v)
		}
	}
	return env
}

// processesWith finds processes by their name and a variable of their environment.
func processesWith(t *testing.T, name, variable string) (pids []int) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range all {
		line, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
		environ, _ := os.ReadFile(filepath.Join(dir, "environ"))
		program, _, _ := strings.Cut(string(line), "\x00")
		if filepath.Base(program) == name && strings.Contains("\x00"+string(environ), "\x00"+variable+"\x00") {
			pid, err := strconv.Atoi(filepath.Base(dir))
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	return pids
}

func signalDaemon(t *testing.T, signal syscall.Signal) {
	t.Helper()
	pids := processesWith(t, "gnome-keyring-daemon", "XDG_RUNTIME_DIR="+os.Getenv("XDG_RUNTIME_DIR"))
	if len(pids) != 1 {
		t.Fatalf("%d daemons in this session", len(pids))
	}
	if err := syscall.Kill(pids[0], signal); err != nil {
		t.Fatal(err)
	}
	if signal == kill {
		waitFor(t, "the daemon to leave the bus", func() bool { return !onBus(t) })
	}
}

// endBus ends the bus daemon of this session, which is its parent's child: dbus-run-session starts it beside us.
func endBus(t *testing.T) {
	t.Helper()
	var pid uint32
	if err := privateBus(t).BusObject().Call("org.freedesktop.DBus.GetConnectionUnixProcessID", 0, "org.freedesktop.DBus").Store(&pid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(int(pid), kill); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the bus to end", func() bool {
		_, address, _ := sessionBus()
		conn, err := net.Dial("unix", address)
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	})
}

func lockCollection(t *testing.T) {
	t.Helper()
	var did []dbus.ObjectPath
	var prompt dbus.ObjectPath
	service := privateBus(t).Object(secretsName, secretsPath)
	if err := service.Call(serviceInterface+".Lock", 0, []dbus.ObjectPath{loginCollection}).Store(&did, &prompt); err != nil || len(did) != 1 {
		t.Fatalf("locked %v, %v", did, err)
	}
}

func privateBus(t *testing.T) *dbus.Conn {
	t.Helper()
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	return bus
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

func TestNoBus(t *testing.T) {
	if _, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid())); err == nil {
		t.Skip("this machine has a session bus where the driver looks for one")
	}
	t.Setenv("PATH", t.TempDir()) // and no dbus-launch, which would start one
	dead := filepath.Join(privateFolder(t), "bus")
	l, err := net.Listen("unix", dead)
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	_ = l.Close()
	for name, address := range map[string]string{
		"none": "", "autolaunch": "autolaunch:", "no such socket": "unix:path=/nonexistent/bus", "dead socket": "unix:path=" + dead, "nonsense": "unix:x=%zz",
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
			for name, call := range calls(Open("vigie-test")) {
				wantSoon(t, name, func() { wantKey(t, call(t.Context()), fault.Unavailable, "keyring.no_bus") })
			}
		})
	}
}

// Somebody listens on the bus's socket and never says a word.
func TestStaleSocket(t *testing.T) {
	path := filepath.Join(privateFolder(t), "bus")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	k := Open("vigie-test")
	k.timeout = 300 * time.Millisecond
	for name, call := range calls(k) {
		wantSoon(t, name, func() { wantKey(t, call(t.Context()), fault.Unavailable, "keyring.slow") })
	}
}

// Calls that hang do not pile up.
func TestAbandonedCallsAreBounded(t *testing.T) {
	k := Open("vigie-test")
	for range maxAbandoned {
		k.turns <- struct{}{}
	}
	for name, call := range calls(k) {
		wantSoon(t, name, func() { wantKey(t, call(t.Context()), fault.Unavailable, "keyring.slow") })
	}
}

func TestSessionBus(t *testing.T) {
	for env, want := range map[string]string{
		"unix:path=/a/b,guid=1": "unix /a/b", "unix:abstract=/tmp/x": "unix @/tmp/x", "unix:path=/a%20b;tcp:host=x": "unix /a b", "tcp:host=x,port=1": " ",
	} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", env)
		kind, address, ok := sessionBus()
		if got := kind + " " + address; got != want || !ok {
			t.Errorf("%s leads to %q, %v", env, got, ok)
		}
	}
}
