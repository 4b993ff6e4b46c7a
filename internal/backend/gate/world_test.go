package gate_test

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// patience bounds every wait; no test depends on how fast the machine is.
const patience = 30 * time.Second

// line is one end of a connection, as a client sees it.
type line struct {
	t       testing.TB
	ws      *websocket.Conn
	welcome wire.Welcome

	mu     sync.Mutex
	came   *sync.Cond
	frames []wire.Frame // not asked for yet
	n      uint64
	closed error
}

func dial(t testing.TB, b *vigied.Backend, url string) *line {
	t.Helper()
	ws, resp, err := dialer(b.TLS()).Dial(url, nil)
	if err != nil {
		t.Fatalf("dial: %v (%v)", err, resp)
	}
	return lineOn(t, ws)
}

// lineOn reads from a connection, its welcome first.
func lineOn(t testing.TB, ws *websocket.Conn) *line {
	t.Helper()
	l := &line{t: t, ws: ws}
	l.came = sync.NewCond(&l.mu)
	t.Cleanup(l.cut)
	go l.read()
	l.welcome = data[wire.Welcome](t, l.await(wire.TypeWelcome))
	return l
}

func dialer(c *tls.Config) *websocket.Dialer {
	return &websocket.Dialer{TLSClientConfig: c, Subprotocols: []string{wire.Subprotocol}, HandshakeTimeout: patience}
}

// cut ends the connection without a word.
func (l *line) cut() { _ = l.ws.NetConn().Close() }

func (l *line) read() {
	for {
		_, raw, err := l.ws.ReadMessage()
		l.mu.Lock()
		if err != nil {
			l.closed = err
			l.came.Broadcast()
			l.mu.Unlock()
			return
		}
		if f, err := wire.Decode(raw, wire.MaxServiceBytes); err == nil && f.T != wire.TypePing {
			l.frames = append(l.frames, f)
		}
		l.came.Broadcast()
		l.mu.Unlock()
	}
}

// take returns the first frame that fits, and waits for it.
func (l *line) take(what string, fits func(wire.Frame) bool) (wire.Frame, error) {
	timer := time.AfterFunc(patience, func() { l.mu.Lock(); l.came.Broadcast(); l.mu.Unlock() })
	defer timer.Stop()
	until := time.Now().Add(patience)
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		for i, f := range l.frames {
			if fits(f) {
				l.frames = append(l.frames[:i:i], l.frames[i+1:]...)
				return f, nil
			}
		}
		if l.closed != nil {
			return wire.Frame{}, l.closed
		}
		if time.Now().After(until) {
			l.t.Errorf("no %s came", what)
			return wire.Frame{}, context.DeadlineExceeded
		}
		l.came.Wait()
	}
}

func (l *line) await(t wire.Type) wire.Frame {
	l.t.Helper()
	f, err := l.take(string(t), func(f wire.Frame) bool { return f.T == t && f.Re == 0 })
	if err != nil {
		l.t.Fatalf("waiting for %s: %v", t, err)
	}
	return f
}

// awaitThat waits for an event that holds something.
func awaitThat[T any](l *line, t wire.Type, holds func(T) bool) T {
	l.t.Helper()
	f, err := l.take(string(t), func(f wire.Frame) bool {
		var d T
		return f.T == t && f.Re == 0 && json.Unmarshal(f.Data, &d) == nil && holds(d)
	})
	if err != nil {
		l.t.Fatalf("waiting for %s: %v", t, err)
	}
	return data[T](l.t, f)
}

// has reports whether a frame of the type has come and was not taken.
func (l *line) has(t wire.Type) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.frames {
		if f.T == t {
			return true
		}
	}
	return false
}

func (l *line) send(t wire.Type, d any) uint64 {
	l.mu.Lock()
	l.n++
	n := l.n
	raw, err := wire.Encode(t, n, 0, d)
	if err == nil {
		_ = l.ws.SetWriteDeadline(time.Now().Add(patience))
		err = l.ws.WriteMessage(websocket.TextMessage, raw)
	}
	l.mu.Unlock()
	if err != nil {
		l.t.Logf("send %s: %v", t, err)
	}
	return n
}

// ask sends a request and returns its answer, error or not.
func (l *line) ask(t wire.Type, d any) wire.Frame {
	l.t.Helper()
	n := l.send(t, d)
	f, err := l.take("answer to "+string(t), func(f wire.Frame) bool { return f.Re == n })
	if err != nil {
		l.t.Fatalf("asking %s: %v", t, err)
	}
	return f
}

// must asks and wants an answer of the type.
func must[T any](l *line, ask wire.Type, d any, want wire.Type) T {
	l.t.Helper()
	f := l.ask(ask, d)
	if f.T != want {
		l.t.Fatalf("%s was answered by %s: %s", ask, f.T, f.Data)
	}
	var out T
	if f.Data != nil {
		out = data[T](l.t, f)
	}
	return out
}

// refused asks and wants an error with the code.
func (l *line) refused(ask wire.Type, d any, code string) wire.Error {
	l.t.Helper()
	f := l.ask(ask, d)
	if f.T != wire.TypeError {
		l.t.Fatalf("%s was answered by %s, want error %s", ask, f.T, code)
	}
	e := data[wire.Error](l.t, f)
	if e.Code != code {
		l.t.Fatalf("%s was refused with %s (%s), want %s", ask, e.Code, e.Message, code)
	}
	return e
}

func data[T any](t testing.TB, f wire.Frame) T {
	t.Helper()
	d, err := wire.DecodeData[T](f)
	if err != nil {
		t.Fatalf("the payload of %s: %v: %s", f.T, err, f.Data)
	}
	return d
}

// declarant is a page.
type declarant struct {
	*line
	b      *vigied.Backend
	key    *seal.SigningKey
	id     conversation.ID
	opened wire.Opened
	secret []seal.Secret
	gen    conversation.Generation
	sent   uint64
	seen   uint64
}

func arrive(t testing.TB, b *vigied.Backend, place string) *declarant {
	t.Helper()
	key, err := seal.NewSigningKey()
	check(t, err)
	d := &declarant{line: dial(t, b, b.Page), b: b, key: key, id: seal.ConversationID(key.Public()), secret: []seal.Secret{seal.NewSecret()}}
	d.open(place)
	return d
}

func (d *declarant) open(place string) {
	d.t.Helper()
	o := wire.Open{Place: place, Language: "fr"}
	check(d.t, seal.SignOpen(d.key, d.welcome.Nonce, &o))
	d.opened = must[wire.Opened](d.line, wire.TypeOpen, o, wire.TypeOpened)
}

// again comes back on a new connection, from a position.
func (d *declarant) again(after conversation.Position) {
	d.t.Helper()
	d.line = dial(d.t, d.b, d.b.Page)
	r := wire.Resume{Conversation: d.id, Position: after, Ticket: d.opened.Ticket}
	check(d.t, seal.SignResume(d.key, d.welcome.Nonce, &r))
	d.opened = must[wire.Opened](d.line, wire.TypeResume, r, wire.TypeOpened)
}

// sealTo seals the newest key to everybody in a roster.
func (d *declarant) sealTo(roster []wire.Chain) {
	d.t.Helper()
	d.must(d.envelopes(roster))
}

func (d *declarant) envelopes(roster []wire.Chain) wire.Envelopes {
	d.t.Helper()
	out := wire.Envelopes{Conversation: d.id}
	number := conversation.KeyNumber(len(d.secret) - 1)
	for _, chain := range roster {
		to, err := seal.VerifyChain(d.b.Authority.Public(), chain, d.b.Now())
		check(d.t, err)
		e, err := seal.SealEnvelope(d.key, to, number, d.gen, d.secret[number], "Camille")
		check(d.t, err)
		out.Envelopes = append(out.Envelopes, e)
	}
	return out
}

func (d *declarant) must(e wire.Envelopes) {
	d.t.Helper()
	must[struct{}](d.line, wire.TypeEnvelopes, e, wire.TypeOK)
}

func (d *declarant) text(content string) wire.Send {
	d.t.Helper()
	d.sent++
	number := conversation.KeyNumber(len(d.secret) - 1)
	m, err := seal.SealText(seal.Sender{Conversation: d.id, Side: conversation.Declarant, Key: d.key}, d.secret[number],
		wire.Send{ID: newMessageID(), Key: number, Generation: d.gen, N: d.sent, Seen: d.seen}, content)
	check(d.t, err)
	return m
}

func (d *declarant) say(content string) wire.Ack {
	d.t.Helper()
	return must[wire.Ack](d.line, wire.TypeSend, d.text(content), wire.TypeAck)
}

// claimed waits for the operator, and seals a fresh key to them.
func (d *declarant) claimed() wire.Claimed {
	d.t.Helper()
	c := data[wire.Claimed](d.t, d.await(wire.TypeClaimed))
	d.gen = c.Generation
	d.secret = append(d.secret, seal.NewSecret())
	d.sealTo([]wire.Chain{c.Operator})
	return c
}

// hears waits for the operator's next message and opens it.
func (d *declarant) hears(from wire.Claimed) string {
	d.t.Helper()
	m := data[wire.Message](d.t, d.await(wire.TypeMessage))
	to, err := seal.VerifyChain(d.b.Authority.Public(), from.Operator, d.b.Now())
	check(d.t, err)
	text, err := seal.OpenText(to.Peer(d.id, from.Generation), d.secret[m.Key], m.Send)
	check(d.t, err)
	d.seen++
	return text
}

// officer is a console with somebody signed in.
type officer struct {
	*line
	b      *vigied.Backend
	who    vigied.Operator
	shift  *seal.SigningKey
	proof  wire.Shift
	hourly *seal.RecipientKey
	in     wire.SignedIn
	keys   map[conversation.ID]map[conversation.KeyNumber]seal.Secret
	sent   map[conversation.ID]uint64
}

// onDuty signs somebody in and makes them reachable.
func onDuty(t testing.TB, b *vigied.Backend, who vigied.Operator) *officer {
	t.Helper()
	o := &officer{b: b, who: who, keys: map[conversation.ID]map[conversation.KeyNumber]seal.Secret{}, sent: map[conversation.ID]uint64{}}
	o.line = dial(t, b, b.Console)
	o.signIn()
	o.publish()
	o.duty("on")
	o.sync(nil)
	return o
}

func (o *officer) signIn() {
	o.t.Helper()
	f := o.signInWith(o.who.Passphrase)
	if f.T != wire.TypeSignedIn {
		o.t.Fatalf("sign-in was answered by %s: %s", f.T, f.Data)
	}
	o.in = data[wire.SignedIn](o.t, f)
}

func (o *officer) signInWith(passphrase string) wire.Frame {
	o.t.Helper()
	shift, err := seal.NewSigningKey()
	check(o.t, err)
	o.shift = shift
	console := "console-" + string(o.who.Actor)
	c := must[wire.Challenge](o.line, wire.TypeBegin, wire.Begin{Actor: string(o.who.Actor), Console: console, ShiftKey: shift.Public()}, wire.TypeChallenge)
	o.proof = wire.Shift{Actor: string(o.who.Actor), Console: console, Key: shift.Public(), Nonce: c.Nonce, Expires: c.Expires}
	check(o.t, seal.SignShift(o.who.Workstation, &o.proof, o.b.Now()))
	return o.ask(wire.TypeSignIn, wire.SignIn{Way: "passphrase", Passphrase: passphrase, Shift: o.proof})
}

func (o *officer) publish() {
	o.t.Helper()
	now := o.b.Now()
	key, err := seal.NewRecipientKey(now.Add(-time.Minute), now.Add(time.Hour))
	check(o.t, err)
	o.hourly = key
	h := key.Statement()
	check(o.t, seal.SignHourly(o.shift, o.proof, &h))
	must[struct{}](o.line, wire.TypeHourly, h, wire.TypeOK)
}

func (o *officer) duty(state string) {
	o.t.Helper()
	must[struct{}](o.line, wire.TypeDuty, wire.Duty{State: state}, wire.TypeOK)
}

func (o *officer) sync(known map[conversation.ID]conversation.Position) {
	o.t.Helper()
	must[struct{}](o.line, wire.TypeSync, wire.Sync{Known: known}, wire.TypeOK)
}

// again comes back on a new connection with the ticket.
func (o *officer) again() wire.Frame {
	o.t.Helper()
	o.line = dial(o.t, o.b, o.b.Console)
	r := wire.Return{Ticket: o.in.Ticket, Shift: o.proof}
	check(o.t, seal.SignReturn(o.shift, o.welcome.Nonce, &r))
	return o.ask(wire.TypeReturn, r)
}

// key waits for an envelope of a conversation and opens it.
func (o *officer) key(id conversation.ID, number conversation.KeyNumber, conv []byte) seal.Secret {
	o.t.Helper()
	k := awaitThat(o.line, wire.TypeEnvelope, func(k wire.SealedKey) bool { return k.Conversation == id && k.Envelope.Key == number })
	secret, _, err := o.hourly.Open(id, conv, k.Envelope)
	check(o.t, err)
	if o.keys[id] == nil {
		o.keys[id] = map[conversation.KeyNumber]seal.Secret{}
	}
	o.keys[id][number] = secret
	return secret
}

func (o *officer) claim(id conversation.ID) wire.Held {
	o.t.Helper()
	return must[wire.Held](o.line, wire.TypeClaim, wire.Claim{Conversation: id}, wire.TypeHeld)
}

func (o *officer) text(id conversation.ID, g conversation.Generation, number conversation.KeyNumber, seen uint64, content string) wire.Send {
	o.t.Helper()
	o.sent[id]++
	m, err := seal.SealText(seal.Sender{Conversation: id, Side: conversation.Operator, Key: o.shift}, o.keys[id][number],
		wire.Send{ID: newMessageID(), Key: number, Generation: g, N: o.sent[id], Seen: seen}, content)
	check(o.t, err)
	return m
}

// talk brings a declarant and an officer together: waiting, sealed, claimed, with a fresh key.
func talk(t testing.TB, b *vigied.Backend, o *officer) (*declarant, wire.Claimed) {
	t.Helper()
	d := arrive(t, b, "33000")
	d.sealTo(d.opened.Roster)
	o.key(d.id, 0, d.key.Public())
	o.claim(d.id)
	c := d.claimed()
	o.key(d.id, 1, d.key.Public())
	return d, c
}

// bordeaux is the unit that "33000" leads to.
func bordeaux(t testing.TB, b *vigied.Backend) access.UnitCode {
	t.Helper()
	d := arrive(t, b, "33000")
	d.cut()
	return access.UnitCode(d.opened.Unit)
}

func newMessageID() conversation.MessageID {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw)
	return conversation.MessageID(base64.RawURLEncoding.EncodeToString(raw))
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually polls until the condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for until := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("never: %s", what)
		}
	}
}

func get(t testing.TB, b *vigied.Backend, path string) *http.Response {
	t.Helper()
	resp, err := b.HTTP().Get("https://" + b.Host + path)
	check(t, err)
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

func sealResume(d *declarant, r *wire.Resume) error {
	return seal.SignResume(d.key, d.welcome.Nonce, r)
}

// keepAlive pings, as a real end does, until stopped.
func (l *line) keepAlive() (stop func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(15 * time.Millisecond):
				l.send(wire.TypePing, nil)
			}
		}
	}()
	return sync.OnceFunc(func() { close(done) })
}

func metrics(t testing.TB, b *vigied.Backend) string {
	t.Helper()
	raw, err := io.ReadAll(get(t, b, "/metrics").Body)
	check(t, err)
	return string(raw)
}

// onlyUnit is the unit that a declarant was routed to.
func onlyUnit(d *declarant) access.UnitCode { return access.UnitCode(d.opened.Unit) }
