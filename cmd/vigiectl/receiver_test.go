package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/courier"
	"vigie.example/internal/courier/cms"
	"vigie.example/internal/courier/post"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/reporting"
)

// asProgram makes the test's binary the program itself.
const asProgram = "VIGIECTL_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// bureau is where a target receives: its files, and the world that sends to it.
type bureau struct {
	t     *testing.T
	dir   string
	world reporting.World
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	b := &bureau{t: t, dir: t.TempDir(), world: reporting.New(time.Now().UTC().Truncate(time.Second))}
	b.pem("target.crt", "CERTIFICATE", b.world.Certificate.Raw)
	private, err := x509.MarshalPKCS8PrivateKey(b.world.Key)
	if err != nil {
		t.Fatal(err)
	}
	b.pem("target.key", "PRIVATE KEY", private)
	point, err := b.world.Authority.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	b.file("authority.pub", []byte(base64.StdEncoding.EncodeToString(point)+"\n"))
	b.file("doctrine.yaml", []byte(reporting.WithCertificate(tables.Doctrine(), b.world.Certificate.Raw)))
	return b
}

func (b *bureau) at(name string) string { return filepath.Join(b.dir, name) }

func (b *bureau) file(name string, text []byte) {
	b.t.Helper()
	if err := os.WriteFile(b.at(name), text, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) pem(name, kind string, der []byte) {
	b.t.Helper()
	b.file(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// flags are those of a receiver of this bureau.
func (b *bureau) flags(more ...string) []string {
	return append([]string{"receiver", "--target", "lrpgn,n-mci", "--certificate", b.at("target.crt"), "--key", b.at("target.key"),
		"--public", b.at("authority.pub"), "--doctrine", b.at("doctrine.yaml"), "--inbox", b.at("inbox")}, more...)
}

// running is a receiver in a process of its own.
type running struct {
	cmd   *exec.Cmd
	ready struct{ HTTPS, Spool string }
	said  bytes.Buffer
}

func (b *bureau) start(more ...string) *running {
	b.t.Helper()
	r := &running{cmd: exec.Command(os.Args[0], b.flags(more...)...)}
	r.cmd.Env = append(os.Environ(), asProgram+"=1")
	r.cmd.Stderr = &r.said
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		_ = r.cmd.Wait()
		b.t.Fatalf("it ended: %s", r.said.String())
	}
	if err := json.Unmarshal(line, &r.ready); err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (r *running) kill() { _ = r.cmd.Process.Kill(); _ = r.cmd.Wait() }

// A receiver that is killed again and again takes each package over once, and every sender gets its answer.
func TestC15_AReceiverThatIsKilledAcceptsOnce(t *testing.T) {
	b := newBureau(t)
	r := b.start("--spool", b.at("spool"))
	const packages = 12
	answers := make([]courier.Answer, packages)
	sent := make([]courier.Parcel, packages)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var group sync.WaitGroup
	for i := range packages {
		sent[i] = b.world.Parcel([]doctrine.TargetCode{"lrpgn", "n-mci"}[i%2])
		group.Go(func() {
			time.Sleep(time.Duration(i) * 100 * time.Millisecond) // spread over the kills; nothing depends on how
			answers[i], _ = spool.New(spool.Options{Folder: b.at("spool"), Poll: 20 * time.Millisecond}).Send(ctx, sent[i])
		})
	}
	done := make(chan struct{})
	go func() { group.Wait(); close(done) }()
	kills := 0
	for open := true; open; {
		select {
		case <-done:
			open = false
		case <-time.After(time.Duration(137+61*(kills%7)) * time.Millisecond):
			r.kill()
			kills++
			r = b.start("--spool", b.at("spool"))
		}
	}
	r.kill()
	entries, err := os.ReadDir(b.at("inbox"))
	if err != nil || len(entries) != packages+1 { // and what is the receiver's own
		t.Errorf("%d in the inbox after %d kills, %v", len(entries)-1, kills, err)
	}
	for i, a := range answers {
		if _, err := os.Stat(filepath.Join(b.at("inbox"), sent[i].Key+".p7m")); a.Outcome != courier.Accepted || err != nil {
			t.Errorf("%d: %+v, %v", i, a, err)
		}
	}
}

// Both ways at once, the files opened, and what it says of them.
func TestReceiverByHTTPS(t *testing.T) {
	b := newBureau(t)
	_, pool := b.loopback("server")
	client, _ := b.loopback("client")
	r := b.start("--opened", "--listen", "127.0.0.1:0", "--tls-cert", b.at("server.crt"), "--tls-key", b.at("server.key"), "--client-ca", b.at("client.crt"), "--spool", b.at("spool"))
	way, err := post.New(post.Options{URL: r.ready.HTTPS, Certificate: client, Roots: pool})
	if err != nil {
		t.Fatal(err)
	}
	p := b.world.Parcel("lrpgn")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	first, err := way.Send(ctx, p)
	if err != nil || first.Outcome != courier.Accepted {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := spool.New(spool.Options{Folder: b.at("spool")}).Send(ctx, p) // the same package by the other way
	if err != nil || again.Receipt != first.Receipt {
		t.Errorf("%+v, %v", again, err)
	}
	text, err := os.ReadFile(filepath.Join(b.at("inbox"), p.Key, "report.json"))
	if err != nil || !bytes.Contains(text, []byte("Kevin Exemple")) {
		t.Errorf("%s, %v", text, err)
	}
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("it ended with %v: %s", err, r.said.String())
	}
	if said := r.said.String(); !strings.Contains(said, "accepted "+p.Key+" as "+first.Receipt) || strings.Contains(said, "Kevin") || strings.Contains(said, reporting.Operator) {
		t.Errorf("it said %q", said)
	}
}

// loopback makes a certificate of this machine, and its files.
func (b *bureau) loopback(name string) (tls.Certificate, *x509.CertPool) {
	b.t.Helper()
	pair, c := reporting.Loopback()
	b.pem(name+".crt", "CERTIFICATE", c.Raw)
	private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		b.t.Fatal(err)
	}
	b.pem(name+".key", "PRIVATE KEY", private)
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return pair, pool
}

func TestReceiverRefusals(t *testing.T) {
	b := newBureau(t)
	b.file("other.key", []byte("hello"))
	b.file("actors", []byte("# gone\nop-gone\nMadame Untel\n"))
	b.pem("signer.crt", "CERTIFICATE", b.world.Signer.Certificate.Raw)
	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"no way in":                {b.flags(), "--spool DIR, --listen ADDR"},
		"no client authority":      {b.flags("--listen", "127.0.0.1:0"), "--client-ca"},
		"an unknown target":        {b.flags("--spool", b.at("s"), "--target", "fbi"), `target "fbi"`},
		"one that is spoken to":    {b.flags("--spool", b.at("s"), "--target", "dispatch"), `target "dispatch"`},
		"another key":              {b.flags("--spool", b.at("s"), "--key", b.at("other.key")), "private key of the certificate"},
		"a certificate that signs": {b.flags("--spool", b.at("s"), "--certificate", b.at("signer.crt")), "key agreement"},
		"no certificate":           {b.flags("--spool", b.at("s"), "--certificate", b.at("target.key")), "no certificate in PEM form"},
		"names":                    {b.flags("--spool", b.at("s"), "--revoked", b.at("actors")), "not the code of an actor"},
		"another doctrine":         {b.flags("--spool", b.at("s"), "--doctrine", b.at("actors")), "doctrine"},
		"no authority":             {b.flags("--spool", b.at("s"), "--public", b.at("actors")), "public authority key"},
	} {
		status, out, problems := at(t, "", test.args...)
		if status != 2 || out != "" || !strings.Contains(problems, test.says) {
			t.Errorf("%s: %d, %q, %q", name, status, out, problems)
		}
	}
	if entries, err := os.ReadDir(b.dir); err != nil || len(entries) != 7 {
		t.Errorf("%d files, want those of the test alone: %v", len(entries), err)
	}
}

// What account add issues is what a receiver and standard tools accept.
func TestAccountsAreCertifiedForReports(t *testing.T) {
	i := install(t)
	workstation, err := seal.NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	reports, err := workstation.ReportKey()
	if err != nil {
		t.Fatal(err)
	}
	both := base64.StdEncoding.EncodeToString(append(workstation.Public(), reports.Point()...))
	if status, _, problems := i.add(t, goodPassphrase, "--workstation", both, "--days", "30"); status != 0 || problems != "" {
		t.Fatal(problems)
	}
	account, _ := i.service.Accounts().Get("op-1")
	c, err := x509.ParseCertificate(account.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(account.Credential.Key, workstation.Public()) || !c.PublicKey.(*ecdsa.PublicKey).Equal(reports.Public()) ||
		cms.HolderOf(c) != (cms.Holder{Actor: "op-1", Unit: "police-33"}) || c.NotAfter.Unix() != account.Credential.NotAfter.Time().Unix() {
		t.Errorf("certified: %+v until %v", cms.HolderOf(c), c.NotAfter)
	}
	dir := t.TempDir()
	root := filepath.Join(dir, "authority.crt")
	if status, _, problems := at(t, "", "authority", "certificate", "--key", i.authority, "--out", root); status != 0 {
		t.Fatal(problems)
	}
	file := filepath.Join(dir, "operator.crt")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "openssl", "verify", "-x509_strict", "-purpose", "smimesign", "-CAfile", root, file).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if status, _, problems := i.add(t, goodPassphrase, "--replace"); status != 0 || !strings.Contains(problems, "No report can be signed") {
		t.Errorf("with the login key alone: %d, %q", status, problems)
	}
	if account, _ := i.service.Accounts().Get("op-1"); account.Certificate != nil {
		t.Error("the old certificate stayed")
	}
	for name, line := range map[string]string{
		"the same key twice": base64.StdEncoding.EncodeToString(append(workstation.Public(), workstation.Public()...)),
		"half a key":         base64.StdEncoding.EncodeToString(append(workstation.Public(), reports.Point()[:30]...)),
		"no point":           base64.StdEncoding.EncodeToString(append(workstation.Public(), make([]byte, 65)...)),
	} {
		if status, _, problems := i.add(t, goodPassphrase, "--replace", "--workstation", line); status != 2 || !strings.Contains(problems, "vigie workstation prints") {
			t.Errorf("%s: %d, %q", name, status, problems)
		}
	}
}
