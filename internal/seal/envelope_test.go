package seal_test

import (
	"strings"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

func (w *world) envelope(number conversation.KeyNumber, g conversation.Generation, secret seal.Secret, pseudonym string) wire.Envelope {
	w.t.Helper()
	e, err := seal.SealEnvelope(w.page, w.recipient(), number, g, secret, pseudonym)
	must(w.t, err)
	return e
}

func TestC1_APseudonymIsOptional(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"", "Camille", strings.Repeat("é", 32), "\x00", "👩🏽‍🚒"} {
		e := w.envelope(0, 0, seal.NewSecret(), name)
		if _, got, err := w.hourly.Open(w.id, w.page.Public(), e); err != nil || got != name {
			t.Errorf("%q came as %q, %v", name, got, err)
		}
		if len(e.Body) != 113 {
			t.Errorf("the size tells the pseudonym's: %d bytes", len(e.Body))
		}
	}
	for _, name := range []string{strings.Repeat("a", 65), "\xff"} {
		if _, err := seal.SealEnvelope(w.page, w.recipient(), 0, 0, seal.NewSecret(), name); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestB11_AnEnvelopeHoldsOnlyAsItWasSealed(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	good := w.envelope(1, 1, seal.NewSecret(), "Camille")
	foreign := other.envelope(1, 1, seal.NewSecret(), "Camille")
	change := func(set func(*wire.Envelope)) wire.Envelope { e := good; set(&e); return e }
	flip := func(b []byte) []byte { c := append([]byte(nil), b...); c[len(c)/2] ^= 1; return c }
	for _, tt := range []struct {
		name string
		e    wire.Envelope
		want fault.Kind
	}{
		{"key of another conversation", foreign, fault.Untrusted},
		{"another key number", change(func(e *wire.Envelope) { e.Key = 2 }), fault.Untrusted},
		{"another generation", change(func(e *wire.Envelope) { e.Generation = 2 }), fault.Untrusted},
		{"another actor", change(func(e *wire.Envelope) { e.Actor = "A-18" }), fault.Untrusted},
		{"another recipient key", change(func(e *wire.Envelope) { e.Hourly = other.hourly.ID() }), fault.Untrusted},
		{"another encapsulation", change(func(e *wire.Envelope) { e.Enc = foreign.Enc }), fault.Untrusted},
		{"another body", change(func(e *wire.Envelope) { e.Body = foreign.Body }), fault.Untrusted},
		{"a flipped body", change(func(e *wire.Envelope) { e.Body = flip(e.Body) }), fault.Untrusted},
		{"a flipped signature", change(func(e *wire.Envelope) { e.Signature = flip(e.Signature) }), fault.Untrusted},
		{"no signature", change(func(e *wire.Envelope) { e.Signature = nil }), fault.Untrusted},
		{"a truncated encapsulation", change(func(e *wire.Envelope) { e.Enc = e.Enc[:1119] }), fault.Invalid},
		{"a truncated body", change(func(e *wire.Envelope) { e.Body = e.Body[:112] }), fault.Invalid},
		{"a longer body", change(func(e *wire.Envelope) { e.Body = append(e.Body[:113:113], 0) }), fault.Invalid},
		{"empty", wire.Envelope{}, fault.Invalid},
	} {
		if _, _, err := w.hourly.Open(w.id, w.page.Public(), tt.e); !fault.Is(err, tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, _, err := w.hourly.Open(w.id, other.page.Public(), good); !fault.Is(err, fault.Untrusted) {
		t.Errorf("another conversation's key: %v", err)
	}
	if _, _, err := other.hourly.Open(w.id, w.page.Public(), good); !fault.Is(err, fault.Missing) {
		t.Errorf("sealed to somebody else: %v", err)
	}
}

// Key substitution by somebody who can sign for the conversation, but seals to a key of their own under the operator's
// name, brings nothing to open.
func TestB11_ASubstitutedKeyDoesNotOpen(t *testing.T) {
	w, mallory := newWorld(t), newWorld(t)
	e, err := seal.SealEnvelope(w.page, mallory.recipient(), 1, 1, seal.NewSecret(), "")
	must(t, err)
	e.Hourly = w.hourly.ID()
	sig, err := w.page.Sign(seal.Transcript("vigie/1 envelope", []byte(w.id), seal.Number(e.Key), seal.Number(e.Generation),
		[]byte(e.Actor), []byte(e.Hourly), e.Enc, e.Body))
	must(t, err)
	e.Signature = sig
	if _, _, err := w.hourly.Open(w.id, w.page.Public(), e); !fault.Is(err, fault.Untrusted) {
		t.Errorf("opened: %v", err)
	}
}

// A stranger signs with a key of their own, and gives it for the conversation's.
func TestB11_AStrangersEnvelopeDoesNotOpen(t *testing.T) {
	w, mallory := newWorld(t), newWorld(t)
	e := w.envelope(1, 1, seal.NewSecret(), "")
	sig, err := mallory.page.Sign(seal.Transcript("vigie/1 envelope", []byte(w.id), seal.Number(e.Key), seal.Number(e.Generation),
		[]byte(e.Actor), []byte(e.Hourly), e.Enc, e.Body))
	must(t, err)
	e.Signature = sig
	if _, _, err := w.hourly.Open(w.id, mallory.page.Public(), e); !fault.Is(err, fault.Untrusted) {
		t.Errorf("opened: %v", err)
	}
}

func TestB11_ADestroyedHourlyKeyOpensNothing(t *testing.T) {
	w := newWorld(t)
	e := w.envelope(0, 0, seal.NewSecret(), "Camille")
	w.hourly.Destroy()
	if _, _, err := w.hourly.Open(w.id, w.page.Public(), e); !fault.Is(err, fault.Gone) {
		t.Errorf("opened: %v", err)
	}
}
