// Package holding is what every held.Holder must keep to: the security key, the service card, and whatever stands in for them in a test.
package holding

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"

	"vigie.example/internal/authn/held"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Subject is a holder under test.
type Subject struct {
	Holder  held.Holder
	Other   held.Holder // who holds another of the same kind, or this one no more
	Kind    held.Kind
	PIN     string
	Touched bool   // a touch is waited for: Blink is called
	Remove  func() // takes the key or card away, for good
}

// Contract runs the suite; each part gets a subject of its own.
func Contract(t *testing.T, subject func(t *testing.T) Subject) {
	for name, part := range map[string]func(*testing.T, Subject){
		"the same again": same, "another for each enrolment": another, "not everybody's": others, "away": away, "given up": givenUp,
	} {
		t.Run(name, func(t *testing.T) { part(t, subject(t)) })
	}
}

// Code draws a pseudonym.
func Code(t testing.TB) biometric.Code {
	t.Helper()
	raw := make([]byte, biometric.CodeBytes)
	_, _ = rand.Read(raw) // never fails
	code, err := biometric.NewCode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (s Subject) make(t *testing.T, code biometric.Code) (held.Binding, []byte) {
	t.Helper()
	blinked := 0
	b, secret, err := s.Holder.Make(t.Context(), held.Ask{Code: code, PIN: s.PIN, Blink: func() { blinked++ }})
	if err != nil {
		t.Fatal(err)
	}
	if s.Touched != (blinked == 1) {
		t.Errorf("%d blinks", blinked)
	}
	raw := b.Bytes()
	parsed, err := held.ParseBinding(raw)
	if err != nil || b.Kind != s.Kind {
		t.Fatalf("a binding of %q, %v", b.Kind, err)
	}
	value := taken(t, secret)
	if bytes.Contains(raw, value[:8]) {
		t.Error("the binding holds the secret")
	}
	return parsed, value
}

func (s Subject) open(t *testing.T, b held.Binding, code biometric.Code) []byte {
	t.Helper()
	secret, err := s.Holder.Open(t.Context(), b, held.Ask{Code: code, PIN: s.PIN})
	if err != nil {
		t.Fatal(err)
	}
	return taken(t, secret)
}

// taken copies a secret and wipes it.
func taken(t *testing.T, s held.Secret) (out []byte) {
	t.Helper()
	s.Use(func(key []byte) { out = bytes.Clone(key) })
	s.Wipe()
	if len(out) != held.SecretBytes || bytes.Equal(out, make([]byte, held.SecretBytes)) {
		t.Fatalf("%d bytes", len(out))
	}
	return out
}

func same(t *testing.T, s Subject) {
	code := Code(t)
	b, value := s.make(t, code)
	for range 2 {
		if again := s.open(t, b, code); !bytes.Equal(again, value) {
			t.Error("another secret")
		}
	}
}

func another(t *testing.T, s Subject) {
	code := Code(t)
	b, value := s.make(t, code)
	if _, again := s.make(t, code); bytes.Equal(again, value) {
		t.Error("two templates have one secret")
	}
	if got := s.open(t, b, Code(t)); bytes.Equal(got, value) {
		t.Error("another pseudonym has the secret")
	}
	b.Salt[0] ^= 1
	if got := s.open(t, b, code); bytes.Equal(got, value) {
		t.Error("a changed binding gives the secret")
	}
}

func others(t *testing.T, s Subject) {
	code := Code(t)
	b, _ := s.make(t, code)
	refused(t, "another's", fault.Missing, s.Other, b, held.Ask{Code: code, PIN: s.PIN})
	refused(t, "of no pseudonym", fault.Invalid, s.Holder, b, held.Ask{PIN: s.PIN})
	refused(t, "of no binding", fault.Invalid, s.Holder, held.Binding{}, held.Ask{Code: code, PIN: s.PIN})
	b.Kind = map[held.Kind]held.Kind{held.SecurityKey: held.ServiceCard, held.ServiceCard: held.SecurityKey}[b.Kind]
	refused(t, "of another kind", fault.Invalid, s.Holder, b, held.Ask{Code: code, PIN: s.PIN})
	if _, _, err := s.Holder.Make(t.Context(), held.Ask{PIN: s.PIN}); !fault.Is(err, fault.Invalid) {
		t.Errorf("made for no pseudonym: %v", err)
	}
}

func refused(t *testing.T, what string, want fault.Kind, h held.Holder, b held.Binding, a held.Ask) {
	t.Helper()
	s, err := h.Open(t.Context(), b, a)
	if s != (held.Secret{}) || !fault.Is(err, want) {
		t.Errorf("%s: %v, want %s", what, err, want)
	}
}

func away(t *testing.T, s Subject) {
	code := Code(t)
	b, _ := s.make(t, code)
	s.Remove()
	if secret, err := s.Holder.Open(t.Context(), b, held.Ask{Code: code, PIN: s.PIN}); err == nil || secret != (held.Secret{}) {
		t.Errorf("opened without it: %v", err)
	}
	if _, secret, err := s.Holder.Make(t.Context(), held.Ask{Code: code, PIN: s.PIN}); err == nil || secret != (held.Secret{}) {
		t.Errorf("made without it: %v", err)
	}
}

func givenUp(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, secret, err := s.Holder.Make(ctx, held.Ask{Code: Code(t), PIN: s.PIN}); !fault.Is(err, fault.Expired) || secret != (held.Secret{}) {
		t.Errorf("made: %v", err)
	}
	code := Code(t)
	b, _ := s.make(t, code)
	if secret, err := s.Holder.Open(ctx, b, held.Ask{Code: code, PIN: s.PIN}); !fault.Is(err, fault.Expired) || secret != (held.Secret{}) {
		t.Errorf("opened: %v", err)
	}
}
