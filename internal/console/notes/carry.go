package notes

import (
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
