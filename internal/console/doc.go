// Package console is the operator's console without its window: signing in, the keys of a shift, the conversations, and
// what they need of the service. The packages below it are its view-models, one for each screen.
//
//	c := console.New(console.Options{...})
//	models := shell.New(c), signin.New(c), inbox.New(c), thread.New(c)
//	c.Start()
//	...
//	c.Close()
//
// # One goroutine
//
// Everything that changes lives in a [Desk], which belongs to one goroutine. Intents, frames, timers and the keyring's
// answers are queued for it ([Console.Do]); it works off what is there and then tells its watchers once, so that a burst
// costs one look. Nobody who calls waits for it, except the connection, which it holds back when it falls behind.
//
// # What stays where
//
// What declarants write, and how they call themselves, is in [exchange.Exchange] and in the thread's State, and nowhere
// else: no error, no log, no other State (C8). Ports are in ports.go; the package does no I/O of its own.
package console
