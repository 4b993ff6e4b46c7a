package access

import "vigie.example/internal/conversation"

// State is what an action finds.
type State string

// Never renumber or re-use. Absent is the zero value: an object that was not looked up is not there.
const (
	Absent  State = ""        // no such object, never was, deleted, or past its deadline
	Present State = "present" // any object that is not a conversation: a unit, a queue, an account, the doctrine
	Waiting State = "waiting" // a conversation that nobody holds
	Held    State = "held"    // a conversation that one operator holds
	Closed  State = "closed"  // a conversation that has ended and is not deleted yet
)

// Object is what is acted upon. The zero value is an object that does not exist.
type Object struct {
	State        State
	Conversation conversation.ID // of a conversation; otherwise empty
	Unit         UnitCode        // that it belongs to; empty for what belongs to the whole service
	Holder       ActorCode       // of a conversation that is held, or was when it closed; of a key or session: whose it is
	Also         UnitCode        // of a conversation that overflowed: the unit that may answer, too
	Receiver     ActorCode       // of a conversation under transfer: who is asked to take it
	Adviser      ActorCode       // of a conversation that its holder has put a question about: who is asked
}

// Whole returns the service as an object: for actions that concern no conversation and no unit.
func Whole() Object { return Object{State: Present} }

// Of returns an object that belongs to a unit: its queue, its accounts, its figures.
func Of(unit UnitCode) Object { return Object{State: Present, Unit: unit} }

// OfStaff returns an object that belongs to a member of staff of a unit.
func OfStaff(unit UnitCode, code ActorCode) Object {
	return Object{State: Present, Unit: unit, Holder: code}
}

// Own returns an object that belongs to a member of staff: their session, their key.
func Own(a Actor) Object { return Object{State: Present, Unit: a.Unit, Holder: a.Code} }
