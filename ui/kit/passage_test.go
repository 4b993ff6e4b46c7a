package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func chosen(p *Passage) string {
	begin, end, ok := p.Selected()
	if !ok {
		return ""
	}
	return p.Text()[begin:end]
}

func shift(p *Passage, on bool) {
	ev := key(desktop.KeyShiftLeft)
	if on {
		p.KeyDown(ev)
	} else {
		p.KeyUp(ev)
	}
}

func TestPassageIsChosenByWords(t *testing.T) {
	p := NewPassage("Il s'appelle (Marc) Dupont-Roy, 06 12 34.")
	w := window(t, p, 600, 120)
	w.Canvas().Focus(p)
	if chosen(p) != "" {
		t.Fatalf("chosen at first: %q", chosen(p))
	}
	var picked string
	p.OnPick = func(begin, end int) { picked = p.Text()[begin:end] }
	p.TypedKey(key(fyne.KeySpace))
	if picked != "" {
		t.Errorf("picked %q out of nothing", picked)
	}
	right := func(n int) {
		for range n {
			p.TypedKey(key(fyne.KeyRight))
		}
	}
	for _, want := range []string{"Il", "s", "appelle", "Marc"} {
		if right(1); chosen(p) != want {
			t.Errorf("chosen %q, want %q", chosen(p), want)
		}
	}
	shift(p, true)
	right(2)
	shift(p, false)
	if p.TypedKey(key(fyne.KeyReturn)); picked != "Marc) Dupont-Roy" {
		t.Errorf("picked %q", picked)
	}
	p.TypedKey(key(fyne.KeyEnd))
	if right(1); chosen(p) != "34" {
		t.Errorf("at the end: %q", chosen(p))
	}
	p.TypedShortcut(&fyne.ShortcutSelectAll{})
	if chosen(p) != p.Text() {
		t.Errorf("all is %q", chosen(p))
	}
	p.TypedKey(key(fyne.KeyHome))
	if p.TypedKey(key(fyne.KeyLeft)); chosen(p) != "Il" {
		t.Errorf("before the beginning: %q", chosen(p))
	}
	p.SetText("Autre chose")
	if chosen(p) != "" {
		t.Error("a choice outlives its text")
	}
}

func TestPassageIsChosenByLinesAndPointer(t *testing.T) {
	p := NewPassage("un deux trois quatre\ncinq six sept huit\n\nneuf dix")
	w := window(t, p, 400, 200)
	w.Canvas().Focus(p)
	p.TypedKey(key(fyne.KeyRight))
	p.TypedKey(key(fyne.KeyRight))
	for _, want := range []string{"six", "dix", "dix"} {
		if p.TypedKey(key(fyne.KeyDown)); chosen(p) != want && want != "six" || chosen(p) == "" {
			t.Errorf("down: %q, want %q", chosen(p), want)
		}
	}
	p.TypedKey(key(fyne.KeyUp))
	if line, _ := p.lineOf(p.at); line != 1 {
		t.Errorf("up: %q", chosen(p))
	}
	first := fyne.NewPos(passagePad+2, passagePad+4)
	if test.TapAt(p, first); chosen(p) != "un" {
		t.Errorf("tapped %q", chosen(p))
	}
	step := lookOf(p.Theme()).lineHeight(SizeBody) + passageLead
	end := fyne.NewPos(390, passagePad+step+4)
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: end}, Dragged: fyne.NewDelta(end.X-first.X, end.Y-first.Y)})
	p.DragEnd()
	if chosen(p) != "un deux trois quatre\ncinq six sept huit" {
		t.Errorf("drew over %q", chosen(p))
	}
}

// Whatever somebody wrote, every byte belongs to one piece, lines stay inside, and nothing invisible is drawn.
func TestPassageOfAnything(t *testing.T) {
	for _, text := range []string{
		"", "\n", "\n\n a \n", strings.Repeat("motsansfin", 60), "fichier \u202egpj.exe\u202c z\u200bero", "مرحبا، أحتاج إلى مساعدة",
		"e\u0301\u0301\u0301\u0301\u0301\u0301 \xff\xfe fin", "Pourquoi ? Parce que : « oui » !", strings.Repeat("? ", 300), "👩‍👩‍👧 日本語のメッセージ",
	} {
		p := NewPassage(text)
		window(t, p, 240, 300)
		at := 0
		for _, piece := range p.pieces {
			if piece.begin != at || piece.end <= at {
				t.Fatalf("%q: a piece from %d to %d after %d", text, piece.begin, piece.end, at)
			}
			at = piece.end
		}
		if at != len(text) {
			t.Errorf("%q: pieces end at %d", text, at)
		}
		for _, ln := range p.lines {
			for n := range ln.pieces {
				if !p.pieces[ln.pieces[n]].space && ln.x[n]+ln.wide[n] > p.width+1 {
					t.Errorf("%.20q: %q ends at %v of %v", text, ln.text, ln.x[n]+ln.wide[n], p.width)
				}
			}
			if strings.ContainsAny(ln.text, "\u202e\u200b\n") {
				t.Errorf("drawn: %q", ln.text)
			}
		}
		for range 3 {
			p.TypedKey(key(fyne.KeyDown))
			p.TypedKey(key(fyne.KeyRight))
		}
		p.SelectAll()
		if begin, end, ok := p.Selected(); ok && (begin < 0 || end > len(text) || begin >= end) {
			t.Errorf("%q: chosen %d to %d", text, begin, end)
		}
	}
}

func TestPassageShowsMarks(t *testing.T) {
	p := NewPassage("Marc habite à Bordeaux")
	w := window(t, p, 400, 100)
	bars := func(c fyne.ThemeColorName) (n int) {
		want := NewTheme(Light, 1).Color(c, 0)
		visit(p, func(o fyne.CanvasObject) {
			if r, ok := o.(*canvas.Rectangle); ok && r.FillColor == want && r.Size().Height < 4 {
				n++
			}
		})
		return n
	}
	if bars(ColorWarning) != 0 {
		t.Fatal("marked at first")
	}
	p.SetMarks([]PassageMark{{Begin: 0, End: 4, Tone: Warning}, {Begin: 15, End: 23, Tone: Urgent, Struck: true}})
	if bars(ColorWarning) != 1 || bars(ColorUrgent) != 1 {
		t.Errorf("%d and %d marks", bars(ColorWarning), bars(ColorUrgent))
	}
	w.Canvas().Focus(p)
	n := 0
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { n++ })
	if p.TypedKey(key(fyne.KeyF1)); n != 1 {
		t.Error("function keys do not get through")
	}
}
