package main

import (
	"maps"
	"time"

	words "vigie.example/assets/biometric"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/view"
	"vigie.example/ui"
)

// fingerScenes are the states of the page about the biometric login.
func fingerScenes() map[string]func() scene {
	page := func(change func(*fingers.State)) func() scene {
		return func() scene {
			s := desk()
			s.open = (*ui.Window).ShowFingers
			s.fingers = fingersShut()
			change(&s.fingers)
			return s
		}
	}
	return map[string]func() scene{
		"fingers-shut": page(func(*fingers.State) {}),
		"fingers-none": page(func(s *fingers.State) { s.HasNotice, s.Notice = false, nil }),
		"fingers-open": page(func(s *fingers.State) {
			s.Ways[0].Open, s.Ways[0].Obstacles = true, nil
			s.Ways[1].Open, s.Ways[1].Obstacles, s.Ways[1].Here = true, nil, view.T("finger_page.reader.here")
			s.Acknowledged, s.Templates = true, 1
			s.Key = keyAt(func(k *fingers.Key) { k.Kept = 1 })
		}),
		"fingers-key": read(func(k *fingers.Key) {
			k.Known, k.Kept, k.Due = true, 1, 1
			k.Fingers = []fingers.Finger{
				{ID: "a", Number: 1, Ours: true, Since: now.AddDate(0, -2, 0)}, {ID: "b", Number: 2, Ours: true, Due: true, Since: now.AddDate(0, -1, 0)}, {ID: "c", Number: 3},
			}
		}),
		"fingers-key-empty": read(func(k *fingers.Key) { k.Known = true }),
		"fingers-key-scan": read(func(k *fingers.Key) {
			k.Stage, k.Scan = console.Touching, fingers.Scan{Done: 2, Of: 5}
		}),
		"fingers-key-again": read(func(k *fingers.Key) {
			k.Stage, k.Scan = console.Touching, fingers.Scan{Done: 3, Of: 5, Again: view.T("finger_page.again.fast")}
		}),
		"fingers-key-working": read(func(k *fingers.Key) {
			k.Stage, k.Doing = console.Proving, view.T("finger_page.key.doing.remove")
		}),
		"fingers-key-absent": read(func(k *fingers.Key) { k.Absent = view.T("carried.key.absent") }),
		"fingers-key-refused": read(func(k *fingers.Key) {
			k.Problem = view.T("carried.key.pin.left.3")
		}),
		"fingers-key-shut": read(func(k *fingers.Key) {
			k.May, k.Why = false, view.T("finger_page.key.shut")
		}),
		"fingers-suspended": page(func(s *fingers.State) {
			s.Suspended, s.Reason, s.Supervises = true, view.T("finger_page.reason.incident"), true
		}),
		"fingers-supervisor": page(supervised),
		"fingers-refused": page(func(s *fingers.State) {
			supervised(s)
			s.Problem, s.Hint = view.T("fault.suspension.gate"), view.T("hint.suspension.gate")
		}),
		"fingers-loading": page(func(s *fingers.State) { *s = fingers.State{Phase: fingers.Loading} }),
		"fingers-offline": page(func(s *fingers.State) {
			s.Phase, s.Ways = fingers.Offline, nil
			s.Key = keyAt(func(k *fingers.Key) { k.May, k.Why = false, view.T("finger_page.key.offline") })
		}),
	}
}

// keyAt is a key in the socket, with the gate open.
func keyAt(change func(*fingers.Key)) fingers.Key {
	k := fingers.Key{Supported: true, May: true}
	change(&k)
	return k
}

// read is the page of somebody who has read the notice, for whom what is about the key comes before it.
func read(change func(*fingers.Key)) func() scene {
	return func() scene {
		s := desk()
		s.open = (*ui.Window).ShowFingers
		s.fingers = fingersShut()
		s.fingers.Ways[0].Open, s.fingers.Ways[0].Obstacles = true, nil
		s.fingers.Acknowledged, s.fingers.Ways = true, s.fingers.Ways[:1]
		s.fingers.Key = keyAt(change)
		return s
	}
}

// fingersShut is how the product ships, with a notice that somebody has completed.
func fingersShut() fingers.State {
	s := fingers.State{Phase: fingers.Ready, HasNotice: true, Notice: map[string][]biometric.Passage{}}
	n, err := biometric.ParseNotice(words.Notice())
	if err != nil {
		panic(err)
	}
	n.Facts.Basis, n.Facts.Ground = "e", "g"
	n.Contacts = biometric.Contacts{Controller: "le service d'essai", ControllerContact: "essai@example.org", Officer: "dpo@example.org", Authority: "la CNIL", AuthorityContact: "3 place de Fontenoy, Paris"}
	for _, language := range biometric.Languages {
		s.Notice[language] = n.Read(language)
	}
	for _, m := range biometric.Methods() {
		s.Ways = append(s.Ways, fingers.Way{Title: view.T("finger_page.method." + string(m)), Obstacles: []view.Text{
			view.T("finger_page.obstacle." + string(biometric.NoAssessment)), view.T("finger_page.obstacle." + string(biometric.NotAnnounced)),
			view.T("finger_page.obstacle." + string(biometric.NotStarted)),
		}})
	}
	return s
}

// supervised is what a supervisor sees besides, with a draft that was begun.
func supervised(s *fingers.State) {
	s.Supervises, s.Version = true, now.Format(time.DateOnly)
	s.Answers = map[string]string{
		"description.operations": "Le doigt est lu par la clé de sécurité que la personne porte ; le poste ne reçoit qu'une signature, et le service la vérifie.",
		"description.purposes":   "OUI",
	}
	s.Gaps = map[string]view.Text{}
	for _, g := range (biometric.Assessment{Answers: maps.Clone(s.Answers)}).Gaps() {
		s.Gaps[g.Field] = view.T("finger_page.flaw." + string(g.Flaw))
	}
	for _, code := range biometric.Sections {
		section := fingers.Section{Code: code}
		for _, f := range biometric.Form() {
			if _, gap := s.Gaps[f.Code]; gap && f.Section == code {
				section.Left++
			}
		}
		s.Sections = append(s.Sections, section)
	}
}
