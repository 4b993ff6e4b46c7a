package thread

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/retention"
	"vigie.example/internal/testkit/screen"
)

func deletable(id string) thread.State {
	s := state(id, "Bonjour.")
	s.Deletion = thread.Deletion{Can: true, Choices: []retention.Choice{retention.Now, retention.In15, retention.In30, retention.In60, retention.At}}
	return s
}

func TestC17_DeletingAsksWhen(t *testing.T) {
	s := start(t)
	s.view.Render(deletable("a"))
	test.Tap(screen.Button(t, s.view.Content(), "Supprimer"))
	screen.Press(s.canvas, fyne.KeyEscape)
	if s.last("delete") != "" || screen.Top(s.canvas) != nil {
		t.Fatalf("leaving the question deleted: %v", s.calls)
	}
	for i, c := range []retention.Choice{retention.Now, retention.In15, retention.In30, retention.In60} {
		s.view.AskDelete()
		for range i {
			screen.Press(s.canvas, fyne.KeyDown)
		}
		screen.Press(s.canvas, fyne.KeyReturn)
		if got := s.last("delete"); got != "delete a "+string(c) {
			t.Errorf("choice %d: %q", i, got)
		}
	}
}

func TestC17_AChosenTimeIsReadAndBounded(t *testing.T) {
	s := start(t)
	s.view.Render(deletable("a"))
	for text, want := range map[string]time.Time{
		"17:30": time.Date(2026, 3, 4, 17, 30, 0, 0, time.Local), "17h30": time.Date(2026, 3, 4, 17, 30, 0, 0, time.Local),
		"18:22": time.Date(2026, 3, 4, 18, 22, 0, 0, time.Local), // the deadline is 18:22:20
		"18:23": {}, "14:41": {}, "bientôt": {}, "": {},
	} {
		w := s.view.newWhen(false)
		w.choice.SetChosen(string(retention.At))
		w.at.SetText(text)
		ok := w.deleted("a")
		if ok == want.IsZero() || ok && !s.at.Equal(want) || !ok && w.field.Error() == "" {
			t.Errorf("%q: %v, %v, %q", text, ok, s.at, w.field.Error())
		}
	}
}

func TestC17_ThePlanCountsDownAndCanBeStopped(t *testing.T) {
	s := start(t)
	st := deletable("a")
	st.Deletion.Plan = console.Plan{Plan: retention.Plan{At: now.Add(9*time.Minute + 12*time.Second)}, Since: now.Add(-time.Minute)}
	s.view.Render(st)
	if flow := screen.Flow(s.view.Content()); !strings.Contains(flow, "dans 09:12") {
		t.Errorf("no countdown: %s", flow)
	}
	test.Tap(screen.Button(t, s.view.Content(), "Annuler la suppression"))
	if s.last("keep") != "keep a" {
		t.Errorf("not stopped: %v", s.calls)
	}
	st.Deletion.Plan.AsksAgain = true
	s.view.Render(st)
	if flow := screen.Flow(s.view.Content()); !strings.Contains(flow, "suspendue") || strings.Contains(flow, "dans 09:12") {
		t.Errorf("does not ask again: %s", flow)
	}
	test.Tap(screen.Button(t, s.view.Content(), "Décider"))
	if screen.Top(s.canvas) == nil {
		t.Fatal("nothing is asked")
	}
	st.Deletion.Plan = console.Plan{}
	s.view.Render(st)
	if flow := screen.Flow(s.view.Content()); strings.Contains(flow, "suspendue") {
		t.Error("still there after it was cancelled")
	}
}

func TestC17_WhoHoldsNothingDeletesNothing(t *testing.T) {
	s := start(t)
	s.view.Render(state("a", "Bonjour."))
	s.view.AskDelete()
	if screen.Top(s.canvas) != nil {
		t.Error("asks although nothing can be done")
	}
}

// C3: what the doctrine says stands in both questions, in the language of the window.
func TestC3_TheQuestionsShowThePassage(t *testing.T) {
	s := start(t)
	st := deletable("a")
	st.Deletion.Passage = doctrine.Text{FR: "Effacez dès que possible.", EN: "Delete as soon as possible."}
	s.view.Render(st)
	for name, ask := range map[string]func(){"delete": s.view.AskDelete, "close": s.view.AskClose} {
		ask()
		if said := screen.Flow(screen.Top(s.canvas)); !strings.Contains(said, "Effacez dès que possible.") {
			t.Errorf("%s says %s", name, said)
		}
		screen.Press(s.canvas, fyne.KeyEscape)
	}
}

func TestC17_ClosingOffersToDelete(t *testing.T) {
	s := start(t)
	s.view.Render(deletable("a"))
	s.view.AskClose()
	when := s.view.newWhen(true)
	if when.choice.Chosen() != notNow {
		t.Errorf("closing deletes by itself: %q", when.choice.Chosen())
	}
	test.Tap(screen.Button(t, screen.Top(s.canvas), "Clore"))
	if s.last("close") == "" || s.last("delete") != "" {
		t.Errorf("%v", s.calls)
	}
}

func TestC21_WhatIsCopiedIsTold(t *testing.T) {
	s := start(t)
	var told []string
	s.view.OnCopied = func(_ conversation.ID, text string) { told = append(told, text) }
	s.view.Render(deletable("a"))
	test.Type(s.view.FocusComposer(), "brouillon")
	field := s.view.FocusComposer().(fyne.Shortcutable)
	field.TypedShortcut(&fyne.ShortcutSelectAll{})
	field.TypedShortcut(&fyne.ShortcutCopy{Clipboard: fyne.CurrentApp().Clipboard()})
	if len(told) != 1 || told[0] != "brouillon" {
		t.Errorf("told %q", told)
	}
}
