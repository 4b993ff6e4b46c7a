//go:build goexperiment.runtimesecret

package main

import (
	"runtime"
	"runtime/secret"
)

// quietly runs f so that what it leaves in registers, on the stack and in Go's heap is cleared.
func quietly(f func()) { secret.Do(f) }

// settle clears what quietly could not clear at once.
func settle() {
	runtime.GC()
	runtime.GC() // what the first one found unreachable
}
