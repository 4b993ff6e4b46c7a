package thread

import (
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/testkit/screen"
)

// A draft belongs to its conversation (C22): it goes with it, comes back with it, and is never seen in another.
func TestC22_DraftsBelongToTheirConversation(t *testing.T) {
	s := start(t)
	s.view.Render(state("a", "Bonjour."))
	field := s.view.FocusComposer()
	test.Type(field, "pour A")
	if got := s.last("draft"); got != "draft a pour A" {
		t.Fatalf("the draft was told as %q", got)
	}
	told := len(s.calls)
	b := state("b", "Autre.")
	b.Draft = "pour B"
	s.view.Render(b)
	if got := s.view.composer.Draft(); got != "pour B" {
		t.Errorf("in B stands %q", got)
	}
	for _, call := range s.calls[told:] {
		if strings.HasPrefix(call, "draft") {
			t.Errorf("changing the conversation told a draft: %q", call)
		}
	}
	test.Type(s.view.FocusComposer(), "!")
	if got := s.last("draft"); got != "draft b pour B!" {
		t.Errorf("typing in B told %q", got)
	}
	a := state("a", "Bonjour.")
	a.Draft = "pour A"
	s.view.Render(a)
	if got := s.view.composer.Draft(); got != "pour A" {
		t.Errorf("back in A stands %q", got)
	}
	a.Typing = true // a later state of the same conversation brings an older draft: what is typed stays
	a.Draft = "pour"
	s.view.Render(a)
	if got := s.view.composer.Draft(); got != "pour A" {
		t.Errorf("a later state changed the field to %q", got)
	}
}

// Somebody who types while another conversation comes to the screen does not go on typing there.
func TestC22_TypingDoesNotRunOnIntoAnotherConversation(t *testing.T) {
	s := start(t)
	s.view.Render(state("a", "Bonjour."))
	s.canvas.Focus(s.view.FocusComposer())
	test.Type(s.view.FocusComposer(), "Bonjour Lou, je")
	s.view.Render(state("b", "Autre."))
	screen.Press(s.canvas, fyne.KeyReturn)
	s.canvas.Focused().TypedRune('x')
	if got := s.last("send"); got != "" || s.view.composer.Draft() != "" {
		t.Errorf("sent %q, and in the field stands %q", got, s.view.composer.Draft())
	}
	s.canvas.Focus(nil) // with nothing being written, the keyboard goes to where an answer is written
	s.view.Render(state("c", "Encore."))
	if s.canvas.Focused() != s.view.FocusComposer() {
		t.Errorf("the keyboard is at %T", s.canvas.Focused())
	}
}

// What is gone from the model is gone from the window: words in no widget, drawn or not, in no list and no cache of the view.
func TestC21_NothingOfAGoneConversationStays(t *testing.T) {
	const secret = "kanarienvogel"
	for name, next := range map[string]thread.State{
		"deleted":       {Conversation: "a", Phase: thread.Gone, Note: view.T("thread.note.gone.declarant")},
		"none selected": {},
		"another one":   state("b", "Autre."),
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			st := state("a", "un "+secret+" jaune", strings.Repeat(secret+" ", 60), "مرحبا "+secret)
			st.Pseudonym, st.Draft = "Lou "+secret, "un brouillon "+secret
			for range 60 {
				st.Items = st.Items.Append(thread.Item{ID: conversation.MessageID(strings.Repeat("x", st.Items.Len())), Side: conversation.Operator, Text: secret, At: now, Delivery: thread.Read})
			}
			s.view.Render(st)
			s.canvas.Focus(s.view.FocusMessages())
			for range 70 {
				screen.Press(s.canvas, fyne.KeyUp) // through all of it, so that every row was drawn
			}
			if len(canary.Find(s.view, secret)) == 0 {
				t.Fatal("the search does not find what is on the screen")
			}
			st = thread.State{}
			s.view.Render(next)
			if flow := screen.Flow(s.view.Content()); strings.Contains(flow, secret) {
				t.Errorf("still drawn: %s", flow)
			}
			for _, path := range canary.Find(s.view, secret) {
				t.Errorf("still there: %s", path)
			}
		})
	}
}

// A message is text: markup stays what was typed, and nothing on the screen lies about direction or has no width.
func TestC6_MessagesAreTextAndNothingElse(t *testing.T) {
	s := start(t)
	st := state("a",
		"<script>alert(1)</script> **gras** [lien](https://exemple.test) <b>x</b>",
		"fichier \u202egpj.exe\u202c, \u2066isol\u00e9\u2069, z\u200be\u200dr\u2060o",
		"z"+strings.Repeat("\u0301", 60)+"algo", "a\x1b[31mrouge\x07", "مرحبا abc שלום")
	st.Pseudonym = "\u202e<b>Lou</b>\nSuperviseur"
	s.view.Render(st)
	for _, want := range []string{"<script>alert(1)</script>", "**gras**", "<b>Lou</b> Superviseur"} {
		if !strings.Contains(screen.Flow(s.view.Content()), want) {
			t.Errorf("does not show %q as it is", want)
		}
	}
	marks := 0
	screen.Visit(s.view.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.RichText, *widget.Hyperlink:
			if _, own := o.(*widget.Hyperlink); own {
				t.Error("a link is drawn")
			}
		case *canvas.Text:
			for _, r := range o.Text {
				if unicode.Is(unicode.Bidi_Control, r) && r != '\u200e' || unicode.Is(unicode.Cf, r) && r != '\u200e' || unicode.IsControl(r) {
					t.Errorf("%q draws %U", o.Text, r)
				}
			}
			marks = max(marks, strings.Count(o.Text, "\u0301"))
		}
	})
	if marks > 8 {
		t.Errorf("%d marks stand on one letter", marks)
	}
}

// Only what somebody can see counts as read; what came behind a cover is told once it is lifted.
func TestC25_WhatIsCoveredIsNotRead(t *testing.T) {
	s := start(t)
	s.view.Render(state("a", "un"))
	if got := s.last("shown"); got != "shown a 1" {
		t.Fatalf("told %q", got)
	}
	s.view.SetLookedAt(false)
	s.view.Render(state("a", "un", "deux"))
	if got := s.last("shown"); got != "shown a 1" {
		t.Errorf("told %q while nobody looked", got)
	}
	s.view.SetLookedAt(true)
	if got := s.last("shown"); got != "shown a 2" {
		t.Errorf("told %q afterwards", got)
	}
}

// What was handed to the kit does not change afterwards, and a new message makes one conversation, not all of them.
func TestItemsAreMadeOnce(t *testing.T) {
	s := start(t)
	st := state("a", "un", "deux")
	first := s.view.items.update(st)
	kept := append([]string(nil), first[0].Text, first[1].Text)
	st.Items = st.Items.Append(ours("m", thread.Queued, view.Text{}))
	second := s.view.items.update(st)
	st.Items = st.Items.Set(2, ours("m", thread.Read, view.Text{}))
	third := s.view.items.update(st)
	if first[0].Text != kept[0] || first[1].Text != kept[1] || second[2].State == third[2].State {
		t.Errorf("a list that was handed out has changed: %v %v", second[2], third[2])
	}
	if &first[0] != &second[0] && cap(first) > len(first) {
		t.Error("an added message copied the list")
	}
}
