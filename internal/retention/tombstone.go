package retention

import "time"

// TombstoneLife is how long a tombstone stays after the deletion. It is far longer than any cache may hold a copy
// (MaxCeiling), so that a console that comes back after a long absence is still told (C23).
const TombstoneLife = 30 * 24 * time.Hour

// Cause says what made a deletion happen.
type Cause string

// Never renumber or re-use: causes are on the wire, in tombstones and receipts.
const (
	ByDeadline  Cause = "deadline"  // four hours, or what the unit sets (B1)
	ByDeclarant Cause = "declarant" // the red button (D2)
	ByOperator  Cause = "operator"  // at once or as planned (C17)
	ByExport    Cause = "export"    // an acknowledged export (C15)
	ByNobody    Cause = "nobody"    // nobody on duty was left to answer
)

// Valid reports whether c is one of the causes above.
func (c Cause) Valid() bool {
	switch c {
	case ByDeadline, ByDeclarant, ByOperator, ByExport, ByNobody:
		return true
	}
	return false
}

// Tombstone says that a conversation was deleted and never comes back. It holds a random identifier, a time and a
// code: no content, no identity.
type Tombstone[ID ~string] struct {
	Conversation ID
	Deleted      time.Time
	Cause        Cause
}

// Until returns when the tombstone may go.
func (t Tombstone[ID]) Until() time.Time { return t.Deleted.Add(TombstoneLife) }

// Removable reports whether the tombstone may go.
func (t Tombstone[ID]) Removable(now time.Time) bool { return Expired(t.Until(), now) }

// Merge returns the tombstone that two processes agree on when both deleted the same conversation: the first deletion, with
// its cause. The order of the arguments does not matter.
func Merge[ID ~string](a, b Tombstone[ID]) Tombstone[ID] {
	if b.Deleted.Before(a.Deleted) || b.Deleted.Equal(a.Deleted) && b.Cause < a.Cause {
		return b
	}
	return a
}
