package gate

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vigie.example/internal/backend"
	"vigie.example/internal/backend/doorstep"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Config is what a Server needs.
type Config struct {
	Service   *backend.Service
	Page      http.Handler                   // the declarant page; nil: there is none here, it is served by another host
	Policy    func(connect ...string) string // its Content-Security-Policy; nil: nothing is allowed
	Origins   []string                       // of pages on other hosts, such as "https://example.org"
	Languages []string                       // of the page
	Leave     string                         // the harmless site that the red button leads to (D2); "": the page's own choice
	Metrics   prometheus.Gatherer            // what /metrics shows, to this machine only
	Log       *slog.Logger
	Heartbeat time.Duration  // 0: 15 s
	Door      *doorstep.Door // what visitors are held to; nil: nothing
	Idle      time.Duration  // how long a connection may stay without a conversation or a session; 0: 10 min
}

// Server answers HTTP requests and holds the WebSocket connections. Safe for concurrent use.
type Server struct {
	cfg     Config
	service *backend.Service
	handler http.Handler
	crew    *crew

	mu     sync.Mutex
	conns  map[*conn]struct{}
	closed bool
	open   sync.WaitGroup
}

// New returns a server.
func New(cfg Config) *Server {
	if cfg.Heartbeat == 0 {
		cfg.Heartbeat = 15 * time.Second
	}
	if cfg.Idle == 0 {
		cfg.Idle = idleLimit
	}
	s := &Server{cfg: cfg, service: cfg.Service, conns: make(map[*conn]struct{}), crew: newCrew()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/page", s.servePage)
	mux.HandleFunc("GET /v1/console", s.serveConsole)
	mux.HandleFunc("POST /v1/delete", s.serveDelete)
	mux.HandleFunc("OPTIONS /v1/delete", s.allowDelete)
	mux.HandleFunc("GET /config.json", s.serveConfig)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", s.serveReady)
	mux.Handle("GET /metrics", localOnly(promhttp.HandlerFor(cfg.Metrics, promhttp.HandlerOpts{})))
	if cfg.Page != nil {
		mux.Handle("GET /", cfg.Page)
	}
	s.service.OnDrain(s.tellDraining)
	s.service.OnRenew(s.renew)
	s.handler = recovering(cfg.Log, secured(cfg.Policy, limited(mux)))
	return s
}

// Handler answers everything that the service answers.
func (s *Server) Handler() http.Handler { return s.handler }

// upgrader has small buffers: frames are small, and there are thousands of connections. Compression would tell lengths
// apart that the padding makes equal (B11).
var upgrader = websocket.Upgrader{
	ReadBufferSize: 1 << 10, WriteBufferSize: 1 << 10, WriteBufferPool: &sync.Pool{},
	Subprotocols: []string{wire.Subprotocol}, HandshakeTimeout: 10 * time.Second,
	CheckOrigin: func(*http.Request) bool { return true }, // checked before, with an answer that says so
	Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
		http.Error(w, http.StatusText(status), status)
	},
}

func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	if !s.fromPage(r) {
		s.refuse(w, "origin", http.StatusForbidden)
		return
	}
	s.connect(w, r, pageKind, func(c *conn) client { return newPage(c) })
}

// serveConsole refuses browsers: a console is a program, and a web page that signs in is somebody else's.
func (s *Server) serveConsole(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") != "" {
		s.refuse(w, "origin", http.StatusForbidden)
		return
	}
	s.connect(w, r, consoleKind, func(c *conn) client { return newConsole(c) })
}

func (s *Server) refuse(w http.ResponseWriter, cause string, status int) {
	s.service.Metrics().Refused.WithLabelValues(cause).Inc()
	http.Error(w, http.StatusText(status), status)
}

func (s *Server) connect(w http.ResponseWriter, r *http.Request, k kind, make func(*conn) client) {
	if !slices.Contains(websocket.Subprotocols(r), wire.Subprotocol) {
		s.refuse(w, "subprotocol", http.StatusUpgradeRequired)
		return
	}
	if !s.service.Serving() {
		s.refuse(w, "unready", http.StatusServiceUnavailable)
		return
	}
	leave, ok := s.enter(w, r, k)
	if !ok {
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		leave()
		s.service.Metrics().Refused.WithLabelValues("upgrade").Inc()
		return // answered by the upgrader
	}
	c := newConn(s, ws, k)
	context.AfterFunc(c.ctx, leave)
	if !s.keep(c) {
		c.close(ending{code: websocket.CloseServiceRestart, reason: causeDraining})
		<-c.out.closed
		return
	}
	cl := bound(c, make(c), visitor(r))
	// Not on this goroutine: net/http's, with its request and its buffers, is done.
	go func() {
		defer s.drop(c)
		gauge := s.service.Metrics().Connections.WithLabelValues(k.name)
		gauge.Inc()
		defer gauge.Dec()
		c.serve(cl)
	}()
}

func (s *Server) keep(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.conns[c] = struct{}{}
	s.open.Add(1)
	return true
}

func (s *Server) drop(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	s.open.Done()
}

// tellDraining says to everybody connected that the service is about to stop.
func (s *Server) tellDraining() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.tellDraining()
	}
}

// renew ends all connections: the store has lost its memory, and the clients are to come back and give it back.
func (s *Server) renew() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.close(ending{code: websocket.CloseServiceRestart, reason: causeRenewed})
	}
}

// Close ends all connections, after what is queued for them was written, and waits for them until the context ends.
func (s *Server) Close(ctx context.Context) {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		s.crew.dismiss()
	}
	for c := range s.conns {
		e := ending{code: websocket.CloseServiceRestart, reason: causeDraining}
		if c.kind.end == wire.Console {
			e.frame, _ = wire.Encode(wire.TypeSession, 0, 0, wire.SessionEnded{Cause: causeDraining})
		}
		c.close(e)
	}
	s.mu.Unlock()
	done := make(chan struct{})
	go func() { s.open.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// fromPage reports whether a request comes from a page that may talk to the service: its own, or one of another host that
// was allowed. Programs send no origin; they can claim whatever they like, and there is nothing that a browser would add
// to their requests.
func (s *Server) fromPage(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(s.cfg.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "https" && strings.EqualFold(u.Host, r.Host)
}

func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.service.Ready(ctx); err != nil {
		http.Error(w, string(fault.KindOf(err)), http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ready\n")
}

// pageConfig is what the page has to know about the service. A page on another host has a file of its own in its place.
type pageConfig struct {
	Authority string   `json:"authority"` // base64; "" while there is none
	Socket    string   `json:"socket"`
	Languages []string `json:"languages"`
	Leave     string   `json:"leave,omitempty"`
}

func (s *Server) serveConfig(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(pageConfig{
		Authority: base64.StdEncoding.EncodeToString(s.service.Authority()), Socket: "/v1/page",
		Languages: s.cfg.Languages, Leave: s.cfg.Leave,
	})
}
