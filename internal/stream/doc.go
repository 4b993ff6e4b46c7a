// Package stream keeps what the backend needs kept, on NATS JetStream: embedded in the process (no port is opened), or an
// external server or cluster.
//
//	store, err := stream.Open(ctx, stream.Config{Dir: dir})                                  // embedded
//	store, err := stream.Open(ctx, stream.Config{URLs: urls, Replicas: 3, TLS: tlsConfig})   // external
//
// It implements the ports of internal/backend in shapes of its own ([Entry], [Cell]); the program that uses it joins the
// two. internal/backend/contract is the suite that it passes.
//
// # Streams
//
//	conv-00 ... conv-15   memory   one subject per conversation, sharded so that a purge stays cheap; an entry goes after a day
//	cells-memory          memory   the latest value under each name
//	cells-disk            file     the same, on disk
//	traces                file     groups of trace records
//
// Nothing of a conversation touches a disk: its entries and cells are in memory streams, replicated ones too, and the
// consumers that read them keep their state in memory. What is deleted from a file stream is not erased from its
// files: only random identifiers, codes, times and the administration of accounts go there. The embedded engine syncs
// every write to a file; of an external one this must be asked in its configuration (sync_interval: always), which only its
// system account can see: Open says so in the log, and checks nothing.
//
// # Order and losses
//
// A conversation's entry n+1 is accepted only while entry n is its last: compare-and-set on the subject's last sequence. An
// operation whose answer got lost is repeated under the same identifier, and looks at what is stored before it repeats,
// so that nothing is stored twice. It gives up when its context ends, or after [Config.Patience]: then fault.Unavailable
// means that it may or may not have happened.
//
// Each memory stream begins with a random marker. [Log.Epoch] is their digest, so that it changes when the memory of any of
// them was lost; a Follow that notices ends with fault.Gone, because what it has delivered is no longer there.
//
// All methods are safe for concurrent use. No text of a driver's error and no address reaches a log.
package stream
