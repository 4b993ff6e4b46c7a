package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"vigie.example/cmd/internal/backing"
	"vigie.example/internal/access"
	"vigie.example/internal/authn"
	"vigie.example/internal/backend"
	"vigie.example/internal/seal"
	"vigie.example/internal/stream"
	"vigie.example/internal/trace"
)

// stopped is an installation whose service does not run: only its store is there.
func stopped(t *testing.T) installation {
	t.Helper()
	i := installation{data: t.TempDir()}
	i.authority = filepath.Join(i.data, "authority.pem")
	if status, _, problems := at(t, "", "authority", "init", "--key", i.authority, "--public", filepath.Join(i.data, "authority.pub")); status != 0 {
		t.Fatal(problems)
	}
	key, err := seal.NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	i.workstation = base64.StdEncoding.EncodeToString(key.Public())
	store, err := stream.Open(t.Context(), stream.Config{Dir: filepath.Join(i.data, "store")})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return i
}

// stored reads what is on disk.
func (i installation) stored(t *testing.T) (accounts []backend.Account, traced []trace.Record) {
	t.Helper()
	store, err := stream.Open(t.Context(), stream.Config{Dir: filepath.Join(i.data, "store")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	if err := store.EachTrace(t.Context(), func(r trace.Record) error { traced = append(traced, r); return nil }); err != nil {
		t.Fatal(err)
	}
	offline, err := backend.OpenOffline(t.Context(), backing.On(store), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if accounts, err = offline.List(t.Context()); err != nil {
		t.Fatal(err)
	}
	return accounts, traced
}

// Without a running service the store is opened directly; whatever is done there is traced as well (B5).
func TestB5_AccountsWithoutARunningService(t *testing.T) {
	i := stopped(t)
	if status, out, problems := i.add(t, goodPassphrase); status != 0 || !strings.Contains(out, "may sign in until") {
		t.Fatal(problems)
	}
	if status, out, _ := at(t, "", "account", "list", "--data", i.data); status != 0 || !strings.Contains(out, "in force") {
		t.Errorf("the list: %d, %s", status, out)
	}
	if status, _, problems := at(t, "", "account", "revoke", "--data", i.data, "--actor", "op-1"); status != 0 {
		t.Error(problems)
	}
	if status, _, problems := at(t, "", "account", "revoke", "--data", i.data, "--actor", "op-2"); status != 1 || !strings.Contains(problems, "no such account") {
		t.Errorf("revoking nobody: %d, %s", status, problems)
	}
	if _, out, _ := at(t, "", "account", "list", "--data", i.data); !strings.Contains(out, "revoked") {
		t.Errorf("after the revocation: %s", out)
	}
	accounts, traced := i.stored(t)
	if len(accounts) != 1 || accounts[0].Revoked == 0 {
		t.Errorf("stored: %+v", accounts)
	}
	done := map[access.Action]int{}
	for _, r := range traced {
		if r.Actor != backend.AdminActor || r.Class != trace.Administration {
			t.Errorf("traced as %+v", r)
		}
		done[r.Action]++
	}
	if done[access.AddAccount] != 1 || done[access.RevokeAccount] != 2 {
		t.Errorf("traced: %v", done)
	}
}

func TestReplacingIsAskedFor(t *testing.T) {
	i := install(t)
	i.add(t, goodPassphrase)
	before, _ := i.service.Accounts().Get("op-1")
	if status, _, problems := i.add(t, goodPassphrase, "--unit", "national"); status != 1 || !strings.Contains(problems, "--replace") {
		t.Fatalf("a second one: %d, %s", status, problems)
	}
	if after, _ := i.service.Accounts().Get("op-1"); after.Unit != before.Unit {
		t.Error("it was replaced all the same")
	}
	if status, _, problems := i.add(t, goodPassphrase, "--unit", "national", "--replace"); status != 0 {
		t.Fatal(problems)
	}
	if after, _ := i.service.Accounts().Get("op-1"); after.Unit != "national" || after.Created != before.Created {
		t.Errorf("replaced by %+v", after)
	}
}

func TestAnotherAuthorityIsNoticed(t *testing.T) {
	i := stopped(t)
	other := filepath.Join(t.TempDir(), "other.pem")
	if status, _, problems := at(t, "", "authority", "init", "--key", other); status != 0 {
		t.Fatal(problems)
	}
	if status, _, problems := i.add(t, goodPassphrase, "--authority", other); status != 2 || !strings.Contains(problems, "nobody could sign in") {
		t.Errorf("%d, %s", status, problems)
	}
}

func TestB9_DrawnPassphraseIsShownOnce(t *testing.T) {
	i := install(t)
	status, out, problems := i.add(t, "", "--generate")
	_, drawn, found := strings.Cut(out, "passphrase: ")
	account, _ := i.service.Accounts().Get("op-1")
	if status != 0 || !found || !authn.Matches(account.PassphraseHash, strings.TrimSpace(drawn)) {
		t.Errorf("%d, %q, %s", status, out, problems)
	}
	file := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(file, []byte(goodPassphrase+"\r\nsecond line"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, problems := at(t, "", "account", "passphrase", "--data", i.data, "--actor", "op-1", "--passphrase-file", file); status != 0 {
		t.Fatal(problems)
	}
	if account, _ := i.service.Accounts().Get("op-1"); !authn.Matches(account.PassphraseHash, goodPassphrase) {
		t.Error("the file's first line is not the passphrase")
	}
}

func TestEncryptedAuthorityKey(t *testing.T) {
	i := stopped(t)
	i.authority = filepath.Join(t.TempDir(), "encrypted.pem")
	const opens = "girafe plume tunnel orange siphon balcon vinaigre"
	if status, _, problems := at(t, "secret\n", "authority", "init", "--key", i.authority, "--encrypt"); status != 2 || !strings.Contains(problems, "too weak") {
		t.Fatalf("a weak one: %d, %s", status, problems)
	}
	status, public, problems := at(t, opens+"\n", "authority", "init", "--key", i.authority, "--encrypt")
	if status != 0 {
		t.Fatal(problems)
	}
	if _, shown, _ := at(t, "", "authority", "show", "--key", i.authority); shown != public {
		t.Errorf("show says %q, init said %q", shown, public)
	}
	if err := os.WriteFile(filepath.Join(i.data, "authority.pub"), []byte(public), 0o600); err != nil {
		t.Fatal(err)
	}
	opening := filepath.Join(t.TempDir(), "opens")
	for typed, want := range map[string]int{"wrong": 2, opens: 0} {
		if err := os.WriteFile(opening, []byte(typed+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		status, _, problems := i.add(t, goodPassphrase, "--authority-passphrase-file", opening)
		if status != want || want != 0 && !strings.Contains(problems, "does not open") {
			t.Errorf("with %q: %d, %s", typed, status, problems)
		}
	}
	text, err := os.ReadFile(i.authority)
	if err != nil {
		t.Fatal(err)
	}
	for name, broken := range map[string]string{
		"another public half": strings.Replace(string(text), strings.TrimSpace(public), base64.StdEncoding.EncodeToString(make([]byte, 65)), 1),
		"another cipher":      strings.Replace(string(text), "argon2id-m65536", "rot13", 1),
		"no salt":             strings.Replace(string(text), "Salt", "Sand", 1),
	} {
		file := filepath.Join(t.TempDir(), "broken.pem")
		if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, problems := i.add(t, goodPassphrase, "--authority", file, "--authority-passphrase-file", opening); status != 2 {
			t.Errorf("%s: %d, %s", name, status, problems)
		}
	}
}

func TestPublicKeyFiles(t *testing.T) {
	dir := t.TempDir()
	public := filepath.Join(dir, "a.pub")
	_, made, _ := at(t, "", "authority", "init", "--key", filepath.Join(dir, "a.pem"), "--public", public)
	if status, shown, _ := at(t, "", "authority", "show", "--public", public); status != 0 || shown != made {
		t.Errorf("show --public: %d, %q", status, shown)
	}
	for _, args := range [][]string{
		{"authority", "show"}, {"authority", "show", "--key", "a", "--public", "b"}, {"authority", "show", "--public", filepath.Join(dir, "a.pem")},
		{"authority", "init", "--key", "x", "--public", "x"}, {"authority", "init", "--key", filepath.Join(dir, "b.pem"), "--public", public},
		{"authority", "init", "--key", filepath.Join(dir, "b.pem"), "--passphrase-file", public},
	} {
		if status, out, problems := at(t, "", args...); status != 2 || out != "" || problems == "" {
			t.Errorf("%v: %d, %q, %q", args, status, out, problems)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%d files, want the pair alone: %v", len(entries), err)
	}
}

// A second process on the folder is told who has it.
func TestFolderInUse(t *testing.T) {
	i := stopped(t)
	store, err := stream.Open(t.Context(), stream.Config{Dir: filepath.Join(i.data, "store")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	if status, _, problems := at(t, "", "account", "list", "--data", i.data); status != 1 || !strings.Contains(problems, "another process uses") {
		t.Errorf("%d, %s", status, problems)
	}
}

func TestExternalStore(t *testing.T) {
	srv, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir(),
		JetStreamMaxMemory: 4 << 30, JetStreamMaxStore: 1 << 50,
	})
	if err != nil {
		t.Fatal(err)
	}
	go srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(30 * time.Second) {
		t.Fatal("the server did not start")
	}
	i := stopped(t)
	if status, _, problems := i.add(t, goodPassphrase, "--data", "", "--nats", srv.ClientURL()); status != 0 {
		t.Fatal(problems)
	}
	if status, out, problems := at(t, "", "account", "list", "--nats", srv.ClientURL()); status != 0 || !strings.Contains(out, "op-1") {
		t.Errorf("%d, %s %s", status, out, problems)
	}
}
