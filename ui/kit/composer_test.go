package kit

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func testComposer(limit int) (*Composer, *[]string) {
	c := NewComposer(ComposerWords{Placeholder: "Answer", Send: "Send", Key: "Enter", Left: func(n int) string { return fmt.Sprint(n, " left") }}, limit)
	var sent []string
	c.OnSend = func(text string) bool { sent = append(sent, text); return true }
	return c, &sent
}

func TestComposerSendsOnEnterAndBreaksOnShiftEnter(t *testing.T) {
	c, sent := testComposer(0)
	w := window(t, c, 600, 300)
	c.Focus()
	if w.Canvas().Focused() != fyne.Focusable(c.entry) {
		t.Fatal("the field has no focus")
	}
	test.Type(c.entry, "un")
	c.entry.KeyDown(key(desktop.KeyShiftLeft))
	c.entry.TypedKey(key(fyne.KeyReturn))
	c.entry.KeyUp(key(desktop.KeyShiftLeft))
	test.Type(c.entry, "deux")
	if c.Draft() != "un\ndeux" || len(*sent) != 0 {
		t.Fatalf("draft %q, sent %q", c.Draft(), *sent)
	}
	c.entry.TypedKey(key(fyne.KeyReturn))
	if len(*sent) != 1 || (*sent)[0] != "un\ndeux" || c.Draft() != "" {
		t.Errorf("sent %q, draft %q", *sent, c.Draft())
	}
	c.entry.TypedKey(key(fyne.KeyEnter))
	test.Type(c.entry, "   ")
	c.entry.TypedKey(key(fyne.KeyEnter))
	if len(*sent) != 1 {
		t.Error("nothing was sent as something")
	}
}

// TestC21_ComposerForgetsWhatItSent: undo must not bring it back.
func TestC21_ComposerForgetsWhatItSent(t *testing.T) {
	c, _ := testComposer(0)
	window(t, c, 600, 300)
	test.Type(c.entry, "secret")
	c.entry.TypedKey(key(fyne.KeyReturn))
	c.entry.TypedShortcut(&fyne.ShortcutUndo{})
	if c.Draft() != "" {
		t.Errorf("undo brought back %q", c.Draft())
	}
}

func TestComposerKeepsWhatWasNotTaken(t *testing.T) {
	c, _ := testComposer(0)
	window(t, c, 600, 300)
	c.OnSend = func(string) bool { return false }
	test.Type(c.entry, "texte")
	c.entry.TypedKey(key(fyne.KeyReturn))
	if c.Draft() != "texte" {
		t.Errorf("draft %q", c.Draft())
	}
}

func TestComposerLimit(t *testing.T) {
	c, sent := testComposer(30)
	window(t, c, 600, 300)
	c.SetDraft("short")
	if got := words(c); has(got, "25 left") {
		t.Errorf("counts far from the limit: %q", got)
	}
	c.SetDraft(strings.Repeat("é", 28))
	if got := words(c); !has(got, "2 left") {
		t.Errorf("no count near the limit: %q", got)
	}
	c.SetDraft(strings.Repeat("é", 31))
	c.entry.TypedKey(key(fyne.KeyReturn))
	if len(*sent) != 0 || !c.send.Disabled() || !has(words(c), "-1 left") {
		t.Errorf("too much was sent: %q; drawn %q", *sent, words(c))
	}
}

func TestComposerBlockedSaysWhyAndKeepsTheDraft(t *testing.T) {
	c, sent := testComposer(0)
	window(t, c, 600, 300)
	c.SetDraft("draft")
	c.Block("The line is down", true)
	c.entry.TypedKey(key(fyne.KeyReturn))
	test.Type(c.entry, "!")
	if len(*sent) != 0 || c.Draft() != "draft!" || !has(words(c), "The line is down") {
		t.Errorf("sent %q, draft %q, drawn %q", *sent, c.Draft(), words(c))
	}
	c.Block("They have left", false)
	if !c.entry.Disabled() || c.Draft() != "draft!" {
		t.Error("one can still write, or the draft is lost")
	}
	c.Unblock()
	c.entry.TypedKey(key(fyne.KeyReturn))
	if len(*sent) != 1 || has(words(c), "They have left") {
		t.Errorf("sent %q after unblocking, drawn %q", *sent, words(c))
	}
}

// TestC22_DraftBelongsToItsConversation: changing drafts is silent and leaves no undo from one to the other.
func TestC22_DraftBelongsToItsConversation(t *testing.T) {
	c, _ := testComposer(0)
	window(t, c, 600, 300)
	var changes []string
	c.OnChanged = func(s string) { changes = append(changes, s) }
	test.Type(c.entry, "a")
	c.SetDraft("other")
	c.entry.TypedShortcut(&fyne.ShortcutUndo{})
	if c.Draft() != "other" || len(changes) != 1 {
		t.Errorf("draft %q, changes %q", c.Draft(), changes)
	}
}

func TestComposerInsertsAtTheCursor(t *testing.T) {
	c, _ := testComposer(0)
	window(t, c, 600, 300)
	c.SetDraft("Bonjour")
	c.Insert(", le 3919 répond")
	if c.Draft() != "Bonjour, le 3919 répond" {
		t.Errorf("draft %q", c.Draft())
	}
}

func TestComposerGrowsFromThreeToEightLines(t *testing.T) {
	c, _ := testComposer(0)
	window(t, c, 600, 600)
	three := c.MinSize().Height
	c.SetDraft(strings.Repeat("ligne\n", 5))
	six := c.MinSize().Height
	c.SetDraft(strings.Repeat("ligne\n", 7))
	eight := c.MinSize().Height
	c.SetDraft(strings.Repeat("ligne\n", 30))
	if many := c.MinSize().Height; six <= three || eight <= six || many != eight {
		t.Errorf("heights %v, %v, %v, %v", three, six, eight, many)
	}
	c.SetDraft("")
	if c.MinSize().Height != three {
		t.Error("does not shrink again")
	}
}

func TestComposerHandsFunctionKeysOn(t *testing.T) {
	c, _ := testComposer(0)
	w := window(t, c, 600, 300)
	var typed []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { typed = append(typed, ev.Name) })
	for _, k := range []fyne.KeyName{fyne.KeyF1, fyne.KeyEscape, fyne.KeyUp} {
		c.entry.TypedKey(key(k))
	}
	if fmt.Sprint(typed) != "[F1 Escape]" {
		t.Errorf("the window got %v", typed)
	}
}
