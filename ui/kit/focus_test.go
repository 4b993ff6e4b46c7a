package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"vigie.example/assets/icons"
)

// forgetful is a toolkit that does not know where anything was painted, as Fyne of what was hidden until now.
type (
	forgetful struct{ fyne.App }
	blind     struct{ fyne.Driver }
)

func (f forgetful) Driver() fyne.Driver                     { return blind{f.App.Driver()} }
func (blind) CanvasForObject(fyne.CanvasObject) fyne.Canvas { return nil }

// AllWindows leaves out the one that a test's application begins with.
func (b blind) AllWindows() []fyne.Window {
	all := b.Driver.AllWindows()
	return all[len(all)-1:]
}

// The keyboard goes to what has just become visible: nobody types into nothing, or into what was there before.
func TestC22_TheKeyboardGoesToWhatWasNotPaintedYet(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light, 1))
	here, there := NewButton(Secondary, icons.None, "ici", nil), NewComposer(ComposerWords{}, 100)
	w := test.NewTempWindow(t, container.NewVBox(here, there))
	w.Canvas().Focus(here)
	fyne.SetCurrentApp(forgetful{app})
	t.Cleanup(func() { fyne.SetCurrentApp(app) })
	there.Focus()
	if !there.Focused() {
		t.Errorf("the keyboard is at %T", w.Canvas().Focused())
	}
}

// rendering is a window that finds only what it has rendered.
type rendering struct {
	fyne.Canvas
	rendered bool
}

func (r *rendering) EnsureMinSize() bool { r.rendered = true; return false }

func (r *rendering) Focus(o fyne.Focusable) {
	if r.rendered {
		r.Canvas.Focus(o)
	}
}

// What was shown a moment ago is rendered before it gets the keyboard.
func TestC22_WhatHasJustBeenShownGetsTheKeyboard(t *testing.T) {
	test.NewTempApp(t)
	b := NewButton(Secondary, icons.None, "ici", nil)
	w := test.NewTempWindow(t, b)
	if FocusIn(&rendering{Canvas: w.Canvas()}, b); w.Canvas().Focused() != b {
		t.Errorf("the keyboard is at %T", w.Canvas().Focused())
	}
}

// Tab goes on to what is next from every field, those of several lines too: the toolkit's would write it.
func TestD7_NoFieldHoldsTheKeyboard(t *testing.T) {
	test.NewTempApp(t)
	for _, o := range []fyne.Focusable{NewEntry(""), NewPasswordEntry(""), NewTextArea("", 3), NewComposer(ComposerWords{}, 100).Field()} {
		if tab, ok := o.(fyne.Tabbable); ok && tab.AcceptsTab() {
			t.Errorf("%T writes a Tab", o)
		}
	}
}

// A keyboard in what is hidden, by itself or with what it is in, is lost; one behind a question is not.
func TestC22_AKeyboardInWhatIsHiddenIsLost(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light, 1))
	b := NewButton(Secondary, icons.None, "ici", nil)
	around := Column(0, b)
	w := test.NewTempWindow(t, Inset(20, 20, Column(0, around)))
	for _, tt := range []struct {
		do   func()
		lost bool
	}{
		{func() {}, true}, {func() { w.Canvas().Focus(b) }, false}, {around.Hide, true}, {around.Show, false}, {b.Hide, true}, {b.Show, false},
		{func() { w.Canvas().Unfocus() }, true}, {func() { Ask(w.Canvas(), Question{Title: "?", Confirm: "oui"}) }, false},
	} {
		if tt.do(); Lost(w.Canvas()) != tt.lost {
			t.Errorf("lost is %v with the keyboard at %T", !tt.lost, w.Canvas().Focused())
		}
	}
}
