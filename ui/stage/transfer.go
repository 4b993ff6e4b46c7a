package main

import (
	"time"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

func question(n int, asker bool, phase transfer.Phase) transfer.Request {
	name := "Sacha Morel"
	if !asker {
		name = "Dominique Petit"
	}
	return transfer.Request{
		Conversation: id(n), Reference: id(n).Reference(), Phase: phase, Asker: asker, Name: name, UnitName: "Police nationale, Gironde",
		Language: "fr", Reason: conversation.BetterSuited, Until: now.Add(42 * time.Second),
	}
}

func withTransfer(s scene, requests ...transfer.Request) scene {
	s.transfer = transfer.State{Now: now, Online: true, Requests: requests, May: map[conversation.ID]bool{id(4): true}}
	return s
}

// transferAsked has two questions to us, one of them urgent.
func transferAsked() scene {
	urgent := question(11, false, transfer.Asked)
	urgent.Urgent, urgent.Reason, urgent.Language = true, conversation.OtherTongue, "en"
	return withTransfer(desk(), urgent, question(12, false, transfer.Asked))
}

func transferAsking() scene {
	s := withTransfer(desk(), question(4, true, transfer.Asked))
	s.transfer.May = nil
	return s
}

func transferRefused() scene {
	r := question(4, true, transfer.Refused)
	r.Refusal = conversation.RefusedBusy
	return withTransfer(desk(), r)
}

func transferLapsed() scene {
	return withTransfer(desk(), question(4, true, transfer.Lapsed), question(12, false, transfer.Withdrawn), question(5, true, transfer.Done))
}

func transferFailed() scene {
	r := question(4, true, transfer.Refused)
	r.Problem = view.T("fault.transfer.room")
	return withTransfer(desk(), r)
}

func transferWho() scene {
	s := withTransfer(desk())
	s.transfer.Takers = transfer.Takers{Conversation: id(4), List: []transfer.Taker{
		{Actor: "op-2", Name: "Sacha Morel", UnitName: "Police nationale, Gironde", Room: 3},
		{Actor: "op-3", Name: "Dominique Petit", UnitName: "Police nationale, Gironde", Room: 1},
		{Actor: "op-9", Name: "Andrea Leroy", UnitName: "Unité nationale", Room: 5},
	}}
	return s
}

func transferNobody() scene {
	s := withTransfer(desk())
	s.transfer.Takers = transfer.Takers{Conversation: id(4)}
	return s
}

func transferOffline() scene {
	s := withTransfer(deskOffline(), question(4, true, transfer.Asked))
	s.transfer.Online, s.transfer.May = false, nil
	return s
}

// transferTaken has just been taken over, with everything.
func transferTaken() scene {
	s := desk()
	s.thread.Items = s.thread.Items.Append(event(thread.Event, 5*time.Second, view.T("thread.event.taken_over")))
	return s
}

// transferBare was taken over from a console that went away in the middle.
func transferBare() scene {
	s := desk()
	s.thread.Items = items(
		event(thread.Broken, 9*time.Minute, view.T("thread.item.earlier")),
		event(thread.Event, 20*time.Second, view.T("thread.event.taken_over.bare")),
		text(31, conversation.Declarant, 5*time.Second, "Vous êtes toujours là ?", thread.NotOurs),
	)
	return s
}

func shiftEnding() scene {
	s := withTransfer(desk())
	s.shell.Duty = "ending"
	s.transfer.Ending = true
	for i, n := range []int{7, 6, 5, 4} {
		end := now.Add(time.Duration(i*i)*20*time.Minute + 8*time.Minute)
		s.transfer.Open = append(s.transfer.Open, transfer.Open{
			Conversation: id(n), Reference: id(n).Reference(), Urgent: i == 1, Deadline: end, Life: view.LifeOf(now, end), Language: "fr",
			MayTransfer: i != 2, Asked: i == 2, MayClose: i != 2,
		})
	}
	return s
}
