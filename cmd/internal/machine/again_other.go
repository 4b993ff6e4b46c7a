//go:build !linux

package machine

import "errors"

// StartAgain cannot put a process in the place of another here.
func StartAgain([]byte) error { return errors.ErrUnsupported }

// Inherited returns nil: no process has left anything.
func Inherited() []byte { return nil }
