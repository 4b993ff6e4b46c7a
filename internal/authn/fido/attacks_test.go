//go:build linux && cgo

package fido_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/authenticator"
)

// forge asks a key for what this program would not ask it for.
func forge(t *testing.T, keys *fido.Keys, of ceremony.Party, key ceremony.Key, data []byte) ceremony.Assertion {
	t.Helper()
	digest := sha256.Sum256(data)
	p, err := keys.Assert(soon(t), fido.Ask{Party: of.ID(), Digest: digest[:], Allow: [][]byte{key.ID}, Verify: fido.PIN(pin)})
	if err != nil {
		t.Fatal(err)
	}
	return ceremony.Assertion{KeyID: p.KeyID, AuthData: p.AuthData, ClientData: data, Signature: p.Signature}
}

func dataOf(t *testing.T, of ceremony.Party, p ceremony.Purpose, challenge []byte) []byte {
	t.Helper()
	data, err := of.ClientData(p, challenge)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Every proof that is not this person's answer to this challenge, for this service, with verification, is refused.
func TestL2_AttacksOnTheProof(t *testing.T) {
	soft := authenticator.New(authenticator.Options{PIN: pin})
	keys := fido.Open(bus{authenticator.NewSocket(soft)})
	key, c := enrol(t, keys), challenge()
	good := forge(t, keys, party, key, dataOf(t, party, ceremony.ToAssert, c))
	if _, err := party.Assert(c, actor, key, good); err != nil {
		t.Fatal("the control:", err)
	}
	elsewhere := ceremony.PartyOf([]byte("another authority"))
	colleague := fido.Open(bus{authenticator.NewSocket(authenticator.New(authenticator.Options{PIN: pin}))})
	theirs := enrol(t, colleague)
	byColleague := forge(t, colleague, party, theirs, dataOf(t, party, ceremony.ToAssert, c))
	claimed := byColleague
	claimed.KeyID = key.ID
	unverified := bytes.Clone(good.AuthData)
	unverified[32] &^= 0x04
	higher := bytes.Clone(good.AuthData)
	binary.BigEndian.PutUint32(higher[33:], 9999)

	for name, try := range map[string]struct {
		challenge []byte
		a         ceremony.Assertion
	}{
		"replayed to another challenge":       {challenge(), good},
		"a colleague's key":                   {c, byColleague},
		"a colleague's under this key's name": {c, claimed},
		"asked for by a page":                 {c, forge(t, keys, party, key, bytes.Replace(dataOf(t, party, ceremony.ToAssert, c), []byte(party.Origin()), []byte("https://vigie.example"), 1))},
		"asked for by a page in a page":       {c, forge(t, keys, party, key, bytes.Replace(dataOf(t, party, ceremony.ToAssert, c), []byte("false"), []byte("true"), 1))},
		"another service's":                   {c, forge(t, keys, party, key, dataOf(t, elsewhere, ceremony.ToAssert, c))},
		"for an enrolment":                    {c, forge(t, keys, party, key, dataOf(t, party, ceremony.ToEnrol, c))},
		"without verification, bit removed":   {c, ceremony.Assertion{KeyID: good.KeyID, AuthData: unverified, ClientData: good.ClientData, Signature: good.Signature}},
		"a counter set by hand":               {c, ceremony.Assertion{KeyID: good.KeyID, AuthData: higher, ClientData: good.ClientData, Signature: good.Signature}},
		"no signature":                        {c, ceremony.Assertion{KeyID: good.KeyID, AuthData: good.AuthData, ClientData: good.ClientData}},
		"a short challenge":                   {c[:16], good},
		"nothing":                             {c, ceremony.Assertion{}},
		"client data of a megabyte":           {c, ceremony.Assertion{KeyID: good.KeyID, AuthData: good.AuthData, ClientData: make([]byte, 1<<20), Signature: good.Signature}},
	} {
		if _, err := party.Assert(try.challenge, actor, key, try.a); !fault.Is(err, fault.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A touch alone proves nobody: the key signs it, the service refuses it.
func TestL2_WithoutVerificationNobodyGetsIn(t *testing.T) {
	soft := authenticator.New(authenticator.Options{PIN: pin})
	keys := fido.Open(bus{authenticator.NewSocket(soft)})
	key, c := enrol(t, keys), challenge()
	data := dataOf(t, party, ceremony.ToAssert, c)
	a := soft.TouchAlone(party.ID(), key.ID, data)
	if _, err := party.Assert(c, actor, key, ceremony.Assertion{KeyID: key.ID, AuthData: a.AuthData, ClientData: data, Signature: a.Signature}); !fault.Is(err, fault.Untrusted) {
		t.Errorf("a touch alone: %v", err)
	}
}

// The second of a key and its copy is noticed (L2): the counter does not go on.
func TestL2_ACloneIsNoticed(t *testing.T) {
	soft := authenticator.New(authenticator.Options{PIN: pin})
	key := enrol(t, fido.Open(bus{authenticator.NewSocket(soft)}))
	clone := soft.Clone()
	use := func(a *authenticator.Authenticator) error {
		c := challenge()
		got := forge(t, fido.Open(bus{authenticator.NewSocket(a)}), party, key, dataOf(t, party, ceremony.ToAssert, c))
		count, err := party.Assert(c, actor, key, got)
		if err == nil {
			key.Count = count
		}
		return err
	}
	if err := use(soft); err != nil {
		t.Fatal(err)
	}
	if err := use(soft); err != nil {
		t.Fatal(err)
	}
	if err := use(clone); !fault.Is(err, fault.Taken) || fault.PublicOf(err).Key != "fault.key.cloned" {
		t.Errorf("the clone: %v", err)
	}
}

// Only what the service takes is enrolled: ES256, verified, on a key that keeps its secret.
func TestL13_WhatIsNotEnrolled(t *testing.T) {
	for name, o := range map[string]struct {
		options authenticator.Options
		key     fault.TextKey
	}{
		"a key whose secrets are synchronised": {authenticator.Options{PIN: pin, SyncedKeys: true}, "fault.key.copies"},
		"RSA with SHA-1":                       {authenticator.Options{PIN: pin, Algorithm: -65535}, ""},
		"EdDSA":                                {authenticator.Options{PIN: pin, Algorithm: -8}, ""},
	} {
		keys, c := fido.Open(bus{authenticator.NewSocket(authenticator.New(o.options))}), challenge()
		data, digest := clientData(t, ceremony.ToEnrol, c)
		made, err := keys.Create(soon(t), fido.New{Party: party.ID(), Digest: digest, Handle: party.Handle(actor), Verify: fido.PIN(pin)})
		if err == nil {
			_, err = party.Enrol(c, actor, ceremony.Creation{AuthData: made.AuthData, ClientData: data})
		}
		if err == nil || o.key != "" && fault.PublicOf(err).Key != o.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	// What was enrolled with ES256 is not taken with anything else afterwards.
	keys := fido.Open(bus{authenticator.NewSocket(authenticator.New(authenticator.Options{PIN: pin}))})
	key, c := enrol(t, keys), challenge()
	a := forge(t, keys, party, key, dataOf(t, party, ceremony.ToAssert, c))
	key.Public = bytes.Replace(key.Public, []byte{0x03, 0x26}, []byte{0x03, 0x27}, 1) // alg: -7 becomes -8
	if _, err := party.Assert(c, actor, key, a); !fault.Is(err, fault.Untrusted) {
		t.Errorf("a downgraded key: %v", err)
	}
	// An enrolment answers its own challenge, with verification.
	data, digest := clientData(t, ceremony.ToEnrol, c)
	made, err := keys.Create(soon(t), fido.New{Party: party.ID(), Digest: digest, Handle: party.Handle(actor), Verify: fido.PIN(pin)})
	if err != nil {
		t.Fatal(err)
	}
	touched := bytes.Clone(made.AuthData)
	touched[32] &^= 0x04
	for name, try := range map[string]struct{ c, auth, data []byte }{
		"another challenge":    {challenge(), made.AuthData, data},
		"without verification": {c, touched, data},
		"of an assertion":      {c, made.AuthData, dataOf(t, party, ceremony.ToAssert, c)},
		"cut short":            {c, made.AuthData[:80], data},
		"nothing":              {c, nil, nil},
	} {
		if _, err := party.Enrol(try.c, actor, ceremony.Creation{AuthData: try.auth, ClientData: try.data}); !fault.Is(err, fault.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzL2_KeyAnswers: whatever a key answers, to any command, nothing crashes, hangs or is believed.
func FuzzL2_KeyAnswers(f *testing.F) {
	f.Add(byte(2), 3, []byte{0xff})
	f.Add(byte(4), 0, []byte{0x00, 0xa1, 0x01})
	f.Add(byte(6), 1, []byte{0x31})
	f.Add(byte(2), 40, []byte{0x58, 0xff, 0x00})
	f.Add(byte(2), 4, []byte(" \x14\x9a%\xfe\xf6!")) // an array of 637 million: 5 GB for libcbor
	f.Add(byte(4), 1, []byte{0x9a, 0x7f, 0xff, 0xff, 0xff})
	f.Add(byte(1), 200, []byte{0x01, 0x26})
	f.Fuzz(func(t *testing.T, command byte, at int, with []byte) {
		if len(with) > 1024 {
			return
		}
		changed := false
		soft := authenticator.New(authenticator.Options{PIN: pin, Tamper: func(c byte, answer []byte) []byte {
			if c != command%7 {
				return answer
			}
			i := 0
			if at > 0 {
				i = at % (len(answer) + 1)
			}
			out := append(append(bytes.Clone(answer[:i]), with...), answer[min(len(answer), i+len(with)):]...)
			changed = changed || !bytes.Equal(out, answer)
			return out
		}})
		keys := fido.Open(bus{authenticator.NewSocket(soft)})
		key := soft.Make(party.ID(), party.Handle(actor))
		c := challenge()
		data, digest := clientData(t, ceremony.ToAssert, c)
		began := time.Now()
		p, err := keys.Assert(soon(t), fido.Ask{Party: party.ID(), Digest: digest, Allow: [][]byte{key.ID}, Verify: fido.PIN(pin)})
		if time.Since(began) > time.Minute {
			t.Error("it hung")
		}
		if err != nil {
			if strings.Contains(err.Error(), pin) {
				t.Error("an error holds the PIN")
			}
			return
		}
		enrolled := ceremony.Key{ID: key.ID, Public: key.Public}
		_, believed := party.Assert(c, actor, enrolled, ceremony.Assertion{KeyID: p.KeyID, AuthData: p.AuthData, ClientData: data, Signature: p.Signature})
		if believed == nil && changed && command%7 == 2 && !soft.Signed(p.AuthData, digest, p.Signature) {
			t.Error("what the key did not sign was believed")
		}
	})
}
