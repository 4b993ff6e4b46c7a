package stream

import (
	"crypto/rand"
	"encoding/binary"
	"errors"

	"vigie.example/internal/conversation"
)

// Entry is one entry of a conversation's log.
type Entry struct {
	Conversation conversation.ID
	Position     conversation.Position
	Data         []byte
}

// A stored entry is its position (8 bytes, big endian), the nonce of its Append (16 bytes), and the data. A stored cell is
// the nonce of its Put and the data. The nonce tells one's own write after an answer got lost.
const (
	positionBytes = 8
	nonceBytes    = 16
)

type nonce [nonceBytes]byte

func newNonce() (n nonce) {
	rand.Read(n[:])
	return n
}

// errStored: a message does not have the form above. Somebody else has written into the stream.
var errStored = errors.New("not a stored entry")

func encodeEntry(p conversation.Position, n nonce, data []byte) []byte {
	out := make([]byte, 0, positionBytes+nonceBytes+len(data))
	out = binary.BigEndian.AppendUint64(out, uint64(p))
	out = append(out, n[:]...)
	return append(out, data...)
}

func decodeEntry(raw []byte) (p conversation.Position, n nonce, data []byte, err error) {
	if len(raw) < positionBytes+nonceBytes {
		return 0, n, nil, errStored
	}
	p = conversation.Position(binary.BigEndian.Uint64(raw))
	copy(n[:], raw[positionBytes:])
	return p, n, raw[positionBytes+nonceBytes:], nil
}

func encodeCell(n nonce, data []byte) []byte { return append(n[:], data...) }

func decodeCell(raw []byte) (n nonce, data []byte, err error) {
	if len(raw) < nonceBytes {
		return n, nil, errStored
	}
	copy(n[:], raw)
	return n, raw[nonceBytes:], nil
}
