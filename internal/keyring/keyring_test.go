package keyring

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/fault"
)

// Each test runs its part in a process of its own, in a session of its own (home, run-time folder, bus), with or without
// a real gnome-keyring: that is what a console sees, and the library keeps its connection for the life of a process.
const partVariable = "VIGIE_KEYRING_PART"

func TestMain(m *testing.M) {
	if part := os.Getenv(partVariable); part != "" {
		if err := parts[part](); err != nil {
			fmt.Println("FAILED:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var parts = map[string]func() error{
	"round":  round,
	"absent": func() error { return expect("keyring.absent") },
	"no_bus": func() error { return expect("keyring.no_bus") },
	"locked": func() error { return expect("keyring.locked") },
	"slow":   func() error { return expect("keyring.slow") },
	"killed": killed,
}

// round stores, reads, replaces, deletes.
func round() error {
	ctx := context.Background()
	k := Open("example.vigie.test")
	if _, err := k.Get(ctx, "key"); !fault.Is(err, fault.Missing) {
		return fmt.Errorf("an absent secret: %v, want missing", err)
	}
	for _, secret := range [][]byte{[]byte("first"), bytes.Repeat([]byte{0, 255}, MaxSecretBytes/2)} {
		if err := k.Set(ctx, "key", secret); err != nil {
			return err
		}
		got, err := k.Get(ctx, "key")
		if err != nil || !bytes.Equal(got, secret) {
			return fmt.Errorf("read %d bytes, %v; want the %d stored", len(got), err, len(secret))
		}
	}
	if err := k.Set(ctx, "key", make([]byte, MaxSecretBytes+1)); !fault.Is(err, fault.TooLarge) {
		return fmt.Errorf("too long a secret: %v", err)
	}
	for range 2 {
		if err := k.Delete(ctx, "key"); err != nil {
			return fmt.Errorf("deleting: %w", err)
		}
	}
	if _, err := k.Get(ctx, "key"); !fault.Is(err, fault.Missing) {
		return fmt.Errorf("after deletion: %v, want missing", err)
	}
	return nil
}

// killed loses the service in the middle: an error that can be told apart, and no hanging.
func killed() error {
	k := Open("example.vigie.test")
	if err := k.Set(context.Background(), "key", []byte("x")); err != nil {
		return err
	}
	if out, err := exec.Command("pkill", "-9", "-s", "0", "gnome-keyring").CombinedOutput(); err != nil {
		return fmt.Errorf("pkill: %s %w", out, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err := k.Get(ctx, "key")
	if key := string(fault.PublicOf(err).Key); key != "keyring.absent" && key != "keyring.refused" && key != "keyring.slow" && key != "keyring.locked" {
		return fmt.Errorf("got %q (%w), want a failure of the keyring", key, err)
	}
	return nil
}

func expect(want string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	began := time.Now()
	_, err := Open("example.vigie.test").Get(ctx, "key")
	if got := string(fault.PublicOf(err).Key); got != want {
		return fmt.Errorf("got %q (%w: %v), want %q", got, err, unwrapped(err), want)
	}
	if took := time.Since(began); took > 9*time.Second {
		return fmt.Errorf("it took %s: the wait is not bounded", took)
	}
	return nil
}

func unwrapped(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return err
}

const unlock = `printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"`

func TestKeepsSecretsInARealKeyring(t *testing.T) { session(t, "round", unlock) }

// A bus that knows no service to start, as on a desktop without a keyring.
func TestTellsAbsentServiceApart(t *testing.T) {
	config := filepath.Join(t.TempDir(), "bus.conf")
	if err := os.WriteFile(config, []byte(emptyBus), 0o600); err != nil {
		t.Fatal(err)
	}
	session(t, "absent", `exec "$@"`, "--config-file="+config)
}

const emptyBus = `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy></busconfig>`

func TestTellsKilledServiceApart(t *testing.T) { session(t, "killed", unlock) }
func TestTellsMissingBusApart(t *testing.T)    { alone(t, "no_bus") }
func TestTellsSilentBusApartAndDoesNotHang(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "bus")
	listener, err := net.Listen("unix", socket) // accepts, and never says a word
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	alone(t, "slow", "DBUS_SESSION_BUS_ADDRESS=unix:path="+socket)
}

// A locked keyring whose password nobody types: without a prompter the service refuses to unlock.
func TestTellsLockedKeyringApart(t *testing.T) {
	session(t, "locked", `
		printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null
		VIGIE_KEYRING_PART=round "$@" || exit 1
		pkill -9 -s 0 gnome-keyring; sleep 0.3
		gnome-keyring-daemon --start --components=secrets >/dev/null
		exec "$@"`)
}

// session runs a part on a bus of its own, after the script has set the stage ("$@" is the part).
func session(t *testing.T, part, script string, bus ...string) {
	t.Helper()
	t.Parallel()
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is needed: go run ./cmd/dev setup installs it", tool)
		}
	}
	command := append([]string{"setsid", "--wait", "dbus-run-session"}, bus...)
	execute(t, part, nil, append(command, "--", "sh", "-c", script, "sh", os.Args[0])...)
}

// alone runs a part without a bus.
func alone(t *testing.T, part string, environment ...string) {
	t.Helper()
	t.Parallel()
	execute(t, part, environment, os.Args[0])
}

func execute(t *testing.T, part string, environment []string, command ...string) {
	t.Helper()
	home, runtime := t.TempDir(), t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + runtime, partVariable + "=" + part}, environment...)
	c.WaitDelay = 5 * time.Second
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, strings.TrimSpace(string(out)))
	}
}
