package held

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"vigie.example/internal/authn/card"
	"vigie.example/internal/fault"
)

func bindings() map[string]Binding {
	id := bytes.Repeat([]byte{3}, 32)
	return map[string]Binding{
		"a key":                   {Kind: SecurityKey, ID: []byte{1}, Salt: [SaltBytes]byte{9}},
		"a key that wants a PIN":  {Kind: SecurityKey, ID: bytes.Repeat([]byte{1}, maxID), PIN: true},
		"a card with a point":     {Kind: ServiceCard, ID: id, PIN: true, Means: card.Agreement, Given: make([]byte, 65)},
		"a card with 2048 bits":   {Kind: ServiceCard, ID: id, PIN: true, Means: card.Unwrap, Given: make([]byte, 256)},
		"an old one of 4096 bits": {Kind: ServiceCard, ID: id, PIN: true, Means: card.UnwrapOld, Given: make([]byte, 512)},
	}
}

func TestL9_ABindingIsWhatWasKept(t *testing.T) {
	for name, b := range bindings() {
		raw := b.Bytes()
		got, err := ParseBinding(raw)
		if err != nil || !reflect.DeepEqual(got.Bytes(), raw) || got.Kind != b.Kind || got.PIN != b.PIN || !bytes.Equal(got.ID, b.ID) || got.Salt != b.Salt {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if len(raw) > MaxBindingBytes {
			t.Errorf("%s: %d bytes", name, len(raw))
		}
		for i := range raw {
			if _, err := ParseBinding(raw[:i]); !fault.Is(err, fault.Untrusted) {
				t.Fatalf("%s: cut to %d bytes: %v", name, i, err)
			}
		}
		if _, err := ParseBinding(append(bytes.Clone(raw), 0)); err == nil {
			t.Errorf("%s: with a byte more", name)
		}
	}
}

func TestL9_ABindingThatIsNone(t *testing.T) {
	of := func(name string, spoil func(*Binding)) Binding {
		b := bindings()[name]
		spoil(&b)
		return b
	}
	for name, b := range map[string]Binding{
		"nothing":                    {},
		"of no kind":                 of("a key", func(b *Binding) { b.Kind = "finger" }),
		"a key without a credential": of("a key", func(b *Binding) { b.ID = nil }),
		"a credential too long":      of("a key", func(b *Binding) { b.ID = make([]byte, maxID+1) }),
		"a key with a point":         of("a key", func(b *Binding) { b.Given = make([]byte, 65) }),
		"a key with a card's means":  of("a key", func(b *Binding) { b.Means = card.Agreement }),
		"a card without a PIN":       of("a card with a point", func(b *Binding) { b.PIN = false }),
		"a card by no means":         of("a card with a point", func(b *Binding) { b.Means = card.NoMeans }),
		"a card by unknown means":    of("a card with a point", func(b *Binding) { b.Means = 9 }),
		"a short point":              of("a card with a point", func(b *Binding) { b.Given = b.Given[1:] }),
		"1024 bits":                  of("a card with 2048 bits", func(b *Binding) { b.Given = b.Given[:128] }),
		"a card with another's name": of("a card with 2048 bits", func(b *Binding) { b.ID = b.ID[1:] }),
	} {
		if b.Valid() || b.Bytes() != nil {
			t.Errorf("%s is in form", name)
		}
	}
}

// FuzzParseBinding: what is taken is, byte for byte, what is written again.
func FuzzParseBinding(f *testing.F) {
	for _, b := range bindings() {
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := ParseBinding(raw)
		if err != nil {
			if !fault.Is(err, fault.Untrusted) || !reflect.DeepEqual(b, Binding{}) {
				t.Errorf("%x: %+v, %v", raw, b, err)
			}
			return
		}
		if !b.Valid() || !bytes.Equal(b.Bytes(), raw) {
			t.Errorf("%x became %x", raw, b.Bytes())
		}
	})
}

func TestL13_AWipedSecretIsNoKey(t *testing.T) {
	from := [SecretBytes]byte{1, 2, 3}
	s := NewSecret(&from)
	if from != [SecretBytes]byte{} {
		t.Error("it stays where it came from")
	}
	copied := s
	var kept []byte
	s.Use(func(key []byte) {
		kept = key
		if len(key) != SecretBytes || key[2] != 3 {
			t.Errorf("%x", key)
		}
	})
	if got := fmt.Sprintf("%v %+v %s %x %q", s, s, s, s, s); bytes.Contains([]byte(got), []byte("0102")) || bytes.Contains([]byte(got), []byte("1 2 3")) {
		t.Errorf("printed as %s", got)
	}
	copied.Wipe()
	if !bytes.Equal(kept, make([]byte, SecretBytes)) {
		t.Error("it is still there")
	}
	for _, gone := range []Secret{s, copied, {}} {
		gone.Use(func(key []byte) {
			if key != nil {
				t.Errorf("%x", key)
			}
		})
		gone.Wipe()
	}
}
