package backend

import (
	"vigie.example/internal/access"
	"vigie.example/internal/wire"
)

// Judge checks what security keys and service cards sign; internal/authn/ceremony does. Everything that it gets from outside is
// bounded; its errors are never shown, but for the text key of a means that this service does not take. Safe for concurrent use.
type Judge interface {
	// Key returns the count that goes with an assertion of the key; fault.Taken when it has not gone on: there are two of the key.
	Key(challenge []byte, actor string, id, public []byte, count uint32, authData, clientData, sig []byte) (uint32, error)

	// NewKey returns what to keep of a key that was made for the challenge.
	NewKey(challenge []byte, actor string, authData, clientData []byte) (id, public []byte, count uint32, err error)

	// Card checks a card's signature.
	Card(challenge, public, sig []byte) error

	// NewCard returns the identifier of a card's public key, if the card has it.
	NewCard(challenge, public, sig []byte) (id []byte, err error)
}

// Kinds of means. These values are on the wire and on the disk.
const (
	MeansKey  = "key"
	MeansCard = "card"
)

// Means is something that a member of staff carries and signs in with. Nothing of it is secret.
type Means struct {
	ID      []byte           `json:"id"`
	Kind    string           `json:"kind"`
	Public  []byte           `json:"public"`
	Count   uint32           `json:"count,omitempty"`
	Name    string           `json:"name"` // that its holder gave it: for their own and their supervisors' windows
	Added   wire.Millis      `json:"added"`
	By      access.ActorCode `json:"by"`             // who invited
	With    access.ActorCode `json:"with,omitempty"` // who confirmed the first
	Used    wire.Millis      `json:"used,omitempty"`
	Number  string           `json:"number,omitempty"` // until it is confirmed
	Wrong   int              `json:"wrong,omitempty"`  // numbers that were tried
	Revoked wire.Millis      `json:"revoked,omitempty"`
	Cause   string           `json:"cause,omitempty"`
}

// Causes of a revocation. These values are on the wire and on the disk.
const (
	ByHolder     = "holder"
	BySupervisor = "supervisor"
	ByCloning    = "cloned"  // its counter went back
	ByRefusal    = "refused" // wrong numbers, or none within the time
	ByRemoval    = "reader"  // the reader that it was on was removed
	ByRenewal    = "renewed" // its holder enrolled again on the same reader
)

// inForce reports whether somebody may sign in with it.
func (m Means) inForce() bool { return m.Revoked == 0 && m.Number == "" }
