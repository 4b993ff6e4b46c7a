package kit

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

func TestReaderIsReadToItsEnd(t *testing.T) {
	ends := 0
	r := NewReader(NewLabel(strings.Repeat("ligne\n", 100), Paragraph))
	r.OnEnd = func() { ends++ }
	w := window(t, r, 300, 200)
	w.Canvas().Focus(r)
	r.TypedKey(key(fyne.KeyPageDown))
	if r.Ended() || ends > 0 || r.scroll.inner.Offset.Y == 0 {
		t.Fatalf("after a page: ended %v at %v", r.Ended(), r.scroll.inner.Offset.Y)
	}
	for range 100 {
		r.TypedKey(key(fyne.KeySpace))
	}
	if !r.Ended() || ends != 1 {
		t.Errorf("at the end: %v, told %d times", r.Ended(), ends)
	}
	r.SetContent(NewLabel(strings.Repeat("autre\n", 100), Paragraph))
	if r.Ended() || r.scroll.inner.Offset.Y != 0 {
		t.Error("what was read before counts for what follows")
	}
	r.SetContent(NewLabel("court", Paragraph))
	if !r.Ended() || ends != 2 {
		t.Error("what fits is not read")
	}
}

func TestTabsKeepTheFrontWord(t *testing.T) {
	chosen := -1
	tabs := NewTabs(func(i int) { chosen = i }, Tab{"report", "Signalement", "A"}, Tab{"notes", "Notes internes", "B"})
	tabs.Show(1)
	w := window(t, NewRoot(tabs.Content()), 400, 60)
	if got := words(tabs.Content()); !has(got, "Signalement") || !has(got, "Notes internes") {
		t.Errorf("with room: %q", got)
	}
	w.Resize(fyne.NewSize(190, 60))
	if got := words(tabs.Content()); has(got, "Signalement") || !has(got, "Notes internes") {
		t.Errorf("without: %q", got)
	}
	tabs.Button(0).TypedKey(key(fyne.KeyReturn))
	if chosen != 0 {
		t.Errorf("chose %d", chosen)
	}
	tabs.Show(0)
	tabs.SetWord(0, "Autre")
	if got := words(tabs.Content()); !has(got, "Autre") || tabs.Front() != 0 {
		t.Errorf("after: %q", got)
	}
}

// Everything on a sheet is at its place, in the size of the sheet.
func TestSheetsKeepPlaces(t *testing.T) {
	p := NewPages(nil)
	w := window(t, NewRoot(NewReader(p)), 600, 400)
	p.SetSheets([]Sheet{
		{Width: 300, Height: 400, Words: []SheetWords{{X: 30, Y: 40, Size: 10, Text: "un"}, {X: 30, Y: 80, Size: 20, Bold: true, Text: "deux"}}, Rules: []SheetRule{{X1: 30, X2: 270, Y: 60}}},
		{Width: 300, Height: 400, Words: []SheetWords{{X: 60, Y: 40, Size: 10, Text: "trois"}}},
	})
	w.Resize(fyne.NewSize(601, 400))
	at := map[string]*canvas.Text{}
	visit(p, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok {
			at[text.Text] = text
		}
	})
	if len(at) != 3 || at["un"].TextSize < 19 || at["deux"].TextSize != 2*at["un"].TextSize || at["trois"].Position().X <= at["un"].Position().X {
		t.Fatalf("drawn: %v", words(p))
	}
	if d := at["trois"].Position().Y - at["un"].Position().Y; d < 790 || d > 830 {
		t.Errorf("the second sheet begins %v below the first", d)
	}
	p.SetSheets(nil)
	if got := words(p); len(got) > 0 {
		t.Errorf("stays: %q", got)
	}
}

// A document is white in every theme, its pages are numbered, no head ends a page, and nothing is lost at a page's edge.
func TestPagesLoseNothing(t *testing.T) {
	p := NewPages(func(page, pages int) string { return fmt.Sprintf("Page %d sur %d", page, pages) })
	w := window(t, NewRoot(NewReader(p)), 700, 400)
	fyne.CurrentApp().Settings().SetTheme(NewTheme(Dark, 1))
	blocks := []Block{{Kind: BlockTitle, Text: "Signalement"}}
	for i := range 60 {
		blocks = append(blocks, Block{Kind: BlockHead, Text: fmt.Sprintf("Partie %d", i)},
			Block{Kind: BlockEntry, Name: "Nom", Text: fmt.Sprintf("valeur%d", i), Notes: []string{"moins"}}, Block{Text: "Texte."})
	}
	p.SetBlocks(blocks)
	w.Canvas().Capture()
	got := words(p)
	for i := range 60 {
		if !has(got, fmt.Sprintf("Partie %d", i)) || !has(got, fmt.Sprintf("valeur%d", i)) {
			t.Errorf("part %d is lost", i)
		}
	}
	pages := 0
	for _, word := range got {
		if strings.HasPrefix(word, "Page ") {
			pages++
		}
	}
	if last := fmt.Sprintf("Page %d sur %d", pages, pages); pages < 5 || got[len(got)-1] != last {
		t.Errorf("%d pages, the last is %q", pages, got[len(got)-1])
	}
	for i, word := range got {
		if strings.HasPrefix(word, "Page ") && strings.HasPrefix(got[i-1], "Partie ") {
			t.Errorf("%s ends with %s", word, got[i-1])
		}
	}
	visit(p, func(o fyne.CanvasObject) {
		if paper, ok := o.(*canvas.Rectangle); ok && paper.FillColor != NewTheme(Light, 1).Color(ColorBackground, 0) {
			t.Errorf("paper is %v", paper.FillColor)
		}
	})
}

// A scroll says whose lower end is in sight, and tells whenever that may have changed.
func TestD7_AScrollSaysWhatIsInSight(t *testing.T) {
	first, last := NewLabel("premier", Paragraph), NewLabel("dernier", Paragraph)
	s := NewScroll(Column(0, first, NewLabel(strings.Repeat("ligne\n", 100), Paragraph), last))
	moved := 0
	s.OnMoved = func() { moved++ }
	if s.ShowsEndOf(first) {
		t.Error("in sight without a window")
	}
	window(t, NewRoot(s), 600, 400)
	if moved == 0 || !s.ShowsEndOf(first) || s.ShowsEndOf(last) {
		t.Errorf("at the beginning: moved %d times, first %v, last %v", moved, s.ShowsEndOf(first), s.ShowsEndOf(last))
	}
	before := moved
	s.by(10_000)
	if moved == before || s.ShowsEndOf(first) || !s.ShowsEndOf(last) {
		t.Errorf("at the end: moved %d times, first %v, last %v", moved-before, s.ShowsEndOf(first), s.ShowsEndOf(last))
	}
	last.Hide()
	if s.ShowsEndOf(last) {
		t.Error("what is hidden is in sight")
	}
}
