package cache_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vigie.example/cmd/internal/cache"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit"
	"vigie.example/internal/vault"
)

// failing is a keyring that does not keep the console key.
type failing struct {
	*testkit.Secrets
	err error
}

func (f failing) Get(context.Context, string) ([]byte, error) { return nil, f.err }
func (f failing) Set(context.Context, string, []byte) error   { return f.err }

// Whatever the keyring does, nothing is kept in clear, the work goes on in memory, and the operator is told which it was (C21).
func TestC21_WithoutAKeyringInMemoryAlone(t *testing.T) {
	for _, cause := range []string{"absent", "no_bus", "locked", "slow", "refused"} {
		t.Run(cause, func(t *testing.T) {
			d := newDesk(t)
			err := fault.New(fault.Unavailable, "test", fault.Key(fault.TextKey("keyring."+cause)))
			op, startErr := testkit.StartOperator(testkit.OperatorOptions{
				URL: d.backend.Console, Roots: d.backend.Roots, Authority: d.backend.Authority.Public(), Workstation: d.who.Workstation,
				Secrets: d.secrets, Vault: cache.New(d.folder, failing{d.secrets, err}, time.Now),
			})
			if startErr != nil {
				t.Fatal(startErr)
			}
			t.Cleanup(op.Close)
			d.enter(op)
			until(t, &op.Shell.Publisher, "the warning", func(s shell.State) bool {
				return slices.ContainsFunc(s.Warnings, func(w shell.Warning) bool { return w.Text.Key == "shell.warning.memory."+cause })
			})
			if _, err := os.Stat(filepath.Join(d.folder, "cache.db")); err == nil {
				t.Error("a file was made all the same")
			}
		})
	}
}

// A keyring that was emptied, or whose key was replaced, costs a synchronisation: nothing is opened, nothing stays (C21).
func TestC21_AnEmptiedOrReplacedKeyBeginsAgain(t *testing.T) {
	for name, change := range map[string]func(*testkit.Secrets) error{
		"emptied":  func(s *testkit.Secrets) error { return s.Delete(context.Background(), cache.Secret) },
		"replaced": func(s *testkit.Secrets) error { return s.Set(context.Background(), cache.Secret, vault.NewKey()) },
		"no key":   func(s *testkit.Secrets) error { return s.Set(context.Background(), cache.Secret, []byte("x")) },
	} {
		t.Run(name, func(t *testing.T) {
			folder, secrets := t.TempDir(), testkit.NewSecrets()
			c := cache.New(folder, secrets, time.Now)
			shelf, err := c.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := shelf.KeepShift([]byte("shift"), time.Now()); err != nil {
				t.Fatal(err)
			}
			if err := shelf.Close(); err != nil {
				t.Fatal(err)
			}
			if err := change(secrets); err != nil {
				t.Fatal(err)
			}
			again, shift, err := cache.New(folder, secrets, time.Now).Resume(t.Context())
			if again != nil || shift != nil || err != nil {
				t.Errorf("resumed %v %q, %v", again, shift, err)
			}
			if _, err := os.Stat(filepath.Join(folder, "cache.db")); err == nil {
				t.Error("what nobody can open is still there")
			}
		})
	}
}
