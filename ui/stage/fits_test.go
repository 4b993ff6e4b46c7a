package main

import (
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/testkit/screen"
	"vigie.example/ui"
	"vigie.example/ui/kit"
)

// least is a screen of 1366 x 768 with a title bar and a panel.
var least = fyne.NewSize(1366, 700)

// Every state of the window fits on the smallest screen, in both languages and at every size of text: whatever can be operated
// is there, inside, not over something else that can, and says its whole word.
func TestD7_EverySceneFits(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(800)) // three hundred windows: most of the time would go into looking for garbage
	printDocument(t)
	app := test.NewTempApp(t)
	for _, look := range []ui.Look{
		{Language: "fr", Scale: 1}, {Language: "en", Scale: 1.5, Mode: kit.Dark}, {Language: "fr", Scale: 2},
	} {
		for _, name := range slices.Sorted(maps.Keys(scenes)) {
			if look.Scale < kit.MaxScale && variation(name) {
				continue
			}
			s := scenes[name]()
			w, err := ui.New(app, models(s), look)
			if err != nil {
				t.Fatal(err)
			}
			w.Fyne().Resize(least)
			if s.open != nil {
				s.open(w)
			}
			screen.Settle(w.Fyne()) // a real window lays out again what has changed
			if size := w.Fyne().Canvas().Size(); size.Width > least.Width || size.Height > least.Height {
				t.Errorf("%s %s %.1f: the window grows to %v", name, look.Language, look.Scale, size)
			}
			operable := boxes(w.Fyne().Content(), fyne.Position{}, nil)
			if len(operable) < 5 {
				t.Fatalf("%s: the search finds %d things to operate", name, len(operable))
			}
			for i, b := range operable {
				if b.pos.X < 0 || b.pos.Y < 0 || b.pos.X+b.size.Width > least.Width+1 || b.pos.Y+b.size.Height > least.Height+1 {
					t.Errorf("%s %s %.1f: %T at %v, %v is off the screen", name, look.Language, look.Scale, b.o, b.pos, b.size)
				}
				if cut(b.o) {
					t.Errorf("%s %s %.1f: the word of %q is cut", name, look.Language, look.Scale, b.o.(*kit.Button).Text())
				}
				for _, other := range operable[:i] {
					if b.over(other) {
						t.Errorf("%s %s %.1f: %T at %v lies over %T at %v", name, look.Language, look.Scale, b.o, b.pos, other.o, other.pos)
					}
				}
			}
			w.Close()
			w.Fyne().Close()
		}
	}
}

// variation reports whether a scene is another with other words: the largest letters are enough for those.
func variation(name string) bool {
	kind, _, _ := strings.Cut(name, "-")
	return kind == "alarm" || kind == "warning" || kind == "key"
}

type box struct {
	o    fyne.CanvasObject
	pos  fyne.Position
	size fyne.Size
}

func (b box) over(o box) bool {
	return b.pos.X+1 < o.pos.X+o.size.Width && o.pos.X+1 < b.pos.X+b.size.Width &&
		b.pos.Y+1 < o.pos.Y+o.size.Height && o.pos.Y+1 < b.pos.Y+b.size.Height
}

// cut reports whether a button shows only the beginning of its word.
func cut(o fyne.CanvasObject) bool {
	b, ok := o.(*kit.Button)
	if !ok {
		return false
	}
	for _, part := range test.WidgetRenderer(b).Objects() {
		if t, ok := part.(*canvas.Text); ok && strings.HasSuffix(t.Text, "…") && !strings.HasSuffix(b.Text(), "…") {
			return true
		}
	}
	return false
}

// boxes collects what can have the keyboard; what scrolls counts as a whole, what is in it does not.
func boxes(o fyne.CanvasObject, at fyne.Position, out []box) []box {
	if !o.Visible() {
		return out
	}
	at = at.Add(o.Position())
	if f, ok := o.(fyne.Focusable); ok {
		if d, can := f.(fyne.Disableable); !can || !d.Disabled() {
			return append(out, box{o, at, o.Size()})
		}
		return out
	}
	switch o := o.(type) {
	case *container.Scroll:
		if _, form := o.Content.(fyne.Focusable); !form && o.Size().Height > 40 {
			return boxesInside(o, at, out)
		}
	case *fyne.Container:
		for _, c := range o.Objects {
			out = boxes(c, at, out)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			out = boxes(c, at, out)
		}
	}
	return out
}

// boxesInside collects what is in view of something that scrolls.
func boxesInside(s *container.Scroll, at fyne.Position, out []box) []box {
	for _, b := range boxes(s.Content, at, nil) {
		if b.pos.Y >= at.Y && b.pos.Y+b.size.Height <= at.Y+s.Size().Height {
			out = append(out, b)
		}
	}
	return out
}
