package doorstep

import (
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 20 * time.Second

// echo is a door with a server behind it that says who it sees and repeats what it hears.
type echo struct {
	at   string
	mu   sync.Mutex
	seen []Cause
}

func listen(t *testing.T, l Limits) *echo {
	t.Helper()
	e := &echo{}
	d, err := New(l, func(c Cause) { e.mu.Lock(); e.seen = append(e.seen, c); e.mu.Unlock() })
	if err != nil {
		t.Fatal(err)
	}
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	outer := d.Listener(inner)
	e.at = outer.Addr().String()
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := outer.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(patience))
				if VisitorOf(c) == nil {
					return
				}
				buf := make([]byte, 64)
				n, _ := c.Read(buf)
				_, _ = c.Write([]byte(c.RemoteAddr().(*net.TCPAddr).IP.String() + " " + string(buf[:n])))
			})
		}
	})
	t.Cleanup(func() { _ = outer.Close(); serving.Wait(); d.Close() })
	return e
}

// saw waits until a cause was told.
func (e *echo) saw(t *testing.T, c Cause) {
	t.Helper()
	for until := time.Now().Add(patience); ; time.Sleep(2 * time.Millisecond) {
		e.mu.Lock()
		found := slices.Contains(e.seen, c)
		e.mu.Unlock()
		if found {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("never refused for %s: %v", c, e.seen)
		}
	}
}

// from connects from an address of this machine.
func (e *echo) from(t *testing.T, address string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: patience}
	c, err := d.Dial("tcp", e.at)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.SetDeadline(time.Now().Add(patience))
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// says sends something and returns everything that comes back.
func (e *echo) says(t *testing.T, address string, raw []byte) string {
	t.Helper()
	c := e.from(t, address)
	_, _ = c.Write(raw)
	answer, _ := io.ReadAll(c)
	return string(answer)
}

func proxied(networks ...string) Limits {
	l := strict()
	for _, n := range networks {
		l.Proxies = append(l.Proxies, netip.MustParsePrefix(n))
	}
	return l
}

func TestProxy_OnlyConfiguredPeersSpeakForOthers(t *testing.T) {
	e := listen(t, proxied("127.0.0.9/32"))
	hello := []byte("\x16hello")
	if got := e.says(t, "127.0.0.9", append(unhex(t, madeTCP4), hello...)); got != "192.0.2.7 \x16hello" {
		t.Errorf("for IPv4: %q", got)
	}
	if got := e.says(t, "127.0.0.9", append(unhex(t, madeTCP6), hello...)); got != "2001:db8:1:2::7 \x16hello" {
		t.Errorf("for IPv6: %q", got)
	}
	if got := e.says(t, "127.0.0.9", append(unhex(t, madeLocal), hello...)); got != "127.0.0.9 \x16hello" {
		t.Errorf("a health check: %q", got)
	}
	if got := e.says(t, "127.0.0.2", hello); got != "127.0.0.2 \x16hello" {
		t.Errorf("somebody who speaks for themselves: %q", got)
	}
	for _, tt := range []struct {
		name, from string
		raw        []byte
		cause      Cause
	}{
		{"a header is missing", "127.0.0.9", hello, ProxyMissing},
		{"version 1", "127.0.0.9", unhex(t, madeV1), ProxyMissing},
		{"a header that is wrong", "127.0.0.9", unhex(t, madeUDP), ProxyInvalid},
	} {
		if got := e.says(t, tt.from, append(tt.raw, make([]byte, 40)...)); got != "" {
			t.Errorf("%s: answered %q", tt.name, got)
		}
		e.saw(t, tt.cause)
	}
	// The echo answers what it has read before its end: nothing.
	for _, raw := range [][]byte{append(unhex(t, madeTCP4), hello...), unhex(t, madeV1)} {
		if got := e.says(t, "127.0.0.2", raw); got != "127.0.0.2 " {
			t.Errorf("a stranger who speaks for others was heard: %q", got)
		}
		e.saw(t, ProxyUnexpected)
	}
}

// A proxy that says nothing is waited for, but not for long, and nobody waits behind it.
func TestProxy_SilentOnesHoldNobodyUp(t *testing.T) {
	e := listen(t, proxied("127.0.0.9/32"))
	began := time.Now()
	var silent []net.Conn
	for range mostProxied + 3 {
		silent = append(silent, e.from(t, "127.0.0.9"))
	}
	_, _ = silent[0].Write(unhex(t, madeTCP4)[:14]) // and no more
	e.saw(t, ProxyMissing)                          // more than can be waited for
	if got := e.says(t, "127.0.0.2", []byte("\x16")); got != "127.0.0.2 \x16" {
		t.Errorf("somebody else: %q", got)
	}
	for _, c := range silent {
		if _, err := c.Read(make([]byte, 1)); err == nil {
			t.Fatal("a silent proxy got an answer")
		}
	}
	if took := time.Since(began); took < proxyTime {
		t.Errorf("they were cut off after %v, want %v", took, proxyTime)
	}
	if got := e.says(t, "127.0.0.9", append(unhex(t, madeTCP4), 22)); got != "192.0.2.7 \x16" {
		t.Errorf("after they are gone: %q", got)
	}
}

// Limits count who is behind the proxy, not the proxy.
func TestProxy_LimitsAreThoseOfTheClient(t *testing.T) {
	l := proxied("127.0.0.9/32")
	l.Rates[Connect] = Rate{time.Minute, 2}
	e := listen(t, l)
	for i, want := range []string{"192.0.2.7 \x16", "192.0.2.7 \x16", ""} {
		if got := e.says(t, "127.0.0.9", append(unhex(t, madeTCP4), 22)); got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
	e.saw(t, "handshakes_address")
	if got := e.says(t, "127.0.0.9", append(unhex(t, madeTCP6), 22)); got != "2001:db8:1:2::7 \x16" {
		t.Errorf("somebody else behind it: %q", got)
	}
}

func TestSockets_AreLimitedAndGivenBack(t *testing.T) {
	l := strict()
	l.Rooms[Socket] = Capacity{Address: 3, Total: 1_000}
	e := listen(t, l)
	held := []net.Conn{e.from(t, "127.0.0.2"), e.from(t, "127.0.0.2"), e.from(t, "127.0.0.2")}
	if got := e.says(t, "127.0.0.2", []byte("\x16")); got != "" {
		t.Errorf("a fourth socket: %q", got)
	}
	e.saw(t, "sockets_address")
	if got := e.says(t, "127.0.0.3", []byte("\x16")); got != "127.0.0.3 \x16" {
		t.Errorf("somebody else: %q", got)
	}
	_ = held[0].Close()
	for until := time.Now().Add(patience); e.says(t, "127.0.0.2", []byte("\x16")) == ""; {
		if time.Now().After(until) {
			t.Fatal("the place was not given back")
		}
	}
}
