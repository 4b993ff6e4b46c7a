package reader

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

func openStore(t *testing.T, folder string) *Store {
	t.Helper()
	s, err := OpenStore(folder, desk, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// everything in the folder, as bytes.
func contents(t *testing.T, folder string) []byte {
	t.Helper()
	var all []byte
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(append(all, e.Name()...), raw...)
	}
	return all
}

func TestL9_StoreHoldsPseudonymsUnderAKeyOfItsOwn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "templates")
	s := openStore(t, folder)
	sealed := bytes.Repeat([]byte("sealed under the person's key "), 100)
	binding := bytes.Repeat([]byte("which key it was "), 9)
	if err := s.Put(code, Kept{sealed, binding}); err != nil {
		t.Fatal(err)
	}
	if all := contents(t, folder); bytes.Contains(all, sealed[:30]) || bytes.Contains(all, binding[:16]) {
		t.Error("what was put lies there as it was put")
	}
	info, err := os.Stat(s.path(code))
	if err != nil || info.Mode().Perm() != fileMode {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	got, err := openStore(t, folder).Get(code)
	if err != nil || !bytes.Equal(got.Sealed, sealed) || !bytes.Equal(got.Binding, binding) {
		t.Errorf("%d bytes, %v", len(got.Sealed), err)
	}
	stranger, err := OpenStore(folder, desk, bytes.Repeat([]byte{8}, KeyBytes))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.Get(code); !fault.Is(err, fault.Untrusted) {
		t.Errorf("another reader's key: %v", err)
	}
	if err := os.Rename(s.path(code), s.path(other)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(other); !fault.Is(err, fault.Untrusted) {
		t.Errorf("a template under somebody else's pseudonym: %v", err)
	}
}

func TestL9_StoreRefusesAFolderThatOthersSee(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenStore(folder, desk, key); !fault.Is(err, fault.Denied) {
		t.Errorf("%v", err)
	}
}

func TestL11_ErasedStaysErased(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "templates")
	s := openStore(t, folder)
	for _, c := range []biometric.Code{code, other} {
		if err := s.Put(c, Kept{Sealed: []byte("template")}); err != nil {
			t.Fatal(err)
		}
	}
	inode, err := os.Open(s.path(code)) // an earlier reader still has the file open
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = inode.Close() }()
	for range 2 {
		if err := s.Erase(code); err != nil {
			t.Fatal(err)
		}
	}
	left := make([]byte, 64)
	if n, _ := inode.ReadAt(left, 0); n == 0 || bytes.ContainsFunc(left[:n], func(r rune) bool { return r != 0 }) {
		t.Errorf("%d bytes are left in the file: %q", n, left[:n])
	}
	if _, err := openStore(t, folder).Get(code); !fault.Is(err, fault.Missing) {
		t.Errorf("%v", err)
	}
	if codes, err := s.Codes(); err != nil || !slices.Equal(codes, []biometric.Code{other}) {
		t.Errorf("%v, %v", codes, err)
	}
}

// A crash while a template is written leaves the old one and no piece of the new one.
func TestL11_CrashWhilePutting(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "templates")
	s := openStore(t, folder)
	if err := s.Put(code, Kept{Sealed: []byte("old")}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.path(code)+unfinished, []byte("half of a"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, folder)
	if got, err := s.Get(code); err != nil || string(got.Sealed) != "old" {
		t.Errorf("%q, %v", got, err)
	}
	if bytes.Contains(contents(t, folder), []byte("half of a")) {
		t.Error("the unfinished one is still there")
	}
}

func TestL14_WipeLeavesNothing(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "templates")
	s := openStore(t, folder)
	if err := s.Put(code, Kept{Sealed: []byte("template")}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := os.Stat(folder); err != nil {
			break
		}
		if err := s.Wipe(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func TestStore_RefusesNamesThatAreNoPseudonyms(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "templates"))
	for _, c := range []biometric.Code{"", "op-1", "../../etc/passwd", "AAAAAAAAAAAAAAAAAAAAA/"} {
		_, get := s.Get(c)
		for name, err := range map[string]error{"get": get, "put": s.Put(c, Kept{Sealed: []byte("x")}), "erase": s.Erase(c)} {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s %q: %v", name, c, err)
			}
		}
	}
}
