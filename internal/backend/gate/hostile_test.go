package gate_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// TestStrangers_AreRefusedInWords: a frame that is none ends the connection with an error that says why, and nobody else
// notices.
func TestStrangers_AreRefusedInWords(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	d := arrive(t, b, "33000")
	tests := []struct {
		name   string
		format int
		raw    string
		code   string
	}{
		{"no JSON", websocket.TextMessage, "bonjour", "invalid"},
		{"no object", websocket.TextMessage, "[]", "invalid"},
		{"another version", websocket.TextMessage, `{"v":2,"t":"ping"}`, "version"},
		{"no version", websocket.TextMessage, `{"t":"ping"}`, "version"},
		{"a name twice", websocket.TextMessage, `{"v":1,"t":"ping","t":"open"}`, "invalid"},
		{"deep", websocket.TextMessage, `{"v":1,"t":"ping","d":` + strings.Repeat("[", 500) + strings.Repeat("]", 500) + "}", "invalid"},
		{"binary", websocket.BinaryMessage, `{"v":1,"t":"ping"}`, "invalid"},
		{"too large", websocket.TextMessage, `{"v":1,"t":"ping","d":"` + strings.Repeat("a", wire.MaxFrameBytes) + `"}`, "too_large"},
		{"not UTF-8", websocket.TextMessage, "{\"v\":1,\"t\":\"ping\",\"d\":\"\xff\"}", "invalid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := dial(t, b, b.Page)
			check(t, l.ws.WriteMessage(tt.format, []byte(tt.raw)))
			f, err := l.take("error", func(f wire.Frame) bool { return f.T == wire.TypeError })
			if err == nil {
				if e := data[wire.Error](t, f); e.Code != tt.code {
					t.Errorf("refused with %s, want %s", e.Code, tt.code)
				}
				_, err = l.take("end", func(wire.Frame) bool { return false })
			} else {
				t.Errorf("ended without a word: %v", err)
			}
			if err == nil {
				t.Error("the connection goes on")
			}
		})
	}
	t.Run("far too large", func(t *testing.T) {
		l := dial(t, b, b.Page)
		_ = l.ws.WriteMessage(websocket.TextMessage, bytes.Repeat([]byte("a"), 1<<20))
		if _, err := l.take("end", func(wire.Frame) bool { return false }); !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
			t.Errorf("ended with %v", err)
		}
	})
	if ack := d.say("toujours là"); ack.Position != 2 {
		t.Errorf("somebody else noticed: %+v", ack)
	}
}

func TestStrangers_PayloadsThatDoNotFit(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	d := arrive(t, b, "33000")
	good := d.text("bonjour")
	short := good
	short.Signature = short.Signature[1:]
	odd := good
	odd.Body = odd.Body[1:]
	for name, ask := range map[string]struct {
		t    wire.Type
		d    any
		code string
	}{
		"no payload":            {wire.TypeSend, nil, "invalid"},
		"another payload":       {wire.TypeSend, []int{1}, "invalid"},
		"half a signature":      {wire.TypeSend, short, "invalid"},
		"no bucket's size":      {wire.TypeSend, odd, "invalid"},
		"a console's request":   {wire.TypeClaim, wire.Claim{Conversation: d.id}, "invalid"},
		"the service's own":     {wire.TypeDeleted, wire.Deleted{Conversation: d.id, Cause: "deadline"}, "invalid"},
		"somebody else's":       {wire.TypeSend, with(good, func(m *wire.Send) { m.Conversation = other() }), "missing"},
		"a body that was not":   {wire.TypeSend, with(good, func(m *wire.Send) { m.Body = bytes.Clone(m.Body); m.Body[20] ^= 1 }), "untrusted"},
		"a number out of order": {wire.TypeSend, with(good, func(m *wire.Send) { m.N = 7 }), "untrusted"},
	} {
		t.Run(name, func(t *testing.T) { d.refused(ask.t, ask.d, ask.code) })
	}
	d.send("invented_later", map[string]int{"a": 1}) // ignored within the version
	must[wire.Ack](d.line, wire.TypeSend, good, wire.TypeAck)
}

func with[T any](v T, change func(*T)) T { change(&v); return v }

func other() conversation.ID { return conversation.ID(strings.Repeat("A", 43)) }

func TestStrangers_SignaturesAreChecked(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	thief, err := seal.NewSigningKey()
	check(t, err)

	open := wire.Open{Place: "33000", Language: "fr"}
	check(t, seal.SignOpen(thief, bytes.Repeat([]byte{7}, 32), &open)) // for another connection
	l := dial(t, b, b.Page)
	l.refused(wire.TypeOpen, open, "untrusted")

	r := wire.Resume{Conversation: d.id, Position: 1, Ticket: d.opened.Ticket}
	check(t, seal.SignResume(d.key, d.welcome.Nonce, &r)) // replayed on another connection
	l.refused(wire.TypeResume, r, "missing")

	forged, err := seal.SealText(seal.Sender{Conversation: d.id, Side: conversation.Declarant, Key: thief}, d.secret[1],
		wire.Send{ID: newMessageID(), Key: 1, Generation: 1, N: 1}, "je retire tout")
	check(t, err)
	d.refused(wire.TypeSend, forged, "untrusted")

	end := wire.Close{Conversation: d.id, Generation: 1, Reason: "done"}
	check(t, seal.SignClose(seal.Sender{Conversation: d.id, Side: conversation.Operator, Key: thief}, &end))
	o.refused(wire.TypeClose, end, "untrusted")

	del := wire.Delete{}
	check(t, seal.SignDelete(thief, &del))
	stolen := del
	stolen.Conversation = d.id
	l.refused(wire.TypeDelete, stolen, "untrusted")
	l.refused(wire.TypeDelete, del, "missing")

	e := d.envelopes([]wire.Chain{onlyChain(t, b, d)})
	e.Envelopes[0].Body[3] ^= 1
	d.refused(wire.TypeEnvelopes, e, "untrusted")

	stranger := b.AddOperator(t, "op-2", "police-75")
	s := onDuty(t, b, stranger)
	e = wire.Envelopes{Conversation: d.id}
	chain := wire.Chain{Credential: stranger.Credential, Shift: s.proof, Hourly: s.hourly.Statement()}
	check(t, seal.SignHourly(s.shift, s.proof, &chain.Hourly))
	e = d.envelopes([]wire.Chain{chain})
	d.refused(wire.TypeEnvelopes, e, "taken") // only the holder gets keys
}

// onlyChain returns the holder's chain.
func onlyChain(t *testing.T, b *vigied.Backend, d *declarant) wire.Chain {
	t.Helper()
	opened, err := b.Service.Opened(d.id)
	check(t, err)
	if len(opened.Roster) != 1 {
		t.Fatalf("%d in the roster of a held conversation", len(opened.Roster))
	}
	return opened.Roster[0]
}

func TestStrangers_Handshakes(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Origins: []string{"https://page.example"}})
	tests := []struct {
		name, url, origin, protocol string
		want                        int // 0: let in
	}{
		{"a program", b.Page, "", wire.Subprotocol, 0},
		{"its own page", b.Page, "https://" + b.Host, wire.Subprotocol, 0},
		{"an allowed page", b.Page, "https://page.example", wire.Subprotocol, 0},
		{"a stranger's page", b.Page, "https://elsewhere.example", wire.Subprotocol, http.StatusForbidden},
		{"without TLS", b.Page, "http://" + b.Host, wire.Subprotocol, http.StatusForbidden},
		{"no origin of anything", b.Page, "null", wire.Subprotocol, http.StatusForbidden},
		{"another language", b.Page, "", "chat", http.StatusUpgradeRequired},
		{"no language", b.Page, "", "", http.StatusUpgradeRequired},
		{"a console", b.Console, "", wire.Subprotocol, 0},
		{"a page that signs in", b.Console, "https://" + b.Host, wire.Subprotocol, http.StatusForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dl := dialer(b.TLS())
			dl.Subprotocols = nil
			if tt.protocol != "" {
				dl.Subprotocols = []string{tt.protocol}
			}
			h := http.Header{}
			if tt.origin != "" {
				h.Set("Origin", tt.origin)
			}
			ws, resp, err := dl.Dial(tt.url, h)
			if tt.want == 0 {
				check(t, err)
				_ = ws.Close()
				return
			}
			if err == nil || resp == nil || resp.StatusCode != tt.want {
				t.Errorf("%v, %v; want %d", resp, err, tt.want)
			}
		})
	}
}

func TestStrangers_TooManyFrames(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	l := dial(t, b, b.Page)
	for range 400 {
		l.send(wire.TypePlaces, wire.Places{Query: "33"})
	}
	f, err := l.take("refusal", func(f wire.Frame) bool { return f.T == wire.TypeError })
	if err != nil || data[wire.Error](t, f).Code != "too_many" {
		t.Fatalf("%+v, %v", f, err)
	}
	// What was still on its way when the connection ended does not make TCP reset it: the last frames arrive.
	if _, err = l.take("last refusal", func(f wire.Frame) bool { return f.T == wire.TypeError && f.Re == 0 }); err != nil {
		t.Errorf("the connection's own refusal did not arrive: %v", err)
	}
	_, err = l.take("end", func(wire.Frame) bool { return false })
	if !websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
		t.Errorf("a flood ends with %v", err)
	}
}

// TestSlowConsole: who does not read is cut off, and finds everything on coming back (B13).
func TestB13_WhoDoesNotReadIsCutOffAndResumes(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	// A page that stops reading: messages of the largest size, until the socket and the queue are full.
	slow := &declarant{line: &line{t: t}, b: b, key: d.key, id: d.id, opened: d.opened}
	small := dialer(b.TLS())
	small.NetDial = func(network, addr string) (net.Conn, error) {
		c, err := net.Dial(network, addr)
		if err == nil {
			err = c.(*net.TCPConn).SetReadBuffer(4 << 10)
		}
		return c, err
	}
	raw, _, err := small.Dial(b.Page, nil)
	check(t, err)
	defer raw.Close()
	_, first, err := raw.ReadMessage()
	check(t, err)
	f, err := wire.Decode(first, wire.MaxServiceBytes)
	check(t, err)
	r := wire.Resume{Conversation: d.id, Position: 2, Ticket: d.opened.Ticket}
	check(t, seal.SignResume(d.key, data[wire.Welcome](t, f).Nonce, &r))
	out, err := wire.Encode(wire.TypeResume, 1, 0, r)
	check(t, err)
	check(t, raw.WriteMessage(websocket.TextMessage, out))

	d.cut()
	const most = 1_500
	sent := 0
	for ; sent < most && (sent%25 != 0 || !strings.Contains(metrics(t, b), `vigie_refused_total{cause="slow"}`)); sent++ {
		must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, 1, 1, 0, strings.Repeat("a", 9_000)), wire.TypeAck)
	}
	if sent == most {
		t.Fatal("nobody was cut off")
	}
	slow.again(2)
	for i := range sent {
		if m := data[wire.Message](t, slow.await(wire.TypeMessage)); m.N != uint64(i+1) {
			t.Fatalf("message %d came as the %dth", m.N, i+1)
		}
	}
	t.Log(fmt.Sprint(sent, " messages until it was cut off"))
}

func TestHeartbeats_ASilentEndIsGone(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Heartbeat: 2 * time.Second}) // three beats of silence: signing in is faster on any machine
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	stop := o.keepAlive()
	defer stop()
	d, _ := talk(t, b, o)
	// The page neither closes nor speaks.
	awaitThat(o.line, wire.TypePresence, func(p wire.Presence) bool { return p.Conversation == d.id && !p.Here })
	if _, err := d.take("end", func(wire.Frame) bool { return false }); err == nil {
		t.Error("the silent end is still connected")
	}
}
