package fido

import (
	"bytes"

	"vigie.example/internal/fault"
)

// unwrap returns what a CBOR byte string holds (RFC 8949 section 3.1), of at most 64 KiB, and nothing behind it: libfido2 gives
// authenticator data in this form.
func unwrap(wrapped []byte) ([]byte, error) {
	bad := fault.New(fault.Untrusted, "fido.unwrap", fault.Key(Failed))
	if len(wrapped) == 0 || wrapped[0]>>5 != 2 {
		return nil, bad
	}
	head, size := 1, int(wrapped[0]&0x1f)
	switch {
	case size == 24 && len(wrapped) >= 2:
		head, size = 2, int(wrapped[1])
	case size == 25 && len(wrapped) >= 3:
		head, size = 3, int(wrapped[1])<<8|int(wrapped[2])
	case size >= 24:
		return nil, bad
	}
	if len(wrapped) != head+size {
		return nil, bad
	}
	return bytes.Clone(wrapped[head:]), nil
}
