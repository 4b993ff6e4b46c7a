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
	alphabet := []rune("aàeé iIlmW  n.,-'ñœ 0123456789\n\u00a0\u202fße\u0301«»?!:;")
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

// French puts a space before some marks: a line neither begins with them nor ends with the opening quotation mark.
func TestD7_WrapKeepsFrenchMarksWithTheirWords(t *testing.T) {
	window(t, NewLabel("", Body), 100, 100)
	w := newWrapper(15, fyne.TextStyle{})
	text := "Vous les avez envoyés ? Il a écrit : « je sais où tu habites » ; c'était hier soir !"
	for width := float32(70); width < 600; width += 3 {
		for _, ln := range w.wrap(text, width) {
			if strings.IndexAny(ln.text, "?!:;»") == 0 || strings.HasSuffix(ln.text, "«") {
				t.Fatalf("at %v a line is %q", width, ln.text)
			}
		}
	}
	if got := w.wrap("ah ? oui", w.width("ah ? oui")+1); len(got) != 1 {
		t.Fatalf("a text that fits one line became %d", len(got))
	}
}
