package conversation

import (
	"time"

	"vigie.example/internal/retention"
)

// Entry is one line of a conversation's log: what happened, at which place, at which time of the store's clock. Times
// never decrease along a log.
type Entry struct {
	Position Position
	Time     time.Time
	Event    Event
}

// Event is what an entry says: one of Opened, Text, Claimed, Transferred, Released, Overflowed, Closed. Values do not change once made; their byte
// slices are shared and must not be written to.
type Event interface{ event() }

// Opened begins a conversation; it is the event of position 1 and of no other. The place that routed it is not in it
// (B3), nor is anything about who opened it (C1, C9).
type Opened struct {
	Key      []byte // the declarant's conversation signing key
	Unit     Unit
	Language string
	Urgent   bool
	Ceiling  retention.Ceiling
}

// Text is a message of a person. Its body is sealed; the service cannot read it (B11).
type Text struct {
	Side    Side
	Message Message
}

// Claimed makes an operator the holder, in a new generation (B12).
type Claimed struct {
	Generation Generation
	Holder     Holder
	Chain      []byte // the holder's chain of trust, for whoever checks or seals to it; opaque here, and public
}

// Released puts the conversation back into the queue, at its old place (B12).
type Released struct {
	Generation Generation // the one that ended
	Cause      ReleaseCause
}

// Closed ends the exchange. The conversation stays until it is deleted or its deadline comes.
type Closed struct {
	By     Side // empty: the service itself
	Ending Ending
}

func (Opened) event()   {}
func (Text) event()     {}
func (Claimed) event()  {}
func (Released) event() {}
func (Closed) event()   {}

// Message is what a sender signed and sealed: see internal/seal.
type Message struct {
	ID         MessageID
	Key        KeyNumber
	Generation Generation // of the holder, as the sender knew it; 0 while waiting
	N          uint64     // the sender's count, from 1; an operator's begins again in each generation
	Seen       uint64     // how many messages of the other side the sender had accepted
	Body       []byte     // nonce and ciphertext
	Signature  []byte
}

// Ending is what a side signed when it closed.
type Ending struct {
	Generation Generation
	Sent, Seen uint64 // the closing side's counts, so that a missing last message shows
	Reason     Reason
	Signature  []byte
}

// Holder is an operator at one console during one shift. The same person in another shift is another holder: the keys of
// the conversation do not follow them.
type Holder struct {
	Actor   Actor
	Console Console
	Shift   ShiftID
}

// State tells where a conversation is. The values are on the wire: never change them.
type State string

// The states.
const (
	Waiting State = "waiting" // nobody holds it
	Held    State = "held"    // exactly one operator holds it (B12)
	Ended   State = "closed"  // closed by a side or by the service
)

// ReleaseCause says why a conversation went back to the queue.
type ReleaseCause string

// Never change these values: they are in logs.
const (
	HolderLost     ReleaseCause = "lost"       // the holder went away for longer than the grace
	HolderAnew     ReleaseCause = "new_shift"  // the holder signed in again, with other keys
	HolderRevoked  ReleaseCause = "revoked"    // the holder's account was revoked
	HolderSilent   ReleaseCause = "unanswered" // claimed, and not answered in time
	HolderReturned ReleaseCause = "returned"   // given back
)

// Reason is a coded reason for closing: never free text (C8).
type Reason string

// Never change these values: they are on the wire.
const (
	Done     Reason = "done"
	Left     Reason = "left"      // the declarant went away
	NoAnswer Reason = "no_answer" // the declarant does not answer any more
	Oriented Reason = "oriented"  // sent on to another service (C12)
	Abuse    Reason = "abuse"     // malicious use of the service
	Expired  Reason = "expired"   // the deadline came
	Nobody   Reason = "nobody"    // nobody on duty was left
)

// Valid reports whether r is one of the reasons above that the given side may state; the empty side is the service.
func (r Reason) Valid(by Side) bool {
	switch r {
	case Done, Left:
		return by != ""
	case NoAnswer, Oriented, Abuse:
		return by == Operator
	case Expired, Nobody:
		return by == ""
	}
	return false
}
