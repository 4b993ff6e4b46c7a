package main

import (
	"time"

	"vigie.example/internal/console/advice"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

const adviceWords = "Une personne vit avec l'auteur des faits et veut récupérer ses papiers restés au domicile. Peut-elle être accompagnée, et qui contacter en premier ?"

// advising is a desk at which a colleague could be asked, with questions.
func advising(questions ...advice.Question) scene {
	s := desk()
	s.advice = advice.State{Now: now, Online: true, Questions: questions, May: map[conversation.ID]bool{id(4): true}}
	if len(questions) > 0 && questions[0].Phase == advice.Asked {
		s.advice.May = map[conversation.ID]bool{}
	}
	s.transfer.Now, s.transfer.Online, s.transfer.May = now, true, map[conversation.ID]bool{id(4): true}
	return s
}

func aboutOurs(phase advice.Phase) advice.Question {
	return advice.Question{
		Conversation: id(4), Reference: id(4).Reference(), Phase: phase, Name: "Sacha Lemoine", Until: now.Add(8*time.Minute + 20*time.Second), Words: adviceWords,
	}
}

func adviceAsks() scene {
	s := advising()
	s.advice.Advisers = advice.Advisers{Conversation: id(4), List: []advice.Adviser{
		{Actor: "op-2", Name: "Sacha Lemoine", UnitName: "Police nationale · Gironde"}, {Actor: "op-3", Name: "Noa Perrin", UnitName: "Unité nationale"},
	}}
	return s
}

func adviceNobody() scene {
	s := advising()
	s.advice.Advisers = advice.Advisers{Conversation: id(4)}
	return s
}

func adviceAsked() scene { return advising(aboutOurs(advice.Asked)) }

func adviceAnswered() scene {
	q := aboutOurs(advice.Answered)
	q.Answer = "Oui : elle peut demander à être accompagnée par la brigade de son domicile, sur rendez-vous. Commencez par le 3919 si elle n'est pas en danger immédiat ; sinon le 17."
	return advising(q)
}

func adviceDeclined() scene {
	q := aboutOurs(advice.Declined)
	q.Refusal = conversation.RefusedBusy
	return advising(q)
}

func adviceFailed() scene {
	q := aboutOurs(advice.Moot)
	q.Problem = view.T("fault.advice.away")
	return advising(q)
}

func adviceInquiry() scene {
	s := advising()
	s.advice.Inquiries = []advice.Inquiry{{
		ID: "AAAAAAAAAAAAAAAAAAAAAA", Name: "Noa Perrin", UnitName: "Unité nationale", Until: now.Add(9*time.Minute + 10*time.Second), Words: adviceWords,
	}}
	return s
}

func adviceOffline() scene {
	s := deskOffline()
	s.advice = adviceInquiry().advice
	s.advice.Online, s.advice.May = false, map[conversation.ID]bool{}
	s.inbox.Team = inbox.Team{}
	return s
}
