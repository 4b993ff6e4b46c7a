package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console/report"
	threadmodel "vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	rules "vigie.example/internal/report"
	"vigie.example/internal/testkit/screen"
	page "vigie.example/ui/report"
	"vigie.example/ui/tools"
)

type fakeReport struct {
	source[report.State]
	report.Intents
	*asked
}

func (f fakeReport) Quote(in conversation.ID, m conversation.MessageID, s rules.Span, code doctrine.FieldCode, p rules.PersonID) {
	f.note("quote %s %s %d-%d %s %s", in, m, s.Begin, s.End, code, p)
}

// reportState is a report of the conversation on screen, with one field that it may have.
func reportState() report.State {
	name := doctrine.Text{FR: "Récit des faits", EN: "Account of the facts"}
	return report.State{
		Conversation: "a", Enabled: true, Doctrine: "2026-11-28", Sending: report.Sending{Phase: report.Writing},
		Fields:   []report.Field{{Code: "facts.account", Group: doctrine.OfFacts, Class: doctrine.Ordinary, Name: name}},
		Elements: []report.Element{{Element: rules.Element{ID: "1", Field: "facts.account", Value: "Bonjour."}, Name: name, Group: doctrine.OfFacts}},
	}
}

func TestC4_TheReportIsReachedByKeys(t *testing.T) {
	w, a := startTools(t)
	w.focusOn(composer)
	strike(w, fyne.KeyF11, 0)
	if w.tools.Tab() != tools.Report || w.keyboard() != aside {
		t.Fatalf("pane %d, keyboard at %d", w.tools.Tab(), w.keyboard())
	}
	strike(w, fyne.KeyPageDown, ctrl)
	if w.report.Page() != page.Elements {
		t.Errorf("page %d", w.report.Page())
	}
	w.window.Canvas().Focused().TypedKey(screen.Key(fyne.KeyReturn))
	if strike(w, fyne.KeyEscape, 0); w.keyboard() == composer {
		t.Error("Escape leaves the report from within an element")
	}
	if strike(w, fyne.KeyEscape, 0); w.keyboard() != composer {
		t.Errorf("after Escape the keyboard is at %d", w.keyboard())
	}
	w.focusOn(messages)
	w.window.Canvas().Focused().TypedKey(screen.Key(fyne.KeyUp))
	strike(w, fyne.KeyI, ctrl)
	if screen.Top(w.window.Canvas()) == nil {
		t.Fatal("a chosen message cannot be taken into the report by key")
	}
	w.window.Canvas().Focused().TypedKey(screen.Key(fyne.KeyReturn)) // the words as they are: on to the field
	w.window.Canvas().Focused().TypedKey(screen.Key(fyne.KeyDown))
	w.window.Canvas().Focused().TypedKey(screen.Key(fyne.KeyReturn))
	if a.last() != "quote a m1 0-8 facts.account " {
		t.Errorf("asked for %q", a.last())
	}
}

// Where no message is chosen, the key takes the declarant's newest.
func TestC4_TheNewestMessageIsTakenByKey(t *testing.T) {
	w, _ := startTools(t)
	w.focusOn(composer)
	if strike(w, fyne.KeyI, ctrl); screen.Top(w.window.Canvas()) == nil {
		t.Fatal("the key does nothing")
	}
	if _, id, _, ok := w.thread.Chosen(); !ok || id != "m1" {
		t.Errorf("chosen is %q", id)
	}
}

// A message can be taken into the report from its menu, too; what the service says cannot.
func TestC4_AMessageHasItsMenu(t *testing.T) {
	w, _ := startTools(t)
	s := threadState()
	s.Items = s.Items.Append(threadmodel.Item{Kind: threadmodel.Event, At: now})
	w.thread.Render(s)
	w.focusOn(messages)
	w.window.Canvas().Focused().TypedKey(screen.Key(fyne.KeyUp))
	w.window.Canvas().Focused().TypedKey(screen.Key(desktop.KeyMenu))
	screen.Choose(t, w.window.Canvas(), "Vers le signalement (Ctrl+I)")
	if got := screen.Flow(screen.Top(w.window.Canvas())); !strings.Contains(got, "Ce qui est choisi devient un élément") {
		t.Errorf("shown: %s", got)
	}
}

// Where the report takes the whole window, nobody reads the conversation behind it; the keys for the conversation bring it back.
func TestC4_TheReportMayTakeTheWindow(t *testing.T) {
	w, a := startTools(t)
	w.look.Scale = 2
	w.applyTheme()
	screen.Settle(w.window)
	strike(w, fyne.KeyF11, 0)
	if w.column.columns.MiddleShown() {
		t.Fatal("there is room for the conversation at 200 %")
	}
	before := len(a.calls)
	s := threadState()
	s.Items = s.Items.Append(threadmodel.Item{ID: "m2", Side: conversation.Declarant, Text: "Vous êtes là ?", At: now})
	w.thread.Render(s)
	for _, call := range a.calls[before:] {
		if strings.HasPrefix(call, "shown") {
			t.Errorf("what nobody sees counts as read: %q", call)
		}
	}
	strike(w, fyne.KeyM, ctrl)
	if !w.column.columns.MiddleShown() || w.keyboard() != composer {
		t.Errorf("the conversation does not come back: keyboard at %d", w.keyboard())
	}
	strike(w, fyne.KeyF11, 0)
	if w.column.columns.MiddleShown() || w.tools.Tab() != tools.Report {
		t.Error("the report does not come back")
	}
	if strike(w, fyne.KeyF2, 0); w.tools.Tab() != tools.Texts || !w.column.columns.MiddleShown() {
		t.Error("another pane keeps the room of the report")
	}
}

// The list that a report has folded away comes back when the report's conversation is gone, and the keyboard is there.
func TestC15_TheListComesBackAfterAReport(t *testing.T) {
	w, _ := startTools(t)
	w.Fyne().Resize(fyne.NewSize(1280, 720))
	strike(w, fyne.KeyF11, 0)
	screen.Settle(w.window)
	if left, _ := w.column.columns.Shown(); left || w.keyboard() != aside {
		t.Fatalf("beside a report the list is shown: %v; the keyboard is at %d", left, w.keyboard())
	}
	cleared := reportState()
	cleared.Sending.Phase = report.Cleared
	w.window.Canvas().Unfocus() // as what was ticked before it was cleared is gone
	if w.renderReport(cleared); w.keyboard() != aside {
		t.Errorf("once it may leave, the keyboard is at %d", w.keyboard())
	}
	w.window.Canvas().Unfocus()
	w.renderReport(report.State{})
	screen.Settle(w.window)
	if left, _ := w.column.columns.Shown(); !left || w.keyboard() != list {
		t.Errorf("the list is shown: %v; the keyboard is at %d", left, w.keyboard())
	}
	w.renderReport(reportState())
	if left, _ := w.column.columns.Shown(); left {
		t.Error("another report has no room")
	}
}

// Nothing of a report is in the title of the window (C8).
func TestC8_TheTitleSaysNothingOfTheReport(t *testing.T) {
	w, _ := startTools(t)
	strike(w, fyne.KeyF11, 0)
	if w.window.Title() != "Vigie" {
		t.Errorf("the title is %q", w.window.Title())
	}
	test.Type(w.window.Canvas().Focused(), "x")
	if w.window.Title() != "Vigie" {
		t.Errorf("the title is %q", w.window.Title())
	}
}
