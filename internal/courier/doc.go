// Package courier takes a report to its target: it makes the package, and defines how one is handed over.
//
//	builder, err := courier.NewBuilder(courier.Options{Regular: ttf, Bold: ttf, Authority: key})
//	parcel, err := builder.Build(clearance, doctrine, signer, now)   // keep it: in the vault, nowhere else
//	answer, err := connector.Send(ctx, parcel)                       // package spool or post
//	answer, err := connector.Withdraw(ctx, parcel)                   // at the deadline
//
// # What leaves
//
// Exactly what a [report.Clearance] lets out, in the forms of package form, signed by the operator and encrypted to the certificate
// that the doctrine has for the target (package cms). Nothing else can be built: Build takes a Clearance, which only a passed
// checklist makes (C4).
//
// # Exactly once
//
// A package has a key, drawn when it is built. Whoever sends keeps the package before the first Send, and may send the same one again
// after any failure or restart: the receiver takes one key over once, and gives the same answer every time.
//
// # What an answer is worth
//
// An acceptance closes the conversation and deletes it everywhere (C15). It is believed only with the proof that its maker opened the
// package: a changed reply file or a host between does not delete anything. A refusal changes nothing here, and needs none.
//
// # At the deadline
//
// The key of a package tells its deadline (form.NewKey): past it no connector sends, no receiver takes it, and whoever uses the spool
// removes it, also when the console that made it never comes back. The context of Send ends it, retries included. Withdraw then takes
// back what the target has not taken. The caller destroys the package, which is the only other copy; key and digest may stay in the
// trace: a time and random.
//
// Every error is a fault, and none holds content (C8). Everything is safe for concurrent use.
package courier
