package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"vigie.example/internal/conversation"
)

func TestC21_TheClipboardGoesWithItsConversation(t *testing.T) {
	w, _ := start(t, deskShell(), Look{Language: "fr"})
	board := fyne.CurrentApp().Clipboard()
	for _, tt := range []struct {
		name, content, want string
		erased              []conversation.ID
	}{
		{"still alive", "secret", "secret", []conversation.ID{"b"}},
		{"gone", "secret", "", []conversation.ID{"b", "a"}},
		{"something else copied since", "autre", "autre", []conversation.ID{"a"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w.noteCopied("a", "secret")
			board.SetContent(tt.content)
			s := inboxState()
			s.Erased = tt.erased
			w.renderInbox(s)
			if got := board.Content(); got != tt.want {
				t.Errorf("the clipboard has %q, want %q", got, tt.want)
			}
		})
	}
}
