package rulebook_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/rulebook"
)

func TestC3_ASignedFileIsTextAndSignature(t *testing.T) {
	signature := bytes.Repeat([]byte{7}, 64)
	for _, text := range []string{assets.Doctrine(), "a: b", "a: b\n", "a: b\r\n", "# signed by nobody\n", "a: '# signed: x'\n"} {
		file := rulebook.AddSignature(text, signature)
		got, sig, err := rulebook.SplitSignature(file)
		if err != nil || got != rulebook.Whole(text) || !bytes.Equal(sig, signature) {
			t.Errorf("%.20q: %.20q, %d bytes, %v", text, got, len(sig), err)
		}
		if again := rulebook.AddSignature(got, sig); again != file {
			t.Errorf("%.20q: it is another file then", text)
		}
	}
	if text, sig, err := rulebook.SplitSignature(assets.Doctrine()); err != nil || sig != nil || text != assets.Doctrine() {
		t.Errorf("unsigned: %d, %v", len(sig), err)
	}
	if _, err := rulebook.Parse(rulebook.AddSignature(assets.Doctrine(), signature)); err != nil {
		t.Errorf("a signed file is no doctrine any more: %v", err)
	}
	for name, file := range map[string]string{
		"changed after it":   rulebook.AddSignature("a: b", signature) + "c: d\n",
		"signed twice":       rulebook.AddSignature(rulebook.AddSignature("a: b", signature), signature),
		"no base64":          "a: b\n# signed: ...\n",
		"empty":              "a: b\n# signed: \n",
		"nothing but a mark": "# signed: ",
	} {
		if _, _, err := rulebook.SplitSignature(file); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzSplitSignature(f *testing.F) {
	f.Add(rulebook.AddSignature("a: b", []byte{1}))
	f.Add("# signed: \n# signed: AQ==\n")
	f.Fuzz(func(t *testing.T, file string) {
		text, signature, err := rulebook.SplitSignature(file)
		if err != nil || signature == nil {
			if err == nil && text != file {
				t.Fatal("an unsigned file changed")
			}
			return
		}
		again, same, err := rulebook.SplitSignature(rulebook.AddSignature(text, signature))
		if err != nil || again != rulebook.Whole(text) || !bytes.Equal(same, signature) {
			t.Fatalf("%q: %q %v", file, again, err)
		}
	})
}

func TestC14_ACertificateIsPutIn(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pem := func(until time.Time) string {
		lines := certificate(t, &key.PublicKey, key, x509.KeyUsageKeyAgreement, until.AddDate(-1, 0, 0), until)
		return strings.ReplaceAll(strings.TrimPrefix(lines, "    certificate: |\n"), "      ", "")
	}
	first, second := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
	text := assets.Doctrine()
	for _, until := range []time.Time{first, second} { // the second replaces the first
		for _, target := range []doctrine.TargetCode{"n-mci", "lrpgn"} {
			if text, err = rulebook.WithCertificate(text, target, pem(until)); err != nil {
				t.Fatal(err)
			}
		}
		d, err := rulebook.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range []doctrine.TargetCode{"n-mci", "lrpgn"} {
			if got, _ := d.Target(target); !got.CertificateUntil.Equal(until) {
				t.Errorf("%s: until %v, want %v", target, got.CertificateUntil, until)
			}
		}
		if n := strings.Count(text, "BEGIN CERTIFICATE"); n != 2 {
			t.Errorf("%d certificates", n)
		}
		if changes := doctrine.Diff(starting(t), d); len(changes) != 2 {
			t.Errorf("something else changed: %v", changes)
		}
	}
	for _, target := range []doctrine.TargetCode{"nowhere", "dispatch"} {
		if _, err := rulebook.WithCertificate(text, target, pem(first)); err == nil {
			t.Errorf("%s has a certificate", target)
		}
	}
	if _, err := rulebook.WithCertificate(text, "n-mci", "hello"); err == nil {
		t.Error("a word is a certificate")
	}
	if _, err := rulebook.WithCertificate("targets: {n-mci: {name: x}}\n", "n-mci", pem(first)); err == nil {
		t.Error("put into one line")
	}
}
