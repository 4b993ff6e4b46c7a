package main

import (
	"fmt"
	"maps"
	"time"

	accounts "vigie.example/internal/console/account"
	"vigie.example/internal/console/advice"
	"vigie.example/internal/console/call"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/report"
	"vigie.example/internal/console/rest"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/retention"
	"vigie.example/ui"
)

// scene is what every screen shows at one moment.
type scene struct {
	shell    shell.State
	signIn   signin.State
	inbox    inbox.State
	thread   thread.State
	aside    aside
	rest     rest.State
	transfer transfer.State
	advice   advice.State
	call     call.State
	report   report.State
	open     func(*ui.Window) // what is to be open; nil: what opens by itself
	account  accounts.State
	fingers  fingers.State
}

// now is today at two in the afternoon and a bit, local time: pictures look the same every day.
var now = func() time.Time {
	t := time.Now()
	return time.Date(t.Year(), t.Month(), t.Day(), 14, 41, 20, 0, time.Local)
}()

// scenes are the states that a screen can be in, by name.
var scenes = func() map[string]func() scene {
	all := map[string]func() scene{
		"desk": desk, "desk-empty": deskEmpty, "desk-none": deskNone, "desk-watched": deskWatched, "desk-loading": deskLoading, "desk-full": deskFull,
		"desk-offline": deskOffline, "desk-notice": deskNotice, "desk-break": deskBreak, "desk-hostile": deskHostile, "desk-long": deskLong,
		"tools-department": toolsDepartment, "tools-typed": toolsTyped, "tools-english": toolsEnglish, "tools-broken": toolsBroken,
		"notes": notesWritten, "rest": deskRest, "search": deskSearch,
		"thread-waiting": threadWaiting, "thread-urgent": threadUrgent, "thread-sealed": threadSealed, "thread-opening": threadOpening, "thread-away": threadAway,
		"thread-closed": threadClosed, "thread-lost": threadLost, "thread-gone": threadGone, "thread-ending": threadEnding,
		"transfer-asked": transferAsked, "transfer-asking": transferAsking, "transfer-refused": transferRefused, "transfer-lapsed": transferLapsed,
		"transfer-who": transferWho, "transfer-nobody": transferNobody, "transfer-offline": transferOffline, "transfer-failed": transferFailed,
		"transfer-taken": transferTaken, "transfer-bare": transferBare, "shift-ending": shiftEnding,
		"advice-asks": adviceAsks, "advice-nobody": adviceNobody, "advice-asked": adviceAsked, "advice-answered": adviceAnswered, "advice-declined": adviceDeclined,
		"advice-failed": adviceFailed, "advice-inquiry": adviceInquiry, "advice-offline": adviceOffline,
		"delete-planned": deletePlanned, "delete-asks": deleteAsks,
		"signin-touch": signInTouch, "signin-finger": signInFinger, "signin-card": signInCard, "signin-wrong-finger": signInWrongFinger,
		"signin-none-here": signInNoneHere, "signin-suspended": signInSuspended,
		"locked": locked, "locked-removed": lockedRemoved, "locked-nothing": lockedNothing,
		"account": accountPage, "account-none": accountNone, "account-waiting": accountWaiting, "account-supervisor": accountSupervisor,
		"account-loading": accountLoading, "account-offline": accountOffline, "account-enrolling": accountEnrolling, "account-refused": accountRefused,
		"signin": signIn, "signin-reading": signInReading, "signin-working": signInWorking, "signin-failed": signInFailed,
		"signin-throttled": signInThrottled, "signin-new": signInNew, "signin-ended": signInEnded, "signin-offline": signInOffline,
	}
	maps.Copy(all, callScenes())
	maps.Copy(all, reportScenes())
	maps.Copy(all, fingerScenes())
	maps.Copy(all, readerScenes())
	for _, w := range warnings() {
		all["warning-"+w.Code] = func() scene { return deskWarning(w) }
	}
	for _, code := range alarms {
		all["alarm-"+string(code)] = func() scene { return threadAlarm(code) }
	}
	all["alarm-all"] = func() scene { return threadAlarm(alarms[:3]...) }
	for _, state := range keyStates {
		all["key-"+string(state)] = func() scene { return signInKey(state) }
	}
	return all
}()

func id(n int) conversation.ID {
	return conversation.ID(fmt.Sprintf("%c%c%041d", 'A'+n*7%26, 'K'+n*3%10, n*7919))
}

func row(n int, status inbox.Status, opened, last time.Duration) inbox.Row {
	c := id(n)
	deadline := now.Add(4*time.Hour - last)
	return inbox.Row{
		Conversation: c, Reference: c.Reference(), Language: "fr", Status: status, Here: true,
		Opened: now.Add(-opened), LastMessage: now.Add(-last), Deadline: deadline, Life: view.LifeOf(now, deadline),
	}
}

func with[T any](v T, change func(*T)) T { change(&v); return v }

func baseShell() shell.State {
	return shell.State{
		Screen: shell.Desk, Now: now, Connection: shell.Connection{Phase: shell.Online, Since: now.Add(-time.Hour)},
		Name: "Camille Roche", UnitName: "Police nationale · Gironde", Duty: shell.OnDuty, Held: 4,
		Next:     shell.Deadline{Conversation: id(7), Reference: id(7).Reference(), At: now.Add(26 * time.Minute), Life: view.Warning},
		Doctrine: shell.Doctrine{Version: "2026-11-28", Starting: true},
	}
}

func baseInbox() inbox.State {
	return inbox.State{
		Receipts: receipts(), Phase: inbox.Current, Now: now, Capacity: 6, Unread: 3, Selected: id(4),
		Team: inbox.Team{Known: true, OnDuty: 4, OnBreak: 1, Held: 17, Room: 7},
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
			with(row(8, inbox.Closed, 80*time.Minute, 9*time.Minute), func(r *inbox.Row) { r.Here = false; r.Note = view.T("inbox.note.closed.declarant") }),
			with(row(9, inbox.Deleted, 80*time.Minute, 20*time.Minute), func(r *inbox.Row) { r.Here = false; r.Note = view.T("inbox.note.deleted.declarant") }),
			endedRows()[0],
		},
	}
}

func baseThread() thread.State {
	return thread.State{
		Conversation: id(4), Phase: thread.Held, Now: now, Reference: id(4).Reference(), Pseudonym: "Lou", Language: "fr",
		Opened: now.Add(-39 * time.Minute), Deadline: now.Add(4*time.Hour - 30*time.Second), Life: view.Calm, Here: true, Typing: true,
		Items: talk(), Compose: thread.Compose{Enabled: true, TextBytes: 12000}, CanClose: true,
		Deletion: thread.Deletion{Can: true, Choices: retention.Begin(now.Add(-30*time.Second), retention.Ceiling{}).Choices(now), Passage: passage},
	}
}

// passage is what the starting doctrine says about deletion.
var passage = doctrine.Text{
	FR: "Effacez dès que l’échange n’est plus utile. L’effacement vaut pour le service et pour chaque poste.",
	EN: "Delete as soon as the conversation is of no more use. Deletion covers the service and every console.",
}
