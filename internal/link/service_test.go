package link_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"vigie.example/internal/link"
	"vigie.example/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// service is the other end: a real TLS server whose behaviour each test scripts.
type service struct {
	*httptest.Server
	url   string
	roots *x509.CertPool
}

const beat = 60 * time.Millisecond

// serve runs a service that welcomes each connection and then hands it to script, which may read and write until it
// returns.
func serve(t *testing.T, script func(peer *peer)) *service {
	t.Helper()
	upgrader := websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}, CheckOrigin: func(*http.Request) bool { return true }}
	var running sync.WaitGroup
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		socket, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		running.Add(1)
		defer running.Done()
		defer socket.Close()
		script(&peer{socket: socket, t: t})
	})
	s := httptest.NewUnstartedServer(handler)
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	s.StartTLS()
	t.Cleanup(func() { s.CloseClientConnections(); s.Close(); running.Wait() })
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return &service{s, "wss" + strings.TrimPrefix(s.URL, "https"), roots}
}

type peer struct {
	socket *websocket.Conn
	t      *testing.T
}

func (p *peer) welcome() {
	p.say(wire.Frame{V: 1, T: wire.TypeWelcome, Data: data(wire.Welcome{Epoch: "e", Nonce: make([]byte, 32), HeartbeatMS: beat.Milliseconds(), FrameBytes: 4096})})
}

func (p *peer) say(f wire.Frame) error { return p.socket.WriteJSON(f) }

// hear reads the next frame that is no heartbeat; ok is false at the end of the connection.
func (p *peer) hear(pong bool) (f wire.Frame, ok bool) {
	for {
		if p.socket.ReadJSON(&f) != nil {
			return f, false
		}
		if f.T != wire.TypePing {
			return f, true
		}
		if pong {
			_ = p.say(wire.Frame{V: 1, T: wire.TypePong, Re: f.N, Data: data(wire.Pong{Time: 7})})
		}
		f = wire.Frame{}
	}
}

func data(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// log records what the receiver was told.
type log struct {
	mu      sync.Mutex
	online  int
	conn    link.Conn
	frames  []wire.Frame
	offline []error
	notes   []string
}

func (l *log) Online(c link.Conn, _ wire.Welcome) {
	l.mu.Lock()
	l.online++
	l.conn = c
	l.mu.Unlock()
	l.note("online")
}

func (l *log) now() link.Conn { l.mu.Lock(); defer l.mu.Unlock(); return l.conn }
func (l *log) Received(f wire.Frame) {
	l.mu.Lock()
	l.frames = append(l.frames, f)
	l.mu.Unlock()
	if f.T != wire.TypePong {
		l.note(string(f.T))
	}
}
func (l *log) Offline(cause error, _ time.Time) {
	l.mu.Lock()
	l.offline = append(l.offline, cause)
	l.mu.Unlock()
	l.note("offline")
}
func (l *log) note(s string) { l.mu.Lock(); l.notes = append(l.notes, s); l.mu.Unlock() }

func (l *log) story() string { l.mu.Lock(); defer l.mu.Unlock(); return strings.Join(l.notes, " ") }
func (l *log) onlines() int  { l.mu.Lock(); defer l.mu.Unlock(); return l.online }
func (l *log) cause(i int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i >= len(l.offline) {
		return nil
	}
	return l.offline[i]
}

func (s *service) connect(t *testing.T, r link.Receiver) *link.Client {
	t.Helper()
	c, err := link.Start(link.Options{URL: s.url, Roots: s.roots, RetryMin: 10 * time.Millisecond, RetryMax: 50 * time.Millisecond}, r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(10 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("never: %s", what)
		}
	}
}
