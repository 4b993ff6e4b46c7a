package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// probe prints what a program finds in a session.
const probe = `
xdpyinfo >/dev/null && echo display
dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets/aliases/default \
	org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Locked | grep -q 'boolean false' && echo unlocked
echo "home $HOME"
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
	if home, _ := os.UserHomeDir(); has("home " + home) {
		t.Error("the session shares the user's home")
	}
	if cache, err := os.UserCacheDir(); os.Getenv("GOCACHE") == "" && (err != nil || !has(filepath.Join(cache, "go-build"))) {
		t.Errorf("the session does not share the build cache:\n%s", said.String())
	}
}
