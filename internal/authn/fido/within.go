package fido

import (
	"encoding/binary"

	"github.com/fxamacker/cbor/v2"
)

// Requests whose answers hold authenticator data, and where in the answer (CTAP 2.1 section 6).
const (
	askCredential = 0x01
	askAssertion  = 0x02
	askNext       = 0x08
	dataAt        = 2
)

// Authenticator data (WebAuthn section 6.1).
const (
	partyBytes   = 32
	fixedBytes   = partyBytes + 1 + 4
	modelBytes   = 16
	flagPresent  = 0x01
	flagVerified = 0x04
	flagAttested = 0x40
	flagExtended = 0x80
)

// soundWithin tells whether the authenticator data of an answer is in form.
func soundWithin(answer []byte, made bool) bool {
	var parts map[int]cbor.RawMessage
	var data []byte
	return wellFormed.Unmarshal(answer, &parts) == nil && wellFormed.Unmarshal(parts[dataAt], &data) == nil && soundData(data, made)
}

// soundData tells whether authenticator data is in form, to its last byte: with a credential if one was made, and none otherwise; with one
// map of extensions if it says so. Every value in it is well-formed, and within the bounds of an answer.
func soundData(data []byte, made bool) bool {
	if len(data) < fixedBytes {
		return false
	}
	flags, rest := data[partyBytes], data[fixedBytes:]
	if made != (flags&flagAttested != 0) {
		return false
	}
	if made {
		if len(rest) < modelBytes+2 {
			return false
		}
		id := int(binary.BigEndian.Uint16(rest[modelBytes:]))
		rest = rest[modelBytes+2:]
		if id > len(rest) {
			return false
		}
		if rest = behindMap(rest[id:]); rest == nil {
			return false
		}
	}
	if flags&flagExtended != 0 {
		if rest = behindMap(rest); rest == nil {
			return false
		}
	}
	return len(rest) == 0
}

// behindMap returns what follows a map, nil where there is none.
func behindMap(raw []byte) []byte {
	var in map[any]cbor.RawMessage
	rest, err := wellFormed.UnmarshalFirst(raw, &in)
	if err != nil || in == nil {
		return nil
	}
	return rest
}
