//go:build !linux

package machine

import "errors"

// StartAgain cannot put a process in the place of another here.
func StartAgain() error { return errors.ErrUnsupported }
