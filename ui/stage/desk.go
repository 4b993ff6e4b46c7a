package main

import (
	"time"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/view"
)

func desk() scene { return scene{shell: baseShell(), inbox: baseInbox(), thread: baseThread()} }

func deskEmpty() scene {
	s := baseShell()
	s.Next, s.Held = shell.Deadline{}, 0
	return scene{shell: s, inbox: inbox.State{Phase: inbox.Current, Now: now, Capacity: 6, Team: inbox.Team{Known: true, OnDuty: 1, Room: 6}}}
}

// deskWatched is a supervisor's desk, to whom an operator calls.
func deskWatched() scene {
	s := deskNone()
	s.shell.Name, s.shell.Duty, s.shell.Next = "Claude Vidal", "", shell.Deadline{}
	s.inbox.Mine, s.inbox.Watches = nil, true
	for i := range s.inbox.Waiting {
		s.inbox.Waiting[i].Claim = inbox.NotTheirs
	}
	return s
}

func deskNone() scene {
	s := desk()
	s.inbox.Selected, s.thread = "", thread.State{Now: now}
	return s
}

func deskLoading() scene {
	s := deskEmpty()
	s.inbox.Phase, s.inbox.Team = inbox.Loading, inbox.Team{}
	return s
}

// deskFull is the design load: three hundred lines, as many held as may be, and one about to end.
func deskFull() scene {
	s := desk()
	for n := range 290 {
		s.inbox.Waiting = append(s.inbox.Waiting, with(row(100+n, inbox.Waiting, time.Duration(n)*7*time.Second, time.Duration(n)*5*time.Second),
			func(r *inbox.Row) { r.Claim = inbox.NoRoom }))
	}
	for n := range 2 {
		s.inbox.Mine = append(s.inbox.Mine, with(row(20+n, inbox.Mine, 4*time.Hour, 4*time.Hour-time.Duration(7+n)*time.Minute),
			func(r *inbox.Row) { r.Unread = 12 * n }))
	}
	s.shell.Held = 6
	s.shell.Next = shell.Deadline{Conversation: id(20), Reference: id(20).Reference(), At: now.Add(7 * time.Minute), Life: view.Urgent}
	return s
}

func offline() shell.Connection {
	return shell.Connection{Phase: shell.Offline, Since: time.Now().Add(-95 * time.Second), Retry: time.Now().Add(8 * time.Second), Reason: view.T("link.offline.silent")}
}

func deskOffline() scene {
	s := desk()
	s.shell.Connection = offline()
	warn(&s, shell.Warning{Code: "offline", Severity: shell.High,
		Text: view.Text{Key: "shell.warning.offline", At: now.Add(-95 * time.Second), Count: 1}, Hint: view.T("shell.warning.offline.hint")})
	s.inbox.Phase, s.inbox.Team = inbox.Stale, inbox.Team{}
	for i := range s.inbox.Waiting {
		s.inbox.Waiting[i].Claim = inbox.NotOnline
	}
	s.inbox.Mine[0].Queued, s.inbox.Mine[0].Typing = 1, false
	s.thread.Items = s.thread.Items.Append(text(8, "operator", 5*time.Second, "Vous pouvez aussi venir accompagnée de votre amie.", thread.Queued))
	s.thread.Typing, s.thread.CanClose = false, false
	s.thread.Compose.Why = view.T("thread.why.offline")
	return s
}

// deskNotice is after two intents that did not succeed.
func deskNotice() scene {
	s := desk()
	s.inbox.Notice = view.T("inbox.claim.taken")
	s.shell.Notice = view.T("shell.signout.holding")
	return s
}

func deskBreak() scene {
	s := desk()
	s.shell.Duty = shell.Break
	s.inbox.Team = inbox.Team{Known: true, OnBreak: 1, Ending: 1, Held: 3}
	for i := range s.inbox.Waiting {
		s.inbox.Waiting[i].Claim = inbox.NotOnDuty
	}
	return s
}

func deskHostile() scene {
	s := desk()
	s.thread.Pseudonym, s.thread.Items = "\u202e<b>Lou</b>\u0301\u0301\u0301 "+"très très très long et encore plus long que cela, sans fin", hostile()
	return s
}

func deskLong() scene {
	s := desk()
	s.thread.Items = long()
	s.thread.Draft = "Un message en cours, qui\ntient sur plusieurs lignes et qui n'est pas encore parti, parce qu'il faut parfois choisir ses mots avec soin."
	return s
}

// warn puts a warning before those that are there.
func warn(s *scene, w shell.Warning) {
	w.Since = now
	s.shell.Warnings = append([]shell.Warning{w}, s.shell.Warnings...)
	s.shell.Line, s.shell.LineHint = w.Text, w.Hint
}

// warnings are all that there can be.
func warnings() []shell.Warning {
	about := func(code string, severity shell.Severity, n int) shell.Warning {
		return shell.Warning{Code: code, Severity: severity, Conversation: id(5), Hint: view.T("shell.warning." + code + ".hint"),
			Text: view.Text{Key: "shell.warning." + code, Name: string(id(5).Reference()), Count: n, At: now.Add(8 * time.Minute)}}
	}
	general := func(code string, severity shell.Severity) shell.Warning {
		return shell.Warning{Code: code, Severity: severity, Hint: view.T("shell.warning." + code + ".hint"),
			Text: view.Text{Key: "shell.warning." + code, At: now.Add(-95 * time.Second), Count: 2}}
	}
	return []shell.Warning{
		general("offline", shell.High), general("unreachable", shell.Medium), general("untrusted", shell.High), general("version", shell.High),
		general("authority", shell.High), general("lies", shell.High), general("hourly", shell.Medium),
		about("alarm", shell.High, 1), about("lost", shell.High, 0), about("failed", shell.Medium, 2), about("deadline", shell.Medium, 0),
		{Code: "doctrine", Severity: shell.Medium, Text: view.T("shell.warning.doctrine.none"), Hint: view.T("shell.warning.doctrine.hint")},
		{Code: "doctrine_kept", Severity: shell.High, Hint: view.T("shell.warning.doctrine_kept.hint"),
			Text: view.Text{Key: "shell.warning.doctrine_kept.unsigned", Name: "2026-11-28"}},
		general("swap", shell.Info), general("unconfirmed", shell.High),
		about("report_waiting", shell.Medium, 0), about("report_late", shell.High, 0), about("report_refused", shell.Medium, 0),
		about("report_unread", shell.High, 0), about("report_unknown", shell.High, 0),
	}
}

func deskWarning(w shell.Warning) scene {
	s := desk()
	switch w.Code {
	case "alarm":
		s.inbox.Mine[1].Alarm = true
	case "lost":
		s.inbox.Mine[1].Status, s.inbox.Mine[1].Note = inbox.Lost, view.T("inbox.note.lost")
		s.inbox.Ended, s.inbox.Mine = append(s.inbox.Ended, s.inbox.Mine[1]), append(s.inbox.Mine[:1], s.inbox.Mine[2:]...)
	case "failed":
		s.inbox.Mine[1].Failed = 2
	case "deadline":
		warn(&s, warnings()[6])
	case "report_waiting", "report_late", "report_refused", "report_unread", "report_unknown":
		s.inbox.Mine[1].Beside = view.T("inbox.beside." + w.Code)
		if w.Code == "report_unread" {
			s.inbox.Mine[1].Unread = 1
		}
	case "doctrine":
		s.shell.Doctrine = shell.Doctrine{}
	case "untrusted", "version", "unreachable", "offline":
		s.shell.Connection = offline()
	}
	warn(&s, w)
	return s
}
