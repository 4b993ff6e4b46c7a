package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// Sizes in bytes.
const (
	KeyBytes   = 32 // the console key
	ShareBytes = 32 // a conversation's share
	nameBytes  = 16 // of a MAC that stands for a row or a conversation
)

// NewKey draws a console key.
func NewKey() []byte { return random(KeyBytes) }

// NewShare draws the share of a conversation, for the backend to keep in memory.
func NewShare() []byte { return random(ShareBytes) }

func random(n int) []byte {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails
	return raw
}

// pseudonym stands for a conversation in the file.
type pseudonym [nameBytes]byte

// box seals what is under one key, and names its rows.
type box struct {
	aead  cipher.AEAD
	names []byte // key of the MACs
}

// Labels keep the uses of a key apart.
const (
	labelFile         = "vigie vault file 1"
	labelConversation = "vigie vault conversation 1"
	labelPseudonym    = "vigie vault pseudonym 1"
)

// newBox derives a box. The secret is the console key, for a conversation followed by its share.
func newBox(secret []byte, label, context string) (box, error) {
	const op = "vault.newBox"
	raw, err := hkdf.Key(sha256.New, secret, nil, label+"\x00"+context, 64)
	if err != nil {
		return box{}, fault.As(fault.Internal, op, err)
	}
	defer clear(raw[:32])
	block, err := aes.NewCipher(raw[:32])
	if err != nil {
		return box{}, fault.As(fault.Internal, op, err)
	}
	// A random nonce of 96 bits for each seal: a conversation's rows are written far less than 2^32 times.
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return box{}, fault.As(fault.Internal, op, err)
	}
	return box{aead, raw[32:]}, nil
}

// conversationBox derives the box of a conversation (architecture, "Local cache").
func conversationBox(console, share []byte, id conversation.ID) (box, error) {
	secret := slices.Concat(console, share)
	defer clear(secret)
	return newBox(secret, labelConversation, string(id))
}

// row names a record, without telling its kind and number to whoever lacks the key.
func (b box) row(kind Kind, number uint32) []byte {
	mac := hmac.New(sha256.New, b.names)
	mac.Write(binary.BigEndian.AppendUint32([]byte{byte(kind)}, number))
	return mac.Sum(nil)[:nameBytes]
}

// place is where a sealed value stands: it opens nowhere else.
type place struct {
	table, column string
	conversation  []byte
	row           []byte
}

// additional is bound to the value: the fixed words end with a zero, the rest has one length.
func (p place) additional() []byte {
	raw := make([]byte, 0, 64)
	raw = append(raw, sealVersion)
	raw = append(append(raw, p.table...), 0)
	raw = append(append(raw, p.column...), 0)
	raw = append(append(raw, p.conversation...), 0)
	return append(raw, p.row...)
}

// sealVersion is of the layout of what is sealed. Never reuse one.
const sealVersion = 1

func (b box) seal(at place, raw []byte) []byte { return b.aead.Seal(nil, nil, raw, at.additional()) }

// open returns what was sealed at this place; fault.Untrusted otherwise.
func (b box) open(at place, sealed []byte) ([]byte, error) {
	raw, err := b.aead.Open(nil, nil, sealed, at.additional())
	if err != nil {
		return nil, fault.As(fault.Untrusted, "vault.open", err)
	}
	return raw, nil
}
