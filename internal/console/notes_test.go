package console_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/wire"
)

const (
	noted   = "canari-91c2 : deuxième appel du voisin"
	begun   = "canari-91c2 : vérifier"
	lookFor = "canari-91c2"
)

// noting is a console with notes about one conversation that is ours.
type noting struct {
	*scripted
	notes *notes.Model
	store notes.Store
	about *declarant.Voice
}

func newNoting(t *testing.T) *noting {
	t.Helper()
	n := &noting{scripted: newScripted(t), store: notes.Memory()}
	n.notes = notes.New(n.console, n.store)
	n.signedIn()
	n.about = n.held("Camille")
	n.says(n.about, 3, "bonjour")
	n.notes.Add(n.about.ID(), notes.Write(noted))
	n.notes.Draft(n.about.ID(), notes.Write(begun))
	until(t, n.notes, "the note", func(s notes.State) bool { return len(s.Notes) == 1 && s.Draft.Read() == begun })
	return n
}

func (n *noting) gone(t *testing.T, why string) {
	t.Helper()
	n.settled()
	s := n.notes.State()
	if len(s.Notes) > 0 || !s.Draft.Empty() || s.Enabled {
		t.Errorf("%s: the pane still shows %d notes", why, len(s.Notes))
	}
	if _, there := n.store.Find(n.about.ID()); there {
		t.Errorf("%s: the notes are still stored", why)
	}
	if _, ok := n.notes.HandOver(n.about.ID()); ok {
		t.Errorf("%s: the key is still there", why)
	}
	n.console.Close() // so that nothing changes what is walked
	for _, holder := range []any{n.notes, n.store, n.console, n.thread, n.inbox, n.shell} {
		if at := canary.Find(holder, lookFor); len(at) > 0 {
			t.Errorf("%s: still at %q", why, at)
		}
	}
}

// Whatever ends a conversation here ends its notes.
func TestC22_NotesEndWithTheirConversation(t *testing.T) {
	for why, end := range map[string]func(*noting){
		"deleted by the declarant": func(n *noting) {
			n.push(wire.TypeDeleted, wire.Deleted{Conversation: n.about.ID(), Cause: "declarant", Time: n.now()})
		},
		"deadline, offline": func(n *noting) {
			n.offline(fault.New(fault.Unavailable, "test", fault.Key("link.offline.lost")))
			n.settled()
			n.clock.Advance(4*time.Hour + time.Second)
		},
		"taken from us": func(n *noting) {
			n.push(wire.TypeHidden, wire.Hidden{Conversation: n.about.ID(), Cause: "moved"})
		},
		"closed and dismissed": func(n *noting) {
			n.push(wire.TypeClosed, wire.Closed{Close: wire.Close{Conversation: n.about.ID(), Reason: "expired"}, By: "", Time: n.now(), Deadline: n.now()})
			n.settled()
			n.inbox.Dismiss(n.about.ID())
		},
		"session ended": func(n *noting) { n.push(wire.TypeSession, wire.SessionEnded{Cause: "revoked"}) },
	} {
		t.Run(why, func(t *testing.T) {
			n := newNoting(t)
			end(n)
			n.gone(t, why)
		})
	}
	t.Run("the program ended", func(t *testing.T) {
		n := newNoting(t)
		n.console.Close()
		if at := canary.Find([]any{n.store, n.console}, lookFor); len(at) > 0 {
			t.Errorf("still at %q", at)
		}
		if _, there := n.store.Find(n.about.ID()); there {
			t.Error("still stored")
		}
	})
}

// A note stays with its conversation, and nothing of it goes to the service.
func TestC22_ANoteIsNeverSent(t *testing.T) {
	n := newNoting(t)
	second := n.held("Alex")
	until(t, n.notes, "the other's pane", func(s notes.State) bool { return s.Conversation == second.ID() && s.Enabled })
	if s := n.notes.State(); len(s.Notes) > 0 || !s.Draft.Empty() {
		t.Error("the other conversation shows the notes of the first")
	}
	n.notes.Add(n.about.ID(), notes.Write("trop tard")) // another one is selected by now
	n.notes.Draft(n.about.ID(), notes.Write(begun+" demain"))
	n.settled()
	n.inbox.Select(n.about.ID())
	until(t, n.notes, "the first pane", func(s notes.State) bool {
		return s.Conversation == n.about.ID() && len(s.Notes) == 1 && s.Draft.Read() == begun+" demain"
	})
	n.thread.Send(n.about.ID(), "Je suis là.")
	until(t, n.thread, "our message", func(s thread.State) bool { return len(texts(s)) == 2 })
	n.settled()
	if len(n.requests(wire.TypeSend)) == 0 {
		t.Fatal("nothing was sent at all")
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if at := canary.Find(n.asked, lookFor); len(at) > 0 {
		t.Errorf("the service was given it at %q", at)
	}
	if at := canary.Find(n.thread.State(), lookFor); len(at) > 0 {
		t.Errorf("the thread has it at %q", at)
	}
}

// Only what is ours can be written about.
func TestC22_NotesWantAConversationOfOurs(t *testing.T) {
	n := newNoting(t)
	v := n.waiting(n.currentChain(), n.clock.Now())
	n.inbox.Select(v.ID())
	until(t, n.notes, "why not", func(s notes.State) bool {
		return s.Conversation == v.ID() && !s.Enabled && s.Why.Key == "notes.why.waiting"
	})
	n.notes.Add(v.ID(), notes.Write(noted))
	n.notes.Draft(v.ID(), notes.Write(noted))
	n.settled()
	if _, there := n.store.Find(v.ID()); there {
		t.Error("something was written about a conversation of nobody's")
	}
	n.inbox.Select(n.about.ID())
	n.notes.Add(n.about.ID(), notes.Write(strings.Repeat("x", notes.MaxTextBytes+1)))
	until(t, n.notes, "what is wrong", func(s notes.State) bool { return s.Problem.Key == "notes.problem.too_long" && len(s.Notes) == 1 })
	n.notes.Remove(n.about.ID(), n.notes.State().Notes[0].ID)
	until(t, n.notes, "nothing", func(s notes.State) bool { return len(s.Notes) == 0 && s.Problem.None() })
}

// No function of what sends takes a note, or anything in which there is one.
func TestC22_NothingThatSendsTakesANote(t *testing.T) {
	for _, of := range []reflect.Type{
		reflect.TypeFor[*console.Desk](), reflect.TypeFor[*console.Console](), reflect.TypeFor[*exchange.Exchange](),
		reflect.TypeFor[*thread.Model](), reflect.TypeFor[thread.Intents](), reflect.TypeFor[*inbox.Model](), reflect.TypeFor[*shell.Model](),
		reflect.TypeFor[console.Link](), reflect.TypeFor[console.Cache](),
	} {
		for i := range of.NumMethod() {
			m := of.Method(i).Type
			for j := range m.NumIn() {
				if in := m.In(j); strings.HasSuffix(in.PkgPath(), "/notes") {
					t.Errorf("%v.%s takes a %v", of, of.Method(i).Name, in)
				}
			}
		}
	}
	if reflect.TypeFor[notes.Private]().ConvertibleTo(reflect.TypeFor[string]()) || reflect.TypeFor[notes.Note]().ConvertibleTo(reflect.TypeFor[exchange.Item]()) {
		t.Error("a note turns into something that can be sent")
	}
}

// Only the pane, and what puts the window together, know of notes at all.
func TestC22_OnlyThePaneKnowsNotes(t *testing.T) {
	known := []string{"ui", "ui/tools", "ui/stage", "cmd/vigie", "internal/console/notes", "internal/testkit", "internal/testkit/bench/window"}
	root, seen := filepath.Join("..", ".."), 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		seen++
		folder, _ := filepath.Rel(root, filepath.Dir(path))
		for _, imp := range file.Imports {
			if imp.Path.Value == `"vigie.example/internal/console/notes"` && !slices.Contains(known, filepath.ToSlash(folder)) {
				t.Errorf("%s imports the notes", path)
			}
		}
		return nil
	})
	if err != nil || seen < 100 {
		t.Fatalf("%d files read: %v", seen, err)
	}
}
