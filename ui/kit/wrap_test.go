package kit

import (
	"math/rand/v2"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// TestWrapLosesNothing: whatever the text and the width, every word is drawn, and no line is too wide unless it is one character.
func TestWrapLosesNothing(t *testing.T) {
	window(t, NewLabel("", Body), 100, 100)
	w := newWrapper(15, fyne.TextStyle{})
	alphabet := []rune("aàeé iIlmW  n.,-'ñœ 0123456789\n\u00a0\u202fße\u0301")
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		text := make([]rune, r.IntN(120))
		for i := range text {
			text[i] = alphabet[r.IntN(len(alphabet))]
		}
		width := 10 + r.Float32()*400
		var drawn strings.Builder
		for _, ln := range w.wrap(string(text), width) {
			drawn.WriteString(ln.text)
			if ln.width > width+0.01 && len([]rune(strings.ReplaceAll(ln.text, "\u0301", ""))) > 1 {
				t.Fatalf("line %q is %v wide in %v", ln.text, ln.width, width)
			}
		}
		squeeze := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
		if got, want := squeeze(drawn.String()), squeeze(string(text)); got != want {
			t.Fatalf("at %v %q became %q", width, want, got)
		}
	}
}

// A combining mark never begins a line: it would sit on nothing.
func TestWrapKeepsMarksOnTheirLetters(t *testing.T) {
	window(t, NewLabel("", Body), 100, 100)
	w := newWrapper(15, fyne.TextStyle{})
	for _, ln := range w.wrap(strings.Repeat("e\u0301", 200), 90) {
		if strings.HasPrefix(ln.text, "\u0301") {
			t.Fatalf("line begins with a mark: %q", ln.text)
		}
	}
}
