package remains

import "errors"

// ErrMemory is that the system does not let us read another process's memory.
var ErrMemory = errors.New("the memory of the process cannot be read")
