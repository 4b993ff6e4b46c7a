package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

const (
	socketTimeout  = 30 * time.Second
	maxAnswerBytes = 16 << 20
)

// socket asks a running vigied.
type socket struct{ client *http.Client }

// dialSocket returns nil when nobody listens there.
func dialSocket(ctx context.Context, file string) (*socket, error) {
	dial := func(ctx context.Context) (net.Conn, error) {
		return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "unix", file)
	}
	probe, err := dial(ctx)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, fault.As(fault.Denied, "vigiectl.dialSocket", err, fault.Key("fault.store.owner"))
	case err != nil:
		return nil, nil
	}
	_ = probe.Close()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) }, DisableKeepAlives: true}
	return &socket{&http.Client{Transport: transport, Timeout: socketTimeout}}, nil
}

func (s *socket) Close() { s.client.CloseIdleConnections() }

func (s *socket) List(ctx context.Context) (all []backend.Account, err error) {
	err = s.ask(ctx, http.MethodGet, "/accounts", nil, &all)
	return all, err
}

func (s *socket) Put(ctx context.Context, account backend.Account) error {
	return s.ask(ctx, http.MethodPut, "/accounts/"+string(account.Actor), account, nil)
}

func (s *socket) Revoke(ctx context.Context, actor access.ActorCode) error {
	return s.ask(ctx, http.MethodPost, "/accounts/"+string(actor)+"/revoke", nil, nil)
}

func (s *socket) ask(ctx context.Context, method, path string, body, answer any) error {
	const op fault.Op = "vigiectl.ask"
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return fault.As(fault.Internal, op, err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://vigied"+path, bytes.NewReader(raw))
	if err != nil {
		return fault.As(fault.Internal, op, err)
	}
	response, err := s.client.Do(r)
	if err != nil {
		return fault.As(fault.Unavailable, op, err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err = io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes))
	if err != nil {
		return fault.As(fault.Unavailable, op, err)
	}
	if response.StatusCode != http.StatusOK {
		var refusal wire.Error
		if err := json.Unmarshal(raw, &refusal); err != nil {
			return fault.As(fault.Internal, op, err)
		}
		return fault.FromPeer(op, refusal.Code, refusal.Message, refusal.Hint)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		return fault.As(fault.Internal, op, err)
	}
	return nil
}

// tlsFor trusts the certificates in a file, and nothing else.
func tlsFor(file string) (*tls.Config, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fileProblem("the certificates given by --ca cannot be read", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, problem(file + " holds no certificates in PEM form")
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}, nil
}
