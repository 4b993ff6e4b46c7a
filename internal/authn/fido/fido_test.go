//go:build linux && cgo

package fido_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"

	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/authenticator"
)

// bus brings software keys to libfido2.
type bus struct{ *authenticator.Socket }

func (b bus) Open(path string) (fido.Pipe, error) { return b.Plugged(path) }

var party = ceremony.PartyOf([]byte("authority"))

const (
	pin   = "271828"
	actor = "op-1"
)

func challenge() []byte {
	raw := make([]byte, ceremony.ChallengeBytes)
	rand.Read(raw)
	return raw
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func clientData(t *testing.T, p ceremony.Purpose, challenge []byte) (data, digest []byte) {
	t.Helper()
	data, err := party.ClientData(p, challenge)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return data, sum[:]
}

func enrol(t *testing.T, keys *fido.Keys) ceremony.Key {
	t.Helper()
	c := challenge()
	data, digest := clientData(t, ceremony.ToEnrol, c)
	made, err := keys.Create(soon(t), fido.New{Party: party.ID(), Digest: digest, Handle: party.Handle(actor), Verify: fido.PIN(pin)})
	if err != nil {
		t.Fatal(err)
	}
	key, err := party.Enrol(c, actor, ceremony.Creation{AuthData: made.AuthData, ClientData: data})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func ask(t *testing.T, keys *fido.Keys, key ceremony.Key, c []byte, v fido.Verification) (ceremony.Assertion, error) {
	t.Helper()
	data, digest := clientData(t, ceremony.ToAssert, c)
	p, err := keys.Assert(soon(t), fido.Ask{Party: party.ID(), Digest: digest, Allow: [][]byte{key.ID}, Verify: v})
	return ceremony.Assertion{KeyID: p.KeyID, AuthData: p.AuthData, ClientData: data, Signature: p.Signature}, err
}

// A key with a PIN, through libfido2, to go-webauthn: what was enrolled proves who is there.
func TestL3_KeyWithPIN(t *testing.T) {
	soft := authenticator.New(authenticator.Options{PIN: pin})
	keys := fido.Open(bus{authenticator.NewSocket(soft)})
	key := enrol(t, keys)
	for range 2 {
		c := challenge()
		a, err := ask(t, keys, key, c, fido.PIN(pin))
		if err != nil {
			t.Fatal(err)
		}
		before := key.Count
		if key.Count, err = party.Assert(c, actor, key, a); err != nil || key.Count <= before {
			t.Fatalf("count %d after %d, %v", key.Count, before, err)
		}
	}
	is, err := keys.Devices()
	if err != nil || len(is) != 1 || !is[0].PIN || is[0].Finger {
		t.Errorf("devices %+v, %v", is, err)
	}
}

// What the person has to know is told apart, by a text key of its own.
func TestL3_WhatGoesWrongWithAKeyIsToldApart(t *testing.T) {
	soft := authenticator.New(authenticator.Options{PIN: pin})
	socket := authenticator.NewSocket(soft)
	keys := fido.Open(bus{socket})
	key := enrol(t, keys)
	try := func(v fido.Verification, id []byte) fault.TextKey {
		other := key
		if id != nil {
			other.ID = id
		}
		_, err := ask(t, keys, other, challenge(), v)
		if err == nil {
			return ""
		}
		return fault.PublicOf(err).Key
	}
	want := func(what string, got, want fault.TextKey) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	want("another's credential", try(fido.PIN(pin), []byte("another's credential identifier")), fido.Unknown)
	want("no PIN typed", try(fido.PIN(""), nil), fido.WrongPIN)
	want("a wrong PIN", try(fido.PIN("0000"), nil), fido.WrongPIN)
	want("a second", try(fido.PIN("0000"), nil), fido.WrongPIN)
	want("a third", try(fido.PIN("0000"), nil), fido.Replug)
	want("the right one, not plugged in again", try(fido.PIN(pin), nil), fido.Replug)
	soft.Remove()
	want("no key", try(fido.PIN(pin), nil), fido.Absent)
	soft.Insert()
	want("five left, then three", try(fido.PIN("0000"), nil), fido.WrongPIN)
	want("three left", try(fido.PIN("0000"), nil), fido.PIN3)
	soft.Remove()
	soft.Insert()
	want("two left", try(fido.PIN("0000"), nil), fido.PIN2)
	want("one left", try(fido.PIN("0000"), nil), fido.PIN1)
	want("none left", try(fido.PIN("0000"), nil), fido.LockedPIN)
	want("locked", try(fido.PIN(pin), nil), fido.LockedPIN)

	fresh := authenticator.New(authenticator.Options{PIN: pin})
	keys = fido.Open(bus{authenticator.NewSocket(fresh)})
	key = enrol(t, keys)
	fresh.Behave(func() authenticator.Gesture { return authenticator.Unplug })
	want("pulled out", try(fido.PIN(pin), nil), fido.Removed)
	fresh.Insert()
	fresh.Behave(func() authenticator.Gesture { return authenticator.Nothing })
	ctx, cancel := context.WithCancel(t.Context())
	data, digest := clientData(t, ceremony.ToAssert, challenge())
	_ = data
	_, err := keys.Assert(ctx, fido.Ask{Party: party.ID(), Digest: digest, Allow: [][]byte{key.ID}, Verify: fido.PIN(pin), Blink: func() { time.AfterFunc(300*time.Millisecond, cancel) }})
	want("given up", fault.PublicOf(err).Key, fido.Cancelled)

	_, digest = clientData(t, ceremony.ToEnrol, challenge())
	fresh.Behave(func() authenticator.Gesture { return authenticator.Touch })
	_, err = keys.Create(soon(t), fido.New{Party: party.ID(), Digest: digest, Handle: party.Handle(actor), Exclude: [][]byte{key.ID}, Verify: fido.PIN(pin)})
	want("enrolled already", fault.PublicOf(err).Key, fido.Enrolled)

	bare := fido.Open(bus{authenticator.NewSocket(authenticator.New(authenticator.Options{}))})
	_, err = bare.Create(soon(t), fido.New{Party: party.ID(), Digest: digest, Handle: party.Handle(actor), Verify: fido.PIN(pin)})
	want("no PIN set", fault.PublicOf(err).Key, fido.NoPIN)
}

// Of several keys, the one of the person who has said who they are is asked (L2), and no other blinks.
func TestL2_OnlyThePersonsKeyIsAsked(t *testing.T) {
	mine, other := authenticator.New(authenticator.Options{PIN: pin}), authenticator.New(authenticator.Options{PIN: pin})
	keys := fido.Open(bus{authenticator.NewSocket(mine)})
	key := enrol(t, keys)
	keys = fido.Open(bus{authenticator.NewSocket(other, mine)})
	c := challenge()
	a, err := ask(t, keys, key, c, fido.PIN(pin))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := party.Assert(c, actor, key, a); err != nil {
		t.Error(err)
	}
	if other.Touches() != 0 {
		t.Errorf("another's key blinked %d times", other.Touches())
	}
}
