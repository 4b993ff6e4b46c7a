// Package conversation holds the rules of one exchange between a declarant and an operator: its identifiers, its
// states, and the entries that change them. It is pure: time and randomness come in as arguments.
//
// A conversation is the fold of its entries (see [Conversation.Apply]); the store keeps the entries, everybody who
// needs the state folds them. Two conversations are never linked to each other (C9, B2).
package conversation

import (
	"crypto/sha256"
	"encoding/base64"
)

// ID identifies a conversation: the unpadded base64url form (43 characters) of a digest of the declarant's public
// conversation key, so that whoever holds the private half can prove that the conversation is theirs.
type ID string

// MessageID identifies a message; its sender draws it at random (16 bytes, 22 characters of unpadded base64url), so that
// a repeat is recognised wherever it arrives.
type MessageID string

// Position is the place of an entry in its conversation, counted from 1 without gaps by the store. The zero value
// stands before the first entry.
type Position uint64

// Generation counts who has held the conversation: 0 while nobody has, one more at each claim or transfer. What an
// owner of an older generation asks for is refused.
type Generation uint64

// KeyNumber tells the symmetric keys of a conversation apart, in the order in which the page made them. 0 is the key
// for everybody on duty while the declarant waits.
type KeyNumber uint32

// Actor is the code of a member of staff: access.ActorCode, which this package cannot import.
type Actor string

// Unit is the code of a unit: access.UnitCode.
type Unit string

// Console is the code of an installation of the console: access.ConsoleCode.
type Console string

// ShiftID names a shift by a digest of its public key.
type ShiftID string

// Side is one end of a conversation.
type Side string

// The sides. These values are on the wire: never change them.
const (
	Declarant Side = "declarant"
	Operator  Side = "operator"
)

// Reference is the short form of an identifier that people read to each other (six characters, without letters that
// look alike). It is derived from the identifier, and says nothing about its declarant (C9).
type Reference string

// Other returns the other end.
func (s Side) Other() Side {
	if s == Declarant {
		return Operator
	}
	return Declarant
}

// referenceAlphabet is Crockford's base 32: no I, L, O, U.
const referenceAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Reference derives the short form of the identifier.
func (id ID) Reference() Reference {
	sum := sha256.Sum256([]byte(id))
	out := make([]byte, 6)
	for i := range out {
		out[i] = referenceAlphabet[sum[i]%32]
	}
	return Reference(out)
}

// Valid reports whether the identifier has the only form that it can have.
func (id ID) Valid() bool { return validRandom(string(id), sha256.Size) }

// Valid reports whether the identifier has the only form that it can have.
func (id MessageID) Valid() bool { return validRandom(string(id), 16) }

func validRandom(s string, size int) bool {
	if len(s) != base64.RawURLEncoding.EncodedLen(size) {
		return false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(raw) == size
}
