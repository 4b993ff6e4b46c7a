package gate_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// watched is a store that remembers everything that was ever handed to it.
type watched struct {
	backend.Store
	all *record
}

type record struct {
	mu     sync.Mutex
	text   strings.Builder
	traces []trace.Record
}

func (r *record) add(parts ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range parts {
		r.text.WriteString(p)
		r.text.WriteByte('\n')
	}
}

type watchedLog struct {
	backend.Log
	all *record
}

type watchedCells struct {
	backend.Cells
	all *record
}

type watchedSignals struct {
	backend.Signals
	all *record
}

type watchedTraces struct {
	backend.Traces
	all *record
}

func (w watched) Log() backend.Log         { return watchedLog{w.Store.Log(), w.all} }
func (w watched) Memory() backend.Cells    { return watchedCells{w.Store.Memory(), w.all} }
func (w watched) Disk() backend.Cells      { return watchedCells{w.Store.Disk(), w.all} }
func (w watched) Signals() backend.Signals { return watchedSignals{w.Store.Signals(), w.all} }
func (w watched) Traces() backend.Traces   { return watchedTraces{w.Store.Traces(), w.all} }

func (w watchedLog) Append(ctx context.Context, id conversation.ID, after conversation.Position, data []byte) error {
	w.all.add(string(id), string(data))
	return w.Log.Append(ctx, id, after, data)
}

func (w watchedCells) Put(ctx context.Context, name string, data []byte, revision uint64, life time.Duration) (uint64, error) {
	w.all.add(name, string(data))
	return w.Cells.Put(ctx, name, data, revision, life)
}

func (w watchedSignals) Publish(ctx context.Context, subject string, data []byte) error {
	w.all.add(subject, string(data))
	return w.Signals.Publish(ctx, subject, data)
}

func (w watchedTraces) Record(ctx context.Context, records ...trace.Record) error {
	raw, _ := json.Marshal(records)
	w.all.add(string(raw))
	w.all.mu.Lock()
	w.all.traces = append(w.all.traces, records...)
	w.all.mu.Unlock()
	for _, r := range records {
		if err := r.Validate(); err != nil {
			return err
		}
	}
	return w.Traces.Record(ctx, records...)
}

// TestC8_NothingOfAnybodyIsKeptOrLogged runs a whole conversation with marked words, and looks for them in everything that the
// backend stored, traced, counted or logged.
func TestC8_NothingOfAnybodyIsKeptOrLogged(t *testing.T) {
	store := watched{memstore.New(), &record{}}
	b := vigied.Start(t, vigied.Options{Store: store})
	unit := bordeaux(t, b)
	who := b.AddOperator(t, "op-1", unit)
	store.all.mu.Lock()
	store.all.text.Reset() // the account's own name may be on disk
	store.all.mu.Unlock()
	o := onDuty(t, b, who)
	d := arrive(t, b, "Saint-Émilion") // the canary of B3
	must[wire.Candidates](d.line, wire.TypePlaces, wire.Places{Query: "Saint-Émilion"}, wire.TypeCandidate)
	d.cut()

	d, c := talk(t, b, o)
	d.say("MESSAGE-DU-DECLARANT")
	must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, 1, 1, 1, "REPONSE-DE-L-OPERATRICE"), wire.TypeAck)
	d.hears(c)
	end := wire.Close{Generation: 1, Sent: 1, Seen: 1, Reason: "done"}
	check(t, seal.SignClose(seal.Sender{Conversation: d.id, Side: conversation.Operator, Key: o.shift}, &end))
	must[struct{}](o.line, wire.TypeClose, end, wire.TypeOK)
	stranger(t, b, who).signInWith("PHRASE-FAUSSE")
	d.refused(wire.TypeSend, d.text("REFUSE"), "taken")
	// What net/http itself would log, with the address in it.
	if conn, err := tls.Dial("tcp", b.Host, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}); err == nil {
		_ = conn.Close()
		t.Error("B10: TLS 1.2 was accepted")
	}
	eventually(t, "the handshake is in the log", func() bool { return strings.Contains(b.Log.String(), "tls_handshake") })
	figures := metrics(t, b)

	store.all.mu.Lock()
	kept := store.all.text.String()
	traces := store.all.traces
	store.all.mu.Unlock()
	for where, text := range map[string]string{"store": kept, "log": b.Log.String(), "metrics": figures} {
		for _, canary := range []string{
			"milion", "33000", "33330", "MESSAGE-DU", "REPONSE-DE", "Camille", who.Passphrase, "PHRASE-FAUSSE", "127.0.0.1", "::1", "Nom de",
		} {
			if strings.Contains(text, canary) {
				t.Errorf("%s holds %q", where, canary)
			}
		}
	}
	for _, canary := range []string{string(d.id), "op-1", string(unit)} {
		if strings.Contains(figures, canary) {
			t.Errorf("metrics hold %q", canary)
		}
	}
	want := map[string]bool{
		"conversation.open done": false, "conversation.seal done": false, "conversation.send done": false, "conversation.claim done": false,
		"conversation.close done": false, "session.open done": false, "session.open unauthenticated": false, "key.publish done": false,
		"duty.set done": false, "queue.list done": false, "conversation.read done": false, "conversation.send taken": false,
	}
	sends := 0
	for _, r := range traces {
		key := string(r.Action) + " " + string(r.Outcome)
		if _, listed := want[key]; listed {
			want[key] = true
		}
		if key == "conversation.send done" {
			sends++
		}
	}
	for key, found := range want {
		if !found {
			t.Errorf("B5: no trace of %s", key)
		}
	}
	if sends != 2 {
		t.Errorf("B5: %d records of sending for two sides of one conversation", sends)
	}
}

func TestB10_Headers(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Page: http.NotFoundHandler()})
	for _, path := range []string{"/", "/config.json", "/healthz", "/nowhere"} {
		h := get(t, b, path).Header
		for name, want := range map[string]string{
			"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Strict-Transport-Security") == "" ||
			h.Get("Set-Cookie") != "" || !strings.Contains(h.Get("Permissions-Policy"), "geolocation=()") {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestDrain_EverybodyIsTold(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	b.Service.Drain()
	o.await(wire.TypeDraining)
	d.await(wire.TypeDraining)
	if resp := get(t, b, "/readyz"); resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("/readyz: %d", resp.StatusCode)
	}
	d.say("ce qui est en cours continue")
	l := dial(t, b, b.Page)
	key, err := seal.NewSigningKey()
	check(t, err)
	open := wire.Open{Place: "33000", Language: "fr"}
	check(t, seal.SignOpen(key, l.welcome.Nonce, &open))
	if e := l.refused(wire.TypeOpen, open, "unavailable"); e.Message != "fault.draining" || e.RetryMS == 0 {
		t.Errorf("%+v", e)
	}
	b.Stop()
	if s := data[wire.SessionEnded](t, o.await(wire.TypeSession)); s.Cause != "draining" {
		t.Errorf("session: %+v", s)
	}
}
