package notes

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
)

// Store keeps sealed notes. It never sees a key.
type Store interface {
	// Keep stores the notes of a conversation in the place of those before.
	Keep(id conversation.ID, notes Sealed)

	// Find returns them.
	Find(id conversation.ID) (Sealed, bool)

	// Forget erases them, those before included.
	Forget(id conversation.ID)
}

// Handover is what goes to the console that takes a conversation over. The key must reach it sealed to that console's
// own key: whoever has both can read the notes.
type Handover struct {
	Notes Sealed
	Key   seal.Secret
}

// Book holds the notes of every conversation of this console, and their keys. It belongs to one goroutine. Make one with
// NewBook.
type Book struct {
	store Store
	keys  map[conversation.ID]seal.Secret
}

// NewBook returns an empty Book over a store.
func NewBook(store Store) *Book {
	return &Book{store, map[conversation.ID]seal.Secret{}}
}

// Open returns the notes, the oldest first, and what was begun. The fault is Untrusted when the store has something else.
func (b *Book) Open(id conversation.ID) (notes []Note, draft Private, err error) {
	p, err := b.open(id)
	return p.notes, p.draft, err
}

func (b *Book) open(id conversation.ID) (page, error) {
	sealed, ok := b.store.Find(id)
	key, known := b.keys[id]
	if !ok || !known {
		return page{}, nil
	}
	return openPage(key, id, sealed)
}

// Add writes a note, and empties the draft. The fault is Invalid for one without words, TooLarge, or TooMany.
func (b *Book) Add(id conversation.ID, text Private, at time.Time) error {
	const op = "notes.Add"
	words := strings.TrimSpace(text.words)
	switch {
	case words == "" || !utf8.ValidString(words):
		return fault.New(fault.Invalid, op, fault.Key("notes.problem.empty"))
	case len(words) > MaxTextBytes:
		return fault.New(fault.TooLarge, op, fault.Key("notes.problem.too_long"))
	}
	return b.change(id, func(p *page) error {
		if len(p.notes) >= MaxNotes {
			return fault.New(fault.TooMany, op, fault.Key("notes.problem.too_many"))
		}
		p.notes = append(p.notes, Note{newID(), at, Private{words}})
		p.draft = Private{}
		return nil
	})
}

// Remove erases one note; nothing happens when there is no such note.
func (b *Book) Remove(id conversation.ID, note ID) error {
	return b.change(id, func(p *page) error {
		p.notes = slices.DeleteFunc(p.notes, func(n Note) bool { return n.ID == note })
		return nil
	})
}

// Draft keeps what is being written (C22: a draft belongs to its conversation).
func (b *Book) Draft(id conversation.ID, text Private) error {
	return b.change(id, func(p *page) error {
		p.draft = text
		return nil
	})
}

func (b *Book) change(id conversation.ID, f func(*page) error) error {
	p, err := b.open(id)
	if err == nil {
		err = f(&p)
	}
	if err != nil {
		return fault.Wrap("notes.Book", err)
	}
	return b.keep(id, p)
}

func (b *Book) keep(id conversation.ID, p page) error {
	key, known := b.keys[id]
	if !known {
		key = seal.NewSecret()
		b.keys[id] = key
	}
	sealed, err := sealPage(key, id, p)
	if err != nil {
		return err
	}
	b.store.Keep(id, sealed)
	return nil
}

// HandOver returns what the next holder needs; false when nothing was written. The Book keeps its own until Erase.
func (b *Book) HandOver(id conversation.ID) (Handover, bool) {
	sealed, ok := b.store.Find(id)
	key, known := b.keys[id]
	if !ok || !known {
		return Handover{}, false
	}
	raw, err := key.Bytes()
	if err != nil {
		return Handover{}, false
	}
	defer clear(raw)
	own, err := seal.ParseSecret(raw) // lives on when ours is destroyed
	return Handover{slices.Clone(sealed), own}, err == nil
}

// TakeOver takes in what an earlier holder handed over. The fault is Untrusted when it is not about this conversation, Taken
// when there are notes already.
func (b *Book) TakeOver(id conversation.ID, h Handover) error {
	const op = "notes.TakeOver"
	if _, known := b.keys[id]; known {
		return fault.New(fault.Taken, op)
	}
	if _, err := openPage(h.Key, id, h.Notes); err != nil {
		return fault.Wrap(op, err)
	}
	b.keys[id] = h.Key
	b.store.Keep(id, h.Notes)
	return nil
}

// Erase destroys the key and drops the notes of a conversation.
func (b *Book) Erase(id conversation.ID) {
	if key, known := b.keys[id]; known {
		key.Destroy()
		delete(b.keys, id)
	}
	b.store.Forget(id)
}

// memory is a Store that ends with the program.
type memory map[conversation.ID]Sealed

// Memory returns a Store that keeps sealed notes in memory alone.
func Memory() Store { return memory{} }

func (m memory) Keep(id conversation.ID, notes Sealed) {
	m.Forget(id)
	m[id] = notes
}

func (m memory) Find(id conversation.ID) (Sealed, bool) { s, ok := m[id]; return s, ok }

func (m memory) Forget(id conversation.ID) {
	clear(m[id])
	delete(m, id)
}
