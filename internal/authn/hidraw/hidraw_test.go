//go:build linux

package hidraw

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The descriptors of a security key (CTAP 2.1 section 11.2.8.2) and of a keyboard (USB HID 1.11 appendix E.6), as far as they matter.
var (
	securityKey = []byte{0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01, 0x09, 0x20, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x40, 0x81, 0x02, 0xc0}
	keyboard    = []byte{0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0xc0}
)

func plug(t *testing.T, root, name string, descriptor []byte) {
	t.Helper()
	at := filepath.Join(root, "sys/class/hidraw", name, "device")
	if err := os.MkdirAll(at, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(at, "report_descriptor"), descriptor, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestL13_KeysAreFoundAmongOtherDevices(t *testing.T) {
	root := t.TempDir()
	plug(t, root, "hidraw0", keyboard)
	plug(t, root, "hidraw1", securityKey)
	plug(t, root, "hidraw2", append([]byte{0xfe, 0x02, 0x10, 0, 0}, securityKey...))
	plug(t, root, "hidraw3", nil)
	plug(t, root, "hidraw4", securityKey[:4])
	plug(t, root, "hidraw5", bytes.Repeat([]byte{0xa1, 0x01}, 5000))
	got, err := Keys{root}.List()
	want := []string{filepath.Join(root, "dev/hidraw1"), filepath.Join(root, "dev/hidraw2")}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("found %q, %v", got, err)
	}
	if got, err := (Keys{t.TempDir()}).List(); err != nil || len(got) > 0 {
		t.Errorf("an empty machine has %q, %v", got, err)
	}
}

// Reports keep their bounds, a silent key is waited for no longer than asked, and one that has gone is an error.
func TestL13_ReportsThroughADeviceFile(t *testing.T) {
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, key := &Pipe{os.NewFile(uintptr(ends[0]), "key")}, os.NewFile(uintptr(ends[1]), "other end")
	buf := make([]byte, 64)
	began := time.Now()
	if n, err := p.Read(buf, 20*time.Millisecond); n != 0 || err != nil || time.Since(began) < 20*time.Millisecond {
		t.Errorf("a silent key: %d bytes, %v", n, err)
	}
	for i := range 2 {
		if _, err := key.Write(bytes.Repeat([]byte{byte(i + 1)}, 64)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 2 {
		if n, err := p.Read(buf, -1); n != 64 || err != nil || buf[63] != byte(i+1) {
			t.Errorf("report %d: %d bytes, %v", i, n, err)
		}
	}
	if _, err := p.Write(make([]byte, 65)); err != nil {
		t.Error(err)
	}
	if err := key.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Read(buf, time.Second); err == nil {
		t.Error("a key that has gone is read from")
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

// FuzzDescriptor: no descriptor crashes; a key is one that says so.
func FuzzDescriptor(f *testing.F) {
	f.Add(securityKey)
	f.Add(keyboard)
	f.Add([]byte{0xfe, 0xff})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if isKey(raw) && !bytes.Contains(raw, []byte{0xd0, 0xf1}) {
			t.Errorf("%x is a key", raw)
		}
	})
}
