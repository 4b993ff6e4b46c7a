package gate_test

import (
	"context"
	"net"
	"net/http"
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
				r := wire.Resume{Conversation: d.id, Position: 1, Ticket: d.opened.Ticket}
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
	question := conversation.QuestionID(newMessageID())
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
		func() (wire.Type, any) { return wire.TypeAdvisers, wire.Advisers{Conversation: id} },
		func() (wire.Type, any) {
			letter := wire.Letter{Hourly: strings.Repeat("h", 22), Enc: make([]byte, 1120), Body: make([]byte, 272), Signature: make([]byte, 64)}
			return wire.TypeAsk, wire.Ask{Conversation: id, Generation: 1, Question: question, To: "op-2", Letter: letter}
		},
		func() (wire.Type, any) {
			return wire.TypeAskWithdraw, wire.AskWithdraw{Conversation: id, Question: question}
		},
		func() (wire.Type, any) {
			return wire.TypeCall, wire.Call{Conversation: id, Generation: 1, Call: conversation.CallID(question)}
		},
		func() (wire.Type, any) {
			return wire.TypeCallAnswer, wire.CallAnswer{Call: conversation.CallID(question)}
		},
		func() (wire.Type, any) { return wire.TypeAdvise, wire.Advise{Question: question, Refusal: "busy"} },
	}
}
