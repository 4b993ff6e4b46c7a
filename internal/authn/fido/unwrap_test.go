package fido

import (
	"bytes"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// FuzzUnwrap: what is taken is what a CBOR library reads, and nothing else is.
func FuzzUnwrap(f *testing.F) {
	for _, s := range []string{"", "\x40", "\x41a", "\x58\x01a", "\x59\x00\x01a", "\x58\x02a", "\x61a", "\x5a\x00\x00\x00\x01a", "\x5f\xff", "\x41ab"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := unwrap(raw)
		var want []byte
		strict, _ := cbor.DecOptions{IndefLength: cbor.IndefLengthForbidden}.DecMode()
		wrong := strict.Unmarshal(raw, &want)
		if err == nil && (wrong != nil || !bytes.Equal(got, want)) {
			t.Errorf("%x is %x, the library says %x, %v", raw, got, want, wrong)
		}
		if err != nil && wrong == nil && len(raw) > 0 && raw[0] >= 0x40 && raw[0] <= 0x59 {
			t.Errorf("%x was refused", raw)
		}
	})
}
