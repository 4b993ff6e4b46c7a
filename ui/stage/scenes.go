package main

import (
	"fmt"
	"time"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// scene is what every screen shows at one moment.
type scene struct {
	shell  shell.State
	signIn signin.State
	inbox  inbox.State
	thread thread.State
}

// now is today at two in the afternoon and a bit, local time: pictures look the same every day.
var now = func() time.Time {
	t := time.Now()
	return time.Date(t.Year(), t.Month(), t.Day(), 14, 41, 20, 0, time.Local)
}()

// scenes are the states that a screen can be in, by name.
var scenes = map[string]func() scene{
	"desk":           desk,
	"desk-empty":     deskEmpty,
	"desk-loading":   deskLoading,
	"desk-offline":   deskOffline,
	"desk-waiting":   deskWaiting,
	"desk-opening":   deskOpening,
	"desk-closed":    deskClosed,
	"desk-gone":      deskGone,
	"desk-alarm":     deskAlarm,
	"desk-full":      deskFull,
	"signin":         signIn,
	"signin-failed":  signInFailed,
	"signin-new":     signInNew,
	"signin-locked":  signInLocked,
	"signin-offline": signInOffline,
}

func id(n int) conversation.ID {
	return conversation.ID(fmt.Sprintf("%043d", n))
}

func row(n int, status inbox.Status, opened, last time.Duration) inbox.Row {
	c := id(n)
	deadline := now.Add(4*time.Hour - last)
	return inbox.Row{
		Conversation: c, Reference: c.Reference(), Language: "fr", Status: status, Here: true,
		Opened: now.Add(-opened), LastMessage: now.Add(-last), Deadline: deadline, Life: view.LifeOf(now, deadline),
	}
}

func with(r inbox.Row, change func(*inbox.Row)) inbox.Row { change(&r); return r }

func baseShell() shell.State {
	return shell.State{
		Screen: shell.Desk, Now: now, Connection: shell.Connection{Phase: shell.Online, Since: now.Add(-time.Hour)},
		Name: "Camille Roche", UnitName: "Police nationale · Gironde", Duty: shell.OnDuty, Held: 4,
		Next: shell.Deadline{Conversation: id(7), Reference: id(7).Reference(), At: now.Add(26 * time.Minute), Life: view.Warning},
	}
}

func baseInbox() inbox.State {
	return inbox.State{
		Phase: inbox.Current, Now: now, Capacity: 6, Unread: 3, Selected: id(4),
		Waiting: []inbox.Row{
			with(row(1, inbox.Waiting, 130*time.Second, 40*time.Second), func(r *inbox.Row) { r.Urgent = true }),
			row(2, inbox.Waiting, 40*time.Second, 40*time.Second),
			with(row(3, inbox.Waiting, 5*time.Second, 5*time.Second), func(r *inbox.Row) { r.Claim = inbox.NotYet; r.Language = "en" }),
		},
		Mine: []inbox.Row{
			with(row(4, inbox.Mine, 39*time.Minute, 30*time.Second), func(r *inbox.Row) { r.Typing = true }),
			with(row(5, inbox.Mine, 21*time.Minute, time.Minute), func(r *inbox.Row) { r.Unread = 2 }),
			with(row(6, inbox.Mine, 64*time.Minute, 12*time.Minute), func(r *inbox.Row) { r.Here = false }),
			with(row(7, inbox.Mine, 5*time.Hour, 4*time.Hour-26*time.Minute), func(r *inbox.Row) { r.Unread = 1 }),
		},
		Ended: []inbox.Row{
			with(row(8, inbox.Closed, 80*time.Minute, 9*time.Minute), func(r *inbox.Row) { r.Here = false; r.Note = view.T("stage.note") }),
		},
	}
}

func text(n int, side conversation.Side, ago time.Duration, words string, delivery thread.Delivery) thread.Item {
	return thread.Item{ID: conversation.MessageID(fmt.Sprintf("%022d", n)), Side: side, Text: words, At: now.Add(-ago), Delivery: delivery}
}

func event(ago time.Duration, key string) thread.Item {
	return thread.Item{Kind: thread.Event, At: now.Add(-ago), Event: view.Text{Key: key, At: now.Add(-ago)}}
}

func talk() view.List[thread.Item] {
	var l view.List[thread.Item]
	for _, i := range []thread.Item{
		event(39*time.Minute, "stage.opened"),
		text(1, conversation.Declarant, 39*time.Minute, "Bonjour. Je ne sais pas si je m'adresse au bon endroit.", thread.NotOurs),
		text(2, conversation.Declarant, 38*time.Minute, "C'est au sujet de mon ex-compagnon. Il m'attend presque tous les soirs en bas de mon travail depuis trois semaines, et il envoie des messages toute la journée. Hier il a écrit qu'il savait à quelle heure je prenais le tram.", thread.NotOurs),
		event(37*time.Minute, "stage.claimed"),
		text(3, conversation.Operator, 36*time.Minute, "Bonjour. Vous êtes au bon endroit, et vous avez bien fait d'écrire. Je suis là pour vous écouter et vous dire ce qui est possible.\nÊtes-vous en sécurité en ce moment ?", thread.Read),
		text(4, conversation.Declarant, 34*time.Minute, "Oui, je suis chez une amie. Il ne connaît pas l'adresse.", thread.NotOurs),
		text(5, conversation.Operator, 33*time.Minute, "Merci, c'est important. Avez-vous gardé les messages qu'il vous a envoyés ?", thread.Read),
		text(6, conversation.Declarant, 2*time.Minute, "Oui, tout. J'ai aussi des captures d'écran. Je n'ai jamais rien dit à personne avant aujourd'hui.", thread.NotOurs),
		text(7, conversation.Operator, 30*time.Second, "Ne les effacez pas, ils peuvent servir de preuve. Prenez votre temps, je reste avec vous.", thread.Received),
	} {
		l = l.Append(i)
	}
	return l
}

func baseThread() thread.State {
	deadline := now.Add(4*time.Hour - 30*time.Second)
	return thread.State{
		Conversation: id(4), Phase: thread.Held, Now: now, Reference: id(4).Reference(), Pseudonym: "Lou", Language: "fr",
		Opened: now.Add(-39 * time.Minute), Deadline: deadline, Life: view.Calm, Here: true, Typing: true,
		Items: talk(), Compose: thread.Compose{Enabled: true, TextBytes: 12000}, CanClose: true,
	}
}

func desk() scene { return scene{shell: baseShell(), inbox: baseInbox(), thread: baseThread()} }

func deskEmpty() scene {
	s := baseShell()
	s.Next, s.Held = shell.Deadline{}, 0
	return scene{shell: s, inbox: inbox.State{Phase: inbox.Current, Now: now, Capacity: 6}}
}

func deskLoading() scene {
	s := deskEmpty()
	s.shell.Connection = shell.Connection{Phase: shell.Connecting, Since: now}
	s.inbox.Phase = inbox.Loading
	return s
}

func deskOffline() scene {
	s := desk()
	s.shell.Connection = shell.Connection{Phase: shell.Offline, Since: now.Add(-95 * time.Second), Retry: now.Add(8 * time.Second)}
	s.shell.Line, s.shell.LineHint = view.Text{Key: "stage.offline", At: now.Add(-95 * time.Second)}, view.T("stage.offline.hint")
	s.shell.Warnings = []shell.Warning{{Code: "offline", Severity: shell.High, Text: s.shell.Line, Hint: s.shell.LineHint}}
	s.inbox.Phase = inbox.Stale
	for i := range s.inbox.Waiting {
		s.inbox.Waiting[i].Claim = inbox.NotOnline
	}
	s.thread.Items = s.thread.Items.Append(text(8, conversation.Operator, 5*time.Second, "Vous pouvez aussi venir accompagnée de votre amie.", thread.Queued))
	s.thread.Typing = false
	s.thread.Compose.Why = view.T("stage.waits")
	return s
}

func deskWaiting() scene {
	s := desk()
	s.inbox.Selected = id(1)
	s.thread = baseThread()
	s.thread.Conversation, s.thread.Reference, s.thread.Pseudonym = id(1), id(1).Reference(), ""
	s.thread.Phase, s.thread.Urgent, s.thread.Typing = thread.Waiting, true, false
	s.thread.Items = s.thread.Items.Truncate(3)
	s.thread.Compose, s.thread.CanClose = thread.Compose{Why: view.T("stage.claimfirst")}, false
	return s
}

func deskOpening() scene {
	s := desk()
	s.thread.Phase, s.thread.Note = thread.Opening, view.T("stage.opening")
	s.thread.Compose.Why = view.T("stage.opening")
	return s
}

func deskClosed() scene {
	s := desk()
	s.inbox.Selected = id(8)
	s.thread.Phase, s.thread.Note = thread.Closed, view.T("stage.note")
	s.thread.Compose, s.thread.CanClose = thread.Compose{Why: view.T("stage.note")}, false
	s.thread.Here, s.thread.Typing = false, false
	s.thread.Items = s.thread.Items.Append(event(5*time.Second, "stage.closed"))
	return s
}

func deskGone() scene {
	s := desk()
	s.thread = thread.State{Conversation: id(8), Phase: thread.Gone, Now: now, Reference: id(8).Reference(), Note: view.T("stage.gone")}
	return s
}

func deskAlarm() scene {
	s := desk()
	s.inbox.Mine[0].Alarm = true
	s.thread.Alarms = []thread.Alarm{
		{Code: thread.Gap, Count: 2, Since: now.Add(-time.Minute), Text: view.Text{Key: "stage.gap", Count: 2}},
	}
	s.thread.Items = s.thread.Items.
		Append(thread.Item{Kind: thread.Broken, At: now.Add(-20 * time.Second), Event: view.Text{Key: "stage.gap", Count: 2}}).
		Append(text(8, conversation.Operator, 15*time.Second, "Pouvez-vous me redire la date ?", thread.Unconfirmed)).
		Append(thread.Item{ID: "x", Side: conversation.Operator, Text: "Je vous relis.", At: now, Delivery: thread.Failed, Event: view.T("stage.refused")})
	return s
}

// deskFull is the design load.
func deskFull() scene {
	s := desk()
	for n := range 260 {
		s.inbox.Waiting = append(s.inbox.Waiting, row(100+n, inbox.Waiting, time.Duration(n)*7*time.Second, time.Duration(n)*5*time.Second))
	}
	return s
}

func ways() []signin.Way {
	return []signin.Way{{Code: "passphrase", Title: view.T("signin.way.passphrase"), Needs: view.T("signin.way.passphrase.needs"), Available: true}}
}

func signIn() scene {
	return scene{
		shell: shell.State{Screen: shell.SignIn, Now: now, Connection: shell.Connection{Phase: shell.Online}},
		signIn: signin.State{Phase: signin.Ready, Reachable: true, Ways: ways(),
			Workstation: signin.Workstation{State: signin.KeyPresent, Public: "BPr3n0…"}},
	}
}

func signInFailed() scene {
	s := signIn()
	s.signIn.Problem, s.signIn.Hint = view.T("stage.refused.signin"), view.T("stage.refused.signin.hint")
	return s
}

func signInNew() scene {
	s := signIn()
	s.signIn.Workstation = signin.Workstation{State: signin.KeyPresent, New: true,
		Public: "BGx1cXVlIHBhcnQgZGFucyBsYSBudWl0LCBxdWVscXUndW4gYXR0ZW5kIHVuZSByw6lwb25zZS4gTm91cyBzb21tZXMgbMOgLg=="}
	return s
}

func signInLocked() scene {
	s := signIn()
	s.signIn.Workstation = signin.Workstation{State: signin.KeyLocked, Problem: view.T("keyring.locked"), Hint: view.T("hint.keyring.locked")}
	s.signIn.Ways[0].Available = false
	s.signIn.Ways[0].Problem = view.T("keyring.locked")
	return s
}

func signInOffline() scene {
	s := signIn()
	s.signIn.Reachable = false
	s.shell.Connection = shell.Connection{Phase: shell.Offline, Since: now.Add(-95 * time.Second), Retry: now.Add(8 * time.Second)}
	s.shell.Line = view.Text{Key: "stage.offline", At: now.Add(-95 * time.Second)}
	return s
}
