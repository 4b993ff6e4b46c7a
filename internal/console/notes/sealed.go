package notes

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/json"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
)

// Sealed is everything written about one conversation, under its key: a nonce of 12 bytes and AES-256-GCM, bound to the
// conversation. Its length tells no more than a multiple of blockBytes.
type Sealed []byte

const blockBytes = 1024

// page is what a Sealed holds.
type page struct {
	notes []Note
	draft Private
}

// stored is the form of a page. Never change the meaning of a field: add one, and raise the version.
type stored struct {
	Version int          `json:"v"`
	Notes   []storedNote `json:"notes,omitempty"`
	Draft   string       `json:"draft,omitempty"`
}

type storedNote struct {
	ID   ID     `json:"id"`
	At   int64  `json:"at"` // milliseconds since the Unix epoch
	Text string `json:"text"`
}

const storedVersion = 1

// sealPage seals a page. It fails only without a key.
func sealPage(key seal.Secret, id conversation.ID, p page) (Sealed, error) {
	const op = "notes.Seal"
	s := stored{Version: storedVersion, Draft: p.draft.words}
	for _, n := range p.notes {
		s.Notes = append(s.Notes, storedNote{n.ID, n.At.UnixMilli(), n.Text.words})
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return nil, fault.As(fault.Internal, op, nil) // the cause may hold words
	}
	plain := make([]byte, (4+len(raw)+blockBytes-1)/blockBytes*blockBytes)
	binary.BigEndian.PutUint32(plain, uint32(len(raw)))
	copy(plain[4:], raw)
	clear(raw)
	defer clear(plain)
	aead, err := cipherOf(key)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return aead.Seal(nil, nil, plain, bound(id)), nil
}

// openPage opens what sealPage made. fault.Untrusted when key or conversation are others, or a byte was changed.
func openPage(key seal.Secret, id conversation.ID, sealed Sealed) (page, error) {
	const op = "notes.Open"
	aead, err := cipherOf(key)
	if err != nil {
		return page{}, fault.Wrap(op, err)
	}
	plain, err := aead.Open(nil, nil, sealed, bound(id))
	if err != nil {
		return page{}, fault.New(fault.Untrusted, op)
	}
	defer clear(plain)
	return parsePage(plain)
}

func parsePage(plain []byte) (page, error) {
	invalid := fault.New(fault.Invalid, "notes.Open")
	if len(plain) < 4 || uint64(binary.BigEndian.Uint32(plain)) > uint64(len(plain)-4) {
		return page{}, invalid
	}
	var s stored
	if json.Unmarshal(plain[4:4+binary.BigEndian.Uint32(plain)], &s) != nil || s.Version != storedVersion || len(s.Notes) > MaxNotes {
		return page{}, invalid
	}
	p := page{draft: Private{s.Draft}}
	for _, n := range s.Notes {
		p.notes = append(p.notes, Note{n.ID, time.UnixMilli(n.At), Private{n.Text}})
	}
	return p, nil
}

// cipherOf returns the cipher that draws its own nonces; it may seal 2^32 times, and a page is sealed once per key press.
func cipherOf(key seal.Secret) (cipher.AEAD, error) {
	raw, err := key.Bytes()
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func bound(id conversation.ID) []byte { return seal.Transcript("vigie/1 notes", []byte(id)) }
