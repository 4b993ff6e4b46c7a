package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// Kinds of sealed content. Never change: they are bound into keys and signatures.
const (
	kindText = "text"
	kindMark = "mark"
)

const (
	messageNonceBytes = 12
	tagBytes          = 16
)

// header is what a message's key, ciphertext and signature are bound to.
type header struct {
	conversation conversation.ID
	side         conversation.Side
	key          conversation.KeyNumber
	generation   conversation.Generation
	kind         string
	id           conversation.MessageID
	number, seen uint64
}

func (h *header) keyInfo() []byte {
	return Transcript(labelMessageKey, text(h.conversation), Number(h.key), text(h.side), text(h.kind), text(h.id))
}

func (h *header) associated() []byte {
	return Transcript(labelMessage, h.fields()...)
}

func (h *header) signed(body []byte) []byte {
	sum := sha256.Sum256(body)
	return Transcript(labelSent, append(h.fields(), sum[:])...)
}

func (h *header) fields() [][]byte {
	return [][]byte{
		text(h.conversation), text(h.side), Number(h.key), Number(h.generation), text(h.kind), text(h.id),
		Number(h.number), Number(h.seen),
	}
}

// valid reports whether the header has a form that a sender may send.
func (h *header) valid() bool {
	most := uint64(MaxMessages)
	if h.kind == kindMark {
		most = MaxMarks
	}
	if !h.conversation.Valid() || !h.id.Valid() || h.number == 0 || h.number > most || h.seen > MaxMessages {
		return false
	}
	switch h.side {
	case conversation.Declarant:
		return true
	case conversation.Operator:
		return h.generation > 0
	}
	return false
}

// seal makes the body and the signature.
func (h *header) seal(signer *SigningKey, secret Secret, content []byte) (body, sig []byte, err error) {
	const op = "seal.seal"
	if !h.valid() {
		return nil, nil, fault.New(fault.Invalid, op)
	}
	padded, err := pad(content)
	if err != nil {
		return nil, nil, fault.Wrap(op, err)
	}
	defer clear(padded)
	body, sig, err = h.sealPadded(signer, secret, padded)
	return body, sig, fault.Wrap(op, err)
}

func (h *header) sealPadded(signer *SigningKey, secret Secret, padded []byte) (body, sig []byte, err error) {
	aead, err := h.cipher(secret)
	if err != nil {
		return nil, nil, err
	}
	body = make([]byte, messageNonceBytes, messageNonceBytes+len(padded)+tagBytes)
	rand.Read(body)
	body = aead.Seal(body, body[:messageNonceBytes], padded, h.associated())
	sig, err = signer.Sign(h.signed(body))
	return body, sig, err
}

// open returns the content, which the caller clears.
func (h *header) open(secret Secret, body []byte) ([]byte, error) {
	const op = "seal.open"
	aead, err := h.cipher(secret)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	padded, err := aead.Open(nil, body[:messageNonceBytes], body[messageNonceBytes:], h.associated())
	if err != nil {
		return nil, fault.As(fault.Untrusted, op, err)
	}
	content, err := unpad(padded)
	return content, fault.Wrap(op, err)
}

func (h *header) cipher(secret Secret) (cipher.AEAD, error) {
	raw, err := secret.Bytes()
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	key, err := hkdf.Key(sha256.New, raw, nil, string(h.keyInfo()), 32)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// verify checks everything about a message that needs no secret, and returns the digest that tells it from every other.
func (h *header) verify(peer Peer, body, sig []byte) ([32]byte, error) {
	const op = "seal.verify"
	if !h.valid() || !validBody(h.kind, len(body)) {
		return [32]byte{}, fault.New(fault.Invalid, op)
	}
	if !peer.speaksIn(h.conversation, h.generation) {
		return [32]byte{}, fault.New(fault.Untrusted, op)
	}
	signed := h.signed(body)
	if err := Verify(peer.public, signed, sig); err != nil {
		return [32]byte{}, fault.Wrap(op, err)
	}
	return sha256.Sum256(signed), nil
}

// validBody reports whether a body of this size can hold content of the kind.
func validBody(kind string, size int) bool {
	padded := size - messageNonceBytes - tagBytes
	if kind == kindMark {
		return padded == buckets[0]
	}
	return isBucket(padded)
}
