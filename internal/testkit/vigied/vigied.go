// Package vigied runs a chat backend inside a test: the real service and its real server, on a real TLS socket.
//
//	b := vigied.Start(t, vigied.Options{})
//	op := b.AddOperator(t, "op-1", "police-33")   // account, workstation key, passphrase
//	// b.Page and b.Console are wss:// addresses, b.Roots trusts the certificate
package vigied

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/access"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/backend"
	"vigie.example/internal/backend/doorstep"
	"vigie.example/internal/backend/gate"
	"vigie.example/internal/biometric"
	"vigie.example/internal/conversation"
	"vigie.example/internal/courier/cms"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/wire"
)

// Options are what a test may want otherwise. The zero value is a service on a store in memory.
type Options struct {
	Store     backend.Store // nil: a new one in memory. It is not closed.
	Clock     backend.Clock // nil: the machine's
	Secret    []byte        // nil: a random one
	Authority *seal.SigningKey
	Ceiling   func(conversation.Unit) retention.Ceiling
	Capacity  int
	Grace     time.Duration
	Rules     backend.Rules                       // of every queue; the zero value has none
	UnitRules func(access.UnitCode) backend.Rules // instead of Rules, unit by unit
	Heartbeat time.Duration
	Origins   []string
	Page      http.Handler
	Policy    func(...string) string
	Idle      time.Duration
	Limits    *doorstep.Limits // nil: none
	Ways      []backend.Way    // nil: passphrases; keys and cards come with them

	Finger     func(access.ActorCode, time.Time) bool // nil: whom the gate lets
	TicketLife time.Duration                          // 0: the service's own
	// Fingerprints is how the service is set up to process fingerprints; the zero value agrees with no notice.
	Fingerprints biometric.Facts
}

// Backend is a running service. Stop ends it; the end of the test does so too.
type Backend struct {
	Service   *backend.Service
	Server    *gate.Server
	Store     backend.Store
	Authority *seal.SigningKey
	Secret    []byte
	Roots     *x509.CertPool // trusts the server
	Host      string         // "127.0.0.1:PORT"
	Page      string         // wss:// address for pages
	Console   string         // wss:// address for consoles
	Log       *Buffer        // everything that the service has logged
	Stop      func()

	put func(ctx context.Context, a backend.Account, passphrase string) error
}

// Now returns the service's time.
func (b *Backend) Now() time.Time {
	if b.Service == nil {
		return time.Now()
	}
	return b.Service.Now()
}

// Start runs a backend until the test ends.
func Start(t testing.TB, o Options) *Backend {
	t.Helper()
	b := &Backend{Store: o.Store, Authority: o.Authority, Secret: o.Secret, Log: new(Buffer)}
	if b.Store == nil {
		b.Store = memstore.New()
	}
	if b.Authority == nil {
		key, err := seal.NewSigningKey()
		fatal(t, err)
		b.Authority = key
	}
	if b.Secret == nil {
		b.Secret = make([]byte, backend.SecretBytes)
		_, _ = rand.Read(b.Secret)
	}
	if o.UnitRules == nil {
		o.UnitRules = func(access.UnitCode) backend.Rules { return o.Rules }
	}
	if o.Clock == nil {
		began := time.Now()
		o.Clock = backend.NewGuardedClock(time.Now, func() time.Duration { return time.Since(began) })
	}
	log := slog.New(slog.NewJSONHandler(b.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	registry := prometheus.NewRegistry()
	if o.Ways == nil {
		o.Ways = []backend.Way{backend.NewPassphrases(func(hash, passphrase string) bool { return hash == hashOf(passphrase) }, hashOf("decoy"))}
	}
	service, err := backend.NewService(backend.Config{
		Store: b.Store, Places: places(t), Clock: o.Clock, Secret: b.Secret, Metrics: backend.NewMetrics(registry), Log: log,
		Ways: o.Ways, Authority: b.Authority.Public, Ceiling: o.Ceiling, Capacity: o.Capacity, Grace: o.Grace,
		Rules: o.UnitRules,
		Judge: ceremony.NewJudge(b.Authority.Public), Finger: o.Finger, TicketLife: o.TicketLife,
		Fingerprints: o.Fingerprints,
	})
	fatal(t, err)
	b.Service = service
	b.put = func(ctx context.Context, a backend.Account, passphrase string) error {
		a.PassphraseHash = hashOf(passphrase)
		return service.Accounts().Put(ctx, a, service.Now())
	}
	var door *doorstep.Door
	if o.Limits != nil {
		door, err = doorstep.New(*o.Limits, func(c doorstep.Cause) { service.Metrics().Refused.WithLabelValues(string(c)).Inc() })
		fatal(t, err)
		t.Cleanup(door.Close)
	}
	b.Server = gate.New(gate.Config{
		Service: service, Page: o.Page, Policy: o.Policy, Origins: o.Origins, Languages: []string{"fr", "en"}, Metrics: registry, Log: log,
		Heartbeat: o.Heartbeat, Idle: o.Idle, Door: door,
	})
	b.run(t)
	return b
}

// run starts the service, then listens.
func (b *Backend) run(t testing.TB) {
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- b.Service.Run(ctx, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("the service does not start: %v", err)
	}
	certificate, pool := selfSigned(t)
	b.Roots = pool
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	b.Host = listener.Addr().String()
	b.Page, b.Console = "wss://"+b.Host+"/v1/page", "wss://"+b.Host+"/v1/console"
	listener = b.Server.Listener(listener)
	server := b.Server.HTTP(gate.TLS(certificate, false))
	served := make(chan error, 1)
	go func() { served <- server.ServeTLS(listener, "", "") }()
	b.Stop = sync.OnceFunc(func() {
		wait, stop := context.WithTimeout(context.Background(), 10*time.Second)
		defer stop()
		_ = server.Close()
		b.Server.Close(wait)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the service ended with %v", err)
		}
		if err := <-served; err != nil && !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("the server ended with %v", err)
		}
	})
	t.Cleanup(b.Stop)
}

// HTTP returns a client that trusts the server.
func (b *Backend) HTTP() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: b.TLS(), DisableKeepAlives: true}, Timeout: 20 * time.Second}
}

// TLS returns the client side's configuration.
func (b *Backend) TLS() *tls.Config {
	return &tls.Config{RootCAs: b.Roots, MinVersion: tls.VersionTLS13}
}

// Operator is a member of staff with what they know and have.
type Operator struct {
	Actor       access.ActorCode
	Passphrase  string
	Workstation *seal.SigningKey
	Credential  wire.Credential
}

// AddOperator adds an account with the role of an operator.
func (b *Backend) AddOperator(t testing.TB, actor access.ActorCode, unit access.UnitCode) Operator {
	t.Helper()
	return b.AddStaff(t, actor, access.Operator, unit)
}

// AddStaff adds an account with a passphrase and a workstation key.
func (b *Backend) AddStaff(t testing.TB, actor access.ActorCode, role access.Role, unit access.UnitCode) Operator {
	t.Helper()
	key, err := seal.NewSigningKey()
	fatal(t, err)
	reports, err := key.ReportKey()
	fatal(t, err)
	op := b.AddAt(t, actor, role, unit, append(key.Public(), reports.Point()...))
	op.Workstation = key
	return op
}

// AddAt adds an account with a passphrase for a workstation that has its keys already, and keeps them: the one that signs in, and after
// it the one that signs reports, as vigie workstation prints them.
func (b *Backend) AddAt(t testing.TB, actor access.ActorCode, role access.Role, unit access.UnitCode, workstation []byte) Operator {
	t.Helper()
	now := b.Now()
	credential := wire.Credential{
		Actor: string(actor), Role: string(role), Unit: string(unit), Key: workstation[:seal.PublicKeyBytes],
		NotBefore: wire.At(now.Add(-time.Hour)), NotAfter: wire.At(now.AddDate(1, 0, 0)),
	}
	fatal(t, seal.SignCredential(b.Authority, &credential))
	op := Operator{Actor: actor, Passphrase: "phrase de " + string(actor), Credential: credential}
	fatal(t, b.put(context.Background(), backend.Account{
		Actor: actor, Name: "Nom de " + string(actor), Role: role, Unit: unit, Credential: credential, Certificate: b.certify(t, credential, workstation[seal.PublicKeyBytes:]),
	}, op.Passphrase))
	return op
}

// certify issues what vigiectl account add issues for a key that signs reports.
func (b *Backend) certify(t testing.TB, c wire.Credential, reports []byte) []byte {
	t.Helper()
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), reports)
	fatal(t, err)
	der, err := cms.Issue(b.Issuer(t), cms.Holder{Actor: c.Actor, Unit: c.Unit}, key, c.NotBefore.Time(), c.NotAfter.Time())
	fatal(t, err)
	return der
}

// Issuer is the authority key as crypto/x509 takes it.
func (b *Backend) Issuer(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	raw, err := b.Authority.Bytes()
	fatal(t, err)
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	fatal(t, err)
	return key
}

// hashOf stands for argon2id, which would take most of a test's time.
func hashOf(passphrase string) string { return "$test$" + passphrase }

var places = func() func(testing.TB) *doctrine.Places {
	parse := sync.OnceValues(func() (*doctrine.Places, error) {
		return doctrine.ParsePlaces(doctrine.Files{
			Communes: assets.Communes(), Zones: assets.Zones(), Departments: assets.Departments(), Units: assets.Units(),
		})
	})
	return func(t testing.TB) *doctrine.Places {
		p, err := parse()
		fatal(t, err)
		return p
	}
}()

func selfSigned(t testing.TB) (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	fatal(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	fatal(t, err)
	parsed, err := x509.ParseCertificate(der)
	fatal(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Buffer keeps what is written to it. Safe for concurrent use.
type Buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

var _ io.Writer = (*Buffer)(nil)

// Write appends p.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

// String returns everything.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
