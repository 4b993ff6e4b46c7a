// Package checkup looks at what a workstation has for signing in: a keyring, security keys, a card reader and its module, a
// fingerprint reader, a TPM, and whatever could hold the key of a template (L13). It asks security keys what they can do, which needs no touch, and
// nothing else anything.
package checkup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigie.example/internal/authn/hidraw"
	"vigie.example/internal/fault"
)

// State is how one thing stands.
type State string

// The states.
const (
	Here   State = "here"
	Absent State = "absent"
	Denied State = "denied" // it is there, and this person may not use it
	Broken State = "broken" // it is there, and does not answer as it should
)

// Finding is one thing that was looked for.
type Finding struct {
	What  string
	State State
	Found string // what there is
	Needs string // what would be needed; "" where nothing is
}

// Secrets is the keyring: internal/keyring.
type Secrets interface {
	Get(ctx context.Context, name string) ([]byte, error)
}

// Look looks, below a root folder: "/" in earnest. modules are where a PKCS#11 module may be; ask says what the security key at a path can
// do: Ask in earnest.
func Look(ctx context.Context, root string, secrets Secrets, modules []string, ask func(path string) (hidraw.Ability, error)) []Finding {
	card := cardModule(root, modules)
	return []Finding{
		keyring(ctx, secrets), keys(root), card, cardReader(root), fingerprints(root), holder(root, card.State == Here, ask), tpm(root),
	}
}

// Ask asks the security key at a path what it can do.
func Ask(path string) (hidraw.Ability, error) {
	pipe, err := hidraw.Keys{}.Open(path)
	if err != nil {
		return hidraw.Ability{}, err
	}
	defer func() { _ = pipe.Close() }() // it was only asked
	return hidraw.Ask(pipe)
}

// holder looks for what a person could hold the key of their template with, for a workstation's own reader.
func holder(root string, cards bool, ask func(string) (hidraw.Ability, error)) Finding {
	out := Finding{What: "template key", State: Absent, Needs: "for a fingerprint on the reader alone: a security key with hmac-secret, or a card whose keys may agree or decrypt"}
	if cards {
		out.Needs += " (which shows after its PIN)"
	}
	paths, err := hidraw.Keys{Root: root}.List()
	if err != nil {
		return out
	}
	for _, path := range paths {
		able, err := ask(path)
		switch {
		case err == nil && able.Secrets && able.Always:
			return Finding{What: out.What, State: Here, Found: path + " has hmac-secret, and wants its PIN each time"}
		case err == nil && able.Secrets:
			return Finding{What: out.What, State: Here, Found: path + " has hmac-secret; a touch is enough"}
		case errors.Is(err, fs.ErrPermission):
			out.State, out.Found = Denied, path
		case err != nil:
			out.State, out.Found = Broken, path+" does not answer"
		}
	}
	return out
}

// keyring asks for a secret that nobody has.
func keyring(ctx context.Context, secrets Secrets) Finding {
	out := Finding{What: "keyring"}
	_, err := secrets.Get(ctx, "checkup")
	switch public := fault.PublicOf(err); {
	case err == nil, public.Kind == fault.Missing:
		out.State, out.Found = Here, "an unlocked Secret Service"
	case public.Key == "keyring.no_bus":
		out.State, out.Needs = Absent, "a desktop session with D-Bus; the workstation's key cannot be kept without"
	case public.Key == "keyring.absent":
		out.State, out.Needs = Absent, "a Secret Service, such as the package gnome-keyring"
	case public.Key == "keyring.locked":
		out.State, out.Needs = Denied, "to be unlocked: sign in to the desktop by its password"
	default:
		out.State, out.Needs = Broken, "its journal says why: journalctl --user"
	}
	return out
}

// keys looks for security keys, and whether this person may speak to one.
func keys(root string) Finding {
	out := Finding{What: "security key", State: Absent, Needs: "a FIDO2 key with a PIN, plugged in"}
	paths, err := hidraw.Keys{Root: root}.List()
	if err != nil || len(paths) == 0 {
		return out
	}
	for _, path := range paths {
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err == nil {
			_ = file.Close()
			out.State, out.Found, out.Needs = Here, path, ""
			return out
		}
		out.State, out.Found, out.Needs = Broken, path, "another USB socket, or another key"
		if errors.Is(err, fs.ErrPermission) {
			out.State, out.Needs = Denied, "the udev rules of libfido2 (package libfido2-1), then the key unplugged and plugged in again"
		}
	}
	return out
}

func cardModule(root string, modules []string) Finding {
	for _, m := range modules {
		if _, err := os.Stat(filepath.Join(root, m)); err == nil {
			return Finding{What: "card module", State: Here, Found: m}
		}
	}
	return Finding{What: "card module", State: Absent, Needs: "the package opensc, or another PKCS#11 module named by card in vigie.toml"}
}

// ccid is the USB class of card readers.
const ccid = "0b"

func cardReader(root string) Finding {
	out := Finding{What: "card reader", State: Absent, Needs: "a USB reader of class CCID"}
	classes, err := filepath.Glob(filepath.Join(root, "sys/bus/usb/devices/*/bInterfaceClass"))
	if err != nil || !slices.ContainsFunc(classes, func(f string) bool { return read(f) == ccid }) {
		return out
	}
	out.State, out.Found, out.Needs = Here, "a CCID reader", ""
	if _, err := os.Stat(filepath.Join(root, "run/pcscd/pcscd.comm")); err != nil {
		out.State, out.Needs = Broken, "the service pcscd, of the package of the same name"
	}
	return out
}

// fingerprints compares what is in the USB sockets with what libfprint drives, as its own list of devices says.
func fingerprints(root string) Finding {
	out := Finding{What: "fingerprint reader", State: Absent, Needs: "none: every other way in does as well (L3)"}
	driven := drivenByLibfprint(root)
	devices, err := filepath.Glob(filepath.Join(root, "sys/bus/usb/devices/*/idVendor"))
	if err != nil {
		return out
	}
	for _, vendor := range devices {
		id := strings.ToUpper(read(vendor) + ":" + read(filepath.Join(filepath.Dir(vendor), "idProduct")))
		if driven[id] {
			return Finding{What: out.What, State: Here, Found: "USB " + strings.ToLower(id) + "; the service decides whether it may be used (L17)"}
		}
	}
	return out
}

// drivenByLibfprint reads lines such as "usb:v04F3p0903*".
func drivenByLibfprint(root string) map[string]bool {
	all := map[string]bool{}
	for _, folder := range []string{"usr/lib/udev/hwdb.d", "lib/udev/hwdb.d"} {
		raw, err := os.ReadFile(filepath.Join(root, folder, "60-autosuspend-libfprint-2.hwdb"))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(raw)) {
			if id, is := strings.CutPrefix(strings.TrimSpace(line), "usb:v"); is && len(id) >= 9 && id[4] == 'p' {
				all[strings.ToUpper(id[:4]+":"+id[5:9])] = true
			}
		}
	}
	return all
}

func tpm(root string) Finding {
	out := Finding{What: "TPM", State: Absent, Needs: "none: nothing of Vigie uses one yet"}
	if version := read(filepath.Join(root, "sys/class/tpm/tpm0/tpm_version_major")); version != "" {
		out.State, out.Found = Here, "version "+version
	}
	return out
}

// read returns the one line of a small file, "" where there is none.
func read(file string) string {
	raw, err := os.ReadFile(file)
	if err != nil || len(raw) > 256 {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(string(raw)))
}
