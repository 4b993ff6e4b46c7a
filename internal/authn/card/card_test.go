//go:build linux && cgo

package card_test

import (
	"context"
	"crypto/rand"
	"testing"

	"vigie.example/internal/authn/card"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/softcard"
)

func challenge() []byte {
	raw := make([]byte, ceremony.ChallengeBytes)
	rand.Read(raw)
	return raw
}

func open(t *testing.T, r *softcard.Reader) *card.Cards {
	t.Helper()
	c := card.Open(r.Module)
	t.Cleanup(c.Close)
	return c
}

func digest(p ceremony.Purpose, c []byte) []byte {
	d := ceremony.CardDigest(p, c)
	return d[:]
}

func enrol(t *testing.T, cards *card.Cards) ceremony.Card {
	t.Helper()
	c := challenge()
	made, err := cards.Make(t.Context(), softcard.PIN, digest(ceremony.ToEnrol, c))
	if err != nil {
		t.Fatal(err)
	}
	is, err := ceremony.CardOf(made.Public)
	if err != nil {
		t.Fatal(err)
	}
	if err := ceremony.VerifyCard(ceremony.ToEnrol, c, is, made.Signature); err != nil {
		t.Fatal(err)
	}
	return is
}

// A card with its PIN, through PKCS#11: what was enrolled proves who is there.
func TestL3_CardWithPIN(t *testing.T) {
	for name, kind := range map[string]softcard.Kind{"P-256": softcard.P256, "RSA": softcard.RSA2048} {
		t.Run(name, func(t *testing.T) {
			r := softcard.New(t)
			r.Insert(kind)
			cards := open(t, r)
			is := enrol(t, cards)
			c := challenge()
			p, err := cards.Sign(t.Context(), card.Ask{Keys: [][]byte{make([]byte, 32), is.ID}, Digest: digest(ceremony.ToAssert, c), PIN: softcard.PIN})
			if err != nil {
				t.Fatal(err)
			}
			if err := ceremony.VerifyCard(ceremony.ToAssert, c, is, p.Signature); err != nil {
				t.Error(err)
			}
			tokens, err := cards.Tokens(t.Context())
			if err != nil || len(tokens) != 1 || !tokens[0].PIN || tokens[0].Name != p.Token {
				t.Errorf("tokens %+v, %v", tokens, err)
			}
			for name, wrong := range map[string]error{
				"replayed to another challenge": ceremony.VerifyCard(ceremony.ToAssert, challenge(), is, p.Signature),
				"as an enrolment":               ceremony.VerifyCard(ceremony.ToEnrol, c, is, p.Signature),
				"no signature":                  ceremony.VerifyCard(ceremony.ToAssert, c, is, nil),
				"a byte changed":                ceremony.VerifyCard(ceremony.ToAssert, c, is, append([]byte{p.Signature[0] ^ 1}, p.Signature[1:]...)),
				"a short challenge":             ceremony.VerifyCard(ceremony.ToAssert, c[:16], is, p.Signature),
			} {
				if !fault.Is(wrong, fault.Untrusted) {
					t.Errorf("%s: %v", name, wrong)
				}
			}
		})
	}
}

// A wrong PIN after a right one gives no signature: nobody stays logged in, whatever the module remembers.
func TestL3_AWrongPINAfterARightOne(t *testing.T) {
	r := softcard.New(t)
	r.Insert(softcard.P256)
	cards := open(t, r)
	is := enrol(t, cards)
	for range 3 {
		if _, err := cards.Sign(t.Context(), card.Ask{Keys: [][]byte{is.ID}, Digest: digest(ceremony.ToAssert, challenge()), PIN: softcard.PIN}); err != nil {
			t.Fatal(err)
		}
		p, err := cards.Sign(t.Context(), card.Ask{Keys: [][]byte{is.ID}, Digest: digest(ceremony.ToAssert, challenge()), PIN: "000000"})
		if fault.PublicOf(err).Key != card.WrongPIN || p.Signature != nil {
			t.Errorf("a wrong PIN: %v, %d bytes", err, len(p.Signature))
		}
	}
}

// Somebody who is logged in already, by other software in the same process, does not make a wrong PIN right: the module would say that it is.
func TestL3_SomebodyElseIsLoggedIn(t *testing.T) {
	r := softcard.New(t)
	r.Insert(softcard.P256)
	cards := open(t, r)
	is := enrol(t, cards)
	r.LogIn()
	p, err := cards.Sign(t.Context(), card.Ask{Keys: [][]byte{is.ID}, Digest: digest(ceremony.ToAssert, challenge()), PIN: "000000"})
	if fault.PublicOf(err).Key != card.WrongPIN || p.Signature != nil {
		t.Errorf("a wrong PIN: %v, %d bytes", err, len(p.Signature))
	}
}

// What the person has to know is told apart.
func TestL3_WhatGoesWrongWithACardIsToldApart(t *testing.T) {
	want := func(what string, err error, want fault.TextKey) {
		t.Helper()
		if got := fault.PublicOf(err).Key; err == nil || got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	_, err := card.Open("").Tokens(t.Context())
	want("no module", err, card.NoModule)
	_, err = card.Open("/nonexistent.so").Tokens(t.Context())
	want("a module that is not there", err, card.NoModule)

	r := softcard.New(t)
	cards := card.Open(r.Module)
	_, err = cards.Tokens(t.Context())
	want("no card", err, card.Absent)
	cards.Close()
	r.Insert(softcard.Empty)
	cards = card.Open(r.Module)
	_, err = cards.Make(t.Context(), softcard.PIN, digest(ceremony.ToEnrol, challenge()))
	want("a card without a key", err, card.Unfit)
	cards.Close()
	r.Insert(softcard.P384)
	cards = card.Open(r.Module)
	_, err = cards.Make(t.Context(), softcard.PIN, digest(ceremony.ToEnrol, challenge()))
	want("a key of another kind", err, card.Unfit)
	cards.Close()
	r.Insert(softcard.P256)
	cards = open(t, r)
	is := enrol(t, cards) // the one of three that suits
	_, err = cards.Sign(t.Context(), card.Ask{Keys: [][]byte{make([]byte, 32)}, Digest: digest(ceremony.ToAssert, challenge()), PIN: softcard.PIN})
	want("another's card", err, card.Unknown)
	_, err = cards.Sign(t.Context(), card.Ask{Keys: [][]byte{is.ID}, Digest: digest(ceremony.ToAssert, challenge()), PIN: ""})
	want("no PIN", err, card.WrongPIN)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = cards.Sign(gone, card.Ask{Keys: [][]byte{is.ID}, Digest: digest(ceremony.ToAssert, challenge()), PIN: softcard.PIN}); !fault.Is(err, fault.Expired) {
		t.Errorf("given up: %v", err)
	}
	r.Remove()
	if _, err = cards.Sign(t.Context(), card.Ask{Keys: [][]byte{is.ID}, Digest: digest(ceremony.ToAssert, challenge()), PIN: softcard.PIN}); err == nil {
		t.Error("a card that has gone has signed")
	}
}
