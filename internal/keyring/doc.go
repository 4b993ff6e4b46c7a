// Package keyring keeps small secrets in the operating system's keyring: the workstation key, later the console's key. It
// adapts zalando/go-keyring, which has no context, hangs on a stale socket, and types one error only.
//
//	secrets := keyring.Open("vigie")
//	raw, err := secrets.Get(ctx, "workstation")
//
// # Failures
//
// Every call ends when its context does, and after [Timeout] unless the keyring is locked: then a person may have to type a
// password, and the context alone bounds it. The faults tell apart, by kind and text key:
//
//	Missing                       there is no such secret
//	Unavailable, keyring.no_bus   there is no session bus, or nobody listens on it
//	Unavailable, keyring.absent   there is a bus, and no keyring on it
//	Unavailable, keyring.locked   it is locked, and stayed so
//	Unavailable, keyring.slow     it did not answer in time
//	Unavailable, keyring.refused  it answered, and did not do it
//	Invalid, keyring.damaged      what it holds is not what was stored: [ErrDamaged], or [ErrReplaced] by another secret
//	TooLarge                      over MaxSecretBytes
//
// Secrets cross the session bus in clear, as everything does that uses it; other programs of the same person can read
// them.
package keyring
