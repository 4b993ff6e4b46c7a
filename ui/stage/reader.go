package main

import (
	"slices"

	"vigie.example/internal/console"
	accounts "vigie.example/internal/console/account"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/view"
	"vigie.example/ui"
)

// readerScenes are the states of signing in by the workstation's fingerprint reader, and of enrolling on it. Without an assessment that permits it
// there is no such way: that is the scene "signin".
func readerScenes() map[string]func() scene {
	in := func(problem string, change func(*signin.State)) func() scene {
		return func() scene {
			s := signIn()
			s.signIn.Ways = slices.Insert(s.signIn.Ways, 2, wayByReader(problem))
			change(&s.signIn)
			return s
		}
	}
	scans := func(scan console.Scan) func() scene {
		return in("", func(s *signin.State) {
			s.Phase, s.Stage, s.Way, s.Scan = signin.Working, signin.Scanning, string(console.WayReader), scan
		})
	}
	refused := func(problem, hint string) func() scene {
		return in("", func(s *signin.State) {
			if s.Problem = view.T(problem); hint != "" {
				s.Hint = view.T(hint)
			}
		})
	}
	return map[string]func() scene{
		"signin-reader": in("", func(*signin.State) {}),
		"signin-reader-touch": in("", func(s *signin.State) {
			s.Phase, s.Stage, s.Way = signin.Working, signin.Touching, string(console.WayReader)
		}),
		"signin-reader-scan":         scans(console.Scan{}),
		"signin-reader-again":        scans(console.Scan{Of: 1, Again: console.AgainCentre}),
		"signin-reader-wrong":        refused("signin.problem.reader.wrong", "hint.reader.other_ways"),
		"signin-reader-gone":         refused("fault.reader.gone", "hint.reader.other_ways"),
		"signin-reader-unplugged":    refused("fault.reader.unplugged", "hint.reader.plug"),
		"signin-reader-absent":       refused("fault.reader.none", "hint.reader.other_ways"),
		"signin-reader-cancelled":    refused("fault.reader.cancelled", "hint.reader.other_ways"),
		"signin-reader-not-enrolled": refused("signin.problem.reader.not_enrolled", "hint.reader.other_ways"),
		"signin-reader-template":     refused("fault.reader.template", "hint.reader.enrol_again"),
		"signin-reader-removed":      refused("carried.key.removed", ""),
		"signin-reader-suspended":    in("signin.problem.reader.suspended", func(*signin.State) {}),
		"signin-reader-held":         in("signin.problem.reader.held", func(*signin.State) {}),
		"signin-reader-nobody":       in("signin.problem.reader.nobody", func(*signin.State) {}),
		"signin-reader-offline": func() scene {
			s := signInOffline()
			s.signIn.Ways = slices.Insert(s.signIn.Ways, 2, wayByReader("signin.problem.offline"))
			return s
		},
		"locked-reader": func() scene {
			s := locked()
			s.signIn.Ways = slices.Insert(s.signIn.Ways, 0, wayByReader(""))
			return s
		},
		"account-reader":       enrolsOnReader("", func(*accounts.State) {}),
		"account-reader-read":  enrolsOnReader("account_page.problem.notice", func(*accounts.State) {}),
		"account-reader-held":  enrolsOnReader("account_page.problem.held", func(s *accounts.State) { s.Own = nil }),
		"account-reader-touch": scansOnReader(console.Touching, console.Scan{}),
		"account-reader-first": scansOnReader(console.Scanning, console.Scan{}),
		"account-reader-next":  scansOnReader(console.Scanning, console.Scan{Stage: 3, Of: 5}),
		"account-reader-again": scansOnReader(console.Scanning, console.Scan{Stage: 2, Of: 5, Again: console.AgainShort}),
		"account-reader-check": scansOnReader(console.Scanning, console.Scan{Check: true}),
		"account-reader-differs": enrolsOnReader("", func(s *accounts.State) {
			s.Problem = view.T("signin.problem.reader.differs")
		}),
		"fingers-reader-left": func() scene {
			s := desk()
			s.open = (*ui.Window).ShowFingers
			s.fingers = fingersShut()
			s.fingers.Ways[1].Open, s.fingers.Ways[1].Obstacles, s.fingers.Ways[1].Here = true, nil, view.T("finger_page.reader.absent")
			s.fingers.Problem = view.T("finger_page.reader.left")
			return s
		},
	}
}

func wayByReader(problem string) signin.Way {
	w := signin.Way{
		Code: string(console.WayReader), Title: view.T("signin.way.reader"), Needs: view.T("signin.way.reader.needs"),
		Available: problem == "", Optional: true, Secret: view.T("signin.way.reader.secret"),
	}
	if problem != "" {
		w.Problem = view.T(problem)
	}
	return w
}

// enrolsOnReader is the account page with the reader among what can be enrolled.
func enrolsOnReader(problem string, change func(*accounts.State)) func() scene {
	return func() scene {
		s := accountPage()
		kind := accounts.Kind{Way: console.WayReader, Title: view.T("account_page.kind.reader"), Ready: problem == ""}
		if problem != "" {
			kind.Problem = view.T(problem)
		}
		s.account.Enrol = slices.Insert(s.account.Enrol, 0, kind) // chosen, as the first
		s.account.Held = map[console.Held]view.Text{console.HeldCard: view.T("carried.card.reader")}
		s.account.Own = append(s.account.Own[:1], accounts.Means{
			ID: "d", Kind: "reader", Title: view.T("account_page.means.reader"), Name: "Index droit", Added: now.AddDate(0, 0, -9), By: "sup-33-1",
		}, accounts.Means{
			ID: "e", Kind: "reader", Title: view.T("account_page.means.reader"), Added: now.AddDate(0, -3, 0), By: "sup-33-1", State: accounts.Over,
			Why: view.T("account_page.over.renewed"),
		})
		change(&s.account)
		return s
	}
}

func scansOnReader(stage console.Stage, scan console.Scan) func() scene {
	return enrolsOnReader("", func(s *accounts.State) { s.Stage, s.Way, s.Scan, s.Own = stage, console.WayReader, scan, s.Own[:1] })
}
