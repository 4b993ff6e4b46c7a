package access

import (
	"slices"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// Role is what a member of staff is authorised for. A person has one role at a time.
type Role string

// Never renumber or re-use: roles are in credentials and traces.
const (
	Operator     Role = "operator"     // talks with declarants
	Psychologist Role = "psychologist" // advises operators; never sees an address or a whole conversation (P1, P3)
	Supervisor   Role = "supervisor"   // answers for a unit: accounts, reviews, alerts; never content (S7)
	Technical    Role = "technical"    // runs the service: accounts, keys; never a conversation
)

var roles = []Role{Operator, Psychologist, Supervisor, Technical}

// Roles returns every role, in a fixed order.
func Roles() []Role { return slices.Clone(roles) }

// ParseRole returns the role with the given code. The error is Invalid and does not repeat s.
func ParseRole(s string) (Role, error) {
	if r := Role(s); slices.Contains(roles, r) {
		return r, nil
	}
	return "", fault.New(fault.Invalid, "access.ParseRole", fault.Key("fault.access.role"), fault.Hint("hint.access.roles"))
}

// Kind tells in what quality somebody acts.
type Kind string

// Never renumber or re-use.
const (
	Nobody    Kind = "nobody"    // has proved nothing
	Declarant Kind = "declarant" // has proved to hold the key of one conversation
	Staff     Kind = "staff"     // has signed in
	Service   Kind = "service"   // the backend itself: deadlines, queue
)

// Valid reports whether k is one of the kinds above.
func (k Kind) Valid() bool { return k == Nobody || k == Declarant || k == Staff || k == Service }

// Actor is who asks, with what they have proved. The zero value may do nothing at all.
type Actor struct {
	Kind Kind

	// Conversation is the one whose key a Declarant holds.
	Conversation conversation.ID

	// Code, Role and Unit are those of a member of staff, from a credential that has been verified.
	Code ActorCode
	Role Role
	Unit UnitCode

	// Authorised says that the authorisation of a member of staff is in force: begun, not ended, not suspended (S1).
	Authorised bool
	// Trained says that training and awareness are current (S5, C18).
	Trained bool
}

// Asking returns an actor who has proved nothing.
func Asking() Actor { return Actor{Kind: Nobody} }

// Holding returns the declarant who has proved to hold the key of the conversation id.
func Holding(id conversation.ID) Actor { return Actor{Kind: Declarant, Conversation: id} }

// Backend returns the service itself.
func Backend() Actor { return Actor{Kind: Service} }
