package conversation

import "time"

// CallID names a call to the supervisors. It is drawn at random (16 bytes, 22 characters of unpadded base64url), so that who is called does
// not learn a conversation's identifier from it.
type CallID string

// Valid reports whether the identifier has the only form that it can have.
func (id CallID) Valid() bool { return validRandom(string(id), 16) }

// CallTime is how long a call waits for a supervisor; then it lapses.
const CallTime = 10 * time.Minute
