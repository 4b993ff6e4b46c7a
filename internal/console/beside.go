package console

import "vigie.example/internal/conversation"

// Beside is what is written about a conversation beside it, and kept in the vault with it: notes, a report that is begun.
// It goes with its conversation (OnErase). Its methods run on the Desk's goroutine.
type Beside interface {
	// Pack returns what is to be kept of a conversation; nil for nothing. The caller clears it.
	Pack(id conversation.ID) []byte

	// Unpack takes in what Pack returned in an earlier run. What cannot be used is dropped.
	Unpack(id conversation.ID, packed []byte)
}

// BesidePart is the place of a Beside in the vault. Never renumber: it follows the parts of a snapshot.
type BesidePart uint32

// The parts.
const (
	BesideNotes  BesidePart = 5
	BesideReport BesidePart = 6
)

// KeepBeside makes something be kept beside conversations. It is to be called before Start.
func (c *Console) KeepBeside(at BesidePart, b Beside) {
	if c.desk.beside == nil {
		c.desk.beside = map[BesidePart]Beside{}
	}
	c.desk.beside[at] = b
}

// KeepSoon notes that what is beside a conversation has changed.
func (d *Desk) KeepSoon(id conversation.ID) { d.keepSoon(id) }

// packed adds what is beside a conversation to its pieces. what it returns clears the copies.
func (d *Desk) packed(id conversation.ID, all map[uint32][]byte) (done func()) {
	var raws [][]byte
	for at, b := range d.beside {
		if raw := b.Pack(id); len(raw) > 0 {
			raws = append(raws, raw)
			cut(uint32(at), raw, all)
		}
	}
	return func() {
		for _, raw := range raws {
			clear(raw)
		}
	}
}

// unpack gives back what was kept beside a conversation.
func (d *Desk) unpack(id conversation.ID, all map[uint32][]byte) {
	for at, b := range d.beside {
		if raw := join(uint32(at), all); len(raw) > 0 {
			b.Unpack(id, raw)
			clear(raw)
		}
	}
}
