// Package passage stands between programs and their service, as a network or a balancer does: it leads connections to one place,
// then to another, and cuts them.
package passage

import (
	"io"
	"net"
	"sync"
	"testing"
)

// Passage leads those who connect to it somewhere else.
type Passage struct {
	listener net.Listener

	mu   sync.Mutex
	to   string // "" leads nowhere
	open []net.Conn
}

// To makes a passage to an address, "host:port", until the end of the test.
func To(t testing.TB, address string) *Passage {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Passage{listener: l, to: address}
	t.Cleanup(func() { _ = l.Close(); p.Lead("") })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(client)
		}
	}()
	return p
}

// Address is where the passage begins.
func (p *Passage) Address() string { return p.listener.Addr().String() }

// Lead takes those who come from now on to another address, or nowhere, and cuts the others off.
func (p *Passage) Lead(to string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to = to
	for _, c := range p.open {
		_ = c.Close()
	}
	p.open = nil
}

func (p *Passage) serve(client net.Conn) {
	p.mu.Lock()
	to := p.to
	p.mu.Unlock()
	server, err := net.Dial("tcp", to)
	if to == "" || err != nil {
		_ = client.Close()
		return
	}
	p.mu.Lock()
	p.open = append(p.open, client, server)
	p.mu.Unlock()
	go func() { _, _ = io.Copy(client, server); _ = client.Close() }()
	_, _ = io.Copy(server, client)
	_ = server.Close()
}
