package declarant

import (
	"time"

	"vigie.example/internal/conversation"
)

// Event is something that this declarant's page would show.
type Event struct {
	Kind  Kind
	ID    conversation.MessageID // of a message
	Text  string                 // of a message: what tests and the simulation have written themselves
	At    time.Time
	Cause string // of an end; what a warning is about
}

// Kind tells events apart.
type Kind string

// The kinds.
const (
	Begun     Kind = "begun"     // the service has opened the conversation
	Joined    Kind = "joined"    // an operator answers
	Left      Kind = "left"      // nobody answers any more, it waits again
	Stored    Kind = "stored"    // a message of ours: received by the service
	Confirmed Kind = "confirmed" // received by the operator
	Seen      Kind = "seen"      // read
	Refused   Kind = "refused"
	Heard     Kind = "heard"   // a message of the operator
	Writing   Kind = "writing" // the operator writes
	Ended     Kind = "ended"   // the exchange is over
	Erased    Kind = "erased"  // nothing is left of it
	Lost      Kind = "lost"    // the connection is gone
	Back      Kind = "back"    // it is back
	Warned    Kind = "warned"  // something is not as it must be: "forged", "gap", "late", "untrusted", "missing"
)

func (d *Declarant) observe(e Event) {
	e.At = time.Now()
	d.options.Observe(e)
}
