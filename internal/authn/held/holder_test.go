//go:build linux && cgo

package held_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"vigie.example/internal/authn/card"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/authn/held"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/testkit/holding"
	"vigie.example/internal/testkit/softcard"
)

const pin = "271828"

var party = ceremony.PartyOf([]byte("authority"))

type bus struct{ *authenticator.Socket }

func (b bus) Open(path string) (fido.Pipe, error) { return b.Plugged(path) }

// enrolled is a key with a credential as the console makes it.
func enrolled(t *testing.T, o authenticator.Options) (soft *authenticator.Authenticator, id []byte) {
	t.Helper()
	soft = authenticator.New(o)
	made, err := fido.Open(bus{authenticator.NewSocket(soft)}).Create(t.Context(), fido.New{
		Party: party.ID(), Digest: make([]byte, 32), Handle: party.Handle("op-1"), Verify: fido.PIN(pin),
	})
	if err != nil {
		t.Fatal(err)
	}
	const at = 37 + 16 + 2 // where the name of the credential is (WebAuthn section 6.5.1)
	return soft, bytes.Clone(made.AuthData[at : at+int(made.AuthData[at-1])])
}

func keySubject(t *testing.T, o authenticator.Options) holding.Subject {
	soft, id := enrolled(t, o)
	_, theirs := enrolled(t, o)
	keys := fido.Open(bus{authenticator.NewSocket(soft)})
	return holding.Subject{
		Holder: held.Key(keys, party.ID(), [][]byte{theirs, id}), Other: held.Key(keys, party.ID(), [][]byte{theirs}),
		Kind: held.SecurityKey, PIN: o.PIN, Touched: true, Remove: soft.Remove,
	}
}

func cardSubject(t *testing.T, kind softcard.Kind) holding.Subject {
	r := softcard.New(t)
	r.Insert(kind)
	cards := card.Open(r.Module)
	t.Cleanup(cards.Close)
	made, err := cards.Make(t.Context(), softcard.PIN, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	is, err := ceremony.CardOf(made.Public)
	if err != nil {
		t.Fatal(err)
	}
	other := make([]byte, 32)
	_, _ = rand.Read(other)
	return holding.Subject{
		Holder: held.Card(cards, [][]byte{other, is.ID}), Other: held.Card(cards, [][]byte{other}),
		Kind: held.ServiceCard, PIN: softcard.PIN, Remove: r.Remove,
	}
}

// One contract, for everything that a person can hold (L9, L13).
func TestL13_Contract(t *testing.T) {
	for name, o := range map[string]authenticator.Options{
		"a key": {PIN: pin}, "a key with protocol 2": {PIN: pin, Protocol2: true}, "a key that always verifies": {PIN: pin, Finger: true, Always: true},
	} {
		t.Run(name, func(t *testing.T) {
			holding.Contract(t, func(t *testing.T) holding.Subject { return keySubject(t, o) })
		})
	}
	for name, kind := range map[string]softcard.Kind{
		"a card that agrees": softcard.P256Agrees, "a card that unwraps": softcard.RSA2048Unwrap, "a card with two keys": softcard.Two,
	} {
		t.Run(name, func(t *testing.T) {
			holding.Contract(t, func(t *testing.T) holding.Subject { return cardSubject(t, kind) })
		})
	}
}

// Whether the PIN is wanted is in the binding, and a key that was set otherwise meanwhile is noticed: it would give its other secret.
func TestL13_TheBindingSaysWhetherThePINIsWanted(t *testing.T) {
	code := holding.Code(t)
	for always, want := range map[bool]bool{false: false, true: true} {
		soft, id := enrolled(t, authenticator.Options{PIN: pin, Always: always})
		holder := held.Key(fido.Open(bus{authenticator.NewSocket(soft)}), party.ID(), [][]byte{id})
		b, _, err := holder.Make(t.Context(), held.Ask{Code: code, PIN: pin})
		if err != nil || b.PIN != want {
			t.Fatalf("%+v, %v", b, err)
		}
		soft.SetAlways(!always)
		s, err := holder.Open(t.Context(), b, held.Ask{Code: code, PIN: pin})
		if s != (held.Secret{}) || fault.PublicOf(err).Key != "fault.reader.template" {
			t.Errorf("set otherwise: %v", err)
		}
	}
}
