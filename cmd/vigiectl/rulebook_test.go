package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/rulebook"
	"vigie.example/internal/seal"
)

// writeText makes a file in the folder and returns its path.
func writeText(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestC3_ADoctrineIsCheckedSignedAndCompared(t *testing.T) {
	dir := t.TempDir()
	key, public := filepath.Join(dir, "a.pem"), filepath.Join(dir, "a.pub")
	if status, _, problems := at(t, "", "authority", "init", "--key", key, "--public", public); status != 0 {
		t.Fatal(problems)
	}
	other := filepath.Join(dir, "b.pub")
	if status, _, problems := at(t, "", "authority", "init", "--key", filepath.Join(dir, "b.pem"), "--public", other); status != 0 {
		t.Fatal(problems)
	}
	file, signed := filepath.Join(dir, "doctrine.yaml"), filepath.Join(dir, "signed.yaml")
	if status, _, problems := at(t, "", "doctrine", "starting", "--out", file); status != 0 {
		t.Fatal(problems)
	}

	status, said, problems := at(t, "", "doctrine", "check", file)
	if status != 0 || !strings.Contains(said, "version 2026-11-28 (starting), not signed") || !strings.Contains(said, "note: target n-mci has no certificate") ||
		!strings.Contains(said, "target n-mci: by spool after the full checklist, 36 fields (0 sensitive, refused), 8 offences\n") {
		t.Fatalf("%d\n%s\n%s", status, said, problems)
	}
	if status, _, problems := at(t, "", "doctrine", "check", file, "--public", public); status != 2 || !strings.Contains(problems, "is not signed") {
		t.Errorf("unsigned: %d, %s", status, problems)
	}
	if status, said, problems := at(t, "", "doctrine", "sign", file, "--authority", key, "--out", signed); status != 0 || !strings.Contains(said, "version 2026-11-28 is signed") {
		t.Fatalf("%d\n%s\n%s", status, said, problems)
	}
	if status, said, problems := at(t, "", "doctrine", "check", signed, "--public", public); status != 0 || !strings.Contains(said, "signed by this authority") {
		t.Errorf("%d\n%s\n%s", status, said, problems)
	}
	if status, _, problems := at(t, "", "doctrine", "check", signed, "--public", other); status != 2 || !strings.Contains(problems, "another authority") {
		t.Errorf("another authority: %d, %s", status, problems)
	}
	text, err := os.ReadFile(signed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readPublic(public); err != nil {
		t.Fatal(err)
	}
	changed := writeText(t, dir, "changed.yaml", strings.Replace(string(text), "Victime ou témoin", "Victime", 1))
	if status, _, problems := at(t, "", "doctrine", "check", changed, "--public", public); status != 2 || !strings.Contains(problems, "changed after it was signed") {
		t.Errorf("changed: %d, %s", status, problems)
	}
	if status, _, problems := at(t, "", "doctrine", "sign", file, "--authority", key, "--out", signed); status != 2 || !strings.Contains(problems, "never overwritten") {
		t.Errorf("overwritten: %d, %s", status, problems)
	}

	newer := strings.Replace(tables.Doctrine(), "version: 2026-11-28", "version: 2026-12-01", 1)
	newer = strings.Replace(newer, "      - facts.sex_life\n", "", 1)
	later := writeText(t, dir, "later.yaml", newer)
	status, said, problems = at(t, "", "doctrine", "diff", signed, later)
	if status != 0 || !strings.Contains(said, "version 2026-11-28 -> 2026-12-01: 1 changes\nlets less out:\n  lrpgn may not hold facts.sex_life any more\n") || strings.Contains(said, "refuse to replace") {
		t.Errorf("%d\n%s\n%s", status, said, problems)
	}
	if _, said, _ := at(t, "", "doctrine", "diff", later, signed); !strings.Contains(said, "lets more out:\n  lrpgn may hold facts.sex_life (sensitive)\n") || !strings.Contains(said, "refuse to replace one by the other") {
		t.Errorf("backwards:\n%s", said)
	}
}

func TestC3_AWrongDoctrineIsNeitherSignedNorCompared(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "a.pem")
	if status, _, problems := at(t, "", "authority", "init", "--key", key); status != 0 {
		t.Fatal(problems)
	}
	good := writeText(t, dir, "good.yaml", tables.Doctrine())
	wrong := writeText(t, dir, "wrong.yaml", strings.Replace(tables.Doctrine(), "      - facts.steps\n      - place.kind", "      - facts.steps\n      - facts.health\n      - place.kind", 1))
	out := filepath.Join(dir, "out.yaml")
	for name, args := range map[string][]string{
		"check": {"doctrine", "check", wrong}, "diff": {"doctrine", "diff", good, wrong}, "diff backwards": {"doctrine", "diff", wrong, good},
		"sign": {"doctrine", "sign", wrong, "--authority", key, "--out", out},
	} {
		status, said, problems := at(t, "", args...)
		if status != 2 || said != "" || !strings.Contains(problems, wrong+":") || !strings.Contains(problems, "facts.health is sensitive") || !strings.Contains(problems, "delete it") {
			t.Errorf("%s: %d\n%s\n%s", name, status, said, problems)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a wrong doctrine was signed")
	}
	for name, args := range map[string][]string{
		"no file": {"doctrine", "check"}, "one of two": {"doctrine", "diff", good}, "absent": {"doctrine", "check", filepath.Join(dir, "absent")},
		"no key": {"doctrine", "sign", good, "--out", out}, "nowhere to": {"doctrine", "sign", good, "--authority", key},
		"three files": {"doctrine", "diff", good, good, good}, "a wrong key": {"doctrine", "sign", good, "--authority", good, "--out", out},
	} {
		if status, _, problems := at(t, "", args...); status != 2 || problems == "" {
			t.Errorf("%s: %d %s", name, status, problems)
		}
	}
}

func TestC14_ATargetsCertificateIsPutIntoADoctrine(t *testing.T) {
	dir := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageKeyAgreement}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate := writeText(t, dir, "target.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	good, out := writeText(t, dir, "good.yaml", tables.Doctrine()), filepath.Join(dir, "out.yaml")
	status, said, problems := at(t, "", "doctrine", "certificate", good, "--target", "n-mci", "--certificate", certificate, "--version", "2026-12-01", "--out", out)
	if status != 0 {
		t.Fatalf("%d\n%s\n%s", status, said, problems)
	}
	_, said, _ = at(t, "", "doctrine", "diff", good, out)
	if !strings.Contains(said, "2026-11-28 -> 2026-12-01: 1 changes") || !strings.Contains(said, "n-mci has a certificate") || strings.Contains(said, "target n-mci has no certificate") {
		t.Errorf("%s", said)
	}
	for name, args := range map[string][]string{
		"no such target": {"--target", "fbi", "--certificate", certificate}, "spoken to": {"--target", "dispatch", "--certificate", certificate},
		"no certificate": {"--target", "n-mci", "--certificate", good}, "absent": {"--target", "n-mci", "--certificate", filepath.Join(dir, "absent")},
		"version": {"--target", "n-mci", "--certificate", certificate, "--version", "next"},
	} {
		again := filepath.Join(dir, "again.yaml")
		if status, _, problems := at(t, "", append([]string{"doctrine", "certificate", good, "--out", again}, args...)...); status != 2 || problems == "" {
			t.Errorf("%s: %d %s", name, status, problems)
		}
		if _, err := os.Stat(again); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

// What vigiectl signs is what a console verifies.
func TestC3_TheSignedFileHoldsForAConsole(t *testing.T) {
	dir := t.TempDir()
	key, public := filepath.Join(dir, "a.pem"), filepath.Join(dir, "a.pub")
	at(t, "", "authority", "init", "--key", key, "--public", public)
	cut := strings.TrimSuffix(tables.Doctrine(), "\n") // a last line that does not end
	signed := filepath.Join(dir, "signed.yaml")
	if status, _, problems := at(t, "", "doctrine", "sign", writeText(t, dir, "cut.yaml", cut), "--authority", key, "--out", signed); status != 0 {
		t.Fatal(problems)
	}
	r, err := readRules(signed)
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := readPublic(public)
	if err != nil {
		t.Fatal(err)
	}
	if err := seal.VerifyDoctrine(pinned, r.frame()); err != nil || r.text != rulebook.Whole(cut) {
		t.Errorf("%v", err)
	}
}
