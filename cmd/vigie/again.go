package main

import (
	"fmt"
	"os"
	"sync"

	"vigie.example/cmd/internal/attended"
	"vigie.example/cmd/internal/machine"
	"vigie.example/internal/console"
)

// again starts the program anew, in place, once nothing of any conversation is left in it: what was read here cannot be wiped
// from the memory of a process, only the process can go (C21). A session that goes on comes back through the vault.
type again struct {
	desk   *console.Console
	before func() // what is to be told to the next process; may be nil
	once   sync.Once
}

// whenSpent begins to look. quiet is asked whether nobody would be interrupted, and is to call do then, on any goroutine.
func whenSpent(desk *console.Console, quiet func(do func())) *again {
	a := &again{desk: desk}
	desk.OnSpent(func() { quiet(func() { go a.start(desk.Bequest) }) })
	return a
}

// start does not return, unless another call was first. leave makes what the next process gets beside what is in the vault.
func (a *again) start(leave func() []byte) {
	a.once.Do(func() {
		if a.before != nil {
			a.before()
		}
		left := leave()
		a.desk.Close() // what is kept is on the disk, and the keys are gone
		fmt.Fprintln(os.Stderr, "vigie: cannot start again, and ends:", machine.StartAgain(left))
		os.Exit(1)
	})
}

// attend starts the desk once somebody is here, and closes it when they go: what is in memory goes with the process, and the vault
// stays closed until they are back (C21), and the session locked until they have proved who they are. cover shows or hides that, and
// may be called on any goroutine.
func (a *again) attend(watch *attended.Watch, cover func(away bool)) {
	started := false
	for {
		away := watch.Away()
		switch {
		case !away && !started:
			started = true
			if err := a.desk.Start(); err != nil {
				fmt.Fprintln(os.Stderr, "vigie:", err)
				os.Exit(2)
			}
		case away && started:
			a.desk.Do(func(d *console.Desk) {
				d.LockNow(console.LockedByScreen)
				if d.Session().Phase == console.SignedIn && d.MayContinue() {
					go a.start(nothing)
				}
			})
		}
		cover(away)
		<-watch.Changed()
	}
}

// nothing is what a process leaves when nobody is here: no key waits with it.
func nothing() []byte { return nil }
