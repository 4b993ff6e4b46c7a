package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// session is a desktop of its own for tests and measurements: an X display, a
// message bus, an unlocked keyring, and empty home and run-time folders. What
// is tried in it neither sees nor touches the user's.
type session struct {
	env []string
}

// keyringScript starts the keyring with a password that protects nothing (it
// dies with the session), waits until it is on the bus, or the first caller
// would have the bus start a second, locked one, and becomes the command.
const keyringScript = `
printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 1
for i in $(seq 200); do
	dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
		org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q 'boolean true' && exec "$@"
	sleep 0.05
done
echo 'the keyring did not come up' >&2
exit 1`

// wrap puts the command into the session.
func (s *session) wrap(c command) command {
	c.args = append([]string{"dbus-run-session", "--", "sh", "-c", keyringScript, "sh"}, c.args...)
	c.env = append(append([]string{}, s.env...), c.env...)
	return c
}

// inSession starts a session, runs fn, and takes the session down again.
func (w *workspace) inSession(ctx context.Context, fn func(context.Context, *session) error) error {
	dir, err := os.MkdirTemp("", "vigie-session-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	defer sweep("XDG_RUNTIME_DIR=" + filepath.Join(dir, "run"))
	env, err := w.sessionEnv(ctx, dir)
	if err != nil {
		return err
	}
	display, stop, err := w.startDisplay(ctx)
	if err != nil {
		return err
	}
	defer stop()
	return fn(ctx, &session{env: append(env, "DISPLAY="+display)})
}

// sessionEnv makes the folders under dir and the environment that points there.
// Go's and npm's own folders stay where they are, or everything would be
// downloaded and compiled again.
func (w *workspace) sessionEnv(ctx context.Context, dir string) ([]string, error) {
	home, runtime := filepath.Join(dir, "home"), filepath.Join(dir, "run")
	for _, d := range []string{home, runtime, filepath.Join(home, ".cache")} { // Fyne expects a desktop to have the last
		if err := os.Mkdir(d, 0o700); err != nil {
			return nil, err
		}
	}
	env, err := w.goFolders(ctx)
	if err != nil {
		return nil, err
	}
	if old, err := os.UserHomeDir(); err == nil {
		env = append(env,
			"npm_config_userconfig="+filepath.Join(old, ".npmrc"),
			"npm_config_cache="+filepath.Join(old, ".npm"))
	}
	return append(env,
		"HOME="+home, "XDG_RUNTIME_DIR="+runtime,
		"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME",
		"DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL", "SSH_AUTH_SOCK",
		"WAYLAND_DISPLAY", "XAUTHORITY", "LC_ALL", "LANGUAGE",
		"LANG=C.UTF-8", "NO_AT_BRIDGE=1", "LIBGL_ALWAYS_SOFTWARE=1"), nil
}

// goFolders pins the folders and settings that Go finds through HOME.
func (w *workspace) goFolders(ctx context.Context) ([]string, error) {
	keys := []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOENV"}
	cmd := exec.CommandContext(ctx, "go", append([]string{"env", "-json"}, keys...)...)
	cmd.Dir = w.root
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	values := make(map[string]string)
	if err := json.Unmarshal(out, &values); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	var env []string
	for _, k := range keys {
		env = append(env, k+"="+values[k])
	}
	return env, nil
}

// startDisplay starts Xvfb on a display number that it picks itself.
func (w *workspace) startDisplay(ctx context.Context) (display string, stop func(), err error) {
	read, write, err := os.Pipe()
	if err != nil {
		return "", nil, err
	}
	defer read.Close()
	var said tail
	ctx, cancel := context.WithCancel(ctx)
	cmd := w.prepare(ctx, command{
		args: []string{"Xvfb", "-displayfd", "3", "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"},
		out:  &said,
	})
	cmd.ExtraFiles = []*os.File{write}
	err = cmd.Start()
	write.Close()
	if err != nil {
		cancel()
		return "", nil, fmt.Errorf("start a display: %w", err)
	}
	stop = func() { cancel(); cmd.Wait() }
	read.SetReadDeadline(time.Now().Add(30 * time.Second))
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, errors.Join(fmt.Errorf("no display: %s", said.String()), err)
	}
	return ":" + strings.TrimSpace(line), stop, nil
}
