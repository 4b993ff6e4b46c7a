// Package fault is the one kind of error that crosses a package border in Vigie.
//
// A fault has a [Kind] (a stable code, the same on the wire, in traces and in tests), an operation, a key into the
// translated texts, an optional hint key, and the error that caused it. Only the translated text of [PublicOf] reaches
// a person; only codes reach a log.
//
//	return fault.New(fault.Taken, "backend.Claim", fault.Key("fault.claim.taken"))
//	return fault.Wrap("vault.Open", err)                          // keeps the kind of err
//	return fault.As(fault.Unavailable, "stream.Publish", err)     // gives a driver's error its kind
//	if fault.Is(err, fault.Taken) { ... }                         // or errors.Is(err, fault.Taken)
//
// # The rule about text
//
// [Error.Error] is safe to log: it is made of the operation, the code, and the key, which are constants of the program. It
// never repeats the text of a cause that is not itself a fault, because the text of a foreign error (a JSON decoder's,
// net's, a database's) may quote what a declarant wrote, a path, or a network address (C8). The cause stays within reach of
// errors.Is and errors.As through Unwrap. Whoever prints an unwrapped cause breaks this rule. So does a caller
// that converts a string which is not a constant to [Op] or [TextKey].
//
// # Denied and absent
//
// To somebody who may not know whether an object exists, a refusal and an absence are the same answer: pass the error
// through [Conceal] at the border. The trace keeps the difference.
//
// All functions are pure and safe for concurrent use; an Error does not change after it was made.
package fault
