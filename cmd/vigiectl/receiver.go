package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/courier/cms"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/courier/receiver"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/rulebook"

	tables "vigie.example/assets/doctrine"
)

// receiving is what the receiver is told.
type receiving struct {
	targets, certificate, key, public, doctrine, revoked string
	inbox, spool                                         string
	opened                                               bool
	listen, tlsCert, tlsKey, clientCA                    string
}

func (o *receiving) flags() *flag.FlagSet {
	set := newFlags("receiver")
	set.StringVar(&o.targets, "target", "", "codes of the targets that this is, separated by commas, such as n-mci")
	set.StringVar(&o.certificate, "certificate", "", "PEM file of the target's certificate, which the doctrine has")
	set.StringVar(&o.key, "key", "", "PEM file of its private key")
	set.StringVar(&o.public, "public", "", "file of the public authority key, which vouches for who signs")
	set.StringVar(&o.inbox, "inbox", "", "folder in which accepted reports appear")
	set.BoolVar(&o.opened, "opened", false, "put the decrypted files there, instead of the package as it came")
	set.StringVar(&o.doctrine, "doctrine", "", "file of the doctrine by which reports are judged; without: the starting one")
	set.StringVar(&o.revoked, "revoked", "", "file with the actors whose certificates count no more, one a line")
	set.StringVar(&o.spool, "spool", "", "folder to take packages from: its out, taken and reply are made")
	set.StringVar(&o.listen, "listen", "", "address to take packages at by HTTPS, such as :8443")
	set.StringVar(&o.tlsCert, "tls-cert", "", "PEM file of the certificate for --listen")
	set.StringVar(&o.tlsKey, "tls-key", "", "PEM file of its private key")
	set.StringVar(&o.clientCA, "client-ca", "", "PEM file of who vouches for the workstations' certificates, for --listen")
	return set
}

// receiver takes reports until it is stopped.
func (c *call) receiver(ctx context.Context, args []string) error {
	var o receiving
	if err := c.parse(o.flags(), args, "target", "certificate", "key", "public", "inbox"); err != nil {
		return err
	}
	switch {
	case o.spool == "" && o.listen == "":
		return problem("say where packages come in: --spool DIR, --listen ADDR, or both")
	case o.listen != "" && (o.tlsCert == "" || o.tlsKey == "" || o.clientCA == ""):
		return problem("--listen needs --tls-cert, --tls-key and --client-ca: only workstations with a certificate may connect")
	}
	options, err := o.options()
	if err != nil {
		return err
	}
	var printing sync.Mutex
	options.Answered = func(a form.Answer) {
		printing.Lock()
		defer printing.Unlock()
		fmt.Fprintln(c.errs, inWords(a)) // a random key and codes: no content (C8)
	}
	r, err := receiver.Open(options)
	if err != nil {
		return err
	}
	return c.take(ctx, o, r)
}

// take opens the ways in, says so in one line of JSON, and serves until ctx ends.
func (c *call) take(ctx context.Context, o receiving, r *receiver.Receiver) error {
	ready := struct {
		Ready bool   `json:"ready"`
		HTTPS string `json:"https,omitempty"`
		Spool string `json:"spool,omitempty"`
	}{Ready: true, Spool: o.spool}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 2)
	ways := 0
	if o.listen != "" {
		server, listener, err := o.server(r)
		if err != nil {
			return err
		}
		ready.HTTPS = "https://" + listener.Addr().String() + receiver.Path
		ways++
		go func() { ended <- serveUntil(ctx, server, listener) }()
	}
	if o.spool != "" {
		ways++
		trouble := func(err error) { fmt.Fprintln(c.errs, "the spool:", explain(err)) }
		go func() { ended <- r.Watch(ctx, o.spool, spool.DefaultPoll, trouble) }()
	}
	line, err := json.Marshal(ready)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.out, string(line))
	var first error
	for range ways {
		if err := <-ended; first == nil {
			first = err
		}
		stop() // one way that ends takes the other along
	}
	return first
}

func (o *receiving) server(r *receiver.Receiver) (*http.Server, net.Listener, error) {
	pair, err := tls.LoadX509KeyPair(o.tlsCert, o.tlsKey)
	if err != nil {
		return nil, nil, fileProblem("--tls-cert and --tls-key are not a certificate and its key", err)
	}
	clients, err := os.ReadFile(o.clientCA)
	if err != nil {
		return nil, nil, fileProblem("--client-ca cannot be read", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(clients) {
		return nil, nil, problem(o.clientCA + " holds no certificates in PEM form")
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return nil, nil, fileProblem("the address given by --listen cannot be used", err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	server := &http.Server{
		Handler: r.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	return server, tls.NewListener(listener, config), nil
}

// serveUntil serves, and lets what is under way end.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	stopped := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		_ = server.Shutdown(last)
	})
	defer stopped()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (o *receiving) options() (receiver.Options, error) {
	out := receiver.Options{Inbox: o.inbox, Opened: o.opened}
	var err error
	if out.Certificate, err = readCertificate(o.certificate); err != nil {
		return out, err
	}
	if err := cms.CheckRecipient(out.Certificate); err != nil {
		return out, problem(o.certificate + " is not one to encrypt to: it needs a P-256 key for key agreement, or an RSA key of 3072 bits or more for key encipherment")
	}
	if out.Key, err = readPrivate(o.key, out.Certificate); err != nil {
		return out, err
	}
	point, err := readPublic(o.public)
	if err != nil {
		return out, err
	}
	if out.Authority, err = ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point); err != nil {
		return out, problem(o.public + " does not hold a public authority key: it is one line that vigiectl authority show prints")
	}
	if out.Revoked, err = readActors(o.revoked); err != nil {
		return out, err
	}
	out.Doctrine, err = o.rules()
	if err != nil {
		return out, err
	}
	for _, code := range list(o.targets) {
		t, known := out.Doctrine.Target(doctrine.TargetCode(code))
		if !known || t.Format != doctrine.ReportV1 {
			return out, problem(fmt.Sprintf("the doctrine sends no packages to a target %q", code))
		}
		out.Targets = append(out.Targets, t.Code)
	}
	return out, nil
}

func (o *receiving) rules() (*doctrine.Doctrine, error) {
	if o.doctrine == "" {
		return rulebook.Parse(tables.Doctrine())
	}
	r, err := readRules(o.doctrine)
	return r.doctrine, err
}

func readCertificate(file string) (*x509.Certificate, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fileProblem("the certificate cannot be read", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, problem(file + " holds no certificate in PEM form")
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, problem(file + " holds a certificate that cannot be read")
	}
	return c, nil
}

// readPrivate reads the private key of a certificate.
func readPrivate(file string, of *x509.Certificate) (any, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fileProblem("the private key cannot be read", err)
	}
	defer clear(text)
	pair, err := tls.X509KeyPair(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: of.Raw}), text)
	if err != nil {
		return nil, problem(file + " does not hold the private key of the certificate, not encrypted, in PEM form")
	}
	return pair.PrivateKey, nil
}

func readActors(file string) (actors []string, err error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fileProblem("the file of --revoked cannot be read", err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		actor, err := access.ParseActor(line)
		if err != nil {
			return nil, problem(fmt.Sprintf("%s: %q is not the code of an actor", file, line))
		}
		actors = append(actors, string(actor))
	}
	return actors, nil
}

// inWords tells an answer in a line.
func inWords(a form.Answer) string {
	if a.Outcome == form.Accepted {
		return fmt.Sprintf("accepted %s as %s", a.Key, a.Receipt)
	}
	var reasons []string
	for _, r := range a.Reasons {
		if r.Line == 0 {
			reasons = append(reasons, string(r.Code))
			continue
		}
		reasons = append(reasons, fmt.Sprintf("line %d: %s", r.Line, r.Code))
	}
	return fmt.Sprintf("refused %s: %s", a.Key, strings.Join(reasons, ", "))
}
