package console_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	data "vigie.example/assets/doctrine"
	"vigie.example/internal/console"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/rulebook"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/wire"
)

// keptVersion is what a library keeps; "" for nothing.
func keptVersion(l *testkit.Library) string {
	d, err := l.Load()
	if err != nil {
		return ""
	}
	return d.Version
}

// withLibrary is a scripted console that can read doctrines.
func withLibrary(t *testing.T, books *testkit.Library, authority *seal.SigningKey) *scripted {
	t.Helper()
	s := &scripted{t: t, clock: testkit.NewClock(noon), secrets: testkit.NewSecrets(), authority: authority, refuse: map[wire.Type]error{}, epoch: "one"}
	c, err := console.New(console.Options{
		Connect: func(r console.Receiver) (console.Link, error) { s.receiver = r; return s, nil },
		Secrets: s.secrets, Authority: authority.Public(), Clock: s.clock, Library: books,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.console, s.shell, s.signin, s.inbox, s.thread = c, shell.New(c), signin.New(c), inbox.New(c), thread.New(c)
	t.Cleanup(c.Close)
	return s
}

// doctrineOf returns the starting doctrine under another version, signed.
func doctrineOf(t *testing.T, by *seal.SigningKey, version string, changes ...string) wire.Doctrine {
	t.Helper()
	text := strings.NewReplacer(append(changes, "version: 2026-11-28\n", "version: "+version+"\n")...).Replace(data.Doctrine())
	d := wire.Doctrine{Version: version, Text: text}
	if err := seal.SignDoctrine(by, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// rulesAre waits until the console works by a version ("" for none), and its only warning about that is code with cause.
func (s *scripted) rulesAre(version, code, cause string) {
	s.t.Helper()
	until(s.t, s.shell, "version "+version+" "+cause, func(st shell.State) bool {
		var texts []string
		for _, w := range st.Warnings {
			if strings.HasPrefix(w.Code, "doctrine") {
				texts = append(texts, w.Code+" "+w.Text.Key)
			}
		}
		want := ""
		if code != "" {
			want = code + " shell.warning." + code + "." + cause
		}
		return st.Doctrine.Version == version && strings.Join(texts, ", ") == want
	})
}

// desk does something on the Desk's goroutine, and waits for it.
func (s *scripted) desk(f func(*console.Desk)) {
	s.t.Helper()
	done := make(chan struct{})
	s.console.Do(func(d *console.Desk) { f(d); close(done) })
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		s.t.Fatal("the desk does not come to it")
	}
}

// The passage stands where the decision is taken, in the version in use.
func TestC3_ThePassageIsShownWhereDeletionIsDecided(t *testing.T) {
	authority := newKey(t)
	s := withLibrary(t, testkit.NewLibrary(), authority).signedIn()
	v := s.held("")
	shows := func(en string) {
		t.Helper()
		until(t, s.thread, "the passage "+en, func(st thread.State) bool {
			return st.Conversation == v.ID() && st.Deletion.Can && st.Deletion.Passage.EN == en && (en == "") == (st.Deletion.Passage.FR == "")
		})
	}
	shows("")
	first := doctrineOf(t, authority, "2026-11-28")
	parsed, err := rulebook.Parse(first.Text)
	if err != nil {
		t.Fatal(err)
	}
	s.push(wire.TypeDoctrine, first)
	shows(parsed.Passage(doctrine.AtDeletion, "en"))
	s.push(wire.TypeDoctrine, doctrineOf(t, authority, "2026-11-29", "Delete as soon as the conversation is of no more use.", "Delete soon."))
	shows("Delete soon. Deletion covers the service and every console.")
}

func TestC3_WithoutADoctrineTheConsoleSaysSo(t *testing.T) {
	s := withLibrary(t, testkit.NewLibrary(), newKey(t)).signedIn()
	s.rulesAre("", "doctrine", "none")
	s.desk(func(d *console.Desk) {
		if d.Doctrine() != nil || d.DoctrineProblem() != nil {
			t.Error("there is a doctrine")
		}
	})
}

// Only what the pinned authority has signed is used, and no version below one that was; what is refused is said, and what is in use
// stays.
func TestC3_TheConsoleBelievesTheAuthorityAlone(t *testing.T) {
	books, authority, stranger := testkit.NewLibrary(), newKey(t), newKey(t)
	s := withLibrary(t, books, authority).signedIn()
	in := func(version string) wire.Doctrine { return doctrineOf(t, authority, version) }
	unsigned := in("2026-12-01")
	unsigned.Signature = bytes.Repeat([]byte{1}, 64)
	changed := in("2026-12-01")
	changed.Text = strings.Replace(changed.Text, "sensitive: refused", "sensitive: absolutely_necessary", 1)
	renamed := in("2026-12-01")
	renamed.Version = "2026-12-09" // the text says otherwise: signed like that by mistake
	if err := seal.SignDoctrine(authority, &renamed); err != nil {
		t.Fatal(err)
	}
	wrong := wire.Doctrine{Version: "2026-12-01", Text: "format: vigie.doctrine/2\n"}
	if err := seal.SignDoctrine(authority, &wrong); err != nil {
		t.Fatal(err)
	}
	refused := map[string][]wire.Doctrine{
		"unsigned": {unsigned, changed, doctrineOf(t, stranger, "2026-12-01")}, "unreadable": {renamed, wrong},
	}
	for cause, all := range refused {
		for _, d := range all {
			s.push(wire.TypeDoctrine, d)
			s.rulesAre("", "doctrine", cause)
		}
	}
	if v := keptVersion(books); v != "" {
		t.Errorf("%s was kept", v)
	}

	s.push(wire.TypeDoctrine, in("2026-11-28-2"))
	s.rulesAre("2026-11-28-2", "", "")
	for cause, all := range refused {
		for _, d := range all {
			s.push(wire.TypeDoctrine, d)
			s.rulesAre("2026-11-28-2", "doctrine_kept", cause)
		}
	}
	s.push(wire.TypeDoctrine, in("2026-11-28"))
	s.rulesAre("2026-11-28-2", "doctrine_kept", "older")
	s.push(wire.TypeDoctrine, doctrineOf(t, authority, "2026-11-28-2", "Victime ou témoin", "Victime"))
	s.rulesAre("2026-11-28-2", "doctrine_kept", "same_version")
	s.push(wire.TypeDoctrine, in("2026-11-28-2")) // the one in use, again
	s.rulesAre("2026-11-28-2", "", "")

	var before *doctrine.Doctrine
	s.desk(func(d *console.Desk) { before = d.Doctrine() })
	s.push(wire.TypeDoctrine, in("2026-12-01"))
	s.rulesAre("2026-12-01", "", "")
	if before.Version() != "2026-11-28-2" {
		t.Error("the doctrine that a decision was taken under has changed")
	}
	for until := time.Now().Add(30 * time.Second); keptVersion(books) != "2026-12-01"; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("%s is kept", keptVersion(books))
		}
	}
}

// A console that starts again works by what it kept, asks for what is newer, and believes nothing older.
func TestC3_ARestartDoesNotGoBack(t *testing.T) {
	books, authority := testkit.NewLibrary(), newKey(t)
	kept := doctrineOf(t, authority, "2026-12-01")
	if err := books.Keep(kept); err != nil {
		t.Fatal(err)
	}
	s := withLibrary(t, books, authority).start()
	s.rulesAre("2026-12-01", "", "") // before anybody signs in
	s.signedIn()
	var digest [32]byte
	s.desk(func(d *console.Desk) { digest = d.Doctrine().Digest() })
	got, err := wire.DecodeData[wire.Sync](s.requests(wire.TypeSync)[0])
	if err != nil || !bytes.Equal(got.Doctrine, digest[:]) {
		t.Errorf("it says that it has %x, %v", got.Doctrine, err)
	}
	s.push(wire.TypeDoctrine, doctrineOf(t, authority, "2026-11-28"))
	s.rulesAre("2026-12-01", "doctrine_kept", "older")
	s.offline(nil)
	s.online() // the service has what is here: nothing is wrong any more
	s.rulesAre("2026-12-01", "", "")

	other := withLibrary(t, books, newKey(t)).signedIn() // pinned to another authority: what was kept is nothing
	other.rulesAre("", "doctrine", "none")
}
