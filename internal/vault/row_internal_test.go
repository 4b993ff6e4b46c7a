package vault

import (
	"bytes"
	"testing"
)

func TestSizesAreBuckets(t *testing.T) {
	sizes := map[int]bool{}
	for n := range 5000 {
		raw, err := encodeRow(Record{Kind: Message, Data: make([]byte, n)})
		if err != nil {
			t.Fatal(err)
		}
		sizes[len(raw)] = true
	}
	if len(sizes) != 8 { // 64 to 4096, and two pages
		t.Errorf("%d different sizes", len(sizes))
	}
	if _, err := encodeRow(Record{Data: make([]byte, MaxRecordBytes+1)}); err == nil {
		t.Error("too large a record was taken")
	}
}

// What is read prints as what was read: nothing is ignored.
func FuzzDecodeRow(f *testing.F) {
	for _, data := range []string{"", "x", "a little longer than the least bucket, so that it takes the next one"} {
		raw, _ := encodeRow(Record{Kind: Draft, Number: 3, Data: []byte(data)})
		f.Add(raw)
		f.Add(raw[1:])
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := decodeRow(raw)
		if err != nil {
			return
		}
		again, err := encodeRow(r)
		if err != nil || !bytes.Equal(again, raw) {
			t.Errorf("%x reads as something else", raw)
		}
	})
}
