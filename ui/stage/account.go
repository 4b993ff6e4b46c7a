package main

import (
	"time"

	"vigie.example/internal/console"
	accounts "vigie.example/internal/console/account"
	"vigie.example/internal/console/view"
	"vigie.example/ui"
)

func accountPage() scene {
	s := desk()
	s.open = (*ui.Window).ShowAccount
	s.account = accounts.State{
		Phase: accounts.Ready, Name: "Camille Roche", Unit: "Police nationale · Gironde", Now: now,
		Own: []accounts.Means{
			{ID: "a", Kind: "key", Title: view.T("account_page.means.key"), Name: "Clé bleue", Added: now.AddDate(0, -4, -3), By: "sup-33-1", Used: now.Add(-6 * time.Hour), Present: true},
			{ID: "b", Kind: "card", Title: view.T("account_page.means.card"), Added: now.AddDate(0, -2, 0), By: "sup-33-2"},
			{ID: "c", Kind: "key", Title: view.T("account_page.means.key"), Name: "Ancienne clé", Added: now.AddDate(-1, -2, 0), By: "sup-33-1", State: accounts.Over, Why: view.T("account_page.over.holder")},
		},
		Enrol: []accounts.Kind{
			{Way: console.WayPIN, Title: view.T("account_page.kind.key_pin"), Ready: true},
			{Way: console.WayCard, Title: view.T("account_page.kind.card"), Problem: view.T("carried.card.reader")},
		},
	}
	return s
}

func accountNone() scene {
	s := accountPage()
	s.account.Own = nil
	return s
}

func accountWaiting() scene {
	s := accountPage()
	s.account.Own = []accounts.Means{{
		ID: "a", Kind: "key", Title: view.T("account_page.means.key"), Name: "Clé bleue", Added: now, By: "sup-33-1", State: accounts.Waiting, Number: "481516",
	}}
	return s
}

func accountSupervisor() scene {
	s := accountWaiting()
	s.account.Own = nil
	s.account.Invites = true
	s.account.Invited = accounts.Invited{Actor: "op-33-7", Code: "K7QM-2XWR-PD4H-9TBA", Expires: now.Add(time.Hour)}
	s.account.Theirs = accounts.Theirs{Actor: "op-33-7", Means: accountPage().account.Own[1:]}
	return s
}

func accountLoading() scene {
	s := accountNone()
	s.account.Phase = accounts.Loading
	return s
}

func accountOffline() scene {
	s := accountPage()
	s.account.Phase = accounts.Offline
	s.shell.Connection = offline()
	return s
}

func accountEnrolling() scene {
	s := accountPage()
	s.account.Stage = console.Touching
	return s
}

func accountRefused() scene {
	s := accountNone()
	s.account.Problem, s.account.Hint = view.T("fault.means.code"), view.T("hint.means.code")
	return s
}
