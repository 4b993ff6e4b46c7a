package backend

import (
	"context"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/trace"
)

// The ports that a store gives the backend. internal/stream implements them on NATS JetStream; the contract suite in
// internal/backend/contract holds every implementation to what is said here. All methods may be called from many
// goroutines; all return faults (internal/fault) and respect their context.

// Logged is one entry of a conversation as the store keeps it. Data is opaque to the store.
type Logged struct {
	Conversation conversation.ID
	Position     conversation.Position
	Data         []byte
}

// Log keeps the entries of each conversation in order, in memory only: no byte of them reaches a disk.
type Log interface {
	// Append adds an entry as the one at position after+1. When the conversation's last position is not after, nothing is
	// added, and the error is of kind fault.Taken: read, decide again, and retry. It returns once the store has the entry.
	Append(ctx context.Context, id conversation.ID, after conversation.Position, data []byte) error

	// Read returns the entries after a position, in order; none for a conversation that the store does not know.
	Read(ctx context.Context, id conversation.ID, after conversation.Position) ([]Logged, error)

	// Follow delivers every entry of every conversation, first those that the store has, then caughtUp once, then new ones as they come,
	// those of a conversation in order, until the context ends (nil). The functions are never called by two goroutines at once. It
	// survives a lost connection to the store; when the store's memory began empty it ends with fault.Gone: what was delivered is no
	// longer there.
	Follow(ctx context.Context, deliver func(Logged), caughtUp func()) error

	// Purge removes all entries of a conversation. Purging twice changes nothing.
	Purge(ctx context.Context, id conversation.ID) error

	// Epoch identifies the present life of the store's memory: it changes when the log began empty.
	Epoch(ctx context.Context) (string, error)
}

// Cell is the latest value under a name. Revision counts its changes; it is 0 for a cell that is not there.
type Cell struct {
	Name     string // "group.name": tokens of [A-Za-z0-9_-]
	Data     []byte // nil: removed
	Revision uint64
}

// Cells keep the latest value under each name. A store has two sets: one in memory (envelopes, marks, who is on duty: whatever belongs to
// conversations), one on disk, synced on every write (accounts, tombstones, schedules, deletion jobs: random
// identifiers, codes and times only).
type Cells interface {
	Get(ctx context.Context, name string) (Cell, error) // fault.Missing when it is not there

	// Put stores a value. With a revision of 0 the cell must not be there, with another it must still be at that revision: otherwise fault.Taken.
	// AnyRevision overwrites. life, when positive, removes the cell after that time (at least 1 s, a backstop only).
	Put(ctx context.Context, name string, data []byte, revision uint64, life time.Duration) (uint64, error)

	Delete(ctx context.Context, name string) error                                       // absent is no error
	DeleteGroup(ctx context.Context, group string) error                                 // all cells "group.*"
	List(ctx context.Context, group string) ([]Cell, error)                              // in order of name
	Follow(ctx context.Context, group string, deliver func(Cell), caughtUp func()) error // "" follows all; as Log.Follow; removals have nil Data
}

// AnyRevision makes Cells.Put overwrite whatever is there.
const AnyRevision = ^uint64(0)

// Signals pass what is kept nowhere (typing, presence) to every process of the service. Delivery is best effort.
type Signals interface {
	Publish(ctx context.Context, subject string, data []byte) error
	Subscribe(ctx context.Context, subject string, deliver func(data []byte)) error // until the context ends
}

// Traces keeps trace records durably before it returns (B5). The traces issue gives it its log.
type Traces interface {
	Record(ctx context.Context, records ...trace.Record) error
}

// Store is everything that a backend needs kept.
type Store interface {
	Log() Log
	Memory() Cells
	Disk() Cells
	Signals() Signals
	Traces() Traces
	Ready(ctx context.Context) error // nil when every part answers
	Close() error
}
