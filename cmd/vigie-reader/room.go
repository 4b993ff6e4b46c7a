package main

import (
	"golang.org/x/sys/unix"

	"vigie.example/internal/fault"
)

// room is memory outside Go's heap for what must not be left behind: locked, in no core dump, cleared and given back.
type room struct{ parts [][]byte }

// take returns n bytes.
func (r *room) take(n int) ([]byte, error) {
	part, err := unix.Mmap(-1, 0, max(n, 1), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return nil, fault.As(fault.Denied, "main.room.take", err, fault.Key("fault.reader.memory"))
	}
	r.parts = append(r.parts, part)
	_ = unix.Mlock(part) // see lockMemory for what is done when that is not allowed
	_ = unix.Madvise(part, unix.MADV_DONTDUMP)
	return part[:n], nil
}

// leave clears everything and gives it back. Slices of it must not be used afterwards.
func (r *room) leave() {
	for _, part := range r.parts {
		clear(part)
		_ = unix.Munmap(part)
	}
	r.parts = nil
}
