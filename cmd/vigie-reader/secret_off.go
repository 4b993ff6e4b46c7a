//go:build !goexperiment.runtimesecret

package main

// quietly runs f. In a program built without GOEXPERIMENT=runtimesecret, copies that the standard library's cryptography makes of a
// key stay in memory until the process ends, a moment later. cmd/dev package builds with it.
func quietly(f func()) { f() }

func settle() {}
