// Package fido talks to security keys through libfido2 (cgo, Linux): to those in this machine's USB sockets (package hidraw), or
// to whatever speaks through a Pipe. What a key answers passes a sieve before C code reads it. The console alone links it; the backend checks what keys sign without it (package ceremony).
//
//	keys := fido.Open(nil)
//	proof, err := keys.Assert(ctx, fido.Ask{Party: party.ID(), Digest: digest, Allow: ids, Verify: fido.PIN(pin)})
//
// A key also derives a secret that nobody else knows, at a touch (Keys.Secret): a template is sealed under it. Whatever it gives is cleared from
// C's memory.
//
// Calls wait for a person: they end with their context, and the key stops blinking. One call speaks to a key at a time. Faults
// carry a text key of what the person has to know ("carried.key.pin.wrong", "carried.key.removed"); the PIN is kept nowhere, and cleared from C's
// memory.
//
// Where this program is not built for Linux with cgo, there are no keys.
package fido
