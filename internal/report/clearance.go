package report

import (
	"fmt"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

// Clearance is the only key to the door: what a passed checklist has let out, for one target, by one operator. Only
// Checklist.Clear makes one; the zero value clears nothing.
type Clearance struct{ cleared *cleared }

type cleared struct {
	outgoing     Outgoing
	conversation conversation.ID
	position     conversation.Position
	digest       [32]byte
}

// Valid reports whether a checklist has made this.
func (c Clearance) Valid() bool { return c.cleared != nil }

// Check returns the fault Denied for a Clearance that no checklist has made. Whoever sends something calls it first.
func (c Clearance) Check() error {
	if !c.Valid() {
		return fault.New(fault.Denied, "report.Clearance", fault.Key("fault.report.not_cleared"))
	}
	return nil
}

// Outgoing returns exactly what may leave, as a copy.
func (c Clearance) Outgoing() Outgoing {
	if !c.Valid() {
		return Outgoing{}
	}
	return c.cleared.outgoing.clone()
}

// Digest is bound to everything that was cleared: text, target, doctrine, operator, conversation and last message read.
func (c Clearance) Digest() [32]byte {
	if !c.Valid() {
		return [32]byte{}
	}
	return c.cleared.digest
}

// Target returns where it may go.
func (c Clearance) Target() doctrine.TargetCode {
	if !c.Valid() {
		return ""
	}
	return c.cleared.outgoing.Target
}

// Operator returns who cleared it.
func (c Clearance) Operator() access.ActorCode {
	if !c.Valid() {
		return ""
	}
	return c.cleared.outgoing.Operator
}

// Conversation returns what it is about.
func (c Clearance) Conversation() conversation.ID {
	if !c.Valid() {
		return ""
	}
	return c.cleared.conversation
}

// Position returns the place of the declarant's last message that had been read.
func (c Clearance) Position() conversation.Position {
	if !c.Valid() {
		return 0
	}
	return c.cleared.position
}

// Format keeps content out of whatever prints it, by any verb (C8).
func (c Clearance) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Clearance") }
