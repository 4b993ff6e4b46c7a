//go:build linux && cgo

package fido_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/authenticator"
)

const agreement = 0x06 // the request for a key agreement

var salt = [fido.SecretBytes]byte{1, 2, 3}

func secretAsk(key ceremony.Key, of ...func(*fido.SecretAsk)) fido.SecretAsk {
	a := fido.SecretAsk{Party: party.ID(), Allow: [][]byte{key.ID}, Salt: salt}
	for _, f := range of {
		f(&a)
	}
	return a
}

func derived(t *testing.T, keys *fido.Keys, a fido.SecretAsk) fido.Secret {
	t.Helper()
	s, err := keys.Secret(soon(t), a)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A key that was enrolled as every key is derives, at a touch and through libfido2, exactly what CTAP 2.1 says, in both protocols; the service goes
// on believing its proofs.
func TestL13_AKeyDerivesASecretAtATouch(t *testing.T) {
	for name, o := range map[string]authenticator.Options{
		"protocol 1": {PIN: pin}, "protocol 2": {PIN: pin, Protocol2: true}, "with a sensor": {PIN: pin, Finger: true},
	} {
		t.Run(name, func(t *testing.T) {
			soft := authenticator.New(o)
			keys := fido.Open(bus{authenticator.NewSocket(authenticator.New(o), soft)})
			if devices, err := keys.Devices(); err != nil || len(devices) != 2 || !devices[1].Secrets || devices[1].Always {
				t.Fatalf("%+v, %v", devices, err)
			}
			key := enrol(t, fido.Open(bus{authenticator.NewSocket(soft)}))
			touched, blinked := soft.Touches(), 0
			s := derived(t, keys, secretAsk(key, func(a *fido.SecretAsk) { a.Blink = func() { blinked++ } }))
			if want := soft.Derived(party.ID(), key.ID, salt, false); !bytes.Equal(s.Value[:], want) || !bytes.Equal(s.KeyID, key.ID) || s.Verified {
				t.Errorf("%x of %x, verified %v; want %x", *s.Value, s.KeyID, s.Verified, want)
			}
			if soft.Touches() != touched+1 || blinked != 1 || s.Path != "software:1" {
				t.Errorf("%d touches, %d blinks, at %s", soft.Touches()-touched, blinked, s.Path)
			}
			if again := derived(t, keys, secretAsk(key)); *again.Value != *s.Value {
				t.Error("another secret the second time")
			}
			if other := derived(t, keys, secretAsk(key, func(a *fido.SecretAsk) { a.Salt[0]++ })); *other.Value == *s.Value {
				t.Error("the same secret for another salt")
			}
			if typed := derived(t, keys, secretAsk(key, func(a *fido.SecretAsk) { a.PIN = pin })); *typed.Value != *s.Value || typed.Verified {
				t.Error("a PIN that nobody needs made another secret")
			}
			c := challenge()
			proof, err := ask(t, keys, key, c, fido.PIN(pin))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := party.Assert(c, actor, key, proof); err != nil {
				t.Error("it proves nothing any more:", err)
			}
		})
	}
}

// A key that verifies its holder at each touch is given the PIN, and never left to ask for a finger that nobody has permitted (L17).
func TestL17_AKeyThatAlwaysVerifiesIsGivenThePIN(t *testing.T) {
	for name, finger := range map[string]bool{"with a sensor": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			soft := authenticator.New(authenticator.Options{PIN: pin, Finger: finger, Always: true, Protocol2: finger})
			keys := fido.Open(bus{authenticator.NewSocket(soft)})
			key := enrol(t, keys)
			touched := soft.Touches()
			if _, err := keys.Secret(soon(t), secretAsk(key)); fault.PublicOf(err).Key != fido.AlwaysPIN {
				t.Errorf("without the PIN: %v", err)
			}
			wrong := func(a *fido.SecretAsk) { a.PIN = "000000" }
			if _, err := keys.Secret(soon(t), secretAsk(key, wrong)); fault.PublicOf(err).Key != fido.WrongPIN {
				t.Errorf("a wrong PIN: %v", err)
			}
			if soft.Touches() != touched {
				t.Error("it was asked all the same")
			}
			s := derived(t, keys, secretAsk(key, func(a *fido.SecretAsk) { a.PIN = pin }))
			if want := soft.Derived(party.ID(), key.ID, salt, true); !bytes.Equal(s.Value[:], want) || !s.Verified {
				t.Errorf("%x, verified %v; want %x", *s.Value, s.Verified, want)
			}
		})
	}
}

// What the person has to know is told apart, and nothing is asked of who need not be asked.
func TestL13_WhyAKeyGivesNoSecret(t *testing.T) {
	refused := func(what string, keys *fido.Keys, ctx context.Context, a fido.SecretAsk, want fault.TextKey) {
		t.Helper()
		s, err := keys.Secret(ctx, a)
		if got := fault.PublicOf(err).Key; err == nil || got != want || s.Value != nil {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	soft := authenticator.New(authenticator.Options{PIN: pin})
	keys := fido.Open(bus{authenticator.NewSocket(soft)})
	key := enrol(t, keys)
	refused("no key", fido.Open(bus{authenticator.NewSocket()}), soon(t), secretAsk(key), fido.Absent)
	refused("another's key", fido.Open(bus{authenticator.NewSocket(authenticator.New(authenticator.Options{PIN: pin}))}), soon(t), secretAsk(key), fido.Unknown)
	refused("another service's", keys, soon(t), secretAsk(key, func(a *fido.SecretAsk) { a.Party = ceremony.PartyOf([]byte("x")).ID() }), fido.Unknown)
	if _, err := keys.Secret(soon(t), fido.SecretAsk{Party: party.ID()}); !fault.Is(err, fault.Invalid) {
		t.Errorf("of nobody: %v", err)
	}
	none := authenticator.New(authenticator.Options{PIN: pin, NoSecrets: true})
	poor := fido.Open(bus{authenticator.NewSocket(none)})
	refused("a key that derives none", poor, soon(t), secretAsk(enrol(t, poor)), fido.NoSecrets)
	if none.Touches() != 1 {
		t.Errorf("it was touched %d times", none.Touches())
	}
	old := ceremony.Key{ID: soft.Make(party.ID(), party.Handle(actor)).ID}
	refused("a credential made without", keys, soon(t), secretAsk(old), fido.OldSecret)

	soft.Behave(func() authenticator.Gesture { return authenticator.Nothing })
	gone, cancel := context.WithCancel(t.Context())
	began := time.Now()
	refused("given up", keys, gone, secretAsk(key, func(a *fido.SecretAsk) { a.Blink = cancel }), fido.Cancelled)
	if time.Since(began) > 8*time.Second {
		t.Error("it went on blinking")
	}
	early, cancel := context.WithCancel(t.Context())
	patient := authenticator.New( // given up before it has been asked for a touch: it forgets the first word of that
		authenticator.Options{
			PIN: pin, Hand: func() authenticator.Gesture { return authenticator.Nothing },
			Tamper: func(command byte, answer []byte) []byte {
				if command == agreement {
					cancel()
					time.Sleep(20 * time.Millisecond) // long enough for the first word; none depends on it
				}
				return answer
			},
		})
	id := patient.Make(party.ID(), party.Handle(actor)).ID
	began = time.Now()
	refused("given up early", fido.Open(bus{authenticator.NewSocket(patient)}), early, secretAsk(ceremony.Key{ID: id}), fido.Cancelled)
	if time.Since(began) > 8*time.Second {
		t.Error("it went on blinking when it was given up early")
	}
	soft.Behave(func() authenticator.Gesture { return authenticator.Unplug })
	refused("pulled out", keys, soon(t), secretAsk(key), fido.Removed)
}

// A key that lies gives no secret, or one that is not the person's: nothing crashes, and no answer is taken that is not 32 bytes of the
// credential that was asked, after a touch.
func TestL13_AnAttackersKeyGivesNoSecret(t *testing.T) {
	output := func(size int) []byte {
		return append([]byte("\xa1\x6bhmac-secret\x58"), append([]byte{byte(size)}, make([]byte, size)...)...)
	}
	for name, extend := range map[string]func(byte, []byte) (byte, []byte){
		"no output":               func(f byte, _ []byte) (byte, []byte) { return f &^ 0x80, nil },
		"an empty map":            func(f byte, _ []byte) (byte, []byte) { return f, []byte{0xa0} },
		"true for an output":      func(f byte, _ []byte) (byte, []byte) { return f, []byte("\xa1\x6bhmac-secret\xf5") },
		"text for an output":      func(f byte, _ []byte) (byte, []byte) { return f, []byte("\xa1\x6bhmac-secret\x61a") },
		"an output of nothing":    func(f byte, _ []byte) (byte, []byte) { return f, []byte("\xa1\x6bhmac-secret\x40") },
		"16 bytes":                func(f byte, _ []byte) (byte, []byte) { return f, output(16) },
		"31 bytes":                func(f byte, _ []byte) (byte, []byte) { return f, output(31) },
		"64 bytes, for one salt":  func(f byte, _ []byte) (byte, []byte) { return f, output(64) },
		"240 bytes":               func(f byte, _ []byte) (byte, []byte) { return f, output(240) },
		"an array of 637 million": func(f byte, _ []byte) (byte, []byte) { return f, []byte{0x9a, 0x25, 0xfe, 0xf6, 0x21} },
		"a map of 637 million":    func(f byte, _ []byte) (byte, []byte) { return f, []byte{0xba, 0x25, 0xfe, 0xf6, 0x21} },
		"a map cut short":         func(f byte, e []byte) (byte, []byte) { return f, e[:len(e)-1] },
		"a byte more":             func(f byte, e []byte) (byte, []byte) { return f, append(bytes.Clone(e), 0) },
		"two maps":                func(f byte, e []byte) (byte, []byte) { return f, append(bytes.Clone(e), e...) },
		"two outputs": func(f byte, e []byte) (byte, []byte) {
			return f, append([]byte{0xa2}, append(bytes.Clone(e[1:]), e[1:]...)...)
		},
		"an output not announced":    func(f byte, e []byte) (byte, []byte) { return f &^ 0x80, e },
		"a credential in an answer":  func(f byte, e []byte) (byte, []byte) { return f | 0x40, append(make([]byte, 18), e...) },
		"nobody touched it":          func(f byte, e []byte) (byte, []byte) { return f &^ 0x01, e },
		"nine maps in each other":    func(f byte, _ []byte) (byte, []byte) { return f, append(bytes.Repeat([]byte("\xa1\x61a"), 9), 0) },
		"an output without a length": func(f byte, _ []byte) (byte, []byte) { return f, []byte("\xa1\x6bhmac-secret\x5f\x40\xff") },
	} {
		for _, two := range []bool{false, true} {
			soft := authenticator.New(authenticator.Options{PIN: pin, Protocol2: two})
			key := enrol(t, fido.Open(bus{authenticator.NewSocket(soft)}))
			soft.Extend(extend)
			s, err := fido.Open(bus{authenticator.NewSocket(soft)}).Secret(soon(t), secretAsk(key))
			if err == nil || s.Value != nil || !errors.As(err, new(*fault.Error)) {
				t.Errorf("%s, protocol 2 %v: a secret, %v", name, two, err)
			}
		}
	}
}

// A key that agrees on a secret with nobody gives none either.
func TestL13_AnAttackersAgreement(t *testing.T) {
	for name, spoil := range map[string]func([]byte) []byte{
		"a point on no curve": func(a []byte) []byte { a[len(a)-1] ^= 1; return a },
		"no point":            func([]byte) []byte { return []byte{0, 0xa1, 0x01, 0xa0} },
		"nothing":             func([]byte) []byte { return []byte{0} },
		"a refusal":           func([]byte) []byte { return []byte{0x02} },
	} {
		lies := false
		soft := authenticator.New(authenticator.Options{PIN: pin, Tamper: func(command byte, answer []byte) []byte {
			if command == agreement && lies {
				return spoil(bytes.Clone(answer))
			}
			return answer
		}})
		keys := fido.Open(bus{authenticator.NewSocket(soft)})
		key := enrol(t, keys)
		lies = true
		if s, err := keys.Secret(soon(t), secretAsk(key)); err == nil || s.Value != nil {
			t.Errorf("%s: a secret", name)
		}
	}
}

// FuzzL13_SecretAnswers: whatever a key says of extensions, nothing crashes or hangs, and what is taken is 32 bytes of the credential that was
// asked.
func FuzzL13_SecretAnswers(f *testing.F) {
	f.Add(byte(0x81), []byte("\xa1\x6bhmac-secret\x58\x20................................"))
	f.Add(byte(0x81), []byte("\x9a\x25\xfe\xf6\x21"))
	f.Add(byte(0xc1), []byte("\xa1\x6bhmac-secret\xf5"))
	f.Add(byte(0x01), []byte{})
	f.Fuzz(func(t *testing.T, flags byte, extension []byte) {
		if len(extension) > 2048 {
			return
		}
		soft := authenticator.New(authenticator.Options{PIN: pin, Protocol2: len(extension)%2 == 1})
		key := ceremony.Key{ID: soft.Make(party.ID(), party.Handle(actor)).ID}
		soft.Extend(func(byte, []byte) (byte, []byte) { return flags, extension })
		began := time.Now()
		s, err := fido.Open(bus{authenticator.NewSocket(soft)}).Secret(soon(t), secretAsk(key))
		if time.Since(began) > time.Minute {
			t.Error("it hung")
		}
		if (err == nil) != (s.Value != nil) || err == nil && (!bytes.Equal(s.KeyID, key.ID) || flags&0x01 == 0 || flags&0x40 != 0) {
			t.Errorf("%+v, %v", s, err)
		}
	})
}
