// Package receiver is the other end: a small, real receiver for tests, and for those who integrate one.
//
//	r, err := receiver.Open(receiver.Options{...})
//	answer, err := r.Take(key, sealed)      // or r.Handler(), or r.Watch(ctx, folder)
//
// It decrypts, verifies the signer up to the pinned authority, judges form and content by its own doctrine, and answers accepted, or
// refused with reasons by line. What it accepts appears in the inbox, sealed as it came or opened, under its key.
//
// # Exactly once
//
// An acceptance is four durable steps: the report is staged beside the inbox, the ledger says that it is accepted, the report moves
// into the inbox, the answer goes out. The second is what counts. Whatever stops the program, the next Open moves what the ledger has
// and removes what it has not. A package that comes again gets the answer of the first time, also when the inbox has long been emptied.
//
// A package whose key is past its deadline is refused as late, and counts as withdrawn from then on. No other refusal is kept: the same
// package gets the same one. Without an answer (a disk that is full) nothing was taken over.
//
// The ledger holds keys, digests, and answers, no content. It forgets after thirty days; a report that was cleared more than a day ago
// is refused, so that what was forgotten cannot come again.
package receiver
