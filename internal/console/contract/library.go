// Package contract is the suite that every implementation of console.Library passes, the one of tests and the one of the program.
//
//	func TestContract(t *testing.T) { contract.Library(t, assets.Doctrine(), func() console.Library { ... }) }
//
// starting is the starting doctrine, whose version is 2026-11-28. open returns a library that keeps nothing at its first call, and at
// later calls one on the same storage.
package contract

import (
	"bytes"
	"strings"
	"testing"

	"vigie.example/internal/console"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Library runs the suite.
func Library(t *testing.T, starting string, open func() console.Library) {
	t.Helper()
	if _, err := open().Load(); !fault.Is(err, fault.Missing) {
		t.Errorf("nothing is kept, and it returns %v", err)
	}
	l := open()
	for _, version := range []string{"2026-11-28", "2026-12-01", "2026-12-01"} { // one in the place of the other, and once more
		want := wire.Doctrine{
			Version: version, Text: strings.Replace(starting, "version: 2026-11-28\n", "version: "+version+"\n", 1),
			Signature: bytes.Repeat([]byte{byte(len(version))}, 64),
		}
		if err := l.Keep(want); err != nil {
			t.Fatal(err)
		}
		for name, again := range map[string]console.Library{"the same": l, "after a restart": open()} {
			got, err := again.Load()
			if err != nil || got.Version != want.Version || got.Text != want.Text || !bytes.Equal(got.Signature, want.Signature) {
				t.Errorf("%s, %s: it returns %s, %v", version, name, got.Version, err)
			}
		}
	}
	if d, err := l.Parse(starting); err != nil || d.Version() != "2026-11-28" {
		t.Errorf("the starting doctrine cannot be read: %v", err)
	}
	if _, err := l.Parse("format: vigie.doctrine/1\n"); !fault.Is(err, fault.Invalid) {
		t.Errorf("half a doctrine is read: %v", err)
	}
}
