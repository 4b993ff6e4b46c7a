package fido

import (
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Bus finds keys and opens them. Safe for concurrent use.
type Bus interface {
	// List returns the paths of the keys that are plugged in.
	List() ([]string, error)

	// Open opens the key at a path.
	Open(path string) (Pipe, error)
}

// Device is a key that is plugged in.
type Device struct {
	Path    string
	PIN     bool // it has one set
	Sensor  bool // it can verify its holder by itself: a fingerprint sensor
	Finger  bool // and somebody is enrolled on it
	Secrets bool // it derives secrets (Keys.Secret)
	Always  bool // it verifies its holder at each touch
}

// Proof is what a key has signed.
type Proof struct {
	KeyID, AuthData, Signature []byte
	Path                       string // of the key, so that its removal can be noticed
}

// Creation is a credential that a key has just made.
type Creation struct {
	AuthData []byte
	Path     string
}

// Ask asks for a proof.
type Ask struct {
	Party  string   // as ceremony.Party.ID
	Digest []byte   // SHA-256 of the client data
	Allow  [][]byte // credentials of the person who has said who they are: at least one (L2)
	Verify Verification
	Blink  func() // called when the key waits for a touch; may be nil
}

// New asks for a credential.
type New struct {
	Party   string
	Digest  []byte
	Handle  []byte   // of the person, as ceremony.Party.Handle
	Exclude [][]byte // credentials of the person: a key that has one makes no second
	Verify  Verification
	Blink   func()
}

// Verification is how the key makes sure of its holder. Make one with PIN or Finger.
type Verification struct {
	pin    string
	finger bool
}

// PIN verifies by the key's PIN, which the console has asked for.
func PIN(pin string) Verification { return Verification{pin: pin} }

// Finger verifies by the key's sensor, if that is permitted for this person now (L17). Nothing else makes a verification by
// fingerprint. The error is the permission's.
func Finger(p biometric.Permission, person access.ActorCode, now time.Time) (Verification, error) {
	if err := p.Check(biometric.Request{Person: person, Method: biometric.OnKey}, now); err != nil {
		return Verification{}, fault.Wrap("fido.Finger", err)
	}
	return Verification{finger: true}, nil
}

// Text keys of the faults.
const (
	Absent    fault.TextKey = "carried.key.absent"     // no key is plugged in
	Denied    fault.TextKey = "carried.key.access"     // this workstation does not let the console speak to it
	Unknown   fault.TextKey = "carried.key.unknown"    // none that is plugged in belongs to who was named
	Enrolled  fault.TextKey = "carried.key.enrolled"   // it is this person's already
	Removed   fault.TextKey = "carried.key.removed"    // pulled out meanwhile
	Late      fault.TextKey = "carried.key.late"       // nobody touched it
	Cancelled fault.TextKey = "carried.key.cancelled"  // the console gave up
	WrongPIN  fault.TextKey = "carried.key.pin.wrong"  // more than three tries are left
	PIN3      fault.TextKey = "carried.key.pin.left.3" // wrong, three tries left
	PIN2      fault.TextKey = "carried.key.pin.left.2" // wrong, two
	PIN1      fault.TextKey = "carried.key.pin.left.1" // wrong, one
	Replug    fault.TextKey = "carried.key.pin.replug" // three wrong: it wants to be plugged in again
	LockedPIN fault.TextKey = "carried.key.pin.locked" // no try is left
	NoPIN     fault.TextKey = "carried.key.pin.unset"  // none is set
	WrongOne  fault.TextKey = "carried.key.finger.wrong"
	NoMore    fault.TextKey = "carried.key.finger.locked" // too many wrong fingers: the PIN unlocks it
	NoFinger  fault.TextKey = "carried.key.finger.none"   // no sensor, or nobody enrolled
	Failed    fault.TextKey = "carried.key.failed"        // it answered what it should not
)
