package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// service is a running vigied.
type service struct {
	*process
	data      string
	roots     *x509.CertPool
	authority *seal.SigningKey
	page      string // wss:// address for pages
	console   string // wss:// address for consoles
	site      string // https:// address of the page
	admin     *http.Client
}

// startService runs vigied with an embedded store in a folder of its own.
func (b *bench) startService(ctx context.Context) (*service, error) {
	program, err := b.program(ctx, backendProgram)
	if err != nil {
		return nil, err
	}
	data, err := os.MkdirTemp("", "vigie-bench-data-")
	if err != nil {
		return nil, err
	}
	s := &service{data: data}
	if s.authority, err = seal.NewSigningKey(); err != nil {
		return nil, err
	}
	public := base64.StdEncoding.EncodeToString(s.authority.Public()) + "\n"
	if err := os.WriteFile(filepath.Join(data, "authority.pub"), []byte(public), 0o600); err != nil {
		return nil, err
	}
	var ready struct{ Page, Console string }
	s.process, err = startProcess(ctx, filepath.Join(data, "log"), &ready, program, "serve", "--dev", "--listen", "127.0.0.1:0", "--data", data)
	if err != nil {
		return nil, err
	}
	s.site, s.console, s.page = ready.Page, ready.Console, strings.TrimSuffix(ready.Console, "console")+"page"
	pem, err := os.ReadFile(filepath.Join(data, "dev-cert.pem"))
	s.roots = x509.NewCertPool()
	if err != nil || !s.roots.AppendCertsFromPEM(pem) {
		s.stop()
		return nil, fmt.Errorf("no certificate: %w", err)
	}
	s.admin = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(data, "admin.sock"))
	}}}
	return s, nil
}

// web returns a client that trusts the service.
func (s *service) web() *http.Client {
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: s.roots},
	}}
}

// metrics returns the service's figures.
func (s *service) metrics(ctx context.Context) string {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.site+"metrics", nil)
	if err != nil {
		return ""
	}
	response, err := s.web().Do(request)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	var text bytes.Buffer
	_, _ = text.ReadFrom(response.Body)
	return text.String()
}

// pid implements crowd.
func (s *service) pid() int { return s.cmd.Process.Pid }

func (s *service) stop() {
	s.process.stop()
	os.RemoveAll(s.data)
}

// passphrase is everybody's.
const passphrase = "lampe cactus violon neige tambour fenouil radeau"

// cheapHash hashes with the least cost that argon2id has: 125 sign-ins at the real one would leave gigabytes of garbage
// behind in the process whose memory is measured.
func cheapHash() string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	tag := argon2.IDKey([]byte(passphrase), salt, 1, 8, 1, 32)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64.EncodeToString(salt), b64.EncodeToString(tag))
}

// addOperator adds an account for a workstation key.
func (s *service) addOperator(ctx context.Context, actor, unit string, workstation []byte) error {
	return s.addHashed(ctx, actor, unit, workstation, cheapHash())
}

// addHashed adds an account with a passphrase that was hashed at a cost of the caller's choice.
func (s *service) addHashed(ctx context.Context, actor, unit string, workstation []byte, hash string) error {
	at := time.Now()
	a := backend.Account{
		Actor: access.ActorCode(actor), Name: actor, Role: access.Operator, Unit: access.UnitCode(unit), PassphraseHash: hash,
		Credential: wire.Credential{
			Actor: actor, Role: string(access.Operator), Unit: unit, Key: workstation,
			NotBefore: wire.At(at.Add(-time.Minute)), NotAfter: wire.At(at.AddDate(0, 0, 1)),
		},
	}
	if err := seal.SignCredential(s.authority, &a.Credential); err != nil {
		return err
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, "http://vigied/accounts/"+actor, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := s.admin.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(response.Body)
		return fmt.Errorf("add %s: %s %s", actor, response.Status, text)
	}
	return nil
}
