package thread

import (
	"testing"

	"vigie.example/internal/console/thread"
)

// The keyboard is never left in what is no longer there: what is typed then would go nowhere, or into what was.
func TestC22_TheKeyboardLeavesWhatIsGone(t *testing.T) {
	s := start(t)
	blank := 0
	s.view.OnBlank = func() { blank++ }
	s.view.Render(state("a", "Bonjour."))
	if s.canvas.Focused() != s.view.composer.Field() {
		t.Fatalf("an answer is not begun: the keyboard is at %T", s.canvas.Focused())
	}
	closed := state("a", "Bonjour.")
	closed.Phase, closed.Compose.Enabled = thread.Closed, false
	if s.view.Render(closed); s.canvas.Focused() != s.view.messages {
		t.Errorf("once it is closed the keyboard is at %T", s.canvas.Focused())
	}
	gone := thread.State{Conversation: "a", Phase: thread.Gone, Now: now}
	if s.view.Render(gone); blank != 1 {
		t.Errorf("the window was asked %d times to take the keyboard", blank)
	}
	s.view.Render(state("b", "Bonsoir."))
	s.canvas.Unfocus()
	if s.view.Render(thread.State{Now: now}); blank != 1 {
		t.Error("the keyboard was taken from elsewhere")
	}
}
