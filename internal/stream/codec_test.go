package stream

import (
	"bytes"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/trace"
)

func FuzzEntry(f *testing.F) {
	f.Add(encodeEntry(1, newNonce(), []byte("data")))
	f.Add([]byte{})
	f.Add(make([]byte, positionBytes+nonceBytes))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, n, data, err := decodeEntry(raw)
		if err == nil && !bytes.Equal(encodeEntry(p, n, data), raw) {
			t.Error("an entry does not come back")
		}
		n, data, err = decodeCell(raw)
		if err == nil && !bytes.Equal(encodeCell(n, data), raw) {
			t.Error("a cell does not come back")
		}
	})
}

func FuzzB7_TraceGroup(f *testing.F) {
	r := trace.Of(time.UnixMilli(1), access.Actor{Kind: access.Staff, Code: "op-1"}, access.Claim, trace.Whole(), access.Decision{Allowed: true}, nil)
	one, err := encodeRecord(r)
	if err != nil {
		f.Fatal(err)
	}
	r.Action, r.Export = access.Export, trace.Export{Target: "n-mci", Package: "0a", Digest: "0b", Outcome: "sent"}
	export, err := encodeRecord(r)
	if err != nil {
		f.Fatal(err)
	}
	if back, err := decodeGroup(export); err != nil || back[0] != r {
		f.Errorf("%+v became %+v (%v)", r, back, err)
	}
	f.Add(encodeGroup([][]byte{one, one, export}))
	f.Add([]byte("\n"))
	f.Add([]byte(`{"v":2}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		records, err := decodeGroup(raw)
		if err != nil {
			return
		}
		var again [][]byte
		for _, r := range records {
			line, err := encodeRecord(r)
			if err != nil {
				t.Fatal(err)
			}
			again = append(again, line)
		}
		back, err := decodeGroup(encodeGroup(again))
		if err != nil || len(back) != len(records) {
			t.Fatalf("%d records of %d, %v", len(back), len(records), err)
		}
		for i := range back {
			if back[i] != records[i] {
				t.Errorf("%+v became %+v", records[i], back[i])
			}
		}
	})
}

func FuzzEngineHeader(f *testing.F) {
	f.Add([]byte("NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\nNats-TTL: 300s\r\n\r\n"))
	f.Add([]byte("NATS/1.0\r\nKV-Operation: PURGE\r\n\r\n"))
	f.Add([]byte("NATS/1.0"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := parseHeader(raw)
		if err == nil && removed(h) && !bytes.Contains(raw, []byte(":")) {
			t.Error("removed by nothing")
		}
	})
}

func TestEngineHeader(t *testing.T) {
	for raw, want := range map[string]bool{
		"": false, "NATS/1.0\r\nNats-Msg-Id: PURGE\r\n\r\n": false, "NATS/1.0\r\nKV-Operation: PURGE\r\n\r\n": true,
		"NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\n\r\n": true, "NATS/1.0\r\nKV-Operation: PUT\r\n\r\n": false,
	} {
		if h, err := parseHeader([]byte(raw)); err != nil || removed(h) != want {
			t.Errorf("%q: %v, %v", raw, removed(h), err)
		}
	}
}

func FuzzDelivery(f *testing.F) {
	f.Add("$JS.ACK.conv-00.name.1.22.33.1700000000.44")
	f.Add("$JS.ACK.domain.account.conv-00.name.1.22.33.1700000000.44.token")
	f.Add("$JS.ACK.......")
	f.Fuzz(func(t *testing.T, reply string) { parseDelivery(reply) })
}

func TestDelivery(t *testing.T) {
	for _, reply := range []string{"$JS.ACK.s.c.1.22.33.9.44", "$JS.ACK.d.a.s.c.1.22.33.9.44", "$JS.ACK.d.a.s.c.1.22.33.9.44.token"} {
		if d, ok := parseDelivery(reply); !ok || d != (delivery{22, 33, 44}) {
			t.Errorf("%s: %+v, %v", reply, d, ok)
		}
	}
	for _, reply := range []string{"", "$JS.ACK.s.c.1.22.33.9", "_INBOX.a.b.c.d.1.2.3.4", "$JS.ACK.s.c.1.x.33.9.44"} {
		if _, ok := parseDelivery(reply); ok {
			t.Errorf("accepted %s", reply)
		}
	}
}

func TestHeads(t *testing.T) {
	h := newHeads()
	h.set("a", head{5, 100})
	h.set("a", head{4, 90}) // a follower that is behind
	if got, ok := h.get("a"); !ok || got != (head{5, 100}) {
		t.Errorf("kept %+v", got)
	}
	h.set("a", head{})
	if _, ok := h.get("a"); ok {
		t.Error("kept what is not there")
	}
	for i := range headsKept + 10 {
		h.set(conversation.ID(string(rune(i))+"x"+string(rune(i/1000))), head{1, uint64(i + 1)})
	}
	if len(h.byID) > headsKept {
		t.Errorf("keeps %d", len(h.byID))
	}
}

func TestEngineLog_TextWithoutPlaces(t *testing.T) {
	for format, want := range map[string]string{"Server is ready": "Server is ready", "Listening on 192.0.2.7:4222": "Listening on ...", "a\"b": "a..."} {
		if got := constant(format, nil); got != want {
			t.Errorf("%q became %q", format, got)
		}
	}
	if got := constant("stream '%s > %s'", []any{"x", "y"}); got != "stream '%s > %s'" {
		t.Errorf("the format became %q", got)
	}
}
