package checkup

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/internal/authn/hidraw"
	"vigie.example/internal/fault"
)

type secrets struct{ err error }

func (s secrets) Get(context.Context, string) ([]byte, error) { return nil, s.err }

func put(t *testing.T, root, file, text string) {
	t.Helper()
	at := filepath.Join(root, file)
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func states(all []Finding) map[string]State {
	out := map[string]State{}
	for _, f := range all {
		out[f.What] = f.State
	}
	return out
}

func able(string) (hidraw.Ability, error) { return hidraw.Ability{PIN: true, Secrets: true}, nil }

var modules = []string{"/usr/lib/opensc-pkcs11.so"}

// An empty machine has nothing, and is told what each thing would need.
func TestO2_AnEmptyWorkstation(t *testing.T) {
	for _, f := range Look(t.Context(), t.TempDir(), secrets{fault.New(fault.Unavailable, "test", fault.Key("keyring.no_bus"))}, modules, able) {
		if f.State != Absent || f.Needs == "" || f.Found != "" {
			t.Errorf("%+v", f)
		}
	}
}

func TestO2_AWorkstationWithEverything(t *testing.T) {
	root := t.TempDir()
	put(t, root, "sys/class/hidraw/hidraw0/device/report_descriptor", "\x06\xd0\xf1\x09\x01\xa1\x01\xc0")
	put(t, root, "dev/hidraw0", "")
	put(t, root, "usr/lib/opensc-pkcs11.so", "")
	put(t, root, "sys/bus/usb/devices/1-1:1.0/bInterfaceClass", "0b\n")
	put(t, root, "run/pcscd/pcscd.comm", "")
	put(t, root, "usr/lib/udev/hwdb.d/60-autosuspend-libfprint-2.hwdb", "# Supported\nusb:v04F3p0903*\n ID_AUTOSUSPEND=1\nusb:short\n")
	put(t, root, "sys/bus/usb/devices/1-2/idVendor", "04f3\n")
	put(t, root, "sys/bus/usb/devices/1-2/idProduct", "0903\n")
	put(t, root, "sys/class/tpm/tpm0/tpm_version_major", "2\n")
	for _, f := range Look(t.Context(), root, secrets{fault.New(fault.Missing, "test")}, modules, able) {
		if f.State != Here || f.Found == "" {
			t.Errorf("%+v", f)
		}
	}
}

// What is there and cannot be used is told apart from what is not there.
func TestO2_WhatCannotBeUsed(t *testing.T) {
	root := t.TempDir()
	put(t, root, "sys/class/hidraw/hidraw0/device/report_descriptor", "\x06\xd0\xf1\x09\x01\xa1\x01\xc0") // and no device file
	put(t, root, "sys/bus/usb/devices/1-1:1.0/bInterfaceClass", "0b\n")                                   // and no pcscd
	put(t, root, "sys/bus/usb/devices/1-2/idVendor", "ffff\n")                                            // which libfprint does not drive
	put(t, root, "sys/bus/usb/devices/1-2/idProduct", "0001\n")
	got := states(Look(t.Context(), root, secrets{fault.New(fault.Unavailable, "test", fault.Key("keyring.locked"))}, modules, able))
	for what, want := range map[string]State{"keyring": Denied, "security key": Broken, "card reader": Broken, "fingerprint reader": Absent} {
		if got[what] != want {
			t.Errorf("%s is %s, want %s", what, got[what], want)
		}
	}
	if os.Geteuid() == 0 {
		return // who may open everything cannot be refused
	}
	put(t, root, "dev/hidraw0", "")
	if err := os.Chmod(filepath.Join(root, "dev/hidraw0"), 0); err != nil {
		t.Fatal(err)
	}
	if f := keys(root); f.State != Denied {
		t.Errorf("%+v", f)
	}
}

// Whether somebody could hold the key of a template here: by a security key that says so; of a card nobody can tell before its PIN (L13).
func TestL13_WhoCouldHoldATemplatesKey(t *testing.T) {
	root := t.TempDir()
	put(t, root, "sys/class/hidraw/hidraw0/device/report_descriptor", "\x06\xd0\xf1\x09\x01\xa1\x01\xc0")
	put(t, root, "dev/hidraw0", "")
	for name, tt := range map[string]struct {
		able  hidraw.Ability
		err   error
		state State
		found string
	}{
		"by a touch":           {hidraw.Ability{PIN: true, Secrets: true}, nil, Here, "touch"},
		"by its PIN":           {hidraw.Ability{PIN: true, Secrets: true, Always: true}, nil, Here, "PIN"},
		"a key that has none":  {hidraw.Ability{PIN: true}, nil, Absent, ""},
		"a key that is denied": {hidraw.Ability{}, fs.ErrPermission, Denied, "hidraw0"},
		"no key":               {hidraw.Ability{}, hidraw.ErrAnswer, Broken, "does not answer"},
	} {
		for _, cards := range []bool{false, true} {
			f := holder(root, cards, func(string) (hidraw.Ability, error) { return tt.able, tt.err })
			if f.State != tt.state || !strings.Contains(f.Found, tt.found) || (f.Needs == "") != (tt.state == Here) {
				t.Errorf("%s: %+v", name, f)
			}
			if told := strings.Contains(f.Needs, "after its PIN"); f.State != Here && told != cards {
				t.Errorf("%s: with a card module %v: %s", name, cards, f.Needs)
			}
		}
	}
	if _, err := Ask(filepath.Join(root, "dev/hidraw0")); err == nil {
		t.Error("a file answered")
	}
}
