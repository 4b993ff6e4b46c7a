package gate_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// The fuzz targets hold the real connection handlers, on a service in memory, to one property: whatever a page or a console sends,
// nothing panics, every request is answered or the connection ends, and what comes back is bounded. An input is a script: which good
// frame to send next, what to change in it, or what bytes to send instead.

// fuzzWorld is a service whose clients connect in memory.
type fuzzWorld struct {
	*vigied.Backend
	pipes   *pipes
	officer *officer        // on duty, so that pages have somebody to seal to
	second  vigied.Operator // signs in again and again
}

func newFuzzWorld(f *testing.F) *fuzzWorld {
	w := &fuzzWorld{Backend: vigied.Start(f, vigied.Options{Heartbeat: time.Hour}), pipes: newPipes()}
	server := w.Server.HTTP(nil)
	go func() { _ = server.Serve(w.pipes) }()
	f.Cleanup(func() { _ = server.Close() })
	unit := bordeaux(f, w.Backend)
	w.officer = onDuty(f, w.Backend, w.AddOperator(f, "op-1", unit))
	w.second = w.AddOperator(f, "op-2", unit)
	return w
}

// pipes is a listener in memory.
type pipes struct {
	came  chan net.Conn
	close func()
	done  chan struct{}
}

func newPipes() *pipes {
	p := &pipes{came: make(chan net.Conn), done: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.done) })
	return p
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.came:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.close(); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "unix"} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.came <- server:
		return client, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (w *fuzzWorld) dial(t testing.TB, path string) *line {
	d := websocket.Dialer{NetDialContext: w.pipes.dial, Subprotocols: []string{wire.Subprotocol}}
	ws, _, err := d.Dial("ws://memory"+path, http.Header{})
	if err != nil {
		t.Fatal(err)
	}
	return lineOn(t, ws)
}

// script is a fuzz input, read byte by byte; at its end it gives zeros.
type script []byte

func (s *script) next(below int) int {
	if len(*s) == 0 {
		return 0
	}
	b := (*s)[0]
	*s = (*s)[1:]
	return int(b) % below
}

func (s *script) take(n int) []byte {
	n = min(n, len(*s))
	out := (*s)[:n]
	*s = (*s)[n:]
	return out
}

const mostSteps = 24 // well within the rate of a connection

// play sends what the script says and checks what comes back. good are the frames that the script can choose from.
func (s *script) play(t *testing.T, l *line, from wire.End, good []func() (wire.Type, any)) {
	const first = 1_000 // numbers that the good frames' helpers do not use
	var asked []uint64
	for n := uint64(first); n < first+mostSteps && len(*s) > 0; n++ {
		var raw []byte
		if choice := s.next(len(good) + 1); choice == len(good) {
			raw = s.take(1 + s.next(256))
		} else {
			t, d := good[choice]()
			raw, _ = wire.Encode(t, n, 0, d)
			for range s.next(4) {
				raw = s.change(raw)
			}
		}
		if err := l.write(raw); err != nil {
			break
		}
		f, err := wire.Decode(raw, wire.MaxConsoleBytes)
		spec, known := wire.Lookup(f.T)
		if err == nil && known && f.N > 0 && spec.From.Has(from) && spec.Answer != "" {
			asked = append(asked, f.N)
		}
	}
	const last = first + mostSteps
	_ = l.write([]byte(`{"v":1,"t":"ping","n":1024}`))
	_, err := l.take("the last answer", func(f wire.Frame) bool { return f.Re == last && f.T == wire.TypePong })
	if errors.Is(err, context.DeadlineExceeded) {
		t.Fatal("the connection neither answers nor ends")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.frames) > 400 {
		t.Fatalf("%d frames for at most %d", len(l.frames), mostSteps)
	}
	for _, f := range l.frames {
		if i := slices.Index(asked, f.Re); i >= 0 {
			asked = slices.Delete(asked, i, i+1)
		}
	}
	asked = slices.DeleteFunc(asked, func(n uint64) bool { return n == last })
	if err == nil && len(asked) > 0 {
		t.Fatalf("no answer to %d", asked)
	}
}

// write sends bytes as a text frame, while frames are read; nobody else writes.
func (l *line) write(raw []byte) error {
	_ = l.ws.SetWriteDeadline(time.Now().Add(patience))
	return l.ws.WriteMessage(websocket.TextMessage, raw)
}

var odd = []any{
	nil, true, -1.0, 0.0, 1.0, 1.5, 1e300, float64(1 << 53), "", "A", "é\u202e\u0000", "../..", "*.>", []any{}, map[string]any{}, []any{[]any{[]any{}}},
	string(make([]byte, 300)), "AAAA", map[string]any{"__proto__": map[string]any{}}, []any{nil, nil}, "declarant", "operator", "waiting",
}

// change alters one thing in a frame: a value, a name, a byte.
func (s *script) change(raw []byte) []byte {
	if s.next(5) == 0 && len(raw) > 0 {
		out := slices.Clone(raw)
		out[(s.next(256)<<8|s.next(256))%len(out)] = byte(s.next(256))
		return out
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return raw
	}
	out, err := json.Marshal(s.changeIn(v))
	if err != nil {
		return raw
	}
	return out
}

func (s *script) changeIn(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 || s.next(8) == 0 {
			break
		}
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		name := names[s.next(len(names))]
		switch s.next(6) {
		case 0:
			delete(v, name)
		case 1:
			v[string(s.take(3))] = v[name]
		default:
			v[name] = s.changeIn(v[name])
		}
		return v
	case []any:
		if len(v) == 0 || s.next(8) == 0 {
			break
		}
		if s.next(4) == 0 {
			return slices.Repeat(v, 1+s.next(80))
		}
		i := s.next(len(v))
		v[i] = s.changeIn(v[i])
		return v
	case string:
		if raw := []byte(v); len(raw) > 0 && s.next(2) == 0 {
			raw[(s.next(256)<<8|s.next(256))%len(raw)] = byte('A' + s.next(26)) // a digit of base64
			return string(raw)
		}
	case float64:
		if s.next(2) == 0 {
			return v + float64(s.next(5)-2)
		}
	}
	return odd[s.next(len(odd))]
}

// scripts are seeds, after what comes before a script: every good frame alone and changed, good frames one after the other, and bytes.
// What fuzzing has found interesting so far is kept in a file of hexadecimal lines.
func scripts(f *testing.F, kept string, frames int, before ...[]byte) {
	text, err := os.ReadFile(kept)
	check(f, err)
	for line := range strings.Lines(string(text)) {
		raw, err := hex.DecodeString(strings.TrimSpace(line))
		check(f, err)
		f.Add(raw)
	}
	all := make([]byte, 0, 2*frames)
	for i := range frames {
		all = append(all, byte(i), 0)
	}
	for _, first := range before {
		add := func(in ...byte) { f.Add(slices.Concat(first, in)) }
		for i := range frames {
			add(byte(i), 0)
			add(1, 0, byte(i), 0, byte(i), 1, 1, 1, 1, 3, 7, byte(i), 0)
			add(1, 0, 2, 0, 3, 0, byte(i), 2, 0, 1, 1, 200, 9, 9, 1, 2, 3, 4, 5, 6, byte(i), 3)
		}
		add(all...)
		add(append([]byte{byte(frames), 23}, `{"v":1,"t":"ping","n":7}`...)...)
		add(byte(frames), 255, '{')
	}
}

// calm reports what the service has logged of panics: a connection contains them, here they are findings.
func (w *fuzzWorld) calm(t *testing.T) {
	if log := w.Log.String(); strings.Contains(log, "panic") {
		t.Fatal(log)
	}
}

// FuzzFromPage plays scripts of a page.
func FuzzFromPage(f *testing.F) {
	w := newFuzzWorld(f)
	scripts(f, "testdata/scripts-page.txt", 11, nil)
	f.Fuzz(func(t *testing.T, in []byte) {
		key, err := seal.NewSigningKey()
		check(t, err)
		d := &declarant{line: w.dial(t, "/v1/page"), b: w.Backend, key: key, id: seal.ConversationID(key.Public()), secret: []seal.Secret{seal.NewSecret()}}
		defer d.cut()
		erase := wire.Delete{Conversation: d.id, Key: key.Public()}
		check(t, seal.SignDelete(key, &erase))
		s := script(in)
		s.play(t, d.line, wire.Page, []func() (wire.Type, any){
			func() (wire.Type, any) { return wire.TypePlaces, wire.Places{Query: "33"} },
			func() (wire.Type, any) {
				o := wire.Open{Place: "33000", Language: "fr"}
				check(t, seal.SignOpen(key, d.welcome.Nonce, &o))
				return wire.TypeOpen, o
			},
			func() (wire.Type, any) { return wire.TypeEnvelopes, d.envelopes([]wire.Chain{w.officer.chain(t)}) },
			func() (wire.Type, any) { return wire.TypeSend, d.text("bonjour") },
			func() (wire.Type, any) {
				r := wire.Resume{Conversation: d.id, Position: 1}
				check(t, seal.SignResume(key, d.welcome.Nonce, &r))
				return wire.TypeResume, r
			},
			func() (wire.Type, any) { return wire.TypeMark, mark(t, d.id, conversation.Declarant, key, d.secret[0]) },
			func() (wire.Type, any) { return wire.TypeTyping, wire.Typing{Conversation: d.id} },
			func() (wire.Type, any) { return wire.TypeClose, closing(t, d.id, conversation.Declarant, key, d.sent) },
			func() (wire.Type, any) { return wire.TypeDelete, erase },
			func() (wire.Type, any) { return wire.TypePing, nil },
			func() (wire.Type, any) { return wire.TypeClaim, wire.Claim{Conversation: d.id} },
		})
		_, _ = w.Service.Delete(context.Background(), erase)
		w.calm(t)
	})
}

// chain leads to the officer's hourly key.
func (o *officer) chain(t testing.TB) wire.Chain {
	c := wire.Chain{Credential: o.who.Credential, Shift: o.proof, Hourly: o.hourly.Statement()}
	check(t, seal.SignHourly(o.shift, o.proof, &c.Hourly))
	return c
}

func mark(t testing.TB, id conversation.ID, side conversation.Side, key *seal.SigningKey, secret seal.Secret) wire.Mark {
	head := wire.Mark{ID: newMessageID(), N: 1}
	if side == conversation.Operator {
		head.Generation = 1
	}
	m, err := seal.SealMark(seal.Sender{Conversation: id, Side: side, Key: key}, secret, head, seal.Counts{})
	check(t, err)
	return m
}

func closing(t testing.TB, id conversation.ID, side conversation.Side, key *seal.SigningKey, sent uint64) wire.Close {
	m := wire.Close{Conversation: id, Reason: "done", Sent: sent}
	if side == conversation.Operator {
		m.Generation = 1
	}
	check(t, seal.SignClose(seal.Sender{Conversation: id, Side: side, Key: key}, &m))
	return m
}

// FuzzFromConsole plays scripts of a console. The first byte says how far it has come before the script begins: not at all,
// signed in, holding a conversation, or on a new connection after the one it was signed in on.
func FuzzFromConsole(f *testing.F) {
	w := newFuzzWorld(f)
	scripts(f, "testdata/scripts-console.txt", 14, []byte{0}, []byte{1}, []byte{2}, []byte{3})
	f.Fuzz(func(t *testing.T, in []byte) {
		s := script(in)
		o := &officer{
			line: w.dial(t, "/v1/console"), b: w.Backend, who: w.second,
			keys: map[conversation.ID]map[conversation.KeyNumber]seal.Secret{}, sent: map[conversation.ID]uint64{},
		}
		defer func() { o.cut() }()
		stage := s.next(4)
		if stage > 0 {
			o.signIn()
			o.publish()
			o.duty("on")
			o.sync(nil)
		} else {
			key, err := seal.NewSigningKey()
			check(t, err)
			o.shift = key
		}
		id := other()
		switch stage {
		case 2:
			d := w.waiting(t, o)
			defer d.erase()
			id = d.id
			o.key(id, 0, d.key.Public())
			o.claim(id)
		case 3:
			o.cut()
			o.line = w.dial(t, "/v1/console")
		}
		s.play(t, o.line, wire.Console, o.repertoire(t, w, id))
		w.calm(t)
	})
}

// waiting is a declarant whom the officer can answer.
func (w *fuzzWorld) waiting(t *testing.T, o *officer) *declarant {
	key, err := seal.NewSigningKey()
	check(t, err)
	d := &declarant{line: w.dial(t, "/v1/page"), b: w.Backend, key: key, id: seal.ConversationID(key.Public()), secret: []seal.Secret{seal.NewSecret()}}
	d.open("33000")
	d.sealTo([]wire.Chain{o.chain(t)})
	return d
}

func (d *declarant) erase() {
	erase := wire.Delete{Conversation: d.id, Key: d.key.Public()}
	if seal.SignDelete(d.key, &erase) == nil {
		_, _ = d.b.Service.Delete(context.Background(), erase)
	}
	d.cut()
}

// repertoire are the good frames of a console.
func (o *officer) repertoire(t *testing.T, w *fuzzWorld, id conversation.ID) []func() (wire.Type, any) {
	secret := func() seal.Secret {
		if s, ok := o.keys[id][0]; ok {
			return s
		}
		return seal.NewSecret()
	}
	return []func() (wire.Type, any){
		func() (wire.Type, any) {
			return wire.TypeBegin, wire.Begin{Actor: string(o.who.Actor), Console: "console-1", ShiftKey: o.shift.Public()}
		},
		func() (wire.Type, any) {
			shift := o.proof
			if shift.Key == nil { // for a challenge that nobody gave
				shift = wire.Shift{Actor: string(o.who.Actor), Console: "console-1", Key: o.shift.Public(), Nonce: make([]byte, 32), Expires: wire.At(w.Service.Now().Add(time.Hour))}
				check(t, seal.SignShift(o.who.Workstation, &shift, w.Service.Now()))
			}
			return wire.TypeSignIn, wire.SignIn{Way: "passphrase", Passphrase: o.who.Passphrase, Shift: shift}
		},
		func() (wire.Type, any) {
			r := wire.Return{Ticket: []byte("ticket"), Shift: o.proof}
			if o.in.Ticket != nil {
				r.Ticket = o.in.Ticket
			}
			check(t, seal.SignReturn(o.shift, o.welcome.Nonce, &r))
			return wire.TypeReturn, r
		},
		func() (wire.Type, any) {
			if o.hourly == nil {
				return wire.TypeHourly, wire.Hourly{}
			}
			return wire.TypeHourly, o.chain(t).Hourly
		},
		func() (wire.Type, any) { return wire.TypeDuty, wire.Duty{State: "break"} },
		func() (wire.Type, any) {
			return wire.TypeSync, wire.Sync{Known: map[conversation.ID]conversation.Position{id: 1, other(): 7}}
		},
		func() (wire.Type, any) { return wire.TypeClaim, wire.Claim{Conversation: id} },
		func() (wire.Type, any) {
			m, err := seal.SealText(seal.Sender{Conversation: id, Side: conversation.Operator, Key: o.shift}, secret(),
				wire.Send{ID: newMessageID(), Generation: 1, N: o.sent[id] + 1}, "bonjour")
			check(t, err)
			o.sent[id]++
			return wire.TypeSend, m
		},
		func() (wire.Type, any) { return wire.TypeMark, mark(t, id, conversation.Operator, o.shift, secret()) },
		func() (wire.Type, any) {
			return wire.TypeClose, closing(t, id, conversation.Operator, o.shift, o.sent[id])
		},
		func() (wire.Type, any) { return wire.TypeTyping, wire.Typing{Conversation: id} },
		func() (wire.Type, any) { return wire.TypeSignOut, nil },
		func() (wire.Type, any) { return wire.TypePing, nil },
		func() (wire.Type, any) { return wire.TypePlaces, wire.Places{Query: "33"} },
	}
}
