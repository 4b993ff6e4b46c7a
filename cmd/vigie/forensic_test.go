package main

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/remains"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/passage"
	"vigie.example/internal/testkit/session"
	"vigie.example/internal/testkit/vigied"
)

// scene is the real backend, the real console without its window, a real keyring, and a declarant in this process, whose words all
// have the same stem. It is drawn for each scene: a constant would be in the programs' own text.
type scene struct {
	t       *testing.T
	stem    string
	binary  string
	forward func(time.Duration)
	dir     string
	args    []string
	backend *vigied.Process
	way     *passage.Passage // from the console to the backend
	desk    *session.Session
	who     vigied.Operator
	console *process
	page    *declarant.Declarant
	events  chan declarant.Event
}

// process is a console in its own process.
type process struct {
	t    *testing.T
	pid  int
	in   io.Writer
	said *vigied.Buffer

	mu   sync.Mutex
	last told
}

func newScene(t *testing.T, more ...string) *scene {
	t.Helper()
	s := &scene{t: t, stem: "zzqxkanari" + strings.ToLower(rand.Text()[:10]), dir: filepath.Join(t.TempDir(), "data")}
	authority, err := seal.NewSigningKey()
	must(t, err)
	s.args = vigied.Lasting(t, s.dir)
	s.desk = session.Start(t, nil)
	s.begin(authority, more...)
	return s
}

// begin starts the backend and the console, and signs in.
func (s *scene) begin(authority *seal.SigningKey, more ...string) {
	t := s.t
	t.Helper()
	s.binary, s.forward = vigied.Clocked(t)
	s.backend = vigied.Exec(t, s.binary, s.dir, authority, s.args...)
	s.args = append(s.args, "--listen", s.backend.Host)
	s.way = passage.To(t, s.backend.Host)
	public, err := base64.StdEncoding.DecodeString(s.desk.Output("", s.program("main"), "workstation"))
	must(t, err)
	s.who = s.backend.AddAt(t, "op-zzqx", access.Operator, "national", public)
	s.console = s.open(s.desk, more...)
	s.console.until("the sign-in", func(s told) bool { return s.SignIn == 1 })
	s.enter()
}

func (s *scene) enter() {
	s.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) { // the connection may not be there yet
		s.console.do(order{Do: "sign in", Actor: string(s.who.Actor), Text: s.who.Passphrase})
		if s.console.state().Desk {
			return
		}
		if time.Now().After(end) {
			s.t.Fatalf("nobody is let in: %+v\n%s", s.console.state(), s.console.said.String())
		}
	}
}

// program returns a script that runs this test binary as a program, in a session's environment.
func (s *scene) program(as string, more ...string) string {
	file := filepath.Join(s.t.TempDir(), as)
	text := "#!/bin/sh\nexport " + asProgram + "=" + as + " " + strings.Join(more, " ") + "\nexec '" + os.Args[0] + "' \"$@\"\n"
	must(s.t, os.WriteFile(file, []byte(text), 0o700))
	return file
}

// open starts a console on a workstation.
func (s *scene) open(on *session.Session, more ...string) *process {
	s.t.Helper()
	public := base64.StdEncoding.EncodeToString(s.backend.Authority.Public())
	cmd := on.Command(s.program("headless", more...), "--backend", "wss://"+s.way.Address()+"/v1/console", "--authority", public, "--ca", filepath.Join(s.dir, "dev-cert.pem"))
	in, err := cmd.StdinPipe()
	must(s.t, err)
	out, write, err := os.Pipe()
	must(s.t, err)
	cmd.Stdout = write
	p := &process{t: s.t, in: in, said: on.Start(cmd)}
	_ = write.Close()
	p.pid = cmd.Process.Pid
	go func() {
		defer out.Close()
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var last told
			if json.Unmarshal(lines.Bytes(), &last) == nil {
				p.mu.Lock()
				p.last = last
				p.mu.Unlock()
			}
		}
	}()
	return p
}

func (p *process) do(o order) {
	p.t.Helper()
	raw, err := json.Marshal(o)
	must(p.t, err)
	_, err = p.in.Write(append(raw, '\n'))
	must(p.t, err)
}

func (p *process) state() told {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last
}

func (p *process) until(what string, ok func(told) bool) {
	p.t.Helper()
	for end := time.Now().Add(40 * time.Second); !ok(p.state()); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("never: %s; the last state: %+v\n%s", what, p.state(), p.said.String())
		}
	}
}

// talk leaves the stem in every kind of record that there is.
func (s *scene) talk() conversation.ID {
	s.t.Helper()
	events := make(chan declarant.Event, 1000) // of this declarant: one before may still be told of something
	s.events = events
	d, err := declarant.Start(declarant.Options{
		URL: s.backend.Page, Roots: s.backend.Roots, Authority: s.backend.Authority.Public(), Observe: func(e declarant.Event) { events <- e },
		Pseudonym: s.stem + " Éloïse",
	})
	must(s.t, err)
	s.t.Cleanup(d.Vanish)
	s.page = d
	id := d.ID()
	d.Say(s.stem + " de la déclarante")
	c := s.console
	c.until("a conversation that can be claimed", func(t told) bool { return slices.Contains(t.Waiting, string(id)) })
	c.do(order{Do: "claim", Conversation: id})
	c.until("the first message", func(t told) bool {
		return t.Phase == "held" && slices.Contains(t.Texts, s.stem+" de la déclarante")
	})
	c.do(order{Do: "send", Conversation: id, Text: s.stem + " de l'agent"})
	c.do(order{Do: "note", Conversation: id, Text: s.stem + " noté"})
	c.do(order{Do: "begin note", Conversation: id, Text: s.stem + " note commencée"})
	c.do(order{Do: "draft", Conversation: id, Text: s.stem + " commencé"})
	c.until("everything", s.everything)
	time.Sleep(time.Second) // and a moment for the vault, whose keeping shows nowhere
	return id
}

// everything tells that all that was written is there.
func (s *scene) everything(t told) bool {
	return slices.Contains(t.Texts, s.stem+" de l'agent (received)") && slices.Contains(t.Texts, s.stem+" de la déclarante") &&
		t.Draft == s.stem+" commencé" && slices.Equal(t.Notes, []string{s.stem + " noté"}) && t.Private == s.stem+" note commencée"
}

// counts says how often the stem is in a process's memory.
func (s *scene) counts(pid int) int {
	s.t.Helper()
	report, err := remains.New(s.stem).Memory(s.t.Context(), pid)
	if errors.Is(err, remains.ErrMemory) {
		s.t.Skipf("%v (it needs root or CAP_SYS_PTRACE)", err)
	}
	must(s.t, err)
	return len(report.Finds)
}

// files returns where the stem is in the files of both: database, log, JetStream's blocks, temporary folder, keyring.
func (s *scene) files(more ...string) (found []string) {
	s.t.Helper()
	report, err := remains.New(s.stem).Files(s.t.Context(), append([]string{s.dir, s.desk.Dir}, more...)...)
	must(s.t, err)
	for _, f := range report.Finds {
		found = append(found, fmt.Sprintf("%s (%s)", f.Place, f.Shape))
	}
	for _, part := range []string{".cache/vigie", ".local/share/keyrings"} {
		if all, err := os.ReadDir(filepath.Join(s.desk.Home, part)); err != nil || len(all) == 0 {
			s.t.Errorf("control: there is nothing in %s: %v", part, err)
		}
	}
	return found
}

// gone checks that nothing is left anywhere, once the console has started itself again, with its session.
func (s *scene) gone(id conversation.ID, began int64) {
	s.t.Helper()
	s.console.until("that it starts itself again", func(t told) bool { return t.Start != began && (t.Desk || t.Covered) })
	if s.console.state().Covered { // after four hours the service wants to know who it is
		s.enter()
	}
	s.console.until("the receipt of all consoles", func(t told) bool { return t.Receipts[string(id)] == string(retention.Deleted) })
	if found := s.files(); len(found) > 0 {
		s.t.Errorf("files hold it: %q", found)
	}
	if n := s.counts(s.console.pid); n > 0 {
		s.t.Errorf("the console's memory holds it %d times", n)
	}
	if n := s.counts(s.backend.PID()); n > 0 {
		s.t.Errorf("the backend's memory holds it %d times", n)
	}
}

func (s *scene) until(kind declarant.Kind) {
	s.t.Helper()
	for limit := time.After(30 * time.Second); ; {
		select {
		case e := <-s.events:
			if e.Kind == kind {
				return
			}
		case <-limit:
			s.t.Fatalf("the page never saw %q", kind)
		}
	}
}

// sought returns how often keys are in the console's memory, raw or in base64.
func (s *scene) sought(keys []string) (n int) {
	s.t.Helper()
	report, err := remains.New(keys...).Memory(s.t.Context(), s.console.pid)
	must(s.t, err)
	for _, f := range report.Finds {
		if f.Shape == "UTF-8" || strings.HasPrefix(f.Shape, "base64") {
			n++
		}
	}
	return n
}

// TestC21_KeysAreGoneAtOnce looks at a console that does not start itself again: its keys are nowhere a moment after the deletion, and
// of the texts nothing that it refers to itself.
func TestC21_KeysAreGoneAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("starts programs")
	}
	s := newScene(t, "VIGIE_TEST_STAY=1")
	id := s.talk()
	var keys []string
	for _, k := range s.page.Keys() {
		keys = append(keys, string(k))
	}
	texts := s.counts(s.console.pid)
	if n := s.sought(keys); n == 0 || texts == 0 {
		t.Fatalf("control: before, the memory shows %d keys and %d texts", n, texts)
	}
	s.console.do(order{Do: "delete", Conversation: id, Choice: retention.Now})
	s.until(declarant.Erased)
	s.console.until("nothing of it", func(t told) bool { return t.Phase == "gone" })
	n := 0
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if n = s.sought(keys); n == 0 {
			break
		}
	}
	if n > 0 {
		t.Errorf("the memory shows keys at %d places", n)
	}
	after := s.counts(s.console.pid) // those of this test's own orders and reports, which stay in their buffers
	t.Logf("texts in the console's memory: %d before, %d after, without a new process", texts, after)
	if after > texts/4 {
		t.Errorf("of %d texts %d are left", texts, after)
	}
}

// TestC21_C23_NothingIsLeft ends a conversation in each of its ways, and looks for its words in all files and in the memory of
// the real backend and the real console.
func TestC21_C23_NothingIsLeft(t *testing.T) {
	if testing.Short() {
		t.Skip("starts programs")
	}
	for name, end := range map[string]func(*scene, conversation.ID){
		"deleted at once": func(s *scene, id conversation.ID) {
			s.console.do(order{Do: "delete", Conversation: id, Choice: retention.Now})
		},
		"deleted as planned": func(s *scene, id conversation.ID) {
			s.console.do(order{Do: "delete", Conversation: id, Choice: retention.At, At: time.Now().Add(3 * time.Second)})
		},
		"expired":    func(s *scene, _ conversation.ID) { s.forward(4*time.Hour + time.Minute) },
		"red button": func(s *scene, _ conversation.ID) { s.page.Erase() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			id := s.talk()
			before, began := s.counts(s.console.pid), s.console.state().Start
			if before == 0 {
				t.Error("control: the console's memory does not show what is on its screen")
			}
			if found := s.files(); len(found) > 0 {
				t.Errorf("files hold it while it is open: %q", found)
			}
			probe := filepath.Join(s.desk.Home, ".cache", "vigie", "probe")
			must(t, os.WriteFile(probe, []byte("x"+s.stem), 0o600))
			if found := s.files(); len(found) != 1 {
				t.Errorf("control: what is there was found at %q", found)
			}
			must(t, os.Remove(probe))
			end(s, id)
			s.until(declarant.Erased)
			s.gone(id, began)
			t.Logf("the console's memory held it %d times before, and never after", before)
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
