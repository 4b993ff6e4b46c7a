package keyring

import (
	"fmt"
	"os"
	"path/filepath"
)

// busReachable reports whether there is a session bus to speak to. Without one the library would start a bus of its own
// (dbus-launch), on which no keyring is, and which nobody would end.
func busReachable() bool {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && address != "autolaunch:" {
		return true
	}
	for _, dir := range []string{os.Getenv("XDG_RUNTIME_DIR"), fmt.Sprintf("/run/user/%d", os.Getuid())} {
		if dir == "" {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, "bus")); err == nil {
			return true
		}
	}
	return false
}
