package vigied_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/remains"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// What must be nowhere at the backend. The accents make the escaped shapes differ.
const (
	ofDeclarant = "zzqx-canari-déclarante-il-a-pris-mes-clés"
	ofOperator  = "zzqx-canari-opératrice-êtes-vous-à-l-abri"
	ofPseudonym = "zzqx-canari-prénom-Éloïse"
	ofPlace     = "zzqx-canari-lieu-dit-la-Clôture"
)

// TestC6_NothingThatTheBackendHoldsIsReadable holds a whole conversation through the real program and reads everything that
// it has: its files, its memory, and what reached it after TLS.
func TestC6_NothingThatTheBackendHoldsIsReadable(t *testing.T) {
	authority, err := seal.NewSigningKey()
	fatal(t, err)
	p := vigied.Exec(t, vigied.Binary(t), filepath.Join(t.TempDir(), "data"), authority)
	wires := newTap(t, p.Backend)
	id := talk(t, p.Backend, wires)
	frames, heads := wires.recorded()
	secrets := []string{ofDeclarant, ofOperator, ofPseudonym}

	for _, s := range secrets {
		if found := inFrames(frames, s); len(found) > 0 {
			t.Errorf("frames hold %q: %q", s, found)
		}
	}
	for _, s := range append(secrets, ofPlace) {
		if found := onDisk(t, p.Dir, s); len(found) > 0 {
			t.Errorf("files hold %q: %q", s, found)
		}
		if found := find([]byte(heads+p.Log.String()), s); len(found) > 0 {
			t.Errorf("headers or the log hold %q as %q", s, found)
		}
	}
	// B3: the place comes once, to be routed, and goes nowhere.
	for _, f := range frames {
		opens := f.toBackend && strings.Contains(f.data, `"t":"open"`)
		if found := inFrames([]frame{f}, ofPlace); (len(found) > 0) != opens {
			t.Errorf("%.30s of the backend %t: the place is there as %q", f.data, !f.toBackend, found)
		}
	}
	controls(t, p, frames, id)
	remembered(t, p, append(secrets, ofPlace), bodies(t, frames)[0], id)
}

// controls show that the searches find what is there.
func controls(t *testing.T, p *vigied.Process, frames []frame, id conversation.ID) {
	t.Helper()
	if len(onDisk(t, p.Dir, "Nom de op-zzqx")) == 0 {
		t.Error("control: the account is not found on the disk")
	}
	if len(inFrames(frames, string(id))) == 0 {
		t.Error("control: the conversation is not found in the frames")
	}
	if len(bodies(t, frames)) < 2 {
		t.Error("control: the sealed messages are not found in the frames")
	}
	plain, _ := json.Marshal(map[string]any{"a": []any{base64.StdEncoding.EncodeToString([]byte("x" + ofOperator))}})
	if len(inFrames([]frame{{data: string(plain)}}, ofOperator)) == 0 {
		t.Error("control: what is base64 in a frame is not found")
	}
}

// remembered reads the memory of the process until nothing that must not be there is, or the time is over: the service collects
// what it has freed at least every ten seconds, and overwrites it; what lies in a pool goes with the collection after that.
func remembered(t *testing.T, p *vigied.Process, secrets []string, body []byte, id conversation.ID) {
	t.Helper()
	words := append(secrets, string(id), "Nom de op-zzqx", string(body))
	var found map[string][]string
	begin := time.Now()
	for ; ; time.Sleep(time.Second) {
		var read int64
		var err error
		found, read, err = inMemory(t, p.PID(), words)
		if errors.Is(err, remains.ErrMemory) {
			t.Skipf("everything else was read: %v (needs root or CAP_SYS_PTRACE)", err)
		}
		fatal(t, err)
		if len(found[ofPlace]) == 0 || time.Since(begin) > 90*time.Second {
			t.Logf("%d MiB of memory read after %s", read>>20, time.Since(begin).Round(time.Second))
			break
		}
	}
	for _, s := range []string{ofDeclarant, ofOperator, ofPseudonym} {
		if len(found[s]) > 0 {
			t.Errorf("the memory holds %q: %q", s, found[s])
		}
	}
	if places := found[ofPlace]; len(places) > 0 {
		t.Errorf("B3: the place is still there after routing: %q", places)
	}
	if len(found[string(id)]) == 0 || len(found[string(body)]) == 0 {
		t.Errorf("control: the memory shows the conversation at %q, a sealed message at %q", found[string(id)], found[string(body)])
	}
}

// bodies returns a piece of each sealed message that reached the backend.
func bodies(t *testing.T, frames []frame) (all [][]byte) {
	t.Helper()
	for _, raw := range frames {
		var f wire.Frame
		if !raw.toBackend || json.Unmarshal([]byte(raw.data), &f) != nil || f.T != wire.TypeSend {
			continue
		}
		m, err := wire.DecodeData[wire.Send](f)
		fatal(t, err)
		all = append(all, bytes.Clone(m.Body[16:48]))
	}
	if len(all) == 0 {
		t.Fatal("no message was sent through the tap")
	}
	return all
}

// talk holds a conversation with words of both sides, over the tap, and leaves it open.
func talk(t *testing.T, b *vigied.Backend, wires *tap) conversation.ID {
	t.Helper()
	staff := b.AddOperator(t, "op-zzqx", "national")
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: wires.url("/v1/console"), Roots: wires.roots(), Authority: b.Authority.Public(), Workstation: staff.Workstation,
	})
	fatal(t, err)
	t.Cleanup(op.Close)
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	fatal(t, op.Enter(ctx, "op-zzqx", staff.Passphrase))
	events := make(chan declarant.Event, 1_000)
	d, err := declarant.Start(declarant.Options{
		URL: wires.url("/v1/page"), Roots: wires.roots(), Authority: b.Authority.Public(),
		Place: ofPlace, Pseudonym: ofPseudonym, Observe: func(e declarant.Event) { events <- e },
	})
	fatal(t, err)
	t.Cleanup(d.Vanish)
	d.Say(ofDeclarant + " 1")
	fatal(t, testkit.Until(ctx, &op.Inbox.Publisher, func(s inbox.State) bool {
		return len(s.Waiting) == 1 && s.Waiting[0].Claim == inbox.Claimable
	}))
	op.Inbox.Claim(d.ID())
	reads(ctx, t, op, d.ID(), ofDeclarant+" 1")
	op.Thread.Send(d.ID(), ofOperator)
	for heard := false; !heard; {
		select {
		case e := <-events:
			heard = e.Kind == declarant.Heard && e.Text == ofOperator
		case <-ctx.Done():
			t.Fatal("the declarant has not heard the operator")
		}
	}
	d.Say(ofDeclarant + " 2")
	reads(ctx, t, op, d.ID(), ofDeclarant+" 2")
	return d.ID()
}

// reads waits until the operator has the text on the screen, and the pseudonym.
func reads(ctx context.Context, t *testing.T, op *testkit.Operator, id conversation.ID, text string) {
	t.Helper()
	n := 0
	err := testkit.Until(ctx, &op.Thread.Publisher, func(s thread.State) bool {
		n = s.Items.Len()
		for i := range n {
			if item := s.Items.At(i); item.Kind == exchange.Message && item.Text == text {
				return s.Pseudonym == ofPseudonym
			}
		}
		return false
	})
	if err != nil {
		t.Fatalf("the operator does not read %q: %v", text, err)
	}
	op.Thread.Shown(id, n)
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
