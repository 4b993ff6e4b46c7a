package seal

import (
	"bytes"
	"testing"
)

// FuzzHistory: what can be read is what would be written.
func FuzzHistory(f *testing.F) {
	for _, h := range []History{
		{}, {Unsent: "Bonjour", Partial: true},
		{Keys: []HeldKey{{1, 1, NewSecret()}}, NotesKey: NewSecret(), Notes: []byte{1}},
	} {
		plain, err := writeHistory(h)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain)
		f.Add(plain[:len(plain)-1])
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		h, err := readHistory(plain)
		if err != nil {
			return
		}
		again, err := writeHistory(h)
		if err != nil || !bytes.Equal(again, plain) {
			t.Fatalf("written again it differs: %v", err)
		}
	})
}
