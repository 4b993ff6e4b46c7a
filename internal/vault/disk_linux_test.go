package vault_test

import (
	"bytes"
	"syscall"
	"testing"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/vault"
)

// smallDisk mounts a file system of its own, which only root can.
func smallDisk(t *testing.T, options string) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("vigie", folder, "tmpfs", 0, options); err != nil {
		t.Skip("only root can mount a disk that is full")
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
	return folder
}

func TestFullDiskIsToldAndEndsTheVault(t *testing.T) {
	folder := smallDisk(t, "size=256k")
	v, _ := open(t, folder, start)
	must(t, v.Unlock(id(1), vault.NewShare(), start.Add(time.Hour)))
	var err error
	for n := uint32(0); err == nil && n < 1000; n++ {
		err = v.Write(id(1), vault.Record{vault.Message, n, bytes.Repeat([]byte("x"), 4000)})
	}
	if p := fault.PublicOf(err); p.Key != vault.KeyFull || p.Hint == "" {
		t.Fatalf("got %v", err)
	}
	if err := v.Write(id(1), vault.Record{vault.Draft, 0, []byte("x")}); fault.PublicOf(err).Key != vault.KeyFull {
		t.Errorf("after it: %v", err)
	}
	must(t, v.Destroy())
}

func TestReadOnlyDiskIsTold(t *testing.T) {
	folder := smallDisk(t, "size=1m")
	v, _ := open(t, folder, start)
	must(t, v.Close())
	if err := syscall.Mount("vigie", folder, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skip("cannot be made read-only here")
	}
	_, _, err := vault.Open(vault.Options{Folder: folder, Key: key, Now: start})
	if p := fault.PublicOf(err); p.Key != vault.KeyReadOnly {
		t.Errorf("got %v", err)
	}
}
