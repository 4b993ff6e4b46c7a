package seal

import (
	"bytes"
	"testing"

	"vigie.example/internal/fault"
)

func TestB11_PaddingHasOneForm(t *testing.T) {
	good, err := pad([]byte("abc"))
	if err != nil || len(good) != 256 {
		t.Fatal(len(good), err)
	}
	change := func(at int, to byte) []byte { b := bytes.Clone(good); b[at] = to; return b }
	larger := make([]byte, 1024)
	copy(larger, good)
	for name, bad := range map[string][]byte{
		"no bucket":             good[:255],
		"nothing":               nil,
		"a larger bucket":       larger,
		"something after it":    change(255, 1),
		"shorter than it is":    change(3, 2),
		"longer than all":       change(0, 0xff),
		"longer than there is":  change(2, 1),
		"exactly one too long":  change(3, 253),
		"the rest in the count": change(1, 1),
	} {
		if _, err := unpad(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := pad(make([]byte, 16_381)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too large: %v", err)
	}
}

// What unpads, pads to the same; and the other way.
func FuzzUnpad(f *testing.F) {
	for _, size := range []int{0, 1, 252, 253} {
		b, _ := pad(bytes.Repeat([]byte{'a'}, size))
		f.Add(b)
	}
	f.Add(make([]byte, 256))
	f.Fuzz(func(t *testing.T, b []byte) {
		if content, err := unpad(b); err == nil {
			if again, err := pad(content); err != nil || !bytes.Equal(again, b) {
				t.Fatalf("%x pads to %x, %v", b, again, err)
			}
		}
		padded, err := pad(b)
		if err != nil {
			return
		}
		if content, err := unpad(padded); err != nil || !bytes.Equal(content, b) {
			t.Fatalf("%x unpads to %x, %v", b, content, err)
		}
	})
}

// No two lists of fields have the same transcript: it parses back to what it was made of.
func FuzzTranscript(f *testing.F) {
	f.Add("vigie/1 x", []byte("a"), []byte("bc"))
	f.Add("", []byte{0, 0, 0, 1}, []byte(nil))
	f.Fuzz(func(t *testing.T, label string, a, b []byte) {
		rest := Transcript(label, a, b)
		for _, want := range [][]byte{[]byte(label), a, b} {
			size := int(rest[0])<<24 | int(rest[1])<<16 | int(rest[2])<<8 | int(rest[3])
			if !bytes.Equal(rest[4:4+size], want) {
				t.Fatalf("field %x is %x", want, rest[4:4+size])
			}
			rest = rest[4+size:]
		}
		if len(rest) != 0 {
			t.Fatalf("%x is left", rest)
		}
	})
}
