package card

import "vigie.example/internal/fault"

// Token is a card that is in a reader.
type Token struct {
	Name   string // of this card, and no other: a digest of its serial number
	PIN    bool   // one is set
	Locked bool   // no try is left
}

// Ask asks for a signature.
type Ask struct {
	Keys   [][]byte // SHA-256 of the public keys of who was named: at least one
	Digest []byte   // of 32 bytes
	PIN    string
}

// Proof is what a card has signed.
type Proof struct {
	ID        []byte // SHA-256 of its public key
	Signature []byte // r||s, or PKCS #1 version 1.5
	Token     string // that signed: its Name
}

// Made is a card's own key, with a signature that shows that the card has it.
type Made struct {
	Public    []byte // SubjectPublicKeyInfo, DER
	Signature []byte
	Token     string
}

// Text keys of the faults.
const (
	NoModule  fault.TextKey = "carried.card.module"     // none is configured, or it cannot be loaded
	NoReader  fault.TextKey = "carried.card.reader"     // no reader is connected
	Absent    fault.TextKey = "carried.card.absent"     // no card is in it
	Unknown   fault.TextKey = "carried.card.unknown"    // none that is there belongs to who was named
	Unfit     fault.TextKey = "carried.card.unfit"      // it has no key of a kind that is taken
	Removed   fault.TextKey = "carried.card.removed"    // pulled out meanwhile
	WrongPIN  fault.TextKey = "carried.card.pin.wrong"  // several tries are left
	LastPIN   fault.TextKey = "carried.card.pin.last"   // wrong, one try is left
	LockedPIN fault.TextKey = "carried.card.pin.locked" // no try is left
	NoPIN     fault.TextKey = "carried.card.pin.unset"
	Failed    fault.TextKey = "carried.card.failed" // it answered what it should not
)
