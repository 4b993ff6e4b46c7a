package cms

import (
	"crypto/aes"
	"crypto/subtle"
	"encoding/binary"

	"vigie.example/internal/fault"
)

// wrappedBytes is the length of a wrapped AES-256 key.
const wrappedBytes = keyBytes + 8

// wrapIV is the initial value of RFC 3394, section 2.2.3.1: what unwrapping must give back.
var wrapIV = [8]byte{0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6}

// wrapKey encrypts one AES-256 key under another (RFC 3394, section 2.2.1).
func wrapKey(kek, key []byte) ([]byte, error) {
	block, err := aes.NewCipher(kek)
	if err != nil || len(key) != keyBytes {
		return nil, fault.As(fault.Internal, "cms.wrapKey", err)
	}
	out := append(wrapIV[:], key...)
	var b [16]byte
	defer clear(b[:])
	for j := range 6 {
		for i := 1; i <= keyBytes/8; i++ {
			copy(b[:8], out[:8])
			copy(b[8:], out[8*i:])
			block.Encrypt(b[:], b[:])
			t := uint64(j*keyBytes/8 + i)
			binary.BigEndian.PutUint64(out, binary.BigEndian.Uint64(b[:8])^t)
			copy(out[8*i:], b[8:])
		}
	}
	return out, nil
}

// unwrapKey reverses wrapKey (RFC 3394, section 2.2.2). Another key, or one changed bit, is fault.Untrusted.
func unwrapKey(kek, wrapped []byte) ([]byte, error) {
	const op = "cms.unwrapKey"
	block, err := aes.NewCipher(kek)
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	if len(wrapped) != wrappedBytes {
		return nil, fault.New(fault.Invalid, op)
	}
	out := append([]byte(nil), wrapped...)
	var b [16]byte
	defer clear(b[:])
	for j := 5; j >= 0; j-- {
		for i := keyBytes / 8; i >= 1; i-- {
			t := uint64(j*keyBytes/8 + i)
			binary.BigEndian.PutUint64(b[:], binary.BigEndian.Uint64(out)^t)
			copy(b[8:], out[8*i:8*i+8])
			block.Decrypt(b[:], b[:])
			copy(out, b[:8])
			copy(out[8*i:], b[8:])
		}
	}
	if subtle.ConstantTimeCompare(out[:8], wrapIV[:]) != 1 {
		clear(out)
		return nil, fault.New(fault.Untrusted, op)
	}
	return out[8:], nil
}
