// Package backend is the chat backend: what declarants and operators may ask of it, what it decides, and what it tells them. Package
// gate brings the requests in; the ports in ports.go keep what has to be kept.
//
//	service, err := backend.NewService(backend.Config{Store: store, ...})
//	go service.Run(ctx, func() { serve() })    // follows the store; serve nothing before it says that it is ready
//
// # How it works
//
// A conversation is the fold of its log (ADR 002). Every process follows all logs and cells and keeps the folded state. An
// operation verifies signatures, asks access.Decide, decides on the folded state by a rule of package conversation, appends
// the entry by compare-and-set, and applies it; who was slower reads what came between and decides again. Every operation, refused
// ones too, leaves a trace before it returns (B5): those that happen many times in a conversation, once for each holder.
//
// # Guarantees
//
//   - What is acknowledged is in the store. An operation that has begun is finished, whatever becomes of its connection.
//   - Of those who claim a conversation at once exactly one holds it; who held it before cannot act any more (B12).
//   - Nothing is served before everything that was due while no process ran is deleted (B1). A deletion that was cut off goes on; a
//     deleted conversation never comes back (C23). "Deleted" is told when no store has anything left.
//   - A Follower gets the entries of its conversation in order, each once; see Feed.
//   - No place, no address, no text, no name is in a log, a trace, a figure or an error (B3, B7, C8).
//
// # What it believes
//
// Nobody. Declarants prove that they hold the conversation's key, operators a chain from the offline authority; it cannot read what
// they say to each other, and they check what it tells them (B11).
package backend
