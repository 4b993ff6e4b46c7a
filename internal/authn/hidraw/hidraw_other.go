//go:build !linux

package hidraw

import (
	"errors"
	"time"
)

// Keys are none on this system.
type Keys struct{ Root string }

// List returns none.
func (Keys) List() ([]string, error) { return nil, nil }

// Pipe is an open key.
type Pipe struct{}

// Open fails.
func (Keys) Open(string) (*Pipe, error) { return nil, errors.ErrUnsupported }

// Read fails.
func (*Pipe) Read([]byte, time.Duration) (int, error) { return 0, errors.ErrUnsupported }

// Write fails.
func (*Pipe) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

// Close does nothing.
func (*Pipe) Close() error { return nil }
