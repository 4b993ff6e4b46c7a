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
			Ways: []signin.Way{{Code: "passphrase", Title: view.T("signin.way.passphrase"), Needs: view.T("signin.way.passphrase.needs"), Available: true}},
		},
	}
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
	s.signIn.Ways[0].Available, s.signIn.Ways[0].Problem = false, view.T("signin.problem.no_key")
	return s
}
