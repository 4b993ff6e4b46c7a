package vault_test

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/vault"
)

var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

var key = bytes.Repeat([]byte{7}, vault.KeyBytes)

func id(n byte) conversation.ID {
	return conversation.ID(base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{n}, 32)))
}

func open(t testing.TB, folder string, now time.Time) (*vault.Vault, vault.Report) {
	t.Helper()
	v, report, err := vault.Open(vault.Options{Folder: folder, Key: key, Now: now})
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	t.Cleanup(func() { _ = v.Close() })
	return v, report
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}

// files returns everything in a folder, names included.
func files(t testing.TB, folder string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	must(t, filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == ".lock" {
			return err
		}
		raw, err := os.ReadFile(path)
		all[path] = raw
		return err
	}))
	return all
}

const canary = "kanari-jaune"

func TestC21_NothingInClearInAnyFile(t *testing.T) {
	folder, temporary := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("SQLITE_TMPDIR", temporary)
	v, _ := open(t, folder, start)
	must(t, v.Unlock(id(1), vault.NewShare(), start.Add(time.Hour)))
	must(t, v.SetShift([]byte(canary)))
	look := func(when string) {
		for _, dir := range []string{folder, temporary} {
			for path, raw := range files(t, dir) {
				if bytes.Contains(raw, []byte(canary)) || strings.Contains(path, canary) || bytes.Contains(raw, []byte(id(1))) {
					t.Errorf("%s: a word in clear in %s", when, filepath.Base(path))
				}
			}
		}
	}
	for kind := vault.State; kind <= vault.ReportDraft; kind++ {
		for n := range uint32(50) {
			must(t, v.Write(id(1), vault.Record{Kind: kind, Number: n, Data: []byte(strings.Repeat(canary, 1+int(n)*7))}))
		}
	}
	look("written")
	must(t, v.Close())
	look("closed")
	if len(files(t, folder)) == 0 {
		t.Error("nothing was written at all")
	}
}

func TestC21_RestartContinues(t *testing.T) {
	folder, share := t.TempDir(), vault.NewShare()
	v, _ := open(t, folder, start)
	must(t, v.Unlock(id(1), share, start.Add(time.Hour)))
	must(t, v.SetShift([]byte("shift")))
	must(t, v.Write(id(1), vault.Record{vault.Draft, 0, []byte("a")}, vault.Record{vault.Message, 1, []byte("b")}))
	must(t, v.Write(id(1), vault.Record{vault.Draft, 0, []byte("c")}))
	must(t, v.Close())
	v, report := open(t, folder, start)
	if report.SetAside || report.Purged != 0 {
		t.Errorf("%+v", report)
	}
	if held := v.Held(); len(held) != 1 || held[0].ID != id(1) || !held[0].Locked || !held[0].Deadline.Equal(start.Add(time.Hour)) {
		t.Errorf("holds %+v", held)
	}
	if raw, err := v.Shift(); err != nil || string(raw) != "shift" {
		t.Errorf("the shift: %q, %v", raw, err)
	}
	_, err := v.Read(id(1))
	wantKind(t, err, fault.Missing)
	wantKind(t, v.Unlock(id(1), vault.NewShare(), start.Add(time.Hour)), fault.Untrusted)
	must(t, v.Unlock(id(1), share, start.Add(time.Hour)))
	got, err := v.Read(id(1))
	must(t, err)
	if len(got) != 2 {
		t.Fatalf("%d records", len(got))
	}
	for _, r := range got {
		if want := map[vault.Kind]string{vault.Draft: "c", vault.Message: "b"}[r.Kind]; string(r.Data) != want {
			t.Errorf("%d is %q", r.Kind, r.Data)
		}
	}
}

// A copy of the files and the console key, without the share, opens nothing, whatever share is tried (C21).
func TestC21_ACopyWithoutTheShareOpensNothing(t *testing.T) {
	folder, copied := t.TempDir(), t.TempDir()
	v, _ := open(t, folder, start)
	must(t, v.Unlock(id(1), vault.NewShare(), start.Add(time.Hour)))
	must(t, v.Write(id(1), vault.Record{vault.Message, 1, []byte(canary)}))
	must(t, os.CopyFS(filepath.Join(copied, "c"), os.DirFS(folder)))
	must(t, v.Forget(id(1)))
	thief, _ := open(t, filepath.Join(copied, "c"), start)
	if len(thief.Held()) != 1 {
		t.Fatal("the copy is of nothing")
	}
	for _, share := range [][]byte{make([]byte, vault.ShareBytes), key, vault.NewShare()} {
		wantKind(t, thief.Unlock(id(1), share, start.Add(time.Hour)), fault.Untrusted)
	}
	_, err := thief.Read(id(1))
	wantKind(t, err, fault.Missing)
}

func TestC21_ARowOpensNowhereElse(t *testing.T) {
	folder := t.TempDir()
	shares := [][]byte{vault.NewShare(), vault.NewShare()}
	v, _ := open(t, folder, start)
	for i, share := range shares {
		must(t, v.Unlock(id(byte(i)), share, start.Add(time.Hour)))
		must(t, v.Write(id(byte(i)), vault.Record{vault.Message, 1, []byte("one")}, vault.Record{vault.Message, 2, []byte("two")}))
	}
	must(t, v.Close())
	for name, change := range map[string]string{
		"swapped": `UPDATE records SET sealed = (SELECT r.sealed FROM records r WHERE r.conversation = records.conversation AND r.name <> records.name)`,
		"moved":   `UPDATE OR REPLACE records SET conversation = (SELECT min(conversation) FROM records)`,
		"cut":     `UPDATE records SET sealed = substr(sealed, 1, length(sealed)-1)`,
		"flipped": `UPDATE records SET sealed = CAST(substr(sealed, 1, 20) || x'00' || substr(sealed, 22) AS BLOB)`,
		"empty":   `UPDATE records SET sealed = x''`,
	} {
		t.Run(name, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "c")
			must(t, os.CopyFS(copied, os.DirFS(folder)))
			alter(t, copied, change)
			v, report := open(t, copied, start)
			if report.SetAside {
				t.Fatal("the whole file went")
			}
			bad := 0
			for i, share := range shares {
				if v.Unlock(id(byte(i)), share, start.Add(time.Hour)) != nil {
					bad++
				}
			}
			if bad == 0 {
				t.Error("it was believed")
			}
		})
	}
}

func alter(t *testing.T, folder, change string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(folder, "cache.db"))
	must(t, err)
	_, err = db.Exec(change)
	must(t, err)
	must(t, db.Close())
}

func TestC21_PurgedAtTheStartAndOnTime(t *testing.T) {
	folder := t.TempDir()
	v, _ := open(t, folder, start)
	shares := map[byte][]byte{1: vault.NewShare(), 2: vault.NewShare()}
	for n, share := range shares {
		must(t, v.Unlock(id(n), share, start.Add(time.Duration(n)*time.Hour)))
		must(t, v.Write(id(n), vault.Record{vault.Message, 1, []byte("x")}))
	}
	if n, err := v.Purge(start.Add(59 * time.Minute)); n != 0 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	must(t, v.Observe(start.Add(30*time.Minute)))
	must(t, v.Close())
	v, report := open(t, folder, start.Add(time.Hour)) // at the moment itself it is over
	if report.Purged != 1 || len(v.Held()) != 1 {
		t.Errorf("%+v, %d held", report, len(v.Held()))
	}
	wantKind(t, v.Write(id(1), vault.Record{vault.Message, 2, []byte("y")}), fault.Missing)
	must(t, v.Extend(id(2), start.Add(3*time.Hour)))
	must(t, v.Close())
	if v, report = open(t, folder, start.Add(150*time.Minute)); report.Purged != 0 {
		t.Error("extended, and purged all the same")
	}
	if n, err := v.Purge(start.Add(3 * time.Hour)); n != 1 || err != nil || len(v.Held()) != 0 {
		t.Errorf("purged %d, %v", n, err)
	}
}

// A clock turned back revives nothing: the service's time decides, and is kept (C21).
func TestC21_AClockTurnedBackRevivesNothing(t *testing.T) {
	folder, share := t.TempDir(), vault.NewShare()
	v, _ := open(t, folder, start)
	must(t, v.Unlock(id(1), share, start.Add(time.Hour)))
	must(t, v.Observe(start.Add(2*time.Hour)))
	must(t, v.Close())
	v, report := open(t, folder, start.Add(-24*time.Hour))
	if report.Purged != 1 || !v.Time().Equal(start.Add(2*time.Hour)) {
		t.Errorf("%+v at %v", report, v.Time())
	}
	wantKind(t, v.Unlock(id(1), share, start.Add(time.Hour)), fault.Gone)
	// This machine's clock, on the other hand, may be wrong: it is not kept.
	_, err := v.Purge(start.Add(1000 * time.Hour))
	must(t, err)
	if !v.Time().Equal(start.Add(2 * time.Hour)) {
		t.Error("a clock that is ahead was believed for good")
	}
}

func TestC21_WhatCannotBeUsedIsSetAside(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, folder string){
		"foreign file":     func(t *testing.T, f string) { put(t, f, bytes.Repeat([]byte("not a database "), 500)) },
		"foreign database": func(t *testing.T, f string) { alter(t, f, "PRAGMA application_id = 99") },
		"newer version":    func(t *testing.T, f string) { alter(t, f, "PRAGMA user_version = 99") },
		"truncated":        func(t *testing.T, f string) { put(t, f, files(t, f)[filepath.Join(f, "cache.db")][:6000]) },
		"damaged page": func(t *testing.T, f string) {
			raw := files(t, f)[filepath.Join(f, "cache.db")]
			copy(raw[4096:], bytes.Repeat([]byte{0xff}, 4096))
			put(t, f, raw)
		},
		"damaged value": func(t *testing.T, f string) { alter(t, f, "UPDATE conversations SET sealed = x'00'") },
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			v, _ := open(t, folder, start)
			must(t, v.Unlock(id(1), vault.NewShare(), start.Add(time.Hour)))
			must(t, v.Write(id(1), vault.Record{vault.Message, 1, bytes.Repeat([]byte("x"), 20000)}))
			must(t, v.Close())
			damage(t, folder)
			v, report := open(t, folder, start)
			if !report.SetAside || len(v.Held()) != 0 {
				t.Fatalf("%+v, %d held", report, len(v.Held()))
			}
			must(t, v.Unlock(id(1), vault.NewShare(), start.Add(time.Hour)))
			must(t, v.Close())
			if len(files(t, folder)) != 2 {
				t.Errorf("%d files", len(files(t, folder)))
			}
			open(t, folder, start.Add(retention.MaxCeiling))
			for path := range files(t, folder) {
				if strings.HasPrefix(filepath.Base(path), "aside-") {
					t.Error("what was set aside is still there after its time")
				}
			}
		})
	}
}

func put(t *testing.T, folder string, raw []byte) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(folder, "cache.db"), raw, 0o600))
}

func TestAnotherKeyBeginsAgain(t *testing.T) {
	folder := t.TempDir()
	v, _ := open(t, folder, start)
	must(t, v.Unlock(id(1), vault.NewShare(), start.Add(time.Hour)))
	must(t, v.Close())
	v, report, err := vault.Open(vault.Options{Folder: folder, Key: vault.NewKey(), Now: start})
	must(t, err)
	defer v.Close()
	if !report.SetAside || len(v.Held()) != 0 {
		t.Errorf("%+v", report)
	}
}

func TestTruncatedLogLosesTheEndAlone(t *testing.T) {
	folder, copied, share := t.TempDir(), filepath.Join(t.TempDir(), "c"), vault.NewShare()
	v, _ := open(t, folder, start)
	must(t, v.Unlock(id(1), share, start.Add(time.Hour)))
	for n := range uint32(20) {
		must(t, v.Write(id(1), vault.Record{vault.Message, n, bytes.Repeat([]byte("x"), 3000)}))
	}
	must(t, os.CopyFS(copied, os.DirFS(folder)))
	log := filepath.Join(copied, "cache.db-wal")
	info, err := os.Stat(log)
	must(t, err)
	must(t, os.Truncate(log, info.Size()-2000))
	v, report := open(t, copied, start)
	must(t, v.Unlock(id(1), share, start.Add(time.Hour)))
	got, err := v.Read(id(1))
	if err != nil || report.SetAside || len(got) != 19 {
		t.Errorf("%d records, %+v, %v", len(got), report, err)
	}
}

func TestFaultsOfTheDiskAreToldApart(t *testing.T) {
	_, _, err := vault.Open(vault.Options{Folder: t.TempDir(), Key: key[1:], Now: start})
	wantKind(t, err, fault.Invalid)
	folder := t.TempDir()
	open(t, folder, start)
	_, _, err = vault.Open(vault.Options{Folder: folder, Key: key, Now: start})
	if p := fault.PublicOf(err); p.Key != vault.KeyInUse || p.Hint == "" {
		t.Errorf("a second console: %v", err)
	}
	if p := fault.PublicOf(vault.Erase(folder)); p.Key != vault.KeyInUse {
		t.Errorf("erased under another console: %+v", p)
	}
	must(t, vault.EraseStale(folder, time.Now().Add(1000*time.Hour)))
	if len(files(t, folder)) == 0 {
		t.Error("erased as stale under another console")
	}
	_, _, err = vault.Open(vault.Options{Folder: "/proc/vault", Key: key, Now: start})
	if p := fault.PublicOf(err); p.Kind != fault.Unavailable || p.Hint == "" {
		t.Errorf("no folder: %v", err)
	}
}

func TestForgetAndDestroy(t *testing.T) {
	folder, share := t.TempDir(), vault.NewShare()
	v, _ := open(t, folder, start)
	for n := range byte(3) {
		must(t, v.Unlock(id(n), share, start.Add(time.Hour)))
		must(t, v.Write(id(n), vault.Record{vault.Message, 1, bytes.Repeat([]byte{'x'}, 5000)}))
	}
	before := files(t, folder)
	must(t, v.Forget(id(0), id(1), id(9)))
	if held := v.Held(); len(held) != 1 || held[0].ID != id(2) {
		t.Errorf("holds %v", held)
	}
	_, err := v.Read(id(0))
	wantKind(t, err, fault.Missing)
	if log := files(t, folder)[filepath.Join(folder, "cache.db-wal")]; len(log) != 0 || len(before) == 0 {
		t.Errorf("the log still has %d bytes", len(log))
	}
	must(t, v.Destroy())
	if left := files(t, folder); len(left) != 0 {
		t.Errorf("%d files are left", len(left))
	}
	wantKind(t, v.Write(id(2), vault.Record{vault.Message, 1, nil}), fault.Gone)
	must(t, v.Close())
}

func TestEraseStale(t *testing.T) {
	folder := t.TempDir()
	must(t, vault.EraseStale(filepath.Join(folder, "none"), time.Now()))
	v, _ := open(t, folder, time.Now())
	must(t, v.Close())
	must(t, vault.EraseStale(folder, time.Now().Add(retention.MaxCeiling-time.Minute)))
	if len(files(t, folder)) == 0 {
		t.Fatal("erased before its time")
	}
	must(t, vault.EraseStale(folder, time.Now().Add(retention.MaxCeiling+time.Minute)))
	if len(files(t, folder)) != 0 {
		t.Error("left after its time")
	}
}
