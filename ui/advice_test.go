package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console/advice"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
)

func (f fakeAdvice) Find(id conversation.ID)                    { f.note("find advisers %s", id) }
func (f fakeAdvice) Ask(id conversation.ID, to, w string)       { f.note("consult %s %s %s", id, to, w) }
func (f fakeAdvice) PutAway(id conversation.ID)                 { f.note("put away %s", id) }
func (f fakeAdvice) Answer(q conversation.QuestionID, w string) { f.note("advise %s %s", q, w) }
func (f fakeAdvice) Decline(q conversation.QuestionID, why conversation.Refusal) {
	f.note("decline %s %s", q, why)
}

func adviceState() advice.State {
	return advice.State{
		Now: now, Online: true, May: map[conversation.ID]bool{"a": true},
		Advisers: advice.Advisers{Conversation: "a", List: []advice.Adviser{{Actor: "op-2", Name: "Sacha", UnitName: "Gironde"}}},
	}
}

func inquiry() advice.Inquiry {
	return advice.Inquiry{ID: "q", Name: "Noa", UnitName: "Unité nationale", Until: now.Add(9 * time.Minute), Words: "mots de la question"}
}

func question(phase advice.Phase) advice.Question {
	return advice.Question{Conversation: "a", Reference: "REFa", Phase: phase, Name: "Sacha", Until: now.Add(time.Minute), Words: "ma question"}
}

func TestB12_AskingForAdviceNeedsNoMouse(t *testing.T) {
	w, a := start(t, deskShell(), french)
	c := w.window.Canvas()
	strike(w, fyne.KeyH, ctrl)
	if a.last() != "find advisers a" || !strings.Contains(screen.Words(screen.Top(c)), "Sacha") {
		t.Fatalf("whom to ask: %s, %q", a.last(), screen.Words(screen.Top(c)))
	}
	test.Type(c.Focused(), "que faire")
	c.FocusNext() // whom
	c.FocusNext() // not
	c.FocusNext() // ask
	screen.Press(c, fyne.KeyReturn)
	if a.last() != "consult a op-2 que faire" || kit.Covered(c) {
		t.Errorf("asking: %s", a.last())
	}
}

func TestB12_AQuestionIsReadAndAnswered(t *testing.T) {
	w, a := start(t, deskShell(), french)
	c := w.window.Canvas()
	s := adviceState()
	s.Inquiries = []advice.Inquiry{inquiry()}
	w.renderAdvice(s)
	line := screen.Words(w.advice.Content())
	if !strings.Contains(line, "Noa") || strings.Contains(line, "mots de la question") {
		t.Errorf("the line says %q", line)
	}
	strike(w, fyne.KeyO, ctrl)
	if !strings.Contains(screen.Flow(screen.Top(c)), "mots de la question") {
		t.Fatal("the question is not shown")
	}
	test.Type(c.Focused(), "réponse")
	c.FocusNext() // decline
	c.FocusNext() // later
	c.FocusNext() // answer
	screen.Press(c, fyne.KeyReturn)
	if a.last() != "advise q réponse" || !kit.Covered(c) {
		t.Errorf("answering: %s", a.last())
	}
	s.Inquiries[0].Problem = view.T("fault.advice.over")
	w.renderAdvice(s)
	if got := screen.Words(screen.Top(c)); !strings.Contains(got, w.words.T("fault.advice.over")) {
		t.Errorf("what is wrong is not said: %q", got)
	}
	s.Inquiries = nil
	w.renderAdvice(s)
	if kit.Covered(c) || screen.Words(w.advice.Content()) != "" {
		t.Error("a question that is over stays on the screen")
	}
}

func TestB12_AQuestionIsDeclined(t *testing.T) {
	w, a := start(t, deskShell(), french)
	c := w.window.Canvas()
	s := adviceState()
	s.Inquiries = []advice.Inquiry{inquiry()}
	w.renderAdvice(s)
	strike(w, fyne.KeyO, ctrl)
	c.FocusNext() // decline
	screen.Press(c, fyne.KeyReturn)
	if !kit.Covered(c) || strings.Contains(screen.Flow(screen.Top(c)), "mots de la question") {
		t.Fatal("it is not asked why")
	}
	screen.Press(c, fyne.KeyDown)
	screen.Press(c, fyne.KeyReturn)
	if a.last() != "decline q ending" || kit.Covered(c) {
		t.Errorf("declining: %s", a.last())
	}
}

func TestB12_WhatComesBackIsRead(t *testing.T) {
	w, a := start(t, deskShell(), french)
	c := w.window.Canvas()
	answered := question(advice.Answered)
	answered.Answer = "mots de la réponse"
	declined := question(advice.Declined)
	declined.Refusal = conversation.RefusedBusy
	failed := question(advice.Moot)
	failed.Problem = view.T("fault.advice.away")
	for _, tt := range []struct {
		q    advice.Question
		want string
	}{
		{question(advice.Asked), "Question posée à Sacha"}, {answered, "Sacha a répondu"}, {declined, "ne répondra pas"},
		{question(advice.Lapsed), "à temps"}, {question(advice.Moot), "plus joignable"}, {failed, "n'a pas été posée. Cette personne n'est plus en service"},
	} {
		s := adviceState()
		s.Questions = []advice.Question{tt.q}
		w.renderAdvice(s)
		got := strings.ReplaceAll(screen.Words(w.advice.Content()), "\n", " ")
		if !strings.Contains(got, tt.want) || !strings.Contains(got, "REFa") || strings.Contains(got, "ma question") || strings.Contains(got, "mots de") {
			t.Errorf("%s: %q", tt.q.Phase, got)
		}
	}
	s := adviceState()
	s.Questions = []advice.Question{answered}
	w.renderAdvice(s)
	strike(w, fyne.KeyO, ctrl)
	if got := screen.Words(screen.Top(c)); !strings.Contains(got, "mots de la réponse") || !strings.Contains(got, "ma question") {
		t.Errorf("the answer reads %q", got)
	}
	c.FocusNext() // from keeping it
	screen.Press(c, fyne.KeyReturn)
	if a.last() != "put away a" || kit.Covered(c) {
		t.Errorf("putting away: %s", a.last())
	}
}

// What is written and read does not outlive the session or the conversation (C21).
func TestC21_AdviceIsForgotten(t *testing.T) {
	w, _ := start(t, deskShell(), french)
	c := w.window.Canvas()
	strike(w, fyne.KeyH, ctrl)
	test.Type(c.Focused(), "un début")
	off := adviceState()
	off.Online, off.May = false, map[conversation.ID]bool{}
	w.renderAdvice(off)
	if !kit.Covered(c) {
		t.Fatal("a lost connection takes away what was being written")
	}
	w.renderAdvice(advice.State{Now: now})
	if kit.Covered(c) {
		t.Error("what was being written stays after the session")
	}
	s := adviceState()
	s.Inquiries = []advice.Inquiry{inquiry()}
	w.renderAdvice(s)
	strike(w, fyne.KeyO, ctrl)
	w.renderAdvice(advice.State{Now: now})
	if kit.Covered(c) || screen.Words(w.advice.Content()) != "" {
		t.Error("a question stays after the session")
	}
}
