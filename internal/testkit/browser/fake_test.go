package browser_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/assets/page"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/browser"
	"vigie.example/internal/wire"
)

var running struct {
	once sync.Once
	b    *browser.Browser
	stop func()
	err  error
}

// chromium returns the browser that the tests of this package share; each test has profiles of its own in it.
func chromium(t testing.TB) *browser.Browser {
	t.Helper()
	running.once.Do(func() { running.b, running.stop, running.err = browser.Launch() })
	must(t, running.err)
	return running.b
}

func TestMain(m *testing.M) {
	code := m.Run()
	if running.stop != nil {
		running.stop()
	}
	os.Exit(code)
}

// service is a scripted service with one operator: it does what a test tells it to, lies included, which the real one cannot.
// Everything that a good service does is tested on the real one; here are the bad ones (B11), and the screens.
type service struct {
	t         testing.TB
	server    *httptest.Server
	harmless  *httptest.Server
	authority *seal.SigningKey
	op        *operator

	mu       sync.Mutex
	talks    map[conversation.ID]*talk // guarded by mu
	order    []conversation.ID         // in which they were opened; guarded by mu
	roster   []wire.Chain              // told while somebody waits; guarded by mu
	posted   []wire.Delete             // by POST /v1/delete; guarded by mu
	queries  []string                  // guarded by mu
	ahead    int                       // guarded by mu
	language []string                  // that conversations were opened in; guarded by mu
	shift    time.Duration             // that the service's clock is off; guarded by mu
	other    []byte                    // another authority, to announce; guarded by mu
	slow     atomic.Int64              // nanoseconds that the harmless site takes
}

func newService(t testing.TB) *service {
	t.Helper()
	s := &service{t: t, talks: map[conversation.ID]*talk{}, authority: key(t)}
	s.op = hire(t, s.authority, "A-17")
	s.roster = []wire.Chain{s.op.chain}
	mux := http.NewServeMux()
	files := http.FileServerFS(page.FS())
	s.harmless = quiet(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(time.Duration(s.slow.Load()))
		io.WriteString(w, "<!doctype html><title>Ailleurs</title><p>Ailleurs</p>")
	}))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", page.Policy("wss://"+r.Host))
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		files.ServeHTTP(w, r)
	})
	mux.HandleFunc("/config.json", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{
			"authority": s.authority.Public(), "socket": "/v1/page", "languages": []string{"fr", "en"}, "leave": s.harmless.URL + "/",
		})
	})
	mux.HandleFunc("/v1/page", s.serve)
	mux.HandleFunc("POST /v1/delete", s.erase)
	s.server = quiet(mux)
	t.Cleanup(func() {
		s.each(func(k *talk) { k.hangUp() })
		s.server.CloseClientConnections()
		s.server.Close()
		s.harmless.Close()
	})
	return s
}

// quiet is a TLS server that says nothing of the browser's doubts about its certificate.
func quiet(h http.Handler) *httptest.Server {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	return server
}

func (s *service) url() string { return s.server.URL + "/" }

func (s *service) each(f func(*talk)) {
	s.mu.Lock()
	all := make([]*talk, 0, len(s.order))
	for _, id := range s.order {
		all = append(all, s.talks[id])
	}
	s.mu.Unlock()
	for _, k := range all {
		f(k)
	}
}

// talk waits for the nth conversation, from 0.
func (s *service) talk(n int) *talk {
	s.t.Helper()
	var k *talk
	eventually(s.t, "a conversation is opened", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.order) > n {
			k = s.talks[s.order[n]]
		}
		return k != nil
	})
	return k
}

func (s *service) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.shift)
}

func (s *service) erase(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	var d wire.Delete
	if json.Unmarshal(raw, &d) != nil || seal.VerifyDelete(d) != nil {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.posted = append(s.posted, d)
	s.mu.Unlock()
	w.WriteHeader(http.StatusOK)
}

func (s *service) serve(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}, CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &line{ws: ws}
	defer ws.Close()
	nonce := random(seal.NonceBytes)
	s.mu.Lock()
	other := s.other
	s.mu.Unlock()
	c.send(wire.TypeWelcome, 0, wire.Welcome{
		Epoch: "e1", Nonce: nonce, Time: wire.At(s.now()), HeartbeatMS: 1000, FrameBytes: wire.MaxFrameBytes, TextBytes: wire.MaxTextBytes,
		Authority: other,
	})
	var k *talk
	for {
		_, raw, err := ws.ReadMessage()
		if err != nil {
			return
		}
		f, err := wire.Decode(raw, wire.MaxFrameBytes)
		if err != nil {
			s.t.Errorf("the page sent %v", err)
			return
		}
		k = s.frame(c, k, nonce, f)
	}
}

func (s *service) frame(c *line, k *talk, nonce []byte, f wire.Frame) *talk {
	switch f.T {
	case wire.TypePing:
		c.send(wire.TypePong, f.N, wire.Pong{Time: wire.At(s.now())})
	case wire.TypePlaces:
		q := data[wire.Places](s.t, f)
		s.mu.Lock()
		s.queries = append(s.queries, q.Query)
		s.mu.Unlock()
		c.send(wire.TypeCandidate, f.N, wire.Candidates{Places: []wire.Place{
			{Code: "33063", Label: "Bordeaux (33)"}, {Code: "33318", Label: "Pessac (33)"}, {Code: "33281", Label: "Mérignac (33)"},
		}})
	case wire.TypeOpen:
		return s.open(c, nonce, f)
	case wire.TypeResume:
		r := data[wire.Resume](s.t, f)
		s.mu.Lock()
		k = s.talks[r.Conversation]
		s.mu.Unlock()
		if k == nil || seal.VerifyResume(k.key, nonce, r) != nil {
			c.send(wire.TypeError, f.N, wire.Error{Code: "missing", Message: "fault.missing", Conversation: r.Conversation})
			return nil
		}
		k.attach(c)
		c.send(wire.TypeOpened, f.N, k.opened())
		k.replay(r.Position)
	case wire.TypeDelete:
		d := data[wire.Delete](s.t, f)
		if seal.VerifyDelete(d) != nil {
			s.t.Error("the deletion is not signed")
		}
		s.mu.Lock()
		if k := s.talks[d.Conversation]; k != nil {
			k.erased.Store(true)
		}
		s.mu.Unlock()
		c.send(wire.TypeDeleted, f.N, wire.Deleted{Conversation: d.Conversation, Cause: "declarant", Time: wire.At(s.now())})
	default:
		if k != nil {
			k.frame(c, f)
		}
	}
	return k
}

func (s *service) open(c *line, nonce []byte, f wire.Frame) *talk {
	o := data[wire.Open](s.t, f)
	id, err := seal.VerifyOpen(nonce, o)
	if err != nil {
		s.t.Errorf("open: %v", err)
		return nil
	}
	s.mu.Lock()
	k := s.talks[id]
	if k == nil {
		k = &talk{s: s, id: id, key: o.Key, place: o.Place, urgent: o.Urgent, secrets: map[conversation.KeyNumber]seal.Secret{}, state: conversation.Waiting}
		s.talks[id] = k
		s.order = append(s.order, id)
		s.language = append(s.language, o.Language)
	}
	s.mu.Unlock()
	k.attach(c)
	c.send(wire.TypeOpened, f.N, k.opened())
	return k
}

// operator is a person on duty with all keys up to an hourly one.
type operator struct {
	t      testing.TB
	shift  *seal.SigningKey
	hourly *seal.RecipientKey
	chain  wire.Chain
}

func hire(t testing.TB, authority *seal.SigningKey, actor string) *operator {
	t.Helper()
	now := time.Now()
	workstation := key(t)
	o := &operator{t: t, shift: key(t)}
	o.chain.Credential = wire.Credential{
		Actor: actor, Role: seal.RoleOperator, Unit: "police-33", Key: workstation.Public(),
		NotBefore: wire.At(now.Add(-time.Hour)), NotAfter: wire.At(now.Add(24 * time.Hour)),
	}
	must(t, seal.SignCredential(authority, &o.chain.Credential))
	o.chain.Shift = wire.Shift{
		Actor: actor, Console: "console-1", Key: o.shift.Public(), Nonce: random(seal.NonceBytes), Expires: wire.At(now.Add(8 * time.Hour)),
	}
	must(t, seal.SignShift(workstation, &o.chain.Shift, now))
	hourly, err := seal.NewRecipientKey(now.Add(-time.Minute), now.Add(time.Hour))
	must(t, err)
	o.hourly, o.chain.Hourly = hourly, hourly.Statement()
	must(t, seal.SignHourly(o.shift, o.chain.Shift, &o.chain.Hourly))
	return o
}

// line is one connection.
type line struct {
	mu sync.Mutex // guards writes
	ws *websocket.Conn
}

func (c *line) send(t wire.Type, re uint64, data any) {
	raw, err := wire.Encode(t, 0, re, data)
	if err != nil {
		panic(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ws.WriteMessage(websocket.TextMessage, raw)
}

func data[T any](t testing.TB, f wire.Frame) T {
	d, err := wire.DecodeData[T](f)
	if err != nil {
		t.Errorf("the page's %s: %v", f.T, err)
	}
	return d
}

// eventually polls until the condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("not in time: %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func key(t testing.TB) *seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey()
	must(t, err)
	return k
}

func messageID() conversation.MessageID {
	return conversation.MessageID(base64.RawURLEncoding.EncodeToString(random(16)))
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
