package main

import (
	"time"

	"vigie.example/internal/console/call"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	page "vigie.example/ui/report"
)

// callScenes are calls to the supervisors (C24).
func callScenes() map[string]func() scene {
	return map[string]func() scene{
		"call-calling": func() scene { return calls(call.Open) }, "call-answered": func() scene { return calls(call.Answered) },
		"call-nobody": func() scene { return calls(call.Nobody) }, "call-lapsed": func() scene { return calls(call.Lapsed) },
		"call-offline": callOffline, "call-called": callCalled,
	}
}

func calls(phase call.Phase) scene {
	s := withReport(aloud(), page.Leave)()
	return s.calls(phase)
}

func (s scene) calls(phase call.Phase) scene {
	in := s.thread.Conversation
	c := call.Call{Conversation: in, Reference: in.Reference(), Phase: phase, Until: now.Add(8*time.Minute + 20*time.Second)}
	if phase == call.Answered {
		c.Name = "Claude Vidal"
	}
	s.call = call.State{Now: now, Online: true, Own: []call.Call{c}, May: map[conversation.ID]bool{in: phase != call.Open}}
	return s
}

func callOffline() scene {
	s := deskOffline().calls(call.Offline)
	s.call.Online = false
	return s
}

// callCalled is a supervisor's desk.
func callCalled() scene {
	s := deskNone()
	s.call = call.State{Now: now, Online: true, Called: []call.Summons{{
		ID: "AAAAAAAAAAAAAAAAAAAAAA", Name: "Noa Perrin", UnitName: "Police nationale · Gironde", Reference: id(4).Reference(), Since: now.Add(-40 * time.Second),
	}}}
	warn(&s, shell.Warning{
		Code: "called", Severity: shell.High, Text: view.Text{Key: "shell.warning.called", Name: "Noa Perrin", Count: 1}, Hint: view.T("shell.warning.called.hint"),
	})
	return s
}
