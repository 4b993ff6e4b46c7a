package console

import (
	"context"
	"time"

	"vigie.example/internal/conversation"
)

// Vault is the encrypted cache on disk (C21). Its faults have texts of their own; after one, the console goes on in memory.
// Methods may take long, and are called from one goroutine at a time.
type Vault interface {
	// Resume opens what an earlier run has kept of a shift, and purges what is over first. The shift is nil when nothing was
	// kept; then there is nothing open.
	Resume(ctx context.Context) (Shelf, []byte, error)

	// Begin opens an empty vault for a new shift, under a new key.
	Begin(ctx context.Context) (Shelf, error)

	// End destroys the key, and erases everything.
	End(ctx context.Context) error
}

// Shelf is an open Vault. Safe for concurrent use.
type Shelf interface {
	// Held returns the conversations that are kept, each locked until its share is there.
	Held() []conversation.ID

	// Unlock gives a conversation its key, and returns what is kept of it: none for one that is new.
	Unlock(id conversation.ID, share []byte, deadline time.Time) (map[uint32][]byte, error)

	// Save stores parts of a conversation (nil erases one), and when it ends. Without parts it erases all of it.
	Save(id conversation.ID, deadline time.Time, parts map[uint32][]byte) error

	// KeepShift stores the shift, which opens no content, and the latest time of the service; what is over is erased.
	KeepShift(raw []byte, service time.Time) error

	// Close ends the use; what is kept stays.
	Close() error
}
