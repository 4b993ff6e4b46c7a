package seal_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// page is the page's half of the encryption, running in Node.
type page struct {
	t     *testing.T
	to    io.Writer
	lines *bufio.Scanner
}

func startPage(t *testing.T) *page {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no Node.js here: go run ./cmd/dev setup installs it")
	}
	cmd := exec.Command(node, "test/seal-interop.mjs")
	cmd.Dir = "../../assets/page"
	to, err := cmd.StdinPipe()
	must(t, err)
	from, err := cmd.StdoutPipe()
	must(t, err)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	must(t, cmd.Start())
	t.Cleanup(func() {
		to.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("node: %v (go run ./cmd/dev setup brings its packages)\n%s", err, complaints.String())
		}
	})
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 4<<20)
	return &page{t: t, to: to, lines: lines}
}

func (p *page) tell(value any) {
	p.t.Helper()
	must(p.t, json.NewEncoder(p.to).Encode(value))
}

func (p *page) hear(value any) {
	p.t.Helper()
	if !p.lines.Scan() {
		p.t.Fatal("node has ended")
	}
	must(p.t, json.Unmarshal(p.lines.Bytes(), value))
}

// said is what the page has sent.
type said struct {
	Key    []byte   `json:"key"`
	Frames []string `json:"frames"`
}

func TestB11_PageAndConsoleReadEachOther(t *testing.T) {
	w, p := newWorld(t), startPage(t)
	texts := []string{"Il est devant la porte.", strings.Repeat("é", 400), "👩🏽‍🚒 \x00\ufeff"}
	nonce := random(seal.NonceBytes)
	p.tell(map[string]any{
		"authority": w.authority.Public(), "chain": w.chain, "now": wire.At(now), "nonce": nonce,
		"place": "Saint-Étienne", "pseudonym": "Camille 👋", "texts": texts,
	})
	var out said
	p.hear(&out)
	id := seal.ConversationID(out.Key)
	secret := w.readPage(out, id, nonce, texts)

	p.tell(map[string]any{"frames": w.answer(id, secret)})
	var heard struct {
		Heard   [][2]string `json:"heard"`
		Missing int         `json:"missing"`
	}
	p.hear(&heard)
	want := [][2]string{{"accepted", "Je suis là."}, {"gap", "Êtes-vous en sécurité ?"}, {"gap", "4 3 2"}, {"gap", "done"}}
	if !reflect.DeepEqual(heard.Heard, want) || heard.Missing != 2 {
		t.Errorf("the page heard %q, %d missing", heard.Heard, heard.Missing)
	}
}

// readPage reads the frames as service and console do, and returns the secret of generation 1.
func (w *world) readPage(out said, id conversation.ID, nonce []byte, texts []string) seal.Secret {
	t := w.t
	t.Helper()
	peer, err := seal.DeclarantPeer(id, out.Key)
	must(t, err)
	order := seal.NewOrder(id, conversation.Declarant)
	mine := seal.Sent{Generation: 1, Count: 1}
	secrets := map[conversation.KeyNumber]seal.Secret{}
	read := 0
	accepted := func(what string, v seal.Verdict) {
		if v.Judgement != seal.Accepted {
			t.Errorf("%s: %v", what, v)
		}
	}
	for _, raw := range out.Frames {
		f, err := wire.Decode([]byte(raw), wire.MaxFrameBytes)
		must(t, err)
		switch f.T {
		case wire.TypeOpen:
			open := payload[wire.Open](t, f)
			got, err := seal.VerifyOpen(nonce, open)
			if err != nil || got != id || open.Place != "Saint-Étienne" || !open.Urgent {
				t.Errorf("open: %v", err)
			}
		case wire.TypeResume:
			must(t, seal.VerifyResume(out.Key, nonce, payload[wire.Resume](t, f)))
		case wire.TypeEnvelopes:
			for _, e := range payload[wire.Envelopes](t, f).Envelopes {
				secret, pseudonym, err := w.hourly.Open(id, out.Key, e)
				must(t, err)
				if pseudonym != "Camille 👋" {
					t.Errorf("pseudonym %q", pseudonym)
				}
				secrets[e.Key] = secret
			}
		case wire.TypeSend:
			m, err := seal.VerifyText(peer, payload[wire.Send](t, f))
			must(t, err)
			accepted("text", order.Accept(m, mine))
			text, err := m.Open(secrets[payload[wire.Send](t, f).Key])
			if err != nil || text != texts[read] {
				t.Errorf("text %d: %q, %v", read, text, err)
			}
			read++
		case wire.TypeMark:
			r, err := seal.OpenMark(peer, secrets[1], payload[wire.Mark](t, f))
			must(t, err)
			accepted("mark", order.AcceptMark(r, mine))
		case wire.TypeClose:
			e, err := seal.VerifyClose(peer, payload[wire.Close](t, f))
			must(t, err)
			accepted("close", order.AcceptClose(e, mine))
		case wire.TypeDelete:
			must(t, seal.VerifyDelete(payload[wire.Delete](t, f)))
		default:
			t.Errorf("the page sent %s", f.T)
		}
	}
	if read != len(texts) || len(secrets) != 2 {
		t.Fatalf("read %d texts and %d keys", read, len(secrets))
	}
	return secrets[1]
}

// answer is what an operator sends, of which the service drops the second and the last message.
func (w *world) answer(id conversation.ID, secret seal.Secret) []string {
	t := w.t
	t.Helper()
	from := seal.Sender{Conversation: id, Side: conversation.Operator, Key: w.shift}
	var frames []string
	add := func(ty wire.Type, data any) {
		raw, err := wire.Encode(ty, 0, 0, data)
		must(t, err)
		frames = append(frames, string(raw))
	}
	for _, m := range []struct {
		n    uint64
		text string
	}{{1, "Je suis là."}, {3, "Êtes-vous en sécurité ?"}} {
		head := wire.Send{ID: newMessageID(), Key: 1, Generation: 1, N: m.n, Seen: 3}
		sent, err := seal.SealText(from, secret, head, m.text)
		must(t, err)
		add(wire.TypeMessage, wire.Message{Send: sent, Side: conversation.Operator, Position: conversation.Position(m.n), Time: wire.At(now)})
	}
	mark, err := seal.SealMark(from, secret, wire.Mark{ID: newMessageID(), Key: 1, Generation: 1, N: 1}, seal.Counts{Sent: 4, Received: 3, Read: 2})
	must(t, err)
	add(wire.TypeMark, mark)
	end := wire.Close{Generation: 1, Sent: 4, Seen: 3, Reason: "done"}
	must(t, seal.SignClose(from, &end))
	add(wire.TypeClosed, wire.Closed{Close: end, By: conversation.Operator, Position: 9, Time: wire.At(now)})
	return frames
}

func payload[T any](t testing.TB, f wire.Frame) T {
	t.Helper()
	data, err := wire.DecodeData[T](f)
	must(t, err)
	return data
}
