package main

import (
	"runtime/debug"
	"sync/atomic"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/conversation"
)

// How long after an erasure the program collects what was freed, which overwrites it (see settings): soon, and once more for
// what was still on its way through buffers that others keep for one collection longer.
var collections = []time.Duration{100 * time.Millisecond, 400 * time.Millisecond, 1500 * time.Millisecond}

// overwriteErased makes the memory of what is erased be overwritten at once instead of some time (C21). It is for keys and for
// most of the texts; for all of them the program starts anew once nothing is left.
func overwriteErased(desk *console.Console) {
	due := make([]atomic.Bool, len(collections))
	desk.OnErase(func(conversation.ID) {
		for i, after := range collections {
			if due[i].CompareAndSwap(false, true) {
				time.AfterFunc(after, func() {
					due[i].Store(false)
					debug.FreeOSMemory()
				})
			}
		}
	})
}
