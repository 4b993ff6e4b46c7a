package spool_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/internal/courier"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/testkit/reporting"
)

// Where the process that is killed finds what it sends.
const sendFrom, sendTo = "SPOOL_TEST_PARCEL", "SPOOL_TEST_FOLDER"

// TestSendUntilKilled is the process of TestC15_KilledAndBackAfterTheDeadline that is killed.
func TestSendUntilKilled(t *testing.T) {
	file := os.Getenv(sendFrom)
	if file == "" {
		t.Skip("runs in a process of its own")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := courier.ParseParcel(raw)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = spool.New(spool.Options{Folder: os.Getenv(sendTo), Poll: often}).Send(t.Context(), p)
}

// The console dies with a package in the spool. Whatever console comes after the deadline, with no vault, removes it; not a second before.
func TestC15_KilledAndBackAfterTheDeadline(t *testing.T) {
	now := time.Now()
	dir, p := folder(t), reporting.New(now).ParcelUntil("lrpgn", now.Add(time.Hour))
	kept, waits := filepath.Join(t.TempDir(), "parcel"), filepath.Join(dir, spool.Out, p.Key+spool.PackageEnd)
	if err := os.WriteFile(kept, p.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	console := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSendUntilKilled$")
	console.Env = append(os.Environ(), sendFrom+"="+kept, sendTo+"="+dir)
	if err := console.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "it lies there", func() bool { return exists(waits) })
	_ = console.Process.Kill()
	_ = console.Wait()
	looked := tidying(t, dir, now.Add(time.Hour-2*time.Second))
	looked()
	if !exists(waits) {
		t.Fatal("removed before its deadline")
	}
	looked = tidying(t, dir, now.Add(time.Hour))
	until(t, "it is gone", func() bool { return !exists(waits) })
	looked() // nothing is there any more: nothing happens
}

// tidying starts a console on the folder at a moment, and returns what waits until it has looked twice more.
func tidying(t *testing.T, dir string, at time.Time) (looked func()) {
	t.Helper()
	return tidyingBy(t, dir, func() time.Time { return at })
}

// tidyingBy has a clock. It is asked once for a package of the test's own, which is late in any case: so a look can be seen to be over.
func tidyingBy(t *testing.T, dir string, now func() time.Time) (looked func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		spool.New(spool.Options{Folder: dir, Now: now}).Tidy(ctx, often)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return func() {
		t.Helper()
		for range 2 {
			sign := put(t, dir, spool.Out, form.NewKey(time.Unix(1, 0))+spool.PackageEnd)
			until(t, "it has looked", func() bool { return !exists(sign) })
		}
	}
}

func put(t *testing.T, dir, folder, name string) (file string) {
	t.Helper()
	file = filepath.Join(dir, folder, name)
	if err := os.WriteFile(file, []byte("sealed"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func exists(file string) bool {
	_, err := os.Lstat(file)
	return err == nil
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(often) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// What is late goes, in every form that a stopped sender leaves; what is in time, what is the target's, and what is nobody's stays.
func TestTidyRemovesWhatIsLateAndNothingElse(t *testing.T) {
	dir, now := folder(t), time.Now()
	late, inTime := form.NewKey(now.Add(-time.Second)), form.NewKey(now.Add(time.Minute))
	gone := []string{
		put(t, dir, spool.Out, late+".p7m"), put(t, dir, spool.Out, ".tmp-"+late+".p7m"), put(t, dir, spool.Out, ".back-"+late),
	}
	stays := []string{
		put(t, dir, spool.Out, inTime+".p7m"), put(t, dir, spool.Out, ".tmp-"+inTime+".p7m"), put(t, dir, spool.Out, ".back-"+inTime),
		put(t, dir, spool.Out, late), put(t, dir, spool.Out, late+".p7m.txt"), put(t, dir, spool.Out, "x"+late+".p7m"),
		put(t, dir, spool.Out, "00000000000000000000000000000000.p7m"), put(t, dir, spool.Out, "lisez-moi.p7m"),
		put(t, dir, spool.Taken, late+".p7m"), put(t, dir, spool.Reply, late+".json"),
	}
	link := filepath.Join(dir, spool.Out, form.NewKey(now.Add(-time.Hour))+".p7m")
	if err := os.Symlink(stays[0], link); err != nil {
		t.Fatal(err)
	}
	tidying(t, dir, now)()
	for _, file := range gone {
		if exists(file) {
			t.Errorf("%s is left", filepath.Base(file))
		}
	}
	for _, file := range append(stays, link) {
		if !exists(file) {
			t.Errorf("%s was removed", filepath.Base(file))
		}
	}
}

// A clock that goes back removes nothing more, and what it finds in time again stays.
func TestTidyUnderAClockThatGoesBack(t *testing.T) {
	dir, now := folder(t), time.Now()
	var at atomic.Int64
	at.Store(now.Unix())
	looked := tidyingBy(t, dir, func() time.Time { return time.Unix(at.Load(), 0) })
	first := put(t, dir, spool.Out, form.NewKey(now.Add(time.Hour))+spool.PackageEnd)
	looked()
	at.Store(now.Add(2 * time.Hour).Unix())
	until(t, "it is late", func() bool { return !exists(first) })
	at.Store(now.Unix())
	second := put(t, dir, spool.Out, form.NewKey(now.Add(90*time.Minute))+spool.PackageEnd)
	looked()
	if !exists(second) {
		t.Error("what is in time was removed")
	}
}

// A folder that is away when the console starts is tidied once it is there.
func TestTidyWaitsForTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mounted")
	looked := tidying(t, dir, time.Now())
	time.Sleep(4 * often)
	if err := os.MkdirAll(filepath.Join(dir, spool.Out), 0o770); err != nil {
		t.Fatal(err)
	}
	looked()
}
