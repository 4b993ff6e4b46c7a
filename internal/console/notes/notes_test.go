package notes

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/canary"
)

const (
	one     = conversation.ID("conversation-one")
	other   = conversation.ID("conversation-other")
	secret  = "canari-7f3a: rappeler la brigade"
	unsent  = "canari-7f3a: peut-être"
	lookFor = "canari-7f3a"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func written(t *testing.T) (*Book, Store) {
	t.Helper()
	store := Memory()
	b := NewBook(store)
	if err := b.Add(one, Write("  "+secret+"\n"), noon); err != nil {
		t.Fatal(err)
	}
	if err := b.Draft(one, Write(unsent)); err != nil {
		t.Fatal(err)
	}
	return b, store
}

func TestC22_ABookKeepsNotesByConversation(t *testing.T) {
	b, _ := written(t)
	notes, draft, err := b.Open(one)
	if err != nil || len(notes) != 1 || notes[0].Text.Read() != secret || !notes[0].At.Equal(noon) || draft.Read() != unsent {
		t.Fatalf("%d notes, error %v", len(notes), err)
	}
	if notes, draft, err := b.Open(other); len(notes) > 0 || !draft.Empty() || err != nil {
		t.Error("another conversation has notes")
	}
	if err := b.Add(one, Write("deux"), noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, draft, _ := b.Open(one); !draft.Empty() {
		t.Error("the draft is still there after its note was written")
	}
	if err := b.Remove(one, notes[0].ID); err != nil {
		t.Fatal(err)
	}
	if left, _, _ := b.Open(one); len(left) != 1 || left[0].Text.Read() != "deux" {
		t.Errorf("%d notes are left", len(left))
	}
}

func TestC22_NotesAreSealedAndPrintNothing(t *testing.T) {
	b, store := written(t)
	if at := canary.Find(b, lookFor); len(at) > 0 {
		t.Errorf("readable in the book: %q", at)
	}
	sealed, _ := store.Find(one)
	if len(sealed)%blockBytes != 12+16 {
		t.Errorf("%d bytes tell how much was written", len(sealed))
	}
	notes, draft, _ := b.Open(one)
	if at := canary.Find(notes, lookFor); len(at) == 0 {
		t.Fatal("the canary is not found where it is")
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if out := fmt.Sprintf(verb+verb, notes, draft); strings.Contains(out, lookFor) || strings.Contains(out, fmt.Sprintf("%x", lookFor)) {
			t.Errorf("%s prints %s", verb, out)
		}
	}
}

func TestC22_NothingIsLeftOfErasedNotes(t *testing.T) {
	b, store := written(t)
	sealed, _ := store.Find(one)
	key := b.keys[one]
	b.Erase(one)
	if _, there := store.Find(one); there || key.Usable() || len(bytes.Trim(sealed, "\x00")) > 0 {
		t.Error("something of it is left")
	}
	if notes, draft, err := b.Open(one); len(notes) > 0 || !draft.Empty() || err != nil {
		t.Error("it can still be opened")
	}
	b.Erase(one) // twice is once
}

func TestC22_NotesOpenUnderTheirKeyAndConversationAlone(t *testing.T) {
	b, store := written(t)
	sealed, _ := store.Find(one)
	key := b.keys[one]
	for i := 0; i < len(sealed); i += 13 {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := openPage(key, one, changed); fault.KindOf(err) != fault.Untrusted {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	if _, err := openPage(key, other, sealed); fault.KindOf(err) != fault.Untrusted {
		t.Errorf("in another conversation: %v", err)
	}
	if _, err := openPage(seal.NewSecret(), one, sealed); fault.KindOf(err) != fault.Untrusted {
		t.Errorf("under another key: %v", err)
	}
	store.Keep(one, bytes.Clone(sealed)[1:])
	if err := b.Add(one, Write("x"), noon); fault.KindOf(err) != fault.Untrusted {
		t.Errorf("writing over what cannot be opened: %v", err)
	}
}

func TestC22_ANoteHasBounds(t *testing.T) {
	b := NewBook(Memory())
	for _, c := range []struct {
		text string
		kind fault.Kind
	}{
		{" \n", fault.Invalid}, {"\xff", fault.Invalid}, {strings.Repeat("é", MaxTextBytes/2+1), fault.TooLarge},
	} {
		err := b.Add(one, Write(c.text), noon)
		if fault.KindOf(err) != c.kind || strings.Contains(fmt.Sprint(err, errors.Unwrap(err)), "éé") {
			t.Errorf("%.10q: %v", c.text, fault.KindOf(err))
		}
	}
	if err := b.Add(one, Write(strings.Repeat("é", MaxTextBytes/2)), noon); err != nil {
		t.Fatal(err)
	}
	for range MaxNotes - 1 {
		if err := b.Add(one, Write("é"), noon); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Add(one, Write("trop"), noon); fault.KindOf(err) != fault.TooMany {
		t.Errorf("one too many: %v", err)
	}
}

func TestC22_NotesAreHandedOver(t *testing.T) {
	b, _ := written(t)
	h, ok := b.HandOver(one)
	if _, nothing := b.HandOver(other); !ok || nothing {
		t.Fatal("what there is to hand over")
	}
	if at := canary.Find(h, lookFor); len(at) > 0 {
		t.Errorf("readable on the way: %q", at)
	}
	b.Erase(one) // the old holder loses them, and nobody else
	next := NewBook(Memory())
	if err := next.TakeOver(other, h); fault.KindOf(err) != fault.Untrusted {
		t.Errorf("as another conversation's: %v", err)
	}
	if err := next.TakeOver(one, h); err != nil {
		t.Fatal(err)
	}
	if err := next.TakeOver(one, h); fault.KindOf(err) != fault.Taken {
		t.Errorf("twice: %v", err)
	}
	if notes, draft, err := next.Open(one); err != nil || len(notes) != 1 || notes[0].Text.Read() != secret || draft.Read() != unsent {
		t.Errorf("%d notes, error %v", len(notes), err)
	}
}

// What an earlier holder hands over was opened with its key, and is still a stranger's.
func FuzzParsePage(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("\x00\x00\x00\x02{}"))
	f.Add([]byte("\xff\xff\xff\xff"))
	f.Add([]byte("\x00\x00\x00\x3c" + `{"v":1,"notes":[{"id":"a","at":1,"text":"b"}],"draft":"c"}    `))
	f.Fuzz(func(t *testing.T, plain []byte) {
		p, err := parsePage(plain)
		if err != nil {
			return
		}
		key := seal.NewSecret()
		sealed, err := sealPage(key, one, p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := openPage(key, one, sealed)
		if err != nil || len(again.notes) != len(p.notes) || again.draft != p.draft {
			t.Fatalf("%v: %d notes of %d", err, len(again.notes), len(p.notes))
		}
	})
}
