//go:build !linux

package remains

import (
	"context"
	"fmt"
)

// Memory looks through a process's memory, which this system does not offer: the error wraps ErrMemory.
func (s *Search) Memory(context.Context, int) (Report, error) {
	return Report{}, fmt.Errorf("%w: not on this system", ErrMemory)
}
