package main

import (
	"time"

	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/view"
)

// public is the form of a workstation's public keys.
const public = "BGx1cXVlIHBhcnQgZGFucyBsYSBudWl0LCBxdWVscXUndW4gYXR0ZW5kIHVuZSByw6lwb25zZS4gTm91cyBzb21tZXMgbMOgLgRsdXF1ZSBwYXJ0IGRhbnMgbGEgbnVpdCwgcXVlbHF1J3VuIGF0dGVuZCB1bmUgcsOpcG9uc2UuIA=="

func signIn() scene {
	return scene{
		shell: shell.State{Screen: shell.SignIn, Now: now, Connection: shell.Connection{Phase: shell.Online}},
		signIn: signin.State{
			Phase: signin.Ready, Reachable: true, Workstation: signin.Workstation{State: signin.KeyPresent, Public: public},
			Ways: ways(),
		},
	}
}

// ways are all of them: a key with a PIN and a card are here, fingerprints are not permitted.
func ways() []signin.Way {
	way := func(code string, problem string) signin.Way {
		w := signin.Way{Code: code, Title: view.T("signin.way." + code), Needs: view.T("signin.way." + code + ".needs"), Available: problem == ""}
		if problem != "" {
			w.Problem = view.T(problem)
		}
		return w
	}
	return []signin.Way{
		way("key_pin", ""), way("passphrase", ""), way("card", "carried.card.absent"), way("key_finger", "signin.problem.finger.not_permitted"),
	}
}

func signInTouch() scene {
	s := signInWorking()
	s.signIn.Stage, s.signIn.Way = signin.Touching, "key_pin"
	return s
}

func signInFinger() scene {
	s := signInTouch()
	s.signIn.Way = "key_finger"
	s.signIn.Ways[3].Available, s.signIn.Ways[3].Problem = true, view.Text{}
	return s
}

func signInCard() scene {
	s := signInTouch()
	s.signIn.Stage, s.signIn.Way = signin.Proving, "card"
	return s
}

func signInWrongFinger() scene {
	s := signInFinger()
	s.signIn.Phase, s.signIn.Stage = signin.Ready, signin.Idle
	s.signIn.Problem = view.T("carried.key.finger.wrong")
	return s
}

func signInSuspended() scene {
	s := signIn()
	s.signIn.Ways[0].Available, s.signIn.Ways[0].Problem = false, view.T("carried.key.pin.locked")
	return s
}

func signInNoneHere() scene {
	s := signIn()
	for i, problem := range []string{"carried.key.absent", "", "carried.card.reader"} {
		if problem != "" {
			s.signIn.Ways[i].Available, s.signIn.Ways[i].Problem = false, view.T(problem)
		}
	}
	return s
}

func locked() scene {
	s := signIn()
	s.shell = baseShell()
	s.shell.Screen = shell.Locked
	s.signIn.Locked, s.signIn.Name, s.signIn.Holding = view.T("signin.locked.idle"), "Camille Roche", 4
	return s
}

func lockedRemoved() scene {
	s := locked()
	s.signIn.Locked, s.signIn.Holding = view.T("signin.locked.removed"), 1
	s.signIn.Ways[0].Available, s.signIn.Ways[0].Problem = false, view.T("carried.key.absent")
	return s
}

func lockedNothing() scene {
	s := locked()
	s.signIn.Locked, s.signIn.Holding = view.T("signin.locked.asked"), 0
	return s
}

func signInWorking() scene {
	s := signIn()
	s.signIn.Phase = signin.Working
	return s
}

func signInFailed() scene {
	s := signIn()
	s.signIn.Problem, s.signIn.Hint = view.T("fault.signin.refused"), view.T("hint.signin.again")
	return s
}

func signInThrottled() scene {
	s := signIn()
	s.signIn.Problem, s.signIn.RetryAt = view.T("fault.signin.throttled"), time.Now().Add(40*time.Second)
	return s
}

func signInEnded() scene {
	s := signIn()
	s.signIn.Ended = view.T("signin.ended.replaced")
	return s
}

func signInOffline() scene {
	s := signIn()
	s.signIn.Reachable = false
	s.shell.Connection = offline()
	warn(&s, warnings()[1])
	return s
}

func signInNew() scene {
	s := signIn()
	s.signIn.Workstation.New, s.signIn.Workstation.Hint = true, view.T("signin.workstation.new")
	return s
}

func signInReading() scene {
	s := signInKey(signin.KeyReading)
	s.signIn.Phase, s.signIn.Workstation = signin.Preparing, signin.Workstation{State: signin.KeyReading}
	return s
}

var keyStates = []signin.KeyState{signin.KeyAbsent, signin.KeyNoBus, signin.KeyLocked, signin.KeySlow, signin.KeyDamaged, signin.KeyRefused}

// signInKey is a workstation whose keyring does not give the key.
func signInKey(state signin.KeyState) scene {
	s := signIn()
	s.signIn.Workstation = signin.Workstation{State: state, Problem: view.T("keyring." + string(state)), Hint: view.T("hint.keyring." + string(state))}
	for i := range s.signIn.Ways {
		s.signIn.Ways[i].Available, s.signIn.Ways[i].Problem = false, view.T("signin.problem.no_key")
	}
	return s
}
