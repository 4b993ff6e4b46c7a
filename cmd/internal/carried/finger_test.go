//go:build linux && cgo

package carried_test

import (
	"slices"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/testkit/judged"
	"vigie.example/internal/testkit/vigied"
)

// startJudged is a service whose gate is open to who has read the notice; the example judges nothing (L17).
func startJudged(t *testing.T) (*vigied.Backend, access.Actor) {
	t.Helper()
	b := vigied.Start(t, vigied.Options{Fingerprints: biometric.Doing("e", "g", biometric.Methods())})
	admin, n := access.Actor{Kind: access.Staff, Code: "tech-1", Role: access.Technical, Authorised: true}, judged.Notice()
	day := b.Now().AddDate(0, 0, -21)
	a, err := biometric.Assessment{Version: day.Format(time.DateOnly), Notice: n.Digest(), Answers: judged.Answers(day)}.WithSignature(b.Authority.Sign)
	for _, failed := range []error{
		err, b.Service.PutNotice(t.Context(), admin, n), b.Service.PutRegister(t.Context(), admin, n.Facts),
		b.Service.Announce(t.Context(), admin, b.Now().Add(2*time.Millisecond)), b.Service.PutAssessment(t.Context(), admin, a),
	} {
		if failed != nil {
			t.Fatal(failed)
		}
	}
	time.Sleep(5 * time.Millisecond) // the processing begins
	return b, admin
}

// A finger on a security key, through everything that is real: the notice is read first, the console's own gate makes the permission, libfido2
// asks the key; a suspension reaches the console that waits for a sign-in, and from then on no key is asked (L6, L17, L18).
func TestL18_FingerOnAKeyUntilItIsSuspended(t *testing.T) {
	b, admin := startJudged(t)
	p := newPlaceAt(t, b, nil)
	key := authenticator.New(authenticator.Options{PIN: pin, Finger: true})
	p.socket.Add(key)
	if err := p.op.Enter(t.Context(), "op-1", p.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	p.enrol(console.WayPIN, pin)
	page := fingers.New(p.op.Console)
	page.Open()
	until(p, &page.Publisher, "the notice", func(s fingers.State) bool {
		return s.Phase == fingers.Ready && s.HasNotice && len(s.Notice["fr"]) == len(biometric.Items()) && len(s.Ways) == 2 && s.Ways[0].Open
	})
	p.signOut()
	touched := key.Touches()

	p.comes(console.WayFinger)
	p.enter(console.WayFinger, "") // the notice was not acknowledged
	p.refused("signin.problem.finger.not_permitted")
	if key.Touches() != touched {
		t.Error("the key was asked before the notice was acknowledged")
	}
	p.enter(console.WayPassphrase, p.who.Passphrase)
	p.in()
	page.Open()
	shown := until(p, &page.Publisher, "the notice again", func(s fingers.State) bool { return s.Phase == fingers.Ready && s.HasNotice })
	page.Read("", "fr") // of nothing that was shown
	until(p, &page.Publisher, "refused", func(s fingers.State) bool { return !s.Problem.None() && !s.Acknowledged })
	page.Read(shown.Digest, "fr") // whose end was not on the screen
	until(p, &page.Publisher, "refused", func(s fingers.State) bool { return s.Problem.Key == "fault.notice.not_read" && !s.Acknowledged })
	page.Shown(shown.Digest, "en")
	page.Read(shown.Digest, "fr") // in a language in which it was not
	page.Shown("", "fr")
	page.Read("", "fr")
	until(p, &page.Publisher, "shown", func(s fingers.State) bool {
		return s.ShownIn == "en" && s.Problem.Key == "fault.notice.not_read" && !s.Acknowledged
	})
	page.Shown(shown.Digest, "fr")
	page.Read(shown.Digest, "fr")
	until(p, &page.Publisher, "acknowledged", func(s fingers.State) bool { return s.Acknowledged })
	p.signOut()

	p.comes(console.WayFinger)
	p.enter(console.WayFinger, "")
	p.in()
	p.signOut()

	p.comes(console.WayFinger)
	if err := b.Service.SuspendFingerprints(t.Context(), admin, biometric.Incident); err != nil {
		t.Fatal(err)
	}
	until(p, &p.op.SignIn.Publisher, "the switch", func(s signin.State) bool {
		return slices.ContainsFunc(s.Ways, func(w signin.Way) bool {
			return w.Code == string(console.WayFinger) && !w.Available && w.Problem.Key == "signin.problem.finger.not_permitted"
		})
	})
	touched = key.Touches()
	p.enter(console.WayFinger, "")
	p.refused("signin.problem.finger.not_permitted")
	if key.Touches() != touched {
		t.Error("the key was asked while it is suspended")
	}
	p.enter(console.WayPIN, pin) // work goes on
	p.in()
}
