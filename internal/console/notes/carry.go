package notes

import (
	"bytes"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
)

// carrier hands the notes over with a conversation that is transferred. It is a console.Carrier.
type carrier struct{ model *Model }

func (c carrier) HandOver(id conversation.ID) ([]byte, seal.Secret, bool) {
	h, some := c.model.HandOver(id)
	return h.Notes, h.Key, some
}

func (c carrier) TakeOver(id conversation.ID, sealed []byte, key seal.Secret) error {
	return c.model.TakeOver(id, Handover{Notes: sealed, Key: key})
}

// keeper keeps the notes with their conversation in the vault: their key, then what it seals. It is a console.Beside.
type keeper struct{ model *Model }

func (k keeper) Pack(id conversation.ID) []byte {
	h, some := k.model.HandOver(id)
	if !some {
		return nil
	}
	defer h.Key.Destroy()
	raw, err := h.Key.Bytes()
	if err != nil {
		return nil
	}
	defer clear(raw)
	return append(append([]byte{}, raw...), h.Notes...)
}

func (k keeper) Unpack(id conversation.ID, packed []byte) {
	if len(packed) <= seal.SecretBytes {
		return
	}
	key, err := seal.ParseSecret(packed[:seal.SecretBytes])
	if err == nil {
		_ = k.model.TakeOver(id, Handover{Notes: bytes.Clone(packed[seal.SecretBytes:]), Key: key}) // what does not open is dropped
	}
}
