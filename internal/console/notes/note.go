package notes

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"
)

// Bounds of what one conversation may hold.
const (
	MaxTextBytes = 4000 // of a note, in UTF-8
	MaxNotes     = 100
)

// ID tells the notes of one conversation apart.
type ID string

// Note is one note. It is content.
type Note struct {
	ID   ID
	At   time.Time // when it was written, on the service's clock
	Text Private
}

// Private is what somebody wrote for themselves. It prints as nothing but its name. Compare with ==.
type Private struct{ words string }

// Write makes a Private of what was typed in the notes' own field.
func Write(text string) Private { return Private{text} }

// Read returns the words, for the pane that shows them and for nothing else.
func (p Private) Read() string { return p.words }

// Empty reports whether there are no words.
func (p Private) Empty() bool { return p.words == "" }

// Format keeps the words out of whatever prints them, by any verb (C8).
func (p Private) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// String keeps the words out of whatever prints them.
func (p Private) String() string { return "notes.Private" }

func newID() ID {
	var raw [9]byte
	rand.Read(raw[:])
	return ID(base64.RawURLEncoding.EncodeToString(raw[:]))
}
