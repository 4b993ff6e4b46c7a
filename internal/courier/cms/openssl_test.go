package cms

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// openssl runs the command line that every Debian has.
func openssl(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "openssl", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("openssl %s: %v\n%s", args, err, out)
	}
}

func write(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func writePEM(t *testing.T, dir, name, kind string, der []byte) {
	t.Helper()
	write(t, dir, name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func writeKey(t *testing.T, dir, name string, key crypto.Signer) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	writePEM(t, dir, name, "PRIVATE KEY", der)
}

// The commands of the package comment, as an integrator types them.
func TestOpenSSLOpensIt(t *testing.T) {
	w := newWorld(t)
	root, err := Root(w.authority, moment.AddDate(-1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat([]byte("PK\x03\x04 un récit\r\n\n"), 5000)
	for name, to := range map[string]target{"P-256": w.ec, "RSA": w.rsa} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writePEM(t, dir, "authority.crt", "CERTIFICATE", root)
			writePEM(t, dir, "target.crt", "CERTIFICATE", to.certificate.Raw)
			writeKey(t, dir, "target.key", to.key)
			write(t, dir, "package.p7m", w.sealed(t, content, to))
			openssl(t, dir, "cms", "-decrypt", "-inform", "DER", "-in", "package.p7m", "-recip", "target.crt", "-inkey", "target.key", "-out", "signed.der")
			openssl(t, dir, "cms", "-verify", "-binary", "-inform", "DER", "-in", "signed.der", "-CAfile", "authority.crt", "-attime", "1795860000", "-out", "package.zip")
			got, err := os.ReadFile(filepath.Join(dir, "package.zip"))
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes of %d came out, %v", len(got), len(content), err)
			}
			// The other way round: openssl refuses it for another recipient, and for a changed byte.
			changed := w.sealed(t, content, to)
			changed[len(changed)-1] ^= 1
			write(t, dir, "changed.p7m", changed)
			cmd := exec.CommandContext(t.Context(), "openssl", "cms", "-decrypt", "-inform", "DER", "-in", "changed.p7m", "-recip", "target.crt", "-inkey", "target.key", "-out", "no.der")
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err == nil {
				t.Errorf("a changed tag was accepted: %s", out)
			}
		})
	}
}

// The authority's certificate is one that tools accept as a root, and the operator's one that hangs from it.
func TestOpenSSLAcceptsTheCertificates(t *testing.T) {
	w := newWorld(t)
	root, err := Root(w.authority, moment.AddDate(-1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writePEM(t, dir, "authority.crt", "CERTIFICATE", root)
	writePEM(t, dir, "operator.crt", "CERTIFICATE", w.signer.Certificate.Raw)
	openssl(t, dir, "verify", "-x509_strict", "-attime", "1795860000", "-purpose", "smimesign", "-CAfile", "authority.crt", "operator.crt")
}
