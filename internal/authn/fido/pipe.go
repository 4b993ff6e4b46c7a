//go:build linux && cgo

package fido

/*
#include <stddef.h>
#include <stdint.h>
*/
import "C"

import (
	"runtime/cgo"
	"strconv"
	"time"
	"unsafe"
)

// Pipe carries 64-byte reports to one key and back. Write gets one byte more, the number of the report, in front.
type Pipe interface {
	// Read waits for at most the time given, for ever if that is negative; 0 bytes: nothing came.
	Read(report []byte, wait time.Duration) (int, error)
	Write(report []byte) (int, error)
	Close() error
}

// opener opens the pipe of one key. Its handle travels through libfido2 as the path of a device.
type opener func() (Pipe, error)

//export vigiePipeOpen
func vigiePipeOpen(path *C.char) C.uintptr_t {
	handle, err := strconv.ParseUint(C.GoString(path), 10, 64)
	if err != nil {
		return 0
	}
	pipe, err := cgo.Handle(handle).Value().(opener)()
	if err != nil {
		return 0
	}
	return C.uintptr_t(cgo.NewHandle(pipe))
}

//export vigiePipeClose
func vigiePipeClose(handle C.uintptr_t) {
	_ = cgo.Handle(handle).Value().(Pipe).Close() // libfido2 has no use for it
	cgo.Handle(handle).Delete()
}

//export vigiePipeRead
func vigiePipeRead(handle C.uintptr_t, buf *C.uchar, size C.size_t, ms C.int) C.int {
	n, err := cgo.Handle(handle).Value().(Pipe).Read(unsafe.Slice((*byte)(buf), size), time.Duration(ms)*time.Millisecond)
	if err != nil || n == 0 {
		return -1
	}
	return C.int(n)
}

//export vigiePipeWrite
func vigiePipeWrite(handle C.uintptr_t, buf *C.uchar, size C.size_t) C.int {
	n, err := cgo.Handle(handle).Value().(Pipe).Write(unsafe.Slice((*byte)(buf), size))
	if err != nil {
		return -1
	}
	return C.int(n)
}
