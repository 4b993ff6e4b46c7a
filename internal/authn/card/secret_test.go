//go:build linux && cgo

package card_test

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"testing"

	"vigie.example/internal/authn/card"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/softcard"
)

func secretAsk(is ceremony.Card) card.SecretAsk {
	return card.SecretAsk{Keys: [][]byte{make([]byte, 32), is.ID}, Label: []byte("a template of somebody's"), PIN: softcard.PIN}
}

// A card gives the same 32 bytes each time, to whoever has its PIN, by what its keys allow (L13): agreement or decryption, never a signature.
func TestL13_ACardKeepsASecret(t *testing.T) {
	for name, tt := range map[string]struct {
		kind  softcard.Kind
		means card.Means
		apart bool // by another key than the one that signs
	}{
		"P-256 that may agree":         {softcard.P256Agrees, card.Agreement, false},
		"RSA that may decrypt":         {softcard.RSA2048Unwrap, card.UnwrapOld, false}, // SoftHSM2 knows OAEP with SHA-1 alone
		"a key for signing, and other": {softcard.Two, card.UnwrapOld, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := softcard.New(t)
			r.Insert(tt.kind)
			cards := open(t, r)
			is := enrol(t, cards)
			cards.Close()
			r.Insert(softcard.P256Agrees) // a colleague's
			cards = open(t, r)
			d, made, err := cards.NewSecret(t.Context(), secretAsk(is))
			if err != nil {
				t.Fatal(err)
			}
			if !d.Valid() || d.Means != tt.means || bytes.Equal(d.Key, is.ID) == tt.apart || bytes.Contains(d.Given, made[:8]) {
				t.Errorf("%+v", d)
			}
			for range 2 {
				again, err := cards.Secret(t.Context(), d, secretAsk(is))
				if err != nil || *again != *made {
					t.Errorf("%x, then %x, %v", *made, again, err)
				}
			}
			other := secretAsk(is)
			other.Label = []byte("a template of somebody else's")
			if s, err := cards.Secret(t.Context(), d, other); err != nil || *s == *made {
				t.Errorf("for another enrolment: the same secret, %v", err)
			}
			if e, s, err := cards.NewSecret(t.Context(), secretAsk(is)); err != nil || *s == *made || bytes.Equal(e.Given, d.Given) {
				t.Errorf("a second one is the first, %v", err)
			}
			c := challenge()
			if p, err := cards.Sign(t.Context(), card.Ask{Keys: [][]byte{is.ID}, Digest: digest(ceremony.ToAssert, c), PIN: softcard.PIN}); err != nil || ceremony.VerifyCard(ceremony.ToAssert, c, is, p.Signature) != nil {
				t.Errorf("it signs no more: %v", err)
			}
			wrong := secretAsk(is)
			wrong.PIN = "000000"
			if s, err := cards.Secret(t.Context(), d, wrong); fault.PublicOf(err).Key != card.WrongPIN || s != nil {
				t.Errorf("a wrong PIN: %v", err)
			}
		})
	}
}

// A key that may sign and nothing else keeps no secret, and the card says so in words of its own: a signature that is the same each time
// would do as a secret, but whoever has a program on the workstation could have it made for a sign-in.
func TestL13_ACardThatOnlySignsKeepsNoSecret(t *testing.T) {
	for name, kind := range map[string]softcard.Kind{"P-256": softcard.P256, "RSA": softcard.RSA2048} {
		t.Run(name, func(t *testing.T) {
			r := softcard.New(t)
			r.Insert(kind)
			cards := open(t, r)
			if d, s, err := cards.NewSecret(t.Context(), secretAsk(enrol(t, cards))); fault.PublicOf(err).Key != card.NoSecret || s != nil || d.Key != nil {
				t.Errorf("%+v, %v", d, err)
			}
		})
	}
}

// Another card, a changed deposit, a card that has gone: no secret, or not this one.
func TestL13_WhatACardDoesNotOpen(t *testing.T) {
	r := softcard.New(t)
	r.Insert(softcard.P256Agrees)
	cards := open(t, r)
	is := enrol(t, cards)
	d, made, err := cards.NewSecret(t.Context(), secretAsk(is))
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	off := bytes.Clone(d.Given)
	off[64] ^= 1
	for name, tt := range map[string]struct {
		d   card.Deposit
		ask card.SecretAsk
		key fault.TextKey
		bad fault.Kind
	}{
		"another's card":          {d, card.SecretAsk{Keys: [][]byte{make([]byte, 32)}, Label: []byte("x"), PIN: softcard.PIN}, card.Unknown, fault.Missing},
		"nobody's":                {d, card.SecretAsk{PIN: softcard.PIN}, "", fault.Invalid},
		"another key of the card": {card.Deposit{Key: make([]byte, 32), Means: card.Agreement, Given: d.Given}, secretAsk(is), card.Unknown, fault.Missing},
		"means of another key":    {card.Deposit{Key: d.Key, Means: card.Unwrap, Given: make([]byte, 256)}, secretAsk(is), card.Unknown, fault.Missing},
		"a point on no curve":     {card.Deposit{Key: d.Key, Means: card.Agreement, Given: off}, secretAsk(is), card.Failed, fault.Invalid},
		"no deposit":              {card.Deposit{}, secretAsk(is), "", fault.Invalid},
	} {
		s, err := cards.Secret(t.Context(), tt.d, tt.ask)
		if s != nil || !fault.Is(err, tt.bad) || tt.key != "" && fault.PublicOf(err).Key != tt.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	changed := card.Deposit{Key: d.Key, Means: card.Agreement, Given: fresh.PublicKey().Bytes()}
	if s, err := cards.Secret(t.Context(), changed, secretAsk(is)); err != nil || *s == *made {
		t.Errorf("another point: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := cards.Secret(gone, d, secretAsk(is)); !fault.Is(err, fault.Expired) {
		t.Errorf("given up: %v", err)
	}
	r.Remove()
	if s, err := cards.Secret(t.Context(), d, secretAsk(is)); err == nil || s != nil {
		t.Error("a card that has gone has opened it")
	}
}

// A wrapped secret that was changed opens nothing.
func TestL13_AChangedWrapping(t *testing.T) {
	r := softcard.New(t)
	r.Insert(softcard.RSA2048Unwrap)
	cards := open(t, r)
	is := enrol(t, cards)
	d, _, err := cards.NewSecret(t.Context(), secretAsk(is))
	if err != nil {
		t.Fatal(err)
	}
	d.Given = bytes.Clone(d.Given)
	d.Given[100] ^= 1
	if s, err := cards.Secret(t.Context(), d, secretAsk(is)); err == nil || s != nil {
		t.Error("it was taken")
	}
}
