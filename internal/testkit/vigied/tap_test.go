package vigied_test

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// tap stands between the clients and the backend, ends TLS as the backend does, and keeps everything that passes in clear:
// addresses, headers, and each frame of either direction.
type tap struct {
	server *httptest.Server

	mu     sync.Mutex
	frames []frame // guarded by mu
	heads  []string
}

type frame struct {
	toBackend bool
	data      string
}

func newTap(t *testing.T, b *vigied.Backend) *tap {
	p := &tap{}
	up := websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}, CheckOrigin: func(*http.Request) bool { return true }}
	down := websocket.Dialer{TLSClientConfig: b.TLS(), Subprotocols: []string{wire.Subprotocol}}
	p.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		backend, resp, err := down.DialContext(r.Context(), "wss://"+b.Host+r.URL.RequestURI(), nil)
		if err != nil {
			http.Error(w, "refused", http.StatusBadGateway)
			return
		}
		p.mu.Lock()
		p.heads = append(p.heads, r.RequestURI, fmt.Sprint(r.Header), fmt.Sprint(resp.Header))
		p.mu.Unlock()
		client, err := up.Upgrade(w, r, nil)
		if err != nil {
			_ = backend.Close()
			return
		}
		var both sync.WaitGroup
		both.Go(func() { p.pass(client, backend, true) })
		both.Go(func() { p.pass(backend, client, false) })
		both.Wait()
	}))
	p.server.EnableHTTP2 = false
	p.server.StartTLS()
	t.Cleanup(p.server.Close)
	return p
}

// pass hands on what comes from one side until that side ends.
func (p *tap) pass(from, to *websocket.Conn, toBackend bool) {
	defer to.Close()
	for {
		kind, data, err := from.ReadMessage()
		if err != nil {
			return
		}
		p.mu.Lock()
		p.frames = append(p.frames, frame{toBackend, string(data)})
		p.mu.Unlock()
		if to.WriteMessage(kind, data) != nil {
			return
		}
	}
}

func (p *tap) url(path string) string {
	return strings.Replace(p.server.URL, "https://", "wss://", 1) + path
}

func (p *tap) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(p.server.Certificate())
	return pool
}

// recorded returns all frames so far, and the addresses and headers.
func (p *tap) recorded() (frames []frame, heads string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]frame(nil), p.frames...), strings.Join(p.heads, "\n")
}
