package seal

import (
	"crypto/hpke"
	"time"

	"vigie.example/internal/wire"
)

// SealPadded seals what no honest sender would pad so, for the vectors.
func SealPadded(from Sender, secret Secret, head wire.Send, padded []byte) (wire.Send, error) {
	head.Conversation = from.Conversation
	h := textHeader(Peer{side: from.Side}, head)
	var err error
	head.Body, head.Signature, err = h.sealPadded(from.Key, secret, padded)
	return head, err
}

// Pad pads.
func Pad(content []byte) []byte {
	padded, err := pad(content)
	if err != nil {
		panic(err)
	}
	return padded
}

// RecipientKeyFrom makes an hourly key of a known seed, for the vectors.
func RecipientKeyFrom(seed []byte, notBefore, notAfter time.Time) (*RecipientKey, error) {
	key, err := hpke.MLKEM768X25519().NewPrivateKey(seed)
	if err != nil {
		return nil, err
	}
	return &RecipientKey{key: key, public: key.PublicKey().Bytes(), notBefore: notBefore, notAfter: notAfter}, nil
}
