package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/internal/console/call"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit/screen"
)

func (f fakeCall) Call(id conversation.ID)       { f.note("call %s", id) }
func (f fakeCall) Seen(id conversation.ID)       { f.note("call seen %s", id) }
func (f fakeCall) Answer(id conversation.CallID) { f.note("come %s", id) }

func callState() call.State {
	return call.State{Now: now, Online: true, May: map[conversation.ID]bool{"a": true}}
}

func TestC24_OneKeyCallsTheSupervisor(t *testing.T) {
	w, a := start(t, deskShell(), french)
	strike(w, fyne.KeyS, ctrl)
	if a.last() != "call a" {
		t.Fatalf("the key does %q", a.last())
	}
	for phase, want := range map[call.Phase]string{
		call.Open: "encore", call.Answered: "Claude", call.Lapsed: "Téléphonez", call.Nobody: "téléphonez", call.Offline: "Hors connexion", call.Failed: "Téléphonez",
	} {
		s := callState()
		s.Own = []call.Call{{Conversation: "a", Reference: "REFa", Phase: phase, Name: "Claude", Until: now.Add(time.Minute)}}
		w.renderCall(s)
		if line := screen.Words(w.call.Content()); !strings.Contains(line, "REFa") || !strings.Contains(line, want) {
			t.Errorf("%s: %q", phase, line)
		}
	}
}

func TestC24_TheSupervisorAnswersByTheSameKey(t *testing.T) {
	w, a := start(t, deskShell(), french)
	s := callState()
	s.Called = []call.Summons{{ID: "q", Name: "Noa", UnitName: "Gironde", Reference: "REFb", Since: now}}
	w.renderCall(s)
	if line := screen.Words(w.call.Content()); !strings.Contains(line, "Noa") || !strings.Contains(line, "Gironde") || !strings.Contains(line, "REFb") {
		t.Errorf("the line says %q", line)
	}
	strike(w, fyne.KeyS, ctrl)
	if a.last() != "come q" {
		t.Errorf("the key does %q", a.last())
	}
}

// The conversation's head has a button for it, where it can be done (C24).
func TestC24_TheHeadOfAConversationCalls(t *testing.T) {
	w, a := start(t, deskShell(), french)
	screen.Settle(w.window)
	call := w.words.T("call.call") + " (Ctrl+S)"
	button := screen.Button(t, w.thread.Content(), call)
	if button.Tapped(nil); a.last() != "call a" {
		t.Errorf("the button does %q", a.last())
	}
	s := callState()
	s.May = nil
	if w.renderCall(s); button.Visible() {
		t.Error("the button is there although nobody can be called")
	}
}
