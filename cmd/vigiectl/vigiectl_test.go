package main

import (
	"bytes"
	"encoding/base64"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/internal/backend"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
)

const goodPassphrase = "cheval lampe orage tiroir violet canard septembre brume"

// at runs the program as a terminal would, and returns its status and both outputs.
func at(t *testing.T, input string, args ...string) (status int, out, problems string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(input), &o, &e)
	return status, o.String(), e.String()
}

// installation is a data folder on which a service runs, an authority key, and a workstation's public key.
type installation struct {
	data, authority, workstation string
	service                      *backend.Service
}

func install(t *testing.T) installation {
	t.Helper()
	dir := t.TempDir()
	i := installation{data: dir, authority: filepath.Join(dir, "authority.pem")}
	if status, _, problems := at(t, "", "authority", "init", "--key", i.authority); status != 0 {
		t.Fatal(problems)
	}
	key, err := seal.NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	i.workstation = base64.StdEncoding.EncodeToString(key.Public())
	i.service = vigied.Start(t, vigied.Options{}).Service
	listener, err := net.Listen("unix", filepath.Join(dir, "admin.sock"))
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: i.service.Admin()}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { server.Close() })
	return i
}

func (i installation) add(t *testing.T, passphrase string, changes ...string) (int, string, string) {
	t.Helper()
	args := append([]string{"account", "add", "--data", i.data, "--authority", i.authority, "--actor", "op-1",
		"--name", "Camille", "--unit", "police-33", "--workstation", i.workstation}, changes...)
	return at(t, passphrase+"\n", args...)
}

func TestAuthorityKeyIsMadeOnceAndForItsOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	private, public := filepath.Join(dir, "a.pem"), filepath.Join(dir, "a.pub")
	status, made, problems := at(t, "", "authority", "init", "--key", private, "--public", public)
	if status != 0 {
		t.Fatal(problems)
	}
	info, err := os.Stat(private)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the private key has mode %v (%v), want 0600", info.Mode(), err)
	}
	if _, shown, _ := at(t, "", "authority", "show", "--key", private); shown != made {
		t.Fatalf("show prints %q, init printed %q", shown, made)
	}
	written, _ := os.ReadFile(public)
	if string(written) != made {
		t.Fatalf("the public file holds %q, want %q", written, made)
	}
	before, _ := os.ReadFile(private)
	if status, _, problems = at(t, "", "authority", "init", "--key", private); status != 2 || !strings.Contains(problems, "never overwritten") {
		t.Fatalf("a second init: status %d, %q", status, problems)
	}
	if after, _ := os.ReadFile(private); !bytes.Equal(before, after) {
		t.Fatal("the key has changed")
	}
}

// A public file that cannot be written leaves no private key behind.
func TestAuthorityInitLeavesNothingHalfDone(t *testing.T) {
	dir := t.TempDir()
	private := filepath.Join(dir, "a.pem")
	if status, _, _ := at(t, "", "authority", "init", "--key", private, "--public", filepath.Join(dir, "no", "a.pub")); status != 2 {
		t.Fatalf("status %d, want 2", status)
	}
	if _, err := os.Stat(private); !os.IsNotExist(err) {
		t.Fatalf("the private key is there: %v", err)
	}
}

func TestAccountIsAddedWithACredentialOfTheAuthority(t *testing.T) {
	i := install(t)
	if status, _, problems := i.add(t, goodPassphrase); status != 0 {
		t.Fatal(problems)
	}
	account, ok := i.service.Accounts().Get("op-1")
	if !ok || account.Name != "Camille" || account.Credential.Unit != "police-33" || len(account.Credential.Signature) != 64 {
		t.Fatalf("the service has %+v", account)
	}
	if strings.Contains(account.PassphraseHash, "lampe") || !strings.HasPrefix(account.PassphraseHash, "$argon2id$") {
		t.Fatal("B9: the passphrase is not kept as argon2id")
	}
	if _, list, _ := at(t, "", "account", "list", "--data", i.data); !strings.Contains(list, "op-1") || strings.Contains(list, "argon2") || strings.Contains(list, "Camille") {
		t.Fatalf("the list says %q", list)
	}
}

func TestB9_PassphraseChanges(t *testing.T) {
	i := install(t)
	i.add(t, goodPassphrase)
	before, _ := i.service.Accounts().Get("op-1")
	status, _, problems := at(t, "une autre longue suite de mots bien étranges ensemble\n", "account", "passphrase", "--data", i.data, "--actor", "op-1")
	if status != 0 {
		t.Fatal(problems)
	}
	after, _ := i.service.Accounts().Get("op-1")
	if after.PassphraseHash == before.PassphraseHash || string(after.Credential.Signature) != string(before.Credential.Signature) {
		t.Fatal("only the passphrase was to change")
	}
}

func TestRevocationIsForGood(t *testing.T) {
	i := install(t)
	i.add(t, goodPassphrase)
	if status, _, problems := at(t, "", "account", "revoke", "--data", i.data, "--actor", "op-1"); status != 0 {
		t.Fatal(problems)
	}
	status, _, problems := i.add(t, goodPassphrase)
	if status != 1 || !strings.Contains(problems, "never given again") {
		t.Fatalf("adding a revoked code: status %d, %q", status, problems)
	}
}

// Each refusal says what to do, and nothing is added.
func TestRefusalsSayWhatToDo(t *testing.T) {
	i := install(t)
	notAKey := filepath.Join(i.data, "other.pem")
	if err := os.WriteFile(notAKey, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	open := filepath.Join(i.data, "open")
	if err := os.WriteFile(open, []byte(goodPassphrase), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		passphrase string
		args       []string
		status     int
		says       string
	}{
		"weak passphrase":   {"azerty", nil, 2, "7 words"},
		"no passphrase":     {"", nil, 2, "--passphrase-file"},
		"untypable":         {"lampe\x01" + goodPassphrase, nil, 2, "cannot be typed"},
		"unknown unit":      {goodPassphrase, []string{"--unit", "police-99"}, 2, "no such unit"},
		"unknown role":      {goodPassphrase, []string{"--role", "king"}, 2, "--role is"},
		"bad code":          {goodPassphrase, []string{"--actor", "Op 1"}, 2, "lower-case"},
		"bad workstation":   {goodPassphrase, []string{"--workstation", "???"}, 2, "vigie workstation"},
		"short key":         {goodPassphrase, []string{"--workstation", "AAAA"}, 2, "vigie workstation"},
		"not a point":       {goodPassphrase, []string{"--workstation", base64.StdEncoding.EncodeToString(append([]byte{4}, make([]byte, 64)...))}, 2, "not valid"},
		"not an authority":  {goodPassphrase, []string{"--authority", notAKey}, 2, "authority init"},
		"no authority":      {goodPassphrase, []string{"--authority", notAKey + "x"}, 2, "cannot be read"},
		"too long":          {goodPassphrase, []string{"--days", "5000"}, 2, "1 to 1098"},
		"no service":        {goodPassphrase, []string{"--data", t.TempDir()}, 1, "no vigied runs"},
		"no folder":         {goodPassphrase, []string{"--data", filepath.Join(t.TempDir(), "none")}, 1, "no vigied runs"},
		"two places":        {goodPassphrase, []string{"--nats", "nats://127.0.0.1:1"}, 2, "either --data or --nats"},
		"no external store": {goodPassphrase, []string{"--data", "", "--nats", "nats://127.0.0.1:1"}, 1, "--nats does not answer"},
		"nothing there":     {goodPassphrase, []string{"--replace"}, 1, "no such account"},
		"both passphrases":  {goodPassphrase, []string{"--generate", "--passphrase-file", notAKey}, 2, "either --generate"},
		"open file":         {goodPassphrase, []string{"--passphrase-file", open}, 2, "chmod 600"},
		"stray argument":    {goodPassphrase, []string{"op-2"}, 2, "is not a flag"},
		"unknown flag":      {goodPassphrase, []string{"--colour", "red"}, 2, "-h"},
		"nothing":           {goodPassphrase, []string{"--name", ""}, 2, "--name is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, problems := i.add(t, c.passphrase, c.args...)
			if status != c.status || !strings.Contains(problems, c.says) || out != "" {
				t.Errorf("status %d, says %q (and %q); want %d and %q", status, problems, out, c.status, c.says)
			}
			if strings.Contains(problems, "lampe") {
				t.Error("the passphrase is repeated")
			}
		})
	}
	if n := len(i.service.Accounts().List()); n != 0 {
		t.Fatalf("%d accounts were added", n)
	}
}

func TestUnknownCommandShowsUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"account"}, {"account", "praise"}} {
		if status, _, problems := at(t, "", args...); status != 2 || !strings.Contains(problems, "usage") {
			t.Errorf("%v: status %d, %q", args, status, problems)
		}
	}
}
