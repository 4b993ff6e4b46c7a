package vigied

import (
	"bufio"
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie.example/internal/authn"
	"vigie.example/internal/backend"
	"vigie.example/internal/seal"
)

// Binary builds the program and returns its path.
func Binary(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "vigied")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", file, "vigie.example/cmd/vigied").CombinedOutput()
	if err != nil {
		t.Fatalf("the program does not build: %v\n%s", err, out)
	}
	return file
}

// Process is the real program, on its embedded store in Dir. Its Backend has no Service, Server or Store.
type Process struct {
	*Backend
	Dir string
	cmd *exec.Cmd
	end chan struct{}
	err error
}

// Exec starts the program on a data folder and waits until it is ready. It is killed at the end of the test. Without an
// authority, args must name the file of one.
func Exec(t testing.TB, binary, dir string, authority *seal.SigningKey, args ...string) *Process {
	t.Helper()
	fatal(t, os.MkdirAll(dir, 0o700))
	if authority != nil {
		public := base64.StdEncoding.EncodeToString(authority.Public())
		fatal(t, os.WriteFile(filepath.Join(dir, "authority.pub"), []byte(public+"\n"), 0o644))
	}
	p := &Process{Backend: &Backend{Authority: authority, Log: new(Buffer)}, Dir: dir, end: make(chan struct{})}
	p.put = p.putAccount
	p.cmd = exec.Command(binary, append([]string{"serve", "--dev", "--listen", "127.0.0.1:0", "--data", dir}, args...)...)
	p.cmd.Stderr = p.Log
	out, err := p.cmd.StdoutPipe()
	fatal(t, err)
	fatal(t, p.cmd.Start())
	line, err := bufio.NewReader(out).ReadBytes('\n')
	go func() {
		p.err = p.cmd.Wait()
		close(p.end)
	}()
	p.Stop = sync.OnceFunc(func() { p.Kill() })
	t.Cleanup(p.Stop)
	if err != nil {
		t.Fatalf("the program did not become ready: %v\n%s", err, p.Log.String())
	}
	p.adopt(t, line)
	return p
}

// adopt reads the ready line.
func (p *Process) adopt(t testing.TB, line []byte) {
	t.Helper()
	var ready struct {
		Ready         bool
		Page, Console string
	}
	fatal(t, json.Unmarshal(line, &ready))
	at, err := url.Parse(ready.Page)
	fatal(t, err)
	p.Host, p.Console, p.Page = at.Host, ready.Console, "wss://"+at.Host+"/v1/page"
	certificate, err := os.ReadFile(filepath.Join(p.Dir, "dev-cert.pem"))
	fatal(t, err)
	p.Roots = x509.NewCertPool()
	p.Roots.AppendCertsFromPEM(certificate)
}

// Kill ends the process as a crash would, and waits.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.end
}

// Terminate asks the process to drain, and returns how it ended.
func (p *Process) Terminate(within time.Duration) error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.end:
		return p.err
	case <-time.After(within):
		return fmt.Errorf("still running after %v", within)
	}
}

// PID returns the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// putAccount hands an account to the administration's socket, with a passphrase hashed in earnest.
func (p *Process) putAccount(ctx context.Context, a backend.Account, passphrase string) error {
	hash, err := authn.Hash(passphrase)
	if err != nil {
		return err
	}
	a.PassphraseHash = hash
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(p.Dir, "admin.sock"))
	}}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, "http://admin/accounts/"+string(a.Actor), bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("the account was refused: %s", answer)
	}
	return err
}
