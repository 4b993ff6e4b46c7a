package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/internal/console/transfer"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
)

func (f fakeTransfer) Find(id conversation.ID)   { f.note("find %s", id) }
func (f fakeTransfer) Accept(id conversation.ID) { f.note("accept %s", id) }
func (f fakeTransfer) Refuse(id conversation.ID, why transfer.Refusal) {
	f.note("refuse %s %s", id, why)
}
func (f fakeTransfer) Ask(id conversation.ID, to string, why transfer.Reason) {
	f.note("ask %s %s %s", id, to, why)
}
func (f fakeTransfer) Close(id conversation.ID, why string) { f.note("shut %s %s", id, why) }

func transferState() transfer.State {
	return transfer.State{
		Now: now, Online: true, May: map[conversation.ID]bool{"a": true},
		Requests: []transfer.Request{{Conversation: "q", Reference: "REFq", Phase: transfer.Asked, Name: "Sacha", Language: "fr", Reason: conversation.TooMuch, Until: now.Add(time.Minute)}},
		Takers:   transfer.Takers{Conversation: "a", List: []transfer.Taker{{Actor: "op-2", Name: "Sacha", UnitName: "Gironde", Room: 2}}},
		Open:     []transfer.Open{{Conversation: "a", Reference: "REFa", Deadline: now.Add(time.Hour), Language: "fr", MayTransfer: true, MayClose: true}},
	}
}

func TestB12_ATransferNeedsNoMouse(t *testing.T) {
	w, a := start(t, deskShell(), french)
	c := w.window.Canvas()
	if s := screen.Words(w.transfer.Content()); !strings.Contains(s, "Sacha") || !strings.Contains(s, "REFq") {
		t.Fatalf("the question to us: %q", s)
	}
	strike(w, fyne.KeyJ, ctrl)
	if a.last() != "accept q" {
		t.Errorf("accepting: %s", a.last())
	}
	strike(w, fyne.KeyU, ctrl)
	screen.Press(c, fyne.KeyDown)
	screen.Press(c, fyne.KeyReturn)
	if a.last() != "refuse q ending" || kit.Covered(c) {
		t.Errorf("refusing: %s", a.last())
	}
	strike(w, fyne.KeyG, ctrl)
	if a.last() != "find a" || !strings.Contains(screen.Words(screen.Top(c)), "Sacha") {
		t.Errorf("who could take over: %s", a.last())
	}
	screen.Press(c, fyne.KeyReturn)
	if a.last() != "ask a op-2 better_suited" || kit.Covered(c) {
		t.Errorf("asking: %s", a.last())
	}
}

func TestC25_AShiftThatEndsIsGuided(t *testing.T) {
	w, a := start(t, deskShell(), french)
	c := w.window.Canvas()
	strike(w, fyne.KeyE, ctrl)
	c.FocusNext() // from the safe choice
	screen.Press(c, fyne.KeyReturn)
	if !slices.Contains(a.calls, "duty ending") {
		t.Fatalf("nothing ends the shift: %v", a.calls)
	}
	s := transferState()
	s.Ending = true
	w.renderTransfer(s)
	if !strings.Contains(screen.Words(screen.Top(c)), "REFa") {
		t.Fatal("what is open is not shown when the shift ends")
	}
	s.Open = nil
	w.renderTransfer(s)
	if got := strings.ReplaceAll(screen.Words(screen.Top(c)), "\n", " "); !strings.Contains(got, w.words.T("handover.end.none")) {
		t.Errorf("with nothing open: %q", got)
	}
	screen.Press(c, fyne.KeyEscape)
	if kit.Covered(c) {
		t.Error("it cannot be left")
	}
}

func TestB12_NobodyToAskIsSaid(t *testing.T) {
	w, _ := start(t, deskShell(), french)
	c := w.window.Canvas()
	s := transferState()
	s.Takers.List = nil
	w.renderTransfer(s)
	strike(w, fyne.KeyG, ctrl)
	if got := strings.ReplaceAll(screen.Words(screen.Top(c)), "\n", " "); !strings.Contains(got, w.words.T("handover.ask.nobody")) {
		t.Errorf("nobody: %q", got)
	}
	s.Online = false
	w.renderTransfer(s)
	if got := strings.ReplaceAll(screen.Words(screen.Top(c)), "\n", " "); !strings.Contains(got, w.words.T("handover.ask.offline")) {
		t.Errorf("offline: %q", got)
	}
}
