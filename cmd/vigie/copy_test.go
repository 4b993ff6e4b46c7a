package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie.example/cmd/internal/cache"
	"vigie.example/internal/fault"
	"vigie.example/internal/keyring"
	"vigie.example/internal/remains"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/session"
	"vigie.example/internal/vault"
)

// attempt is what who has a copy of everything on the disk, and the keyring's password, gets out of it.
type attempt struct {
	Key    bool // the console key is in the keyring
	Held   int  // conversations that the file lists
	Opened int  // of which anything can be read
	Fault  fault.Kind
}

// attack opens a copy with all that is in it, at a time before the deadline: the attacker's clock says what they want.
func attack() error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	root, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	key, err := keyring.Open(service).Get(ctx, cache.Secret)
	if err != nil {
		return err
	}
	v, _, err := vault.Open(vault.Options{Folder: filepath.Join(root, cacheFolder), Key: key, Now: time.Now().Add(-time.Hour)})
	if err != nil {
		return err
	}
	defer v.Close()
	a := attempt{Key: len(key) == vault.KeyBytes}
	for _, h := range v.Held() {
		a.Held++
		if all, err := v.Read(h.ID); err == nil && len(all) > 0 {
			a.Opened++
		}
		for _, share := range [][]byte{vault.NewShare(), make([]byte, vault.ShareBytes), key} {
			err := v.Unlock(h.ID, share, time.Now().Add(time.Hour))
			if err == nil {
				a.Opened++
			}
			a.Fault = fault.KindOf(err)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(a)
}

// TestC21_ACopyTakenBeforeTheDeadlineOpensNothingAfterIt takes a copy of everything that a workstation has on its disk, keyring and
// password included, while the conversation lives. While it does, the same files are enough to go on; afterwards they open nothing,
// neither to the program nor to who takes them apart.
func TestC21_ACopyTakenBeforeTheDeadlineOpensNothingAfterIt(t *testing.T) {
	if testing.Short() {
		t.Skip("starts programs")
	}
	s := newScene(t)
	id := s.talk()
	must(t, syscall.Kill(s.console.pid, syscall.SIGKILL))
	time.Sleep(200 * time.Millisecond)
	stolen, taken := session.Start(t, s.desk), session.Start(t, s.desk)

	s.console = s.open(s.desk)
	s.console.until("control: the files bring everything back while it lives", func(t told) bool { return t.Desk && len(t.Mine) == 1 })
	s.console.do(order{Do: "select", Conversation: id})
	s.console.until("control: its words", s.everything)
	s.forward(4*time.Hour + time.Minute)
	s.until(declarant.Erased)

	again := s.open(stolen)
	again.until("that nobody is signed in", func(t told) bool { return t.SignIn == 1 && t.Problem == "" || t.Desk })
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if shown := again.state(); len(shown.Texts)+len(shown.Mine)+len(shown.Notes) > 0 || shown.Draft != "" {
			t.Fatalf("the copy shows %+v", shown)
		}
	}
	var got attempt
	must(t, json.Unmarshal([]byte(taken.Output("", s.program("attack"))), &got))
	if !got.Key || got.Held != 1 {
		t.Errorf("control: the copy has key and file: %+v", got)
	}
	if got.Opened != 0 || got.Fault != fault.Untrusted {
		t.Errorf("the copy was opened: %+v", got)
	}
	report, err := remains.New(s.stem).Files(t.Context(), taken.Dir, stolen.Dir)
	must(t, err)
	for _, f := range report.Finds {
		t.Errorf("the copy shows it in %s (%s)", f.Place, f.Shape)
	}
}

// TestC21_SigningOutLeavesANewProcess signs out: nothing of the shift is in the program that asks for the next one, the passphrase
// included.
func TestC21_SigningOutLeavesANewProcess(t *testing.T) {
	if testing.Short() {
		t.Skip("starts programs")
	}
	s := newScene(t)
	id := s.talk()
	began := s.console.state().Start
	s.console.do(order{Do: "close", Conversation: id})
	s.console.until("the end", func(t told) bool { return t.Phase == "closed" })
	s.console.do(order{Do: "sign out"})
	s.console.until("a new program at the sign-in", func(t told) bool { return t.Start != began && t.SignIn == 1 && !t.Desk })
	report, err := remains.New(s.stem, s.who.Passphrase).Memory(t.Context(), s.console.pid)
	must(t, err)
	for _, f := range report.Finds {
		t.Errorf("the new program's memory holds %q at %s", strings.Replace(f.Word, s.stem, "the stem", 1), f.Place)
	}
	if left, err := os.ReadDir(filepath.Join(s.desk.Home, ".cache", cacheFolder)); err != nil || len(left) != 1 {
		t.Errorf("the cache has %d files, %v: all but the lock are to go", len(left), err)
	}
	if found := s.files(); len(found) > 0 {
		t.Errorf("files hold it: %q", found)
	}
}
