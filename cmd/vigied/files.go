package main

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"vigie.example/internal/backend"
)

// serviceKey reads the service's secret, or makes one. All processes of a service have the same file.
func serviceKey(file string) ([]byte, error) {
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		secret := make([]byte, backend.SecretBytes)
		_, _ = rand.Read(secret) // never fails
		err = writeNew(file, base64.StdEncoding.EncodeToString(secret)+"\n")
		if err == nil {
			return secret, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, wrong("the service's key cannot be kept", err)
		}
		raw, err = os.ReadFile(file) // another process has just made it
	}
	if err != nil {
		return nil, wrong("the service's key cannot be read", err)
	}
	secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(secret) != backend.SecretBytes {
		return nil, fmt.Errorf("%s does not hold a service key: restore the file, or remove it and sign in again everywhere", file)
	}
	return secret, nil
}

// writeNew writes a file that nobody else may read and that was not there; it is there as a whole or not at all.
func writeNew(file, content string) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.WriteString(content); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Link(f.Name(), file)
}

// authority reads the authority's public key as soon as there is one.
type authority struct {
	file string
	mu   sync.Mutex
	read []byte
}

func newAuthority(file string) *authority { return &authority{file: file} }

func (o options) authorityFile() string {
	if o.authority != "" {
		return o.authority
	}
	return filepath.Join(o.data, "authority.pub")
}

// publicKeyBytes is the size of an uncompressed point on P-256.
const publicKeyBytes = 65

// key returns the key, or nil. Once read it does not change while the process runs: who can write the file cannot swap it
// under the sessions that it vouches for.
func (a *authority) key() []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.read != nil {
		return a.read
	}
	raw, err := os.ReadFile(a.file)
	if err != nil {
		return nil
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != publicKeyBytes || key[0] != 4 {
		return nil
	}
	a.read = key
	return key
}

// adminSocket listens on a Unix socket that only this process's user can open.
func adminSocket(file string) (net.Listener, error) {
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, wrong("the socket of an earlier process cannot be removed", err)
	}
	l, err := net.Listen("unix", file)
	if err != nil {
		return nil, wrong("the administration's socket cannot be opened", err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		_ = l.Close()
		return nil, wrong("the administration's socket cannot be protected", err)
	}
	return l, nil
}

// loadCertificate reads the certificate, or makes one with --dev.
func (o options) loadCertificate(log *slog.Logger) (tls.Certificate, error) {
	if !o.dev {
		c, err := tls.LoadX509KeyPair(o.certificate, o.key)
		if err != nil {
			return c, wrong("the certificate cannot be used", err)
		}
		return c, nil
	}
	c, text, err := devCertificate(o.listen)
	if err != nil {
		return c, wrong("a certificate could not be made", err)
	}
	file := filepath.Join(o.data, "dev-cert.pem")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		return c, wrong("the certificate could not be written", err)
	}
	log.Warn("DEVELOPMENT CERTIFICATE: made by this process, trusted by nobody. Never use --dev for a service that people depend on.", "certificate", file)
	return c, nil
}
