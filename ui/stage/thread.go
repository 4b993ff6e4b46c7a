package main

import (
	"time"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

func threadWaiting() scene {
	s := desk()
	s.inbox.Selected = id(1)
	s.thread.Conversation, s.thread.Reference, s.thread.Pseudonym = id(1), id(1).Reference(), ""
	s.thread.Phase, s.thread.Urgent, s.thread.Typing = thread.Waiting, true, false
	s.thread.Items = s.thread.Items.Truncate(2)
	s.thread.Compose, s.thread.CanClose = thread.Compose{Why: view.T("thread.why.waiting")}, false
	s.thread.Deletion = thread.Deletion{}
	return s
}

// threadUrgent is held by somebody in danger: the head of the thread has everything that it can have.
func threadUrgent() scene {
	s := desk()
	s.thread.Urgent = true
	return s
}

func threadSealed() scene {
	s := threadWaiting()
	s.inbox.Selected = id(3)
	s.thread.Conversation, s.thread.Reference, s.thread.Urgent, s.thread.Language = id(3), id(3).Reference(), false, "en"
	s.thread.Items = items(with(event(thread.Broken, 5*time.Second, view.T("thread.item.sealed")), func(i *thread.Item) { i.ID = "sealed" }))
	s.thread.Note = view.T("thread.note.sealed")
	return s
}

func threadOpening() scene {
	s := desk()
	s.inbox.Mine[0].Note, s.inbox.Mine[0].Typing = view.T("inbox.note.opening"), false
	s.thread.Phase, s.thread.Typing = thread.Opening, false
	s.thread.Items = s.thread.Items.Truncate(3).Append(text(8, conversation.Operator, 0, "Bonjour, je vous lis.", thread.Queued))
	s.thread.Compose.Why, s.thread.CanClose = view.T("thread.why.opening"), false
	return s
}

func threadAway() scene {
	s := desk()
	s.inbox.Mine[0].Here, s.inbox.Mine[0].Typing = false, false
	s.thread.Here, s.thread.Typing, s.thread.HereSince = false, false, now.Add(-4*time.Minute)
	s.thread.Note = view.Text{Key: "thread.note.away", At: now.Add(-4 * time.Minute), Left: 4 * time.Minute}
	s.thread.Items = s.thread.Items.
		Append(text(8, conversation.Operator, 90*time.Second, "Êtes-vous toujours là ?", thread.Stored)).
		Append(text(9, conversation.Operator, 60*time.Second, "Je garde la conversation ouverte.", thread.Unconfirmed)).
		Append(text(10, conversation.Operator, time.Second, "À tout de suite.", thread.Sending)).
		Append(with(text(11, conversation.Operator, 0, "Un message que le service n'a pas pris.", thread.Failed), func(i *thread.Item) { i.Event = view.T("fault.too_many") }))
	return s
}

func threadClosed() scene {
	s := desk()
	s.inbox.Selected = id(8)
	s.thread.Conversation, s.thread.Reference = id(8), id(8).Reference()
	s.thread.Phase, s.thread.Note = thread.Closed, view.Text{Key: "thread.note.closed.declarant", At: s.thread.Deadline}
	s.thread.Compose, s.thread.CanClose = thread.Compose{Why: view.T("thread.why.ended")}, false
	s.thread.Here, s.thread.Typing = false, false
	s.thread.Items = s.thread.Items.Append(event(thread.Event, 5*time.Second, view.T("thread.event.closed.declarant")))
	return s
}

func threadLost() scene {
	s := threadClosed()
	s.inbox.Ended[0].Status, s.inbox.Ended[0].Note = inbox.Lost, view.T("inbox.note.lost")
	s.thread.Phase, s.thread.Note = thread.Lost, view.Text{Key: "thread.note.lost", At: s.thread.Deadline}
	s.thread.Items = talk()
	return s
}

func threadGone() scene {
	s := desk()
	s.inbox.Selected = id(9)
	s.thread = thread.State{Conversation: id(9), Phase: thread.Gone, Now: now, Reference: id(9).Reference(), Note: view.T("thread.note.gone.declarant")}
	return s
}

// threadEnding has ten minutes to live.
func threadEnding() scene {
	s := desk()
	s.thread.Deadline, s.thread.Life = now.Add(8*time.Minute), view.Urgent
	s.inbox.Mine[0].Deadline, s.inbox.Mine[0].Life, s.inbox.Mine[0].Unread = s.thread.Deadline, view.Urgent, 2
	return s
}

var alarms = []thread.AlarmCode{thread.Forged, thread.WrongKey, thread.OtherHolder, thread.Gap, thread.Behind, thread.Replayed,
	thread.Reordered, thread.Unopened, thread.Silent, thread.BadDeadline}

func threadAlarm(codes ...thread.AlarmCode) scene {
	s := desk()
	s.inbox.Mine[0].Alarm = true
	for n, code := range codes {
		s.thread.Alarms = append(s.thread.Alarms, thread.Alarm{Code: code, Count: n + 1, Since: now, Text: view.Text{Key: "thread.alarm." + string(code), Count: n + 1, At: now}})
	}
	s.thread.Items = s.thread.Items.
		Append(event(thread.Broken, 20*time.Second, view.T("thread.item.missing"))).
		Append(event(thread.Broken, 15*time.Second, view.T("thread.item.unopened")))
	return s
}
