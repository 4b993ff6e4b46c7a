package link_test

import (
	"crypto/tls"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/link"
	"vigie.example/internal/wire"
)

func key(err error) string { return string(fault.PublicOf(err).Key) }

// echo answers each request with ok, and says the request's type as an event before it.
func echo(p *peer) {
	p.welcome()
	for {
		f, ok := p.hear(true)
		if !ok {
			return
		}
		switch f.T {
		case wire.TypeClaim:
			_ = p.say(wire.Frame{V: 1, T: wire.TypeError, Re: f.N, Data: data(wire.Error{Code: "taken", Message: "fault.claim.taken"})})
		case wire.TypeTyping:
			_ = p.say(wire.Frame{V: 1, T: wire.TypeTyping})
		default:
			_ = p.say(wire.Frame{V: 1, T: "event_" + f.T})
			_ = p.say(wire.Frame{V: 1, T: wire.TypeOK, Re: f.N})
		}
	}
}

func TestAnswersAndEventsComeInOrder(t *testing.T) {
	var l log
	serve(t, echo).connect(t, &l)
	eventually(t, "online", func() bool { return l.onlines() == 1 })
	for range 3 {
		l.now().Ask(wire.TypeSync, nil, func(_ wire.Frame, err error) {
			if err != nil {
				t.Error(err)
			}
			l.note("answer")
		})
	}
	want := "online" + strings.Repeat(" event_sync answer", 3)
	eventually(t, want, func() bool { return l.story() == want })
}

func TestRefusalBecomesAFault(t *testing.T) {
	var l log
	serve(t, echo).connect(t, &l)
	eventually(t, "online", func() bool { return l.onlines() == 1 })
	got := make(chan error, 1)
	l.now().Ask(wire.TypeClaim, nil, func(_ wire.Frame, err error) { got <- err })
	if err := <-got; !fault.Is(err, fault.Taken) || key(err) != "fault.claim.taken" {
		t.Fatalf("got %v", err)
	}
	if err := l.now().Tell(wire.TypeTyping, nil); err != nil {
		t.Fatal(err)
	}
	eventually(t, "an event", func() bool { return l.story() == "online typing" })
	l.now().Ask(wire.TypeSend, strings.Repeat("x", 5000), func(_ wire.Frame, err error) { got <- err })
	if err := <-got; !fault.Is(err, fault.TooLarge) {
		t.Fatalf("a frame over the announced limit: %v", err)
	}
}

// Every request is answered once, also when its connection goes, and the client comes back by itself.
func TestLostConnectionAnswersAndReturns(t *testing.T) {
	var once sync.Once
	var l log
	s := serve(t, func(p *peer) {
		p.welcome()
		first := false
		once.Do(func() { first = true })
		if first {
			_, _ = p.hear(true)
			return // hangs up without an answer
		}
		echoLoop(p)
	})
	s.connect(t, &l)
	eventually(t, "online", func() bool { return l.onlines() == 1 })
	got := make(chan error, 2)
	l.now().Ask(wire.TypeSync, nil, func(_ wire.Frame, err error) { l.note("answer"); got <- err })
	if err := <-got; !fault.Is(err, fault.Unavailable) {
		t.Fatalf("got %v", err)
	}
	eventually(t, "online again", func() bool { return l.onlines() == 2 })
	if story := l.story(); story != "online answer offline online" {
		t.Errorf("story: %s", story)
	}
	l.now().Ask(wire.TypeSync, nil, func(_ wire.Frame, err error) { got <- err })
	if err := <-got; err != nil {
		t.Fatal(err)
	}
}

func echoLoop(p *peer) {
	for {
		f, ok := p.hear(true)
		if !ok {
			return
		}
		_ = p.say(wire.Frame{V: 1, T: wire.TypeOK, Re: f.N})
	}
}

// One-way loss: the service goes on talking and does not hear us.
func TestOneWayLossIsNoticed_ServiceDeaf(t *testing.T) {
	var l log
	s := serve(t, func(p *peer) {
		p.welcome()
		for p.say(wire.Frame{V: 1, T: "chatter"}) == nil {
			time.Sleep(beat / 4)
		}
	})
	s.connect(t, &l)
	eventually(t, "an end", func() bool { return l.cause(0) != nil })
	if key(l.cause(0)) != "link.offline.deaf" {
		t.Errorf("cause: %v", l.cause(0))
	}
}

// One-way loss: the service hears us and nothing comes from it.
func TestOneWayLossIsNoticed_ServiceMute(t *testing.T) {
	var l log
	s := serve(t, func(p *peer) { p.welcome(); _, _ = p.hear(false) })
	s.connect(t, &l)
	eventually(t, "an end", func() bool { return l.cause(0) != nil })
	if k := key(l.cause(0)); k != "link.offline.silent" && k != "link.offline.deaf" {
		t.Errorf("cause: %v", l.cause(0))
	}
}

func TestPingsOfTheServiceAreAnswered(t *testing.T) {
	answered := make(chan wire.Frame, 1)
	s := serve(t, func(p *peer) {
		p.welcome()
		_ = p.say(wire.Frame{V: 1, T: wire.TypePing, N: 9})
		f, _ := p.hear(true)
		answered <- f
		echoLoop(p)
	})
	s.connect(t, &log{})
	if f := <-answered; f.T != wire.TypePong || f.Re != 9 {
		t.Errorf("got %+v", f)
	}
}

func TestPeersThatSpeakOtherwiseAreRefused(t *testing.T) {
	for name, test := range map[string]struct {
		say  string
		want string
	}{
		"other version": {`{"v":2,"t":"welcome"}`, "link.offline.version"},
		"no welcome":    {`{"v":1,"t":"ok"}`, "link.offline.version"},
		"no json":       {`hello`, "link.offline.version"},
		"refused":       {`{"v":1,"t":"error","d":{"code":"too_many","message":"fault.too_many"}}`, "fault.too_many"},
	} {
		t.Run(name, func(t *testing.T) {
			var l log
			s := serve(t, func(p *peer) { _ = p.socket.WriteMessage(1, []byte(test.say)); _, _ = p.hear(false) })
			s.connect(t, &l)
			eventually(t, "a refusal", func() bool { return l.cause(0) != nil })
			if got := key(l.cause(0)); got != test.want {
				t.Errorf("cause: %s, want %s", got, test.want)
			}
		})
	}
}

func TestB10_UntrustedAndOldTLSAreRefused(t *testing.T) {
	var l log
	s := serve(t, echo)
	c, err := link.Start(link.Options{URL: s.url}, &l) // the system does not know this authority
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	eventually(t, "a refusal", func() bool { return l.cause(0) != nil })
	if !fault.Is(l.cause(0), fault.Untrusted) {
		t.Errorf("cause: %v", l.cause(0))
	}
	old := serve(t, echo)
	old.TLS.MaxVersion, old.TLS.MinVersion = tls.VersionTLS12, tls.VersionTLS12
	var l2 log
	old.connect(t, &l2)
	eventually(t, "a refusal", func() bool { return l2.cause(0) != nil })
	if l2.onlines() != 0 {
		t.Error("spoke TLS 1.2")
	}
	for _, bad := range []string{"ws://127.0.0.1/", "https://x/", "", "wss://"} {
		if _, err := link.Start(link.Options{URL: bad}, &l); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestDrainingAndRefusalTellTheirReason(t *testing.T) {
	var l log
	s := serve(t, func(p *peer) { p.welcome(); _ = p.say(wire.Frame{V: 1, T: wire.TypeDraining}) })
	s.connect(t, &l)
	eventually(t, "an end", func() bool { return l.cause(0) != nil })
	if key(l.cause(0)) != "link.offline.draining" {
		t.Errorf("cause: %v", l.cause(0))
	}
	var l2 log
	s2 := serve(t, echo)
	s2.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	s2.connect(t, &l2)
	eventually(t, "a refusal", func() bool { return l2.cause(0) != nil })
	if key(l2.cause(0)) != "link.offline.refused" {
		t.Errorf("cause: %v", l2.cause(0))
	}
}

func TestCloseIsCleanInEveryPhase(t *testing.T) {
	s := serve(t, echo)
	for range 20 { // closing while dialling, welcoming, online: whatever the moment is
		var l log
		c, err := link.Start(link.Options{URL: s.url, Roots: s.roots}, &l)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(time.Now().UnixNano() % int64(5*time.Millisecond)))
		answered := make(chan error, 1)
		if conn := l.now(); conn != nil {
			conn.Ask(wire.TypeSync, nil, func(_ wire.Frame, err error) { answered <- err })
		} else {
			answered <- nil
		}
		c.Close()
		<-answered
	}
}

// A service that reads nothing makes requests fail, not wait.
func TestFullQueueRefuses(t *testing.T) {
	var l log
	hold := make(chan struct{})
	s := serve(t, func(p *peer) { p.welcome(); <-hold })
	s.connect(t, &l)
	defer close(hold)
	eventually(t, "online", func() bool { return l.onlines() == 1 })
	full := make(chan error, 20000)
	text := strings.Repeat("x", 4000)
	eventually(t, "a refusal", func() bool {
		l.now().Ask(wire.TypeSend, text, func(_ wire.Frame, err error) {
			if fault.Is(err, fault.TooMany) {
				full <- err
			}
		})
		return len(full) > 0 || l.cause(0) != nil
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"v":1,"t":"ok"}`, `{"v":2}`, `null`, `[]`, `{"v":1,"d":null}`, `{"v":1,"re":18446744073709551615}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		frame, err := link.Parse(raw)
		if err != nil {
			if strings.Contains(err.Error(), string(raw)) && len(raw) > 12 {
				t.Error("the fault repeats what came")
			}
			return
		}
		if frame.V != wire.Version {
			t.Errorf("accepted version %d", frame.V)
		}
	})
}
