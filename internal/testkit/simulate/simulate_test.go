package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"vigie.example/internal/testkit/cluster"
	"vigie.example/internal/testkit/vigied"
)

func TestMain(m *testing.M) {
	if cluster.IsNode() {
		cluster.RunNode()
		return
	}
	goleak.VerifyTestMain(m)
}

func TestScriptsAreTenAndOneInEnglish(t *testing.T) {
	scripts, err := loadScripts()
	if err != nil {
		t.Fatal(err)
	}
	languages, lengths := map[string]int{}, map[int]bool{}
	for _, s := range scripts {
		languages[s.Language]++
		lengths[len(s.Say)] = true
	}
	if languages["fr"] < 10 || languages["en"] < 1 || len(lengths) < 4 {
		t.Errorf("languages %v, lengths %v", languages, lengths)
	}
	replies, err := loadReplies()
	if err != nil {
		t.Fatal(err)
	}
	for language := range languages {
		if r := replies[language]; r.Greeting == "" || len(r.Lines) == 0 || r.Nudge == "" {
			t.Errorf("nothing to answer in %q", language)
		}
	}
}

// A short run against a real service: everything that was acknowledged is shown, once.
func TestB13_HeadlessRunLosesAndDuplicatesNothing(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Capacity: 12})
	dir := t.TempDir()
	accounts := writeAccounts(t, dir, b.AddOperator(t, "op-1", "national"), b.AddOperator(t, "op-2", "national"))
	var out, log bytes.Buffer
	code := run(context.Background(), []string{
		"--headless", "--page", b.Page, "--console", b.Console, "--ca", writeCA(t, dir, b), "--accounts", accounts, "--operators", "2",
		"--authority", base64.StdEncoding.EncodeToString(b.Authority.Public()), "--seconds", "6", "--pace", "0.01", "--unit-place", "???",
	}, &out, &log)
	var got counts
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Fatalf("output %q, log %s", out.String(), log.String())
	}
	t.Logf("%+v", got)
	if code != 0 || got.Lost != 0 || got.Duplicated != 0 || got.Conversations == 0 || got.Shown == 0 {
		t.Errorf("exit %d, %+v\n%s", code, got, log.String())
	}
}

func writeAccounts(t *testing.T, dir string, operators ...vigied.Operator) string {
	var accounts []account
	for _, op := range operators {
		private, err := op.Workstation.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, string(op.Actor)+".key")
		if err := os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(private)), 0o600); err != nil {
			t.Fatal(err)
		}
		accounts = append(accounts, account{string(op.Actor), op.Passphrase, file})
	}
	raw, err := json.Marshal(accounts)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "accounts.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func writeCA(t *testing.T, dir string, b *vigied.Backend) string {
	file := filepath.Join(dir, "ca.pem")
	conn, err := tls.Dial("tcp", b.Host, b.TLS())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	raw := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: conn.ConnectionState().PeerCertificates[0].Raw})
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestKeygenWritesOnceAndPrivately(t *testing.T) {
	file := filepath.Join(t.TempDir(), "op.key")
	var out, log bytes.Buffer
	if code := run(context.Background(), []string{"keygen", "--out", file}, &out, &log); code != 0 {
		t.Fatalf("exit %d: %s", code, log.String())
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info.Mode(), err)
	}
	key, err := readKey(file)
	if err != nil || base64.StdEncoding.EncodeToString(key.Public()) != strings.TrimSpace(out.String()) {
		t.Errorf("the key that was printed is not the one in the file: %v", err)
	}
	if code := run(context.Background(), []string{"keygen", "--out", file}, &out, &log); code != 2 {
		t.Errorf("an existing key was overwritten: exit %d", code)
	}
}
