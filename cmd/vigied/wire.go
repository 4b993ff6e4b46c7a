package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	tables "vigie.example/assets/doctrine"
	"vigie.example/assets/page"
	"vigie.example/cmd/internal/backing"
	"vigie.example/internal/access"
	"vigie.example/internal/authn"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/backend"
	"vigie.example/internal/backend/gate"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/retention"
	"vigie.example/internal/stream"
)

// program is everything that runs.
type program struct {
	o       options
	log     *slog.Logger
	store   *stream.Store
	service *backend.Service
	gate    *gate.Server
	public  *http.Server
	admin   *http.Server
	rules   *doctrineFile
}

// serve runs the service until ctx ends, then drains it. The error is one that the administrator is told.
func serve(ctx context.Context, o options, clock backend.Clock, stdout io.Writer, log *slog.Logger) error {
	p, certificate, err := assemble(ctx, o, clock, log)
	if err != nil {
		return err
	}
	defer p.store.Close()
	// The service outlives the signal: what is under way is finished.
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	ready, ended := make(chan struct{}), make(chan error, 3)
	go func() { ended <- p.service.Run(running, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-ended:
		return err
	case <-ctx.Done():
		return nil
	}
	if err := p.rules.begin(ctx); err != nil {
		return err
	}
	go p.rules.watch(running)
	go collect(running)
	if err := p.listen(certificate, stdout, ended); err != nil {
		return err
	}
	select {
	case err = <-ended:
		log.Error("the service stops by itself")
	case <-ctx.Done():
		err = p.drain(stop, ended)
	}
	return err
}

// garbagePercent makes the collector run twice as often as usual: most of what it finds is ciphertext of messages that have
// gone out, which is better gone, and memory is what bounds the number of conversations.
const garbagePercent = 50

// assemble makes everything, and starts nothing but the store.
func assemble(ctx context.Context, o options, clock backend.Clock, log *slog.Logger) (*program, tls.Certificate, error) {
	debug.SetGCPercent(garbagePercent)
	var none tls.Certificate
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return nil, none, wrong("the data folder cannot be made", err)
	}
	secret, err := serviceKey(filepath.Join(o.data, "service.key"))
	if err != nil {
		return nil, none, err
	}
	certificate, err := o.loadCertificate(log)
	if err != nil {
		return nil, none, err
	}
	places, err := o.places()
	if err != nil {
		return nil, none, err
	}
	if places.Starting() {
		log.Warn("the table of competences is a starting one: replace it before service")
	}
	policies, err := doctrine.ParsePolicies(tables.Service(), places)
	if err != nil {
		return nil, none, err
	}
	authority := newAuthority(o.authorityFile())
	if authority.key() == nil {
		log.Warn("there is no authority key yet: nobody can sign in", "file", o.authorityFile())
	}
	store, err := stream.Open(ctx, stream.Config{Dir: o.storeFolder(), URLs: o.nats, Replicas: o.replicas, Logger: log})
	if err != nil {
		return nil, none, err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	figures := backend.NewMetrics(registry)
	visitors, err := o.door.open(figures)
	if err != nil {
		_ = store.Close()
		return nil, none, err
	}
	service, err := backend.NewService(backend.Config{
		Store: backing.On(store), Places: places, Clock: clock, Secret: secret, Log: log,
		Metrics: figures, Authority: authority.key,
		Ways:  []backend.Way{backend.NewPassphrases(authn.Matches, authn.Decoy())},
		Judge: ceremony.NewJudge(authority.key), Fingerprints: o.fingerprints.facts(),
		Ceiling:  func(u conversation.Unit) retention.Ceiling { return policies.For(access.UnitCode(u)).Life },
		Rules:    func(u access.UnitCode) backend.Rules { return rulesOf(policies.For(u), o.calm) },
		Capacity: policies.For("").Capacity, Grace: policies.For("").Grace,
	})
	if err != nil {
		_ = store.Close()
		return nil, none, err
	}
	cfg := gate.Config{
		Service: service, Policy: page.Policy, Origins: o.pageOrigins, Languages: []string{"fr", "en"}, Leave: o.leave,
		Metrics: registry, Log: log, Door: visitors,
	}
	if !o.noPage {
		cfg.Page = http.FileServerFS(page.FS())
	}
	rules := &doctrineFile{path: o.doctrine, authority: authority.key, load: service.LoadDoctrine, log: log}
	return &program{o: o, log: log, store: store, service: service, gate: gate.New(cfg), rules: rules}, certificate, nil
}

// rulesOf are the rules of a unit's queue.
func rulesOf(p doctrine.Policy, calm time.Duration) backend.Rules {
	return backend.Rules{OverflowAfter: p.OverflowAfter, AnswerWithin: p.AnswerWithin, Calm: calm, Capacity: p.Capacity, Grace: p.Grace}
}

// storeFolder is the embedded store's; none with an external one.
func (o options) storeFolder() string {
	if len(o.nats) > 0 {
		return ""
	}
	return filepath.Join(o.data, "store")
}

// listen opens the administration's socket and the public one, and says that the service is ready.
func (p *program) listen(certificate tls.Certificate, stdout io.Writer, ended chan<- error) error {
	admin, err := adminSocket(filepath.Join(p.o.data, "admin.sock"))
	if err != nil {
		return err
	}
	public, err := net.Listen("tcp", p.o.listen)
	if err != nil {
		_ = admin.Close()
		return wrong("the address given by --listen cannot be listened on", err)
	}
	p.admin = &http.Server{Handler: p.service.Admin(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: gate.ErrorLog(p.log)}
	public = p.gate.Listener(public)
	p.public = p.gate.HTTP(gate.TLS(certificate, p.o.tls12))
	for _, serve := range []func() error{
		func() error { return p.admin.Serve(admin) },
		func() error { return p.public.ServeTLS(public, "", "") },
	} {
		go func() {
			if err := serve(); !errors.Is(err, http.ErrServerClosed) {
				ended <- err
			}
		}()
	}
	at := publicAddress(public.Addr())
	return json.NewEncoder(stdout).Encode(struct {
		Ready   bool   `json:"ready"`
		Page    string `json:"page"`
		Console string `json:"console"`
	}{true, "https://" + at + "/", "wss://" + at + "/v1/console"})
}

// publicAddress is what a client on this machine can connect to.
func publicAddress(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return a.String()
}

// drainTime bounds the end: connections that do not close by themselves are closed.
const drainTime = 10 * time.Second

// drain tells everybody, finishes what is under way, and closes.
func (p *program) drain(stop func(), ended <-chan error) error {
	p.log.Info("draining: no new conversation, everybody connected is told")
	p.service.Drain()
	time.Sleep(p.o.drain)
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	p.gate.Close(ctx)
	_ = p.public.Shutdown(ctx)
	_ = p.admin.Shutdown(ctx)
	stop()
	select {
	case err := <-ended:
		p.log.Info("drained")
		return err
	case <-ctx.Done():
		return errors.New("the service did not end in time")
	}
}

// wrong says what the administrator has to look at. What the system says about files and ports holds nothing of
// anybody's conversation.
func wrong(what string, err error) error { return errors.New(what + ": " + err.Error()) }
