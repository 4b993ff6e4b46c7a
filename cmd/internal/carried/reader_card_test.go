//go:build linux && cgo

package carried_test

import (
	"testing"

	"vigie.example/cmd/internal/carried"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/testkit/prints"
	"vigie.example/internal/testkit/softcard"
)

// A service card holds what opens a template as well as a key does: by its PIN, which the sign-in screen asks for where a template here wants one.
func TestL13_AFingerUnderAServiceCard(t *testing.T) {
	r := softcard.New(t)
	r.Insert(softcard.P256Agrees)
	card := carried.NewCard(r.Module)
	t.Cleanup(card.Close)
	p := newReaderPlace(t, func(o *carried.ReaderOptions) { o.Card = card })
	p.key.Remove()
	if err := p.op.Enter(t.Context(), "op-1", p.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	p.enrol(console.WayCard, softcard.PIN)
	p.read()
	finger := prints.New(3)
	p.hand.lay(finger)
	p.offersReader(func(k account.Kind) bool { return k.Ready })
	enrol := func(pin string) account.State {
		p.account.Enrol(console.Enrolling{Way: console.WayReader, By: console.HeldCard, Code: p.invited(), PIN: pin, Name: "index"})
		until(p.place, &p.account.Publisher, "it begins", func(s account.State) bool { return s.Stage != console.Idle })
		return p.comesTo()
	}
	if s := enrol("000000"); s.Problem.Key != "carried.card.pin.wrong" {
		t.Fatalf("a wrong PIN: %s", s.Problem.Key)
	}
	p.nothingLeft()
	if s := enrol(softcard.PIN); !s.Problem.None() {
		t.Fatalf("not enrolled: %s", s.Problem.Key)
	}
	p.account.Close()
	p.signOut()
	p.comes(console.WayReader)
	until(p.place, &p.op.SignIn.Publisher, "a PIN is asked for", func(s signin.State) bool { return !wayOf(s).Secret.None() && wayOf(s).Optional })
	p.enter(console.WayReader, "000000")
	p.refused("carried.card.pin.wrong")
	p.enter(console.WayReader, softcard.PIN)
	p.in()
}
