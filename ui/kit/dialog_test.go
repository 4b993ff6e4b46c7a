package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestDialogBeginsOnTheSafeChoiceAndEscapeCancels(t *testing.T) {
	behind := NewButton(Primary, "", "Behind", func() { t.Error("the window behind was reached") })
	w := window(t, NewRoot(behind), 800, 600)
	w.Canvas().Focus(behind)
	var windowKeys int
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { windowKeys++ })
	cancelled, confirmed := 0, 0
	ask := func() *Dialog {
		return Ask(w.Canvas(), Question{
			Title: "Delete?", Text: "It does not come back.", Confirm: "Delete", Cancel: "Keep", Kind: Danger,
			OnConfirm: func() bool { confirmed++; return true }, OnCancel: func() { cancelled++ },
		})
	}
	d := ask()
	if w.Canvas().Focused() != fyne.Focusable(d.cancel) {
		t.Fatalf("the keyboard is on %v", w.Canvas().Focused())
	}
	d.cancel.TypedKey(key(fyne.KeyEscape))
	if cancelled != 1 || d.Open() || Covered(w.Canvas()) || windowKeys != 0 {
		t.Errorf("Escape: cancelled %d, open %v, keys behind %d", cancelled, d.Open(), windowKeys)
	}
	if w.Canvas().Focused() != fyne.Focusable(behind) {
		t.Error("the keyboard did not come back")
	}
	d = ask()
	for range 5 { // round and round, never out
		w.Canvas().FocusNext()
		if f := w.Canvas().Focused(); f != fyne.Focusable(d.cancel) && f != fyne.Focusable(d.confirm) {
			t.Fatalf("Tab left the dialog to %v", f)
		}
	}
	test.Tap(d.confirm)
	if confirmed != 1 || d.Open() {
		t.Errorf("confirmed %d", confirmed)
	}
	behind.TypedKey(key(fyne.KeyF1))
	if windowKeys != 1 {
		t.Error("the window's keys did not come back")
	}
}

func TestDialogStaysWhileItsAnswerIsNotAccepted(t *testing.T) {
	w := window(t, NewRoot(widget.NewLabel("")), 800, 600)
	var got fyne.KeyName
	d := Ask(w.Canvas(), Question{Title: "Why?", Confirm: "OK", OnConfirm: func() bool { return false }})
	d.OnKey = func(ev *fyne.KeyEvent) { got = ev.Name }
	d.confirm.TypedKey(key(fyne.KeyReturn))
	d.confirm.TypedKey(key(fyne.KeyF9))
	if !d.Open() || got != fyne.KeyF9 {
		t.Errorf("open %v, key %q", d.Open(), got)
	}
	d.ConfirmButton().Disable()
	d.Confirm()
	if !d.Open() {
		t.Error("a disabled answer closed the dialog")
	}
}

// TestC25_CoverBlanksTheWindow: nothing of the window is drawn over the cover, and no key reaches it.
func TestC25_CoverBlanksTheWindow(t *testing.T) {
	behind := NewButton(Primary, "", "Secret", func() { t.Error("the window behind was reached") })
	w := window(t, NewRoot(behind), 800, 600)
	var keys int
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { keys++ })
	lifted, allowed := 0, false
	c := ShowCover(w.Canvas(), CoverWords{Title: "Hidden", Lift: "Go on"}, nil, func() bool { return allowed }, func() { lifted++ })
	top := w.Canvas().Overlays().Top()
	if top == nil || top.Size() != w.Canvas().Size() {
		t.Fatal("the cover does not cover")
	}
	if _, _, _, a := lookOf(NewTheme(Light, 1)).color(ColorCover).RGBA(); a != 0xffff {
		t.Error("one can see through the cover")
	}
	lift := w.Canvas().Focused().(*Button)
	lift.TypedKey(key(fyne.KeyF1))
	lift.TypedKey(key(fyne.KeyEscape))
	test.Tap(lift)
	if keys != 0 || !c.Up() {
		t.Errorf("keys behind %d, up %v", keys, c.Up())
	}
	allowed = true
	test.Tap(lift)
	if c.Up() || lifted != 1 {
		t.Errorf("up %v, lifted %d", c.Up(), lifted)
	}
}

// Enter confirms where nothing else uses it, and the window keeps its function keys.
func TestDialogKeys(t *testing.T) {
	w := window(t, NewRoot(widget.NewLabel("")), 800, 600)
	var behind fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { behind = ev.Name })
	choice := NewChoice([]Option{{ID: "a", Label: "A"}}, nil)
	confirmed := 0
	d := Ask(w.Canvas(), Question{Title: "Why?", Confirm: "OK", Cancel: "No", Content: choice, Focus: choice, OnConfirm: func() bool { confirmed++; return true }})
	choice.TypedKey(key(fyne.KeyF12))
	choice.TypedKey(key(fyne.KeyX))
	if behind != fyne.KeyF12 {
		t.Errorf("the window got %q, want F12 alone", behind)
	}
	choice.TypedKey(key(fyne.KeyReturn))
	if confirmed != 1 || d.Open() {
		t.Errorf("Enter confirmed %d times, open %v", confirmed, d.Open())
	}
}

func TestC25_TheKeyThatCoversMayLift(t *testing.T) {
	w := window(t, NewRoot(widget.NewLabel("")), 800, 600)
	c := ShowCover(w.Canvas(), CoverWords{Title: "Hidden", Lift: "Go on"}, nil, nil, nil)
	c.OnKey = func(ev *fyne.KeyEvent) {
		if ev.Name == fyne.KeyF12 {
			c.Lift()
		}
	}
	w.Canvas().Focused().TypedKey(key(fyne.KeyF12))
	if c.Up() {
		t.Error("the cover stayed")
	}
}
