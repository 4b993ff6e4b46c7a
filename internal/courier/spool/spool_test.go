package spool_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/courier"
	"vigie.example/internal/courier/contract"
	"vigie.example/internal/courier/receiver"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/reporting"
)

const often = 5 * time.Millisecond

// folder makes what a receiver makes.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{spool.Out, spool.Taken, spool.Reply} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o770); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) contract.Way {
		dir := folder(t)
		stop := func() {}
		t.Cleanup(func() { namesSayNothing(t, dir) })
		return contract.Way{
			Connector: func() courier.Connector { return spool.New(spool.Options{Folder: dir, Poll: often}) },
			Start: func(r *receiver.Receiver) {
				ctx, cancel := context.WithCancel(context.Background())
				done := make(chan struct{})
				go func() {
					defer close(done)
					if err := r.Watch(ctx, dir, often, func(err error) { t.Error(err) }); err != nil {
						t.Error(err)
					}
				}()
				stop = func() { cancel(); <-done }
			},
			Stop: func() { stop(); stop = func() {} },
			Forge: func(key string, answer []byte) {
				if err := os.WriteFile(filepath.Join(dir, spool.Reply, key+spool.ReplyEnd), answer, 0o600); err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}

var random = regexp.MustCompile(`^[0-9a-f]{32}\.(p7m|json)$`)

// namesSayNothing looks at every name in a spool (C8).
func namesSayNothing(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !random.MatchString(e.Name()) {
			t.Errorf("a file is called %s", e.Name())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Wherever a sender was stopped, Withdraw leaves nothing of the package that the target has not taken.
func TestWithdrawLeavesNothing(t *testing.T) {
	w := reporting.New(time.Now())
	for name, left := range map[string]string{
		"half-written": ".tmp-%s.p7m", "waiting": "%s.p7m", "half taken back": ".back-%s",
	} {
		t.Run(name, func(t *testing.T) {
			dir, p := folder(t), w.Parcel("lrpgn")
			if err := os.WriteFile(filepath.Join(dir, spool.Out, strings.Replace(left, "%s", p.Key, 1)), p.Sealed, 0o600); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if a, err := spool.New(spool.Options{Folder: dir}).Withdraw(t.Context(), p); err != nil || a.Outcome != courier.Withdrawn {
					t.Errorf("%+v, %v", a, err)
				}
			}
			if entries, err := os.ReadDir(filepath.Join(dir, spool.Out)); err != nil || len(entries) > 0 {
				t.Errorf("left: %v, %v", entries, err)
			}
		})
	}
}

// What the target has taken, and not answered, is unknown, and stays the target's.
func TestTakenAndNotAnswered(t *testing.T) {
	w := reporting.New(time.Now())
	dir, p := folder(t), w.Parcel("lrpgn")
	taken := filepath.Join(dir, spool.Taken, p.Key+spool.PackageEnd)
	if err := os.WriteFile(taken, p.Sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := spool.New(spool.Options{Folder: dir}).Withdraw(t.Context(), p)
	if err != nil || a.Outcome != courier.Unknown {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := os.Stat(taken); err != nil {
		t.Error(err)
	}
}

func TestFoldersThatAreNotThere(t *testing.T) {
	p := reporting.New(time.Now()).Parcel("lrpgn")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	a, err := spool.New(spool.Options{Folder: t.TempDir(), Poll: often}).Send(ctx, p)
	if a.Outcome != courier.Unknown || !fault.Is(err, fault.Unavailable) || fault.PublicOf(err).Key != "courier.spool" {
		t.Errorf("%+v, %v", a, err)
	}
	p.Key = "../../etc/passwd"
	for name, ask := range map[string]func(context.Context, courier.Parcel) (courier.Answer, error){
		"send": spool.New(spool.Options{Folder: folder(t), Poll: often}).Send, "withdraw": spool.New(spool.Options{Folder: folder(t)}).Withdraw,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if a, err := ask(ctx, p); a.Outcome != courier.Unknown || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s with a path for a key: %+v, %v", name, a, err)
		}
		cancel()
	}
}
