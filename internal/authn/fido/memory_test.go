//go:build linux && cgo

package fido_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"vigie.example/internal/authn/fido"
	"vigie.example/internal/testkit/authenticator"
)

// beyondGo counts where in this process a secret is, other than in Go's own heap, in which the software key has it.
func beyondGo(t *testing.T, secret []byte) (found int) {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	memory, err := os.Open("/proc/self/mem")
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	const most = 256 << 20                                                            // beyond are the race detector's books
	const goHeapBits = 32                                                             // the arenas follow each other
	goHeap := uint64(uintptr(unsafe.Pointer(unsafe.SliceData(secret)))) >> goHeapBits // where it is in Go
	for line := range strings.Lines(string(maps)) {
		var from, to uint64
		var rights string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(rights, "rw") || from>>goHeapBits == goHeap || to-from > most {
			continue
		}
		part := make([]byte, to-from)
		if _, err := memory.ReadAt(part, int64(from)); err != nil {
			continue // a guard
		}
		found += bytes.Count(part, secret)
		clear(part)
	}
	return found
}

// C keeps nothing of a secret that was handed over (L13). The control is a copy outside Go's heap, which is found.
func TestL13_CForgetsASecret(t *testing.T) {
	soft := authenticator.New(authenticator.Options{PIN: pin})
	keys := fido.Open(bus{authenticator.NewSocket(soft)})
	key := enrol(t, keys)
	s := derived(t, keys, secretAsk(key))
	if n := beyondGo(t, s.Value[:]); n != 0 {
		t.Errorf("it is in %d places", n)
	}
	control, err := unix.Mmap(-1, 0, os.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Munmap(control) }()
	copy(control[100:], s.Value[:])
	if n := beyondGo(t, s.Value[:]); n != 1 {
		t.Errorf("the control was found %d times", n)
	}
}
