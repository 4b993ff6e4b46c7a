//go:build !linux || !cgo

package fido

import (
	"context"
	"time"

	"vigie.example/internal/fault"
)

// Pipe carries reports to a key and back.
type Pipe interface {
	Read(report []byte, wait time.Duration) (int, error)
	Write(report []byte) (int, error)
	Close() error
}

// Keys are the security keys of this machine: none in this build.
type Keys struct{}

// Open returns no keys.
func Open(Bus) *Keys { return &Keys{} }

// Paths returns none.
func (*Keys) Paths() ([]string, error) { return nil, nil }

// Devices returns none.
func (*Keys) Devices() ([]Device, error) { return nil, nil }

// Assert fails: there is no key.
func (*Keys) Assert(context.Context, Ask) (Proof, error) {
	return Proof{}, fault.New(fault.Unavailable, "fido.Assert", fault.Key(Absent))
}

// Create fails: there is no key.
func (*Keys) Create(context.Context, New) (Creation, error) {
	return Creation{}, fault.New(fault.Unavailable, "fido.Create", fault.Key(Absent))
}

// EnrolFinger fails: there is no key.
func (*Keys) EnrolFinger(context.Context, Capture, Holder, func(Scan)) (Captured, error) {
	return Captured{}, fault.New(fault.Unavailable, "fido.EnrolFinger", fault.Key(Absent))
}

// Fingers fails: there is no key.
func (*Keys) Fingers(context.Context, Holder) ([]Template, error) {
	return nil, fault.New(fault.Unavailable, "fido.Fingers", fault.Key(Absent))
}

// RemoveFingers fails: there is no key.
func (*Keys) RemoveFingers(context.Context, Holder, [][]byte) ([]Template, error) {
	return nil, fault.New(fault.Unavailable, "fido.RemoveFingers", fault.Key(Absent))
}

// Secret fails: there is no key.
func (*Keys) Secret(context.Context, SecretAsk) (Secret, error) {
	return Secret{}, fault.New(fault.Unavailable, "fido.Secret", fault.Key(Absent))
}
