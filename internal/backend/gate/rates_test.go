package gate_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/backend/doorstep"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// strict are limits without exceptions, loopback included.
func strict(change func(*doorstep.Limits)) *doorstep.Limits {
	l := doorstep.DefaultLimits()
	l.Unlimited = nil
	if change != nil {
		change(&l)
	}
	return &l
}

// comingFrom dials from an address of this machine: another client, for the service.
func comingFrom(address string) func(context.Context, string, string) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: patience}
	return d.DialContext
}

// knock asks for a WebSocket from an address. The answer is nil when there is not even TLS.
func knock(b *vigied.Backend, address, url string) (*websocket.Conn, *http.Response) {
	dl := dialer(b.TLS())
	dl.NetDialContext = comingFrom(address)
	ws, resp, _ := dl.Dial(url, nil)
	return ws, resp
}

// dialFrom is dial from an address.
func dialFrom(t testing.TB, b *vigied.Backend, address, url string) *line {
	t.Helper()
	ws, resp := knock(b, address, url)
	if ws == nil {
		t.Fatalf("no connection from %s: %v", address, resp)
	}
	return lineOn(t, ws)
}

func clientFrom(b *vigied.Backend, address string) *http.Client {
	return &http.Client{
		Transport: &http.Transport{TLSClientConfig: b.TLS(), DialContext: comingFrom(address), MaxConnsPerHost: 4}, Timeout: patience,
	}
}

// opening is a signed wish for a conversation on a line.
func opening(t testing.TB, l *line) wire.Open {
	t.Helper()
	key, err := seal.NewSigningKey()
	check(t, err)
	o := wire.Open{Place: "33000", Language: "fr"}
	check(t, seal.SignOpen(key, l.welcome.Nonce, &o))
	return o
}

// conversing lets two people talk until stopped, and returns how often they did.
func conversing(t *testing.T, d *declarant, o *officer, c wire.Claimed) (stop func() int) {
	done, ended := make(chan struct{}), make(chan int, 1)
	go func() {
		n := 0
		defer func() { ended <- n }() // also when one of them fails the test
		for ; ; n++ {
			select {
			case <-done:
				return
			default:
			}
			d.say(fmt.Sprint("phrase ", n))
			data[wire.Message](t, o.await(wire.TypeMessage))
			must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, c.Generation, 1, d.sent, "je vous lis"), wire.TypeAck)
			d.hears(c)
			time.Sleep(100 * time.Millisecond) // people are slower, and a page has a rate
		}
	}()
	return sync.OnceValue(func() int { close(done); return <-ended })
}

// TestRates_AFloodFromOneAddress: it is refused in words, on every level, and two people who talk meanwhile notice nothing. No
// address gets into a log or a metric (B4, C8).
func TestRates_AFloodFromOneAddress(t *testing.T) {
	const flood = "127.0.0.77"
	b := vigied.Start(t, vigied.Options{Limits: strict(func(l *doorstep.Limits) {
		l.Rooms[doorstep.Page] = doorstep.Capacity{Address: 20, Total: 1_000}
		l.Rates[doorstep.Open] = doorstep.Rate{Every: time.Minute, Burst: 5}
		l.Rates[doorstep.Connect] = doorstep.Rate{Every: 2 * time.Second, Burst: 50}
		l.Rates[doorstep.Request] = doorstep.Rate{Every: 30 * time.Second, Burst: 60}
	})})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, c := talk(t, b, o)
	stop := conversing(t, d, o, c)
	defer stop()

	t.Run("WebSockets", func(t *testing.T) {
		in, refused := 0, 0
		for range 25 {
			ws, resp := knock(b, flood, b.Page)
			switch {
			case ws != nil:
				in++
				t.Cleanup(func() { _ = ws.Close() })
			case resp != nil && resp.StatusCode == http.StatusTooManyRequests && retryAfter(t, resp) > 0:
				refused++
			default:
				t.Errorf("answered %v", resp)
			}
		}
		if in != 20 || refused != 5 {
			t.Errorf("%d came in, %d were refused", in, refused)
		}
	})
	t.Run("Requests", func(t *testing.T) {
		client, statuses := clientFrom(b, flood), map[int]int{}
		defer client.CloseIdleConnections()
		for range 150 {
			resp, err := client.Get("https://" + b.Host + "/config.json")
			if err != nil {
				continue // the handshakes' own limit: a refused request closes its connection
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if statuses[resp.StatusCode]++; resp.StatusCode == http.StatusTooManyRequests && retryAfter(t, resp) > 30 {
				t.Errorf("try again after %d s", retryAfter(t, resp))
			}
		}
		if statuses[200] < 20 || statuses[429] < 5 || len(statuses) != 2 {
			t.Errorf("answers: %v", statuses)
		}
	})
	t.Run("Handshakes", func(t *testing.T) {
		eventually(t, "handshakes are refused", func() bool {
			ws, resp := knock(b, flood, b.Page)
			if ws != nil {
				_ = ws.Close()
			}
			return ws == nil && resp == nil
		})
	})
	t.Run("DeletionsHaveTheirOwnRate", func(t *testing.T) {
		var status int
		eventually(t, "a deletion is answered", func() bool { // once there is a handshake for it
			resp, err := clientFrom(b, flood).Post("https://"+b.Host+"/v1/delete", "text/plain", strings.NewReader("{}"))
			if err != nil {
				return false
			}
			_ = resp.Body.Close()
			status = resp.StatusCode
			return true
		})
		if status != http.StatusBadRequest {
			t.Errorf("answered %d", status)
		}
	})
	if n := stop(); n < 2 {
		t.Errorf("they could talk %d times only", n)
	}
	figures := metrics(t, b)
	for _, cause := range []string{"pages_address", "requests_address", "handshakes_address"} {
		if !strings.Contains(figures, `vigie_refused_total{cause="`+cause+`"}`) {
			t.Errorf("no figure for %s", cause)
		}
	}
	if strings.Contains(figures+b.Log.String(), "127.0.0") {
		t.Error("an address is in a log or a metric")
	}
}

func retryAfter(t testing.TB, resp *http.Response) int {
	t.Helper()
	seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	check(t, err)
	return seconds
}

func TestRates_OpensOfAnAddress(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Limits: strict(func(l *doorstep.Limits) {
		l.Rates[doorstep.Open] = doorstep.Rate{Every: time.Minute, Burst: 3}
	})})
	for i := range 3 {
		l := dialFrom(t, b, "127.0.0.2", b.Page)
		if f := l.ask(wire.TypeOpen, opening(t, l)); f.T != wire.TypeOpened {
			t.Fatalf("%d: %s: %s", i, f.T, f.Data)
		}
	}
	l := dialFrom(t, b, "127.0.0.2", b.Page)
	e := l.refused(wire.TypeOpen, opening(t, l), "too_many")
	if e.RetryMS < 50_000 || e.RetryMS > 60_000 || e.Message != "fault.too_many" {
		t.Errorf("refused with %+v", e)
	}
	must[wire.Pong](l, wire.TypePing, nil, wire.TypePong) // it may stay
	must[wire.Candidates](l, wire.TypePlaces, wire.Places{Query: "bord"}, wire.TypeCandidate)
	arrive(t, b, "33000") // somebody else
}

func TestRates_SignInsOfAnAddress(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Limits: strict(func(l *doorstep.Limits) {
		l.Rates[doorstep.SignIn] = doorstep.Rate{Every: 10 * time.Second, Burst: 3}
	})})
	who := b.AddOperator(t, "op-1", bordeaux(t, b))
	guess := &officer{b: b, who: who}
	for range 3 {
		guess.line = dialFrom(t, b, "127.0.0.2", b.Console)
		if e := data[wire.Error](t, guess.signInWith("guess")); e.Code != "unauthenticated" {
			t.Fatalf("answered %+v", e)
		}
	}
	guess.line = dialFrom(t, b, "127.0.0.2", b.Console)
	if e := data[wire.Error](t, guess.signInWith(who.Passphrase)); e.Code != "too_many" || e.RetryMS < 5_000 {
		t.Fatalf("answered %+v", e)
	}
	onDuty(t, b, who) // from where nobody guesses
}

// TestRates_AFullService says so, and neither kind of client takes the other's place.
func TestRates_AFullService(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Limits: strict(func(l *doorstep.Limits) {
		l.Rooms[doorstep.Page] = doorstep.Capacity{Address: 8, Total: 10}
	})})
	for i := range 10 {
		dialFrom(t, b, fmt.Sprintf("127.0.0.%d", 10+i), b.Page)
	}
	ws, resp := knock(b, "127.0.0.2", b.Page)
	if ws != nil || resp == nil || resp.StatusCode != http.StatusServiceUnavailable || retryAfter(t, resp) != 10 {
		t.Fatalf("one too many: %v, %v", ws, resp)
	}
	dialFrom(t, b, "127.0.0.2", b.Console)
	if resp := get(t, b, "/healthz"); resp.StatusCode != http.StatusOK {
		t.Errorf("health: %v", resp.Status)
	}
}

// TestRates_PlacesAreGivenBack: whoever goes makes room, in whatever way they go.
func TestRates_PlacesAreGivenBack(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Limits: strict(func(l *doorstep.Limits) {
		l.Rooms[doorstep.Page] = doorstep.Capacity{Address: 1, Total: 100}
	})})
	for i, leave := range []func(*line){
		(*line).cut,
		func(l *line) { _ = l.ws.Close() },
		func(l *line) { _ = l.ws.WriteMessage(websocket.BinaryMessage, nil) },
		func(l *line) { l.send(wire.TypeOpen, opening(t, l)); l.cut() },
	} {
		var ws *websocket.Conn
		eventually(t, fmt.Sprint("room for the next, ", i), func() bool { ws, _ = knock(b, "127.0.0.2", b.Page); return ws != nil })
		l := lineOn(t, ws)
		if other, _ := knock(b, "127.0.0.2", b.Page); other != nil {
			t.Fatal("two in the place of one")
		}
		leave(l)
	}
}

// TestRates_OneConversationForAConnection: a second one is not opened for nobody.
func TestRates_OneConversationForAConnection(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	d := arrive(t, b, "33000")
	for range 3 {
		d.refused(wire.TypeOpen, opening(t, d.line), "taken")
	}
	if !strings.Contains(metrics(t, b), `vigie_operations_total{action="conversation.open",outcome="done"} 1`) {
		t.Error("more than one was opened")
	}
}

// TestRates_EndTheIdle: a connection that leads to nothing ends, one that somebody uses does not.
func TestRates_EndTheIdle(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Idle: 300 * time.Millisecond})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	for _, url := range []string{b.Page, b.Console} {
		l := dial(t, b, url)
		stop := l.keepAlive() // answers, and asks for nothing
		_, err := l.take("end", func(wire.Frame) bool { return false })
		stop()
		var closed *websocket.CloseError
		if !asClose(err, &closed) || closed.Code != websocket.ClosePolicyViolation || closed.Text != "idle" {
			t.Errorf("%s ended with %v", url, err)
		}
	}
	if ack := d.say("toujours là"); ack.Position == 0 {
		t.Error("a conversation ended as idle")
	}
	o.duty("break")
	if !strings.Contains(metrics(t, b), `vigie_refused_total{cause="idle"} 2`) {
		t.Error("no figure")
	}
}

// TestProxy_ClientsBehindAConfiguredPeer: limits, and what only this machine may see, go by the client's address.
func TestProxy_ClientsBehindAConfiguredPeer(t *testing.T) {
	const proxy = "127.0.0.9"
	b := vigied.Start(t, vigied.Options{Limits: strict(func(l *doorstep.Limits) {
		l.Proxies = []netip.Prefix{netip.MustParsePrefix(proxy + "/32")}
		l.Rates[doorstep.Open] = doorstep.Rate{Every: time.Minute, Burst: 1}
	})})
	through := func(peer, client string) *websocket.Dialer {
		dl := dialer(b.TLS())
		dl.NetDialContext = introducing(peer, client)
		return dl
	}
	for client, want := range map[string]wire.Type{"192.0.2.7": wire.TypeOpened, "192.0.2.8": wire.TypeOpened, "2001:db8::7": wire.TypeOpened} {
		for _, want := range []wire.Type{want, wire.TypeError} {
			ws, _, err := through(proxy, client).Dial(b.Page, nil)
			check(t, err)
			l := lineOn(t, ws)
			if f := l.ask(wire.TypeOpen, opening(t, l)); f.T != want {
				t.Errorf("%s: %s: %s, want %s", client, f.T, f.Data, want)
			}
		}
	}
	figures := func(client string) int {
		h := &http.Client{Transport: &http.Transport{TLSClientConfig: b.TLS(), DialContext: introducing(proxy, client), DisableKeepAlives: true}}
		resp, err := h.Get("https://" + b.Host + "/metrics")
		check(t, err)
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	if at := figures("192.0.2.7"); at != http.StatusNotFound {
		t.Errorf("somebody behind the proxy gets the figures: %d", at)
	}
	for name, dl := range map[string]*websocket.Dialer{
		"a stranger who speaks for another": through("127.0.0.2", "192.0.2.9"),
		"a peer that does not say for whom": {TLSClientConfig: b.TLS(), Subprotocols: []string{wire.Subprotocol}, NetDialContext: comingFrom(proxy)},
	} {
		if ws, resp, err := dl.Dial(b.Page, nil); err == nil || resp != nil {
			t.Errorf("%s: %v, %v", name, ws, resp)
		}
	}
	got := metrics(t, b)
	for _, cause := range []string{"proxy_unexpected", "proxy_missing", "opens_address"} {
		if !strings.Contains(got, `{cause="`+cause+`"}`) {
			t.Errorf("no figure for %s", cause)
		}
	}
	for _, address := range []string{"192.0.2", "2001:db8", proxy} {
		if strings.Contains(got+b.Log.String(), address) {
			t.Errorf("%s is in a log or a metric", address)
		}
	}
}

// introducing dials from a peer that says for which client it connects.
func introducing(peer, client string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := comingFrom(peer)(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		a := netip.MustParseAddr(client)
		family, size := byte(0x11), byte(12)
		if a.Is6() {
			family, size = 0x21, 36
		}
		both := slices.Concat(a.AsSlice(), a.AsSlice(), []byte{0xc7, 0x38, 0x01, 0xbb})
		_, err = c.Write(append([]byte("\r\n\r\n\x00\r\nQUIT\n\x21"+string(family)+"\x00"+string(size)), both...))
		return c, err
	}
}
