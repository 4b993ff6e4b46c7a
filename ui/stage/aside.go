package main

import (
	"strings"
	"sync"
	"time"

	data "vigie.example/assets/doctrine"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/rest"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/tools"
	"vigie.example/internal/console/view"
	"vigie.example/internal/doctrine"
)

// aside is what the right column shows.
type aside struct {
	query  tools.Query
	broken bool
	notes  []string
	draft  string
}

// shipped is the doctrine as it is shipped, read once.
var shipped = sync.OnceValues(func() (tools.Doctrine, error) {
	places, err := doctrine.ParsePlaces(doctrine.Files{
		Communes: data.Communes(), Zones: data.Zones(), Departments: data.Departments(), Units: data.Units(),
	})
	if err != nil {
		return tools.Doctrine{}, err
	}
	return tools.Parse(tools.Files{Texts: data.Texts(), Directory: data.Directory(), Courts: data.Courts()}, places)
})

// tools is the state of texts and services for the conversation on screen.
func (s scene) tools() tools.State {
	of, err := shipped()
	if err != nil || s.aside.broken {
		return tools.State{Phase: tools.Broken, Conversation: s.thread.Conversation}
	}
	q := s.aside.query
	if q.Language == "" {
		q.Language = "fr"
	}
	out := tools.State{Phase: tools.Ready, Conversation: s.thread.Conversation, Enabled: s.thread.Compose.Enabled, Language: q.Language}
	switch {
	case s.thread.Conversation == "":
		out.Why = view.T("tools.why.none")
	case s.thread.Phase == thread.Waiting:
		out.Why = view.T("tools.why.waiting")
	case !out.Enabled:
		out.Why = view.T("tools.why.ended")
	}
	out.Texts, out.Services = of.Find(q)
	return out
}

func (s scene) notes() notes.State {
	out := notes.State{Conversation: s.thread.Conversation, Draft: notes.Write(s.aside.draft)}
	switch s.thread.Phase {
	case thread.None:
	case thread.Waiting:
		out.Why = view.T("notes.why.waiting")
	case thread.Gone:
		out.Why = view.T("notes.why.ended")
	default:
		out.Enabled = true
	}
	for i, text := range s.aside.notes {
		at := now.Add(-time.Duration(20-7*i) * time.Minute)
		out.Notes = append(out.Notes, notes.Note{ID: notes.ID(strings.Repeat("n", i+1)), At: at, Text: notes.Write(text)})
	}
	return out
}

func toolsDepartment() scene {
	s := desk()
	s.aside.query.Department = "33"
	return s
}

func toolsTyped() scene {
	s := desk()
	s.aside.query = tools.Query{Texts: "droit", Services: "saint"}
	return s
}

func toolsEnglish() scene {
	s := desk()
	s.thread.Language, s.aside.query.Language = "en", "en"
	return s
}

func toolsBroken() scene {
	s := desk()
	s.aside.broken = true
	return s
}

func notesWritten() scene {
	s := desk()
	s.aside.notes = []string{
		"Ex-compagnon, attend en bas du travail depuis trois semaines. Amie hébergeante prévenue.",
		"A gardé tous les messages et des captures d'écran. Parler du dépôt de plainte avant la fin de l'échange.",
	}
	s.aside.draft = "Demander si le véhicule est connu"
	return s
}

func deskRest() scene {
	s := desk()
	s.rest = rest.State{Due: true, Why: view.Text{Key: "rest.why.time", Left: 2 * time.Hour}, Length: 15 * time.Minute, Holding: true}
	return s
}

func deskSearch() scene {
	s := desk()
	s.inbox.Filter, s.inbox.Hidden = inbox.Filter{Show: inbox.ShowUnread}, 5
	s.inbox.Waiting, s.inbox.Ended = s.inbox.Waiting[:1], nil
	return s
}
