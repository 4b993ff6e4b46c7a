package retention

import (
	"slices"
	"time"
)

// VitalLimit is how long what a patrol needs outlives the red button, at most (D2).
const VitalLimit = 30 * time.Minute

// Emergency is what happened before the red button was pressed. The zero value is no emergency.
type Emergency struct {
	Declared time.Time // an operator declared vital danger; the zero time if nobody did
	Opened   time.Time // the sealed address was opened on that ground (C2); the zero time if it was not
}

// Part is something of a conversation that may outlive it.
type Part string

// Never renumber or re-use: parts are in traces. There is no part for messages, notes, drafts, a name or a key: none of them
// ever survives.
const (
	PartAddress  Part = "address"  // the network address that was opened, with its port and time
	PartDispatch Part = "dispatch" // the checklist that was handed over to the patrol (C24)
)

// Reader is somebody who may read what survives.
type Reader string

// Never renumber or re-use.
const (
	ReaderOpener     Reader = "opener"     // the operator who opened the address, and speaks to the patrol
	ReaderSupervisor Reader = "supervisor" // of the operator's unit, whom the hand-over calls and who reviews the opening (S6)
)

// Remainder is what outlives a deletion. The zero value is nothing.
type Remainder struct {
	Parts   []Part
	Readers []Reader
	Until   time.Time // it is deleted then, like everything else
}

// Remainder decides what survives a deletion that happens at a moment. That is nothing, with one exception: somebody else may be
// the one who presses the red button. If vital danger was declared before and the address opened for it, what the patrol
// needs to find the person stays, for VitalLimit and never past the end that the conversation had anyway (B1). What was
// declared or opened afterwards counts for nothing: there is nothing left to open. at is the first press; a repeated one is
// the same deletion, and moves nothing.
func (l Life) Remainder(cause Cause, e Emergency, at time.Time) Remainder {
	opened := !e.Declared.IsZero() && !e.Opened.IsZero() && !e.Opened.Before(e.Declared) && !e.Opened.After(at)
	if cause != ByDeclarant || !opened || l.Ended(at) {
		return Remainder{}
	}
	until := at.Add(VitalLimit)
	if end := l.End(); end.Before(until) {
		until = end
	}
	return Remainder{
		Parts: []Part{PartAddress, PartDispatch}, Readers: []Reader{ReaderOpener, ReaderSupervisor}, Until: until,
	}
}

// Readable reports whether somebody may read a part now.
func (r Remainder) Readable(p Part, by Reader, now time.Time) bool {
	return slices.Contains(r.Parts, p) && slices.Contains(r.Readers, by) && !Expired(r.Until, now)
}
