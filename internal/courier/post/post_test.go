package post_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/internal/courier"
	"vigie.example/internal/courier/contract"
	"vigie.example/internal/courier/post"
	"vigie.example/internal/courier/receiver"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/reporting"
)

// pair is a certificate of this machine, made for the test.
func pair() (tls.Certificate, *x509.CertPool) {
	own, c := reporting.Loopback()
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return own, pool
}

// host is a server at one address, which can be away.
type host struct {
	t                  *testing.T
	address            string
	server             *http.Server
	own, client        tls.Certificate
	serverCA, clientCA *x509.CertPool
}

func newHost(t *testing.T) *host {
	t.Helper()
	h := &host{t: t}
	h.own, h.serverCA = pair()
	h.client, h.clientCA = pair()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.address = l.Addr().String()
	_ = l.Close()
	t.Cleanup(h.stop)
	return h
}

func (h *host) start(handler http.Handler) {
	h.t.Helper()
	h.stop()
	l, err := net.Listen("tcp", h.address)
	if err != nil {
		h.t.Fatal(err)
	}
	h.server = &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
	config := &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{h.own}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: h.clientCA}
	server := h.server
	go func() { _ = server.Serve(tls.NewListener(l, config)) }()
}

func (h *host) stop() {
	if h.server != nil {
		_ = h.server.Close()
		h.server = nil
	}
}

func (h *host) options() post.Options {
	return post.Options{URL: "https://" + h.address + receiver.Path, Certificate: h.client, Roots: h.serverCA, First: time.Millisecond, Most: 20 * time.Millisecond}
}

func connector(t *testing.T, o post.Options) *post.Connector {
	t.Helper()
	c, err := post.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) contract.Way {
		h := newHost(t)
		return contract.Way{
			Connector: func() courier.Connector { return connector(t, h.options()) },
			Start:     func(r *receiver.Receiver) { h.start(r.Handler()) },
			Stop:      h.stop,
			Forge: func(_ string, answer []byte) {
				h.start(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", post.AnswerType)
					_, _ = w.Write(answer)
				}))
			},
		}
	})
}

func send(t *testing.T, o post.Options, p courier.Parcel, most time.Duration) (courier.Answer, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), most)
	defer cancel()
	return connector(t, o).Send(ctx, p)
}

// What passes is tried again; what somebody has to mend is told at once.
func TestWhatIsTriedAgain(t *testing.T) {
	p := reporting.New(time.Now()).Parcel("lrpgn")
	for status, test := range map[int]struct {
		want  fault.Kind
		again bool
	}{
		http.StatusServiceUnavailable: {fault.Unavailable, true}, http.StatusTooManyRequests: {fault.TooMany, true},
		http.StatusRequestTimeout: {fault.Unavailable, true}, http.StatusInternalServerError: {fault.Unavailable, true},
		http.StatusNotFound: {fault.Invalid, false}, http.StatusForbidden: {fault.Denied, false},
		http.StatusRequestEntityTooLarge: {fault.TooLarge, false}, http.StatusFound: {fault.Invalid, false}, http.StatusNoContent: {fault.Invalid, false},
	} {
		h := newHost(t)
		var asked atomic.Int64
		h.start(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			asked.Add(1)
			w.Header().Set("Location", "https://elsewhere.example/")
			w.WriteHeader(status)
		}))
		most := time.Minute
		if test.again {
			most = 500 * time.Millisecond
		}
		a, err := send(t, h.options(), p, most)
		if a.Outcome != courier.Unknown || !fault.Is(err, test.want) && !(test.again && fault.Is(err, fault.Unavailable)) {
			t.Errorf("%d: %+v, %v", status, a, err)
		}
		if n := asked.Load(); test.again != (n > 1) {
			t.Errorf("%d: asked %d times", status, n)
		}
	}
}

func TestWhoIsAtTheOtherEnd(t *testing.T) {
	p := reporting.New(time.Now()).Parcel("lrpgn")
	h := newHost(t)
	h.start(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody unknown was asked") }))
	o := h.options()
	_, o.Roots = pair()
	if a, err := send(t, o, p, time.Minute); a.Outcome != courier.Unknown || !fault.Is(err, fault.Untrusted) {
		t.Errorf("another host: %+v, %v", a, err)
	}
	o = h.options()
	o.Certificate, _ = pair()
	if a, err := send(t, o, p, time.Minute); a.Outcome != courier.Unknown || !fault.Is(err, fault.Denied) {
		t.Errorf("another workstation: %+v, %v", a, err)
	}
	o.Certificate = tls.Certificate{}
	if a, err := send(t, o, p, time.Minute); a.Outcome != courier.Unknown || !fault.Is(err, fault.Denied) {
		t.Errorf("a workstation without a certificate: %+v, %v", a, err)
	}
}

// A host that takes the package and never says a word holds nobody up for ever.
func TestAHostThatIsSilent(t *testing.T) {
	p := reporting.New(time.Now()).Parcel("lrpgn")
	h := newHost(t)
	release := make(chan struct{})
	defer close(release)
	var asked atomic.Int64
	h.start(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1); <-release }))
	o := h.options()
	o.Timeout = 50 * time.Millisecond
	a, err := send(t, o, p, 400*time.Millisecond)
	if a.Outcome != courier.Unknown || !fault.Is(err, fault.Unavailable) || asked.Load() < 2 {
		t.Errorf("%+v, %v after %d", a, err, asked.Load())
	}
}

func TestWhatARequestSays(t *testing.T) {
	p := reporting.New(time.Now()).Parcel("lrpgn")
	h := newHost(t)
	said := make(chan http.Header, 1)
	h.start(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		said <- q.Header
		w.WriteHeader(http.StatusNotFound)
	}))
	_, _ = send(t, h.options(), p, time.Minute)
	got := <-said
	for name := range got {
		if name != "Content-Type" && name != "Content-Length" && name != post.KeyHeader && name != "Accept-Encoding" && name != "Connection" {
			t.Errorf("it says %s: %q", name, got[name])
		}
	}
	if got.Get(post.KeyHeader) != `"`+p.Key+`"` {
		t.Errorf("the key: %q", got.Get(post.KeyHeader))
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "http://host/", "https://", "host", "https://user:secret@host/", "https://host/?q=1", "https://host/#x", "ftp://host"} {
		if _, err := post.New(post.Options{URL: address}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
