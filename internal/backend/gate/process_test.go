package gate_test

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// TestProcess runs the real program.
func TestProcess(t *testing.T) {
	binary := vigied.Binary(t)
	t.Run("B13_CrashAndReturn", func(t *testing.T) { testCrashAndReturn(t, binary) })
	t.Run("NothingOfAConversationIsOnItsDisk", func(t *testing.T) { testNothingOnDisk(t, binary) })
	t.Run("ServesThePage", func(t *testing.T) { testServesThePage(t, binary) })
}

// testCrashAndReturn kills the real program in the middle of a conversation. Its memory is gone, and so is the
// conversation; sessions, accounts and tombstones are not.
func testCrashAndReturn(t *testing.T, binary string) {
	authority, err := seal.NewSigningKey()
	check(t, err)
	dir := filepath.Join(t.TempDir(), "data")
	p := vigied.Exec(t, binary, dir, authority)
	who := p.AddOperator(t, "op-1", bordeaux(t, p.Backend))
	o := onDuty(t, p.Backend, who)
	d, c := talk(t, p.Backend, o)
	d.say("bonjour")
	must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, 1, 1, 0, "je vous écoute"), wire.TypeAck)
	d.hears(c)
	deleted, _ := talk(t, p.Backend, o)
	var del wire.Delete
	check(t, seal.SignDelete(deleted.key, &del))
	must[wire.Deleted](deleted.line, wire.TypeDelete, del, wire.TypeDeleted)
	epoch := d.welcome.Epoch
	p.Kill()

	p = vigied.Exec(t, binary, dir, authority)
	o.b, d.b, deleted.b = p.Backend, p.Backend, p.Backend
	if f := o.again(); f.T != wire.TypeSignedIn {
		t.Fatalf("return after the crash: %s %s", f.T, f.Data)
	}
	o.publish()
	o.duty("on")
	o.sync(map[conversation.ID]conversation.Position{d.id: 4, deleted.id: 2})
	if x := data[wire.Deleted](t, o.await(wire.TypeDeleted)); x.Conversation != deleted.id {
		t.Errorf("C23: told of %s", x.Conversation)
	}
	if s := data[wire.Synced](t, o.await(wire.TypeSynced)); s.Epoch == epoch {
		t.Error("B13: the ends cannot tell that the memory was lost")
	}
	l := dial(t, p.Backend, p.Page)
	again := wire.Open{Place: "33000", Language: "fr"}
	check(t, seal.SignOpen(deleted.key, l.welcome.Nonce, &again))
	l.refused(wire.TypeOpen, again, "gone")

	if err := p.Terminate(patience); err != nil {
		t.Errorf("SIGTERM: %v\n%s", err, p.Log.String())
	}
	if s := data[wire.SessionEnded](t, o.await(wire.TypeSession)); s.Cause != "draining" {
		t.Errorf("session: %+v", s)
	}
}

// testNothingOnDisk scans every file of the data folder for marked words and for the ciphertext
// itself, while the program runs, after a deletion, after a drain and after a crash.
func testNothingOnDisk(t *testing.T, binary string) {
	authority, err := seal.NewSigningKey()
	check(t, err)
	dir := filepath.Join(t.TempDir(), "data")
	p := vigied.Exec(t, binary, dir, authority)
	who := p.AddOperator(t, "op-1", bordeaux(t, p.Backend))
	o := onDuty(t, p.Backend, who)
	d, c := talk(t, p.Backend, o)
	arrive(t, p.Backend, "Saint-Émilion").say("EN-ATTENTE")
	m := d.text("MESSAGE-DU-DECLARANT")
	must[wire.Ack](d.line, wire.TypeSend, m, wire.TypeAck)
	must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, 1, 1, 1, "REPONSE"), wire.TypeAck)
	d.hears(c)
	canaries := []string{
		"MESSAGE-DU", "REPONSE", "EN-ATTENTE", "milion", "Camille", who.Passphrase, "127.0.0.1",
		string(m.Body[40:72]), base64.StdEncoding.EncodeToString(m.Body[:48]), string(m.ID),
	}
	scan(t, dir, "running", canaries)
	// A control: the scan finds what is on the disk.
	if !found(t, dir, "argon2id") {
		t.Error("the scan does not find the account either")
	}
	var del wire.Delete
	check(t, seal.SignDelete(d.key, &del))
	must[wire.Deleted](d.line, wire.TypeDelete, del, wire.TypeDeleted)
	scan(t, dir, "after a deletion", canaries)
	p.Kill()
	scan(t, dir, "after a crash", canaries)
	p = vigied.Exec(t, binary, dir, authority)
	check(t, p.Terminate(patience))
	scan(t, dir, "after a drain", canaries)
	for _, canary := range canaries {
		if canary != "127.0.0.1" && strings.Contains(p.Log.String(), canary) {
			t.Errorf("the log holds %q", canary)
		}
	}
}

func scan(t *testing.T, dir, when string, canaries []string) {
	t.Helper()
	for _, canary := range canaries {
		if found(t, dir, canary) {
			t.Errorf("%s: %q is on the disk", when, canary)
		}
	}
}

func found(t *testing.T, dir, canary string) (yes bool) {
	t.Helper()
	check(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return nil // a file of the engine that has just gone
		}
		raw, err := os.ReadFile(path)
		if err == nil && (bytes.Contains(raw, []byte(canary)) || strings.Contains(path, canary)) {
			yes = true
		}
		return nil
	}))
	return yes
}

func testServesThePage(t *testing.T, binary string) {
	authority, err := seal.NewSigningKey()
	check(t, err)
	p := vigied.Exec(t, binary, filepath.Join(t.TempDir(), "data"), authority)
	for path, want := range map[string]int{
		"/": 200, "/config.json": 200, "/healthz": 200, "/readyz": 200, "/metrics": 200, "/nowhere": 404, "/v1/page": 426,
	} {
		if resp := get(t, p.Backend, path); resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, want)
		}
	}
	resp := get(t, p.Backend, "/")
	if resp.Header.Get("Content-Type") != "text/html; charset=utf-8" || resp.TLS.Version != 0x0304 {
		t.Errorf("%v, TLS %x", resp.Header, resp.TLS.Version)
	}
}
