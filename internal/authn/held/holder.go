package held

import (
	"context"

	"vigie.example/internal/biometric"
)

// Ask is what one call is for.
type Ask struct {
	Code  biometric.Code // of the enrolment
	PIN   string         // for a card, and for a key whose Binding says so; empty where a touch is enough
	Blink func()         // called when the thing waits for a touch; may be nil
}

// Holder is what somebody holds: a security key or a service card. Safe for concurrent use.
type Holder interface {
	// Make makes the secret of a new template.
	Make(ctx context.Context, a Ask) (Binding, Secret, error)

	// Open gives the secret again. The error is Invalid for a binding of another kind, Missing when what it names is not there.
	Open(ctx context.Context, b Binding, a Ask) (Secret, error)
}
