package console_test

import (
	"errors"
	"sync"
	"testing"

	data "vigie.example/assets/doctrine"
	"vigie.example/internal/console/tools"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/wire"
)

var shipped = sync.OnceValues(func() (tools.Doctrine, error) {
	places, err := doctrine.ParsePlaces(doctrine.Files{
		Communes: data.Communes(), Zones: data.Zones(), Departments: data.Departments(), Units: data.Units(),
	})
	if err != nil {
		return tools.Doctrine{}, err
	}
	return tools.Parse(tools.Files{Texts: data.Texts(), Directory: data.Directory(), Courts: data.Courts()}, places)
})

func newTools(t *testing.T) (*scripted, *tools.Model) {
	t.Helper()
	s := newScripted(t)
	m := tools.New(s.console)
	s.signedIn()
	m.Load(shipped())
	until(t, m, "the doctrine", func(s tools.State) bool { return s.Phase == tools.Ready && len(s.Texts.Groups) > 0 })
	return s, m
}

// Texts come in the conversation's language, can be inserted once it is ours, and not after its end.
func TestC20_InsertionsFollowTheConversation(t *testing.T) {
	s, m := newTools(t)
	if st := m.State(); st.Enabled || st.Why.Key != "tools.why.none" {
		t.Errorf("without a conversation: %+v", st.Why)
	}
	v := s.waiting(s.currentChain(), s.clock.Now())
	s.inbox.Select(v.ID())
	until(t, m, "why not", func(st tools.State) bool { return !st.Enabled && st.Why.Key == "tools.why.waiting" })
	held := s.held("Camille")
	st := until(t, m, "that texts can be inserted", func(st tools.State) bool { return st.Enabled && st.Conversation == held.ID() })
	if _, ok := st.Insertion("x"); !ok || st.Language != "fr" {
		t.Errorf("language %q", st.Language)
	}
	m.SetLanguage(held.ID(), "en")
	until(t, m, "English", func(st tools.State) bool {
		return st.Language == "en" && st.Texts.Groups[0].Texts[0].Body[:5] == "Hello"
	})
	m.SetLanguage(v.ID(), "en") // not the selected one
	m.FindTexts("bj")
	until(t, m, "one text", func(st tools.State) bool { return len(st.Texts.Groups) == 1 })
	s.inbox.Select(v.ID())
	until(t, m, "the other's language, and all texts", func(st tools.State) bool {
		return st.Language == "fr" && len(st.Texts.Groups) > 1 && st.Texts.Typed == ""
	})
	s.inbox.Select(held.ID())
	until(t, m, "English again", func(st tools.State) bool { return st.Language == "en" })
	s.push(wire.TypeDeleted, wire.Deleted{Conversation: held.ID(), Cause: "declarant", Time: s.now()})
	st = until(t, m, "the end", func(st tools.State) bool { return !st.Enabled && st.Why.Key == "tools.why.ended" })
	if _, ok := st.Insertion("x"); ok || st.Language != "fr" {
		t.Error("insertions go on")
	}
}

// The department is the operator's choice in one conversation, and ends with it.
func TestB3_TheDepartmentIsChosenAndGoesWithTheConversation(t *testing.T) {
	s, m := newTools(t)
	v := s.held("")
	st := until(t, m, "the national services", func(st tools.State) bool { return st.Conversation == v.ID() && len(st.Services.Found) > 0 })
	if st.Services.Chosen.Code != "" {
		t.Errorf("%q was chosen by nobody", st.Services.Chosen.Code)
	}
	m.FindServices("gir")
	until(t, m, "Gironde", func(st tools.State) bool {
		return len(st.Services.Candidates) == 1 && st.Services.Candidates[0].Code == "33"
	})
	m.Choose(v.ID(), "33")
	until(t, m, "the services of Gironde", func(st tools.State) bool { return st.Services.Chosen.Code == "33" && len(st.Services.Found) > 20 })
	m.Choose(v.ID(), "99")
	other := s.held("")
	until(t, m, "no department", func(st tools.State) bool { return st.Conversation == other.ID() && st.Services.Chosen.Code == "" })
	m.Choose(v.ID(), "75") // dropped: another one is selected
	s.inbox.Select(v.ID())
	until(t, m, "Gironde again", func(st tools.State) bool { return st.Services.Chosen.Code == "33" })
	m.Choose(v.ID(), "")
	until(t, m, "none", func(st tools.State) bool { return st.Services.Chosen.Code == "" })
	m.Choose(v.ID(), "33")
	until(t, m, "Gironde", func(st tools.State) bool { return st.Services.Chosen.Code == "33" })
	s.push(wire.TypeDeleted, wire.Deleted{Conversation: v.ID(), Cause: "declarant", Time: s.now()})
	until(t, m, "nothing chosen", func(st tools.State) bool { return st.Services.Chosen.Code == "" && st.Why.Key == "tools.why.ended" })
	m.Choose(v.ID(), "33")
	s.settled()
	if st := m.State(); st.Services.Chosen.Code != "" {
		t.Error("chosen for what is gone")
	}
}

// What was written is in no State of the tools.
func TestC8_ToolsHoldNoContent(t *testing.T) {
	s, m := newTools(t)
	v := s.held("canari-77")
	s.says(v, 3, "canari-77 bonjour")
	s.thread.Draft(v.ID(), "canari-77")
	s.settled()
	if at := canary.Find(m.State(), "canari-77"); len(at) > 0 {
		t.Errorf("at %q", at)
	}
}

func TestC20_ABrokenDoctrineSaysSo(t *testing.T) {
	s := newScripted(t)
	m := tools.New(s.console)
	s.signedIn()
	m.Load(tools.Doctrine{}, errors.New("broken"))
	until(t, m, "that it is broken", func(st tools.State) bool { return st.Phase == tools.Broken })
	v := s.held("")
	m.FindTexts("a")
	m.FindServices("a")
	m.Choose(v.ID(), "33")
	s.settled()
}
