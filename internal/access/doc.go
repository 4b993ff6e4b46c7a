// Package access decides who may do what, in one place and without I/O: every operation of backend, console and
// vigiectl first asks [Decide].
//
//	d := access.Decide(actor, access.Claim, object)
//	trace(d.Reason)                               // the trace keeps the true reason
//	if err := d.Err("backend.Claim"); err != nil { return err }
//
// What no row of the table (rules.go) allows is denied. A row names the requirement that it serves. The caller of a
// denied operation learns why only if they may know the object anyway; otherwise the error is the same, byte for byte, as
// for an object that does not exist (fault kind Missing), and only the trace holds the difference.
//
// Decide knows nothing of time, passwords and keys. Who fills in an [Actor] has proved who it is, and has looked up
// whether the authorisation is in force on the store's clock. Concurrency: everything here is an immutable value.
package access
