//go:build !unix

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup does nothing where there are no process groups.
func ownGroup(*exec.Cmd) {}

// signalGroup kills the process alone where there are no process groups.
func signalGroup(p *os.Process, _ syscall.Signal) error { return p.Kill() }

// sweep does nothing: there is no session to sweep.
func sweep(string) {}
