package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"vigie.example/assets/icons"
)

// What a bar has no room for is in its menu, as long as it is wanted.
func TestD7_WhatABarDropsIsInItsMenu(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light, 1))
	done := ""
	button := func(words string) *Button {
		b := NewButton(Secondary, icons.Door, words, func() { done = words })
		b.SetKey("F7")
		return b
	}
	first, second, kept := button("Transférer"), button("Demander un avis"), button("Supprimer")
	more := BarMore("Autres commandes")
	bar := Bar(10, BarItem{Object: first, Drop: 1}, BarItem{Object: second, Drop: 2}, BarItem{Object: kept, Shrinks: true}, more)
	layout := bar.Layout.(*barLayout)
	w := test.NewTempWindow(t, container.NewWithoutLayout(bar))
	w.Resize(fyne.NewSize(1000, 200))
	for _, tt := range []struct {
		width       float32
		first, more bool
		whole       bool
		dropped     []string
	}{
		{900, true, false, true, nil},
		{400, true, false, false, nil}, // what shrinks does so before anything goes
		{300, true, true, false, []string{"Demander un avis (F7)"}},
		{90, false, true, false, []string{"Transférer (F7)", "Demander un avis (F7)"}},
		{900, true, false, true, nil},
	} {
		bar.Resize(fyne.NewSize(tt.width, 40))
		var got []string
		for _, it := range layout.menu() {
			got = append(got, it.Label)
		}
		if first.Visible() != tt.first || more.Object.Visible() != tt.more || len(got) != len(tt.dropped) || kept.isIcon(kept.Size().Width) == tt.whole {
			t.Errorf("at %v: first %v, more %v, menu %q, kept %v wide", tt.width, first.Visible(), more.Object.Visible(), got, kept.Size().Width)
		}
		for i := range got {
			if got[i] != tt.dropped[i] {
				t.Errorf("at %v the menu has %q", tt.width, got)
			}
		}
	}
	bar.Resize(fyne.NewSize(90, 40))
	test.Tap(more.Object.(*Button))
	if !Covered(w.Canvas()) {
		t.Fatal("the menu does not open")
	}
	layout.menu()[1].Action()
	if done != "Demander un avis" {
		t.Errorf("the menu does %q", done)
	}
	Want(bar, second, false)
	if n := len(layout.menu()); n != 1 {
		t.Errorf("what is no longer wanted stays in the menu of %d", n)
	}
	Want(bar, second, true)
	if second.Visible() || len(layout.menu()) != 2 {
		t.Error("what is wanted again shows where there is no room, or is not in the menu")
	}
}
