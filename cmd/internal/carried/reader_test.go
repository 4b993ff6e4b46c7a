//go:build linux && cgo

package carried_test

import (
	"os"
	"slices"
	"testing"

	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/testkit/prints"
)

// A finger on the workstation's reader, through everything that is real: the service and its gate, the console and its own, vigie-reader with libfprint,
// libfido2 asking the key that holds the secret. It is enrolled once the notice was read, signs in and unlocks, and once it is withdrawn
// nothing of it is left (L2-L6, L9, L11, L13, L17).
func TestL17_AFingerOnTheWorkstationsReader(t *testing.T) {
	p := newReaderPlace(t)
	if err := p.op.Enter(t.Context(), "op-1", p.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	p.offersReader(func(k account.Kind) bool { return k.Problem.Key == "account_page.problem.notice" })
	p.read()
	p.offersReader(func(k account.Kind) bool { return k.Problem.Key == "account_page.problem.held" })
	p.account.Close()
	p.enrol(console.WayPIN, pin)

	finger, other := prints.New(3), prints.New(4)
	touched := p.key.Touches()
	p.hand.lay(finger)
	p.begins()
	seen := 0
	until(p.place, &p.account.Publisher, "scans, and the check", func(s account.State) bool {
		seen = max(seen, s.Scan.Stage)
		return s.Stage == console.Scanning && s.Scan.Check
	})
	if s := p.comesTo(); !s.Problem.None() {
		t.Fatalf("not enrolled: %s", s.Problem.Key)
	}
	if p.key.Touches() != touched+1 || seen < 2 || len(p.templates()) != 1 {
		t.Errorf("%d touches, %d scans, kept %v", p.key.Touches()-touched, seen, p.templates())
	}
	sealed, err := os.ReadFile(p.templates()[0])
	if err != nil {
		t.Fatal(err)
	}
	p.hand.lay(nil)
	p.account.Close()
	p.signOut()

	p.comes(console.WayReader)
	p.hand.lay(other)
	p.enter(console.WayReader, "")
	p.refused("signin.problem.reader.wrong")
	p.hand.lay(finger)
	p.enter(console.WayReader, "")
	p.in()
	p.hand.lay(nil)

	p.key.Remove() // what it was opened with is pulled out
	p.locked("removed")
	until(p.place, &p.op.SignIn.Publisher, "no key", func(s signin.State) bool { return wayOf(s).Problem.Key == "signin.problem.reader.held" })
	p.key.Insert()
	p.comes(console.WayReader)
	p.hand.lay(finger)
	p.enter(console.WayReader, "")
	p.in()
	p.hand.lay(nil)

	p.fingers.Open()
	until(p.place, &p.fingers.Publisher, "the template", func(s fingers.State) bool { return s.Phase == fingers.Ready && s.Templates == 1 })
	p.fingers.Withdraw()
	p.eventually("the receipt", func() bool { r := p.evidence(); return r.State == biometric.Erased && r.Cause == biometric.Withdrawn })
	p.nothingLeft(sealed[40:72], sealed[4000:4032])
	p.locked("means") // the session that began with it
	p.enter(console.WayPassphrase, p.who.Passphrase)
	p.in()
	p.account.Open()
	until(p.place, &p.account.Publisher, "over", func(s account.State) bool {
		return slices.ContainsFunc(s.Own, func(m account.Means) bool { return m.Kind == "reader" && m.State == account.Over })
	})
}

// wayOf is the reader's among the ways in; the zero value when it is none.
func wayOf(s signin.State) signin.Way {
	for _, w := range s.Ways {
		if w.Code == string(console.WayReader) {
			return w
		}
	}
	return signin.Way{}
}
