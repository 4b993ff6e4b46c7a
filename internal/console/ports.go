package console

import (
	"context"
	"iter"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// Conn is one connection to the service, and never a later one. (An alias, so that Link needs not know this package.)
type Conn = interface {
	// Ask sends a request; answer is called exactly once, with the answer or a fault (Unavailable when the connection has
	// gone, or goes first). Requests leave in the order of the calls. It does not block.
	Ask(t wire.Type, data any, answer func(wire.Frame, error))

	// Tell sends a frame that is not answered. It does not block.
	Tell(t wire.Type, data any) error
}

// Link keeps one connection to the service after the other. internal/link implements it.
type Link interface {
	// Retry makes the next attempt to connect now.
	Retry()

	// Close ends the connection, and waits until the receiver is not called any more.
	Close()
}

// Receiver is what a Link tells: one call at a time, in the order in which things happened, answers to requests included.
type Receiver interface {
	Online(conn Conn, welcome wire.Welcome)
	Received(frame wire.Frame)
	Offline(cause error, retry time.Time)
}

// Secrets is the operating system's keyring. Faults tell its failures apart: kind Missing when there is no such secret,
// otherwise by the keys SecretsAbsent and so on. Methods may take long, and respect their context.
type Secrets interface {
	Get(ctx context.Context, name string) ([]byte, error)
	Set(ctx context.Context, name string, secret []byte) error
}

// Text keys of the faults that a Secrets returns.
const (
	SecretsAbsent = "keyring.absent" // this system has no keyring service
	SecretsNoBus  = "keyring.no_bus" // there is no session bus
	SecretsLocked = "keyring.locked" // it is locked
	SecretsSlow   = "keyring.slow"   // it did not answer in time
)

// Cache keeps what the console holds of conversations. It belongs to the Desk's goroutine.
type Cache interface {
	// Keep stores the state of a conversation, after each change of it.
	Keep(x *exchange.Exchange)

	// Find returns what is kept of a conversation.
	Find(id conversation.ID) (*exchange.Exchange, bool)

	// Forget drops what is left of a conversation that was erased.
	Forget(id conversation.ID)

	// All yields everything, in no order.
	All() iter.Seq[*exchange.Exchange]
}

// Clock is this machine's clock.
type Clock interface {
	// Now returns the time. Differences must be the time that has passed, better with than without what the machine slept.
	Now() time.Time

	// AfterFunc calls f on a goroutine of its own after d, unless stop is called first.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

// memory is a Cache that ends with the program.
type memory map[conversation.ID]*exchange.Exchange

// Memory returns a Cache that keeps conversations in memory alone.
func Memory() Cache { return memory{} }

func (m memory) Keep(x *exchange.Exchange) { m[x.ID()] = x }
func (m memory) Forget(id conversation.ID) { delete(m, id) }
func (m memory) All() iter.Seq[*exchange.Exchange] {
	return func(yield func(*exchange.Exchange) bool) {
		for _, x := range m {
			if !yield(x) {
				return
			}
		}
	}
}
func (m memory) Find(id conversation.ID) (*exchange.Exchange, bool) { x, ok := m[id]; return x, ok }

// systemClock is the real one.
type systemClock struct{}

// SystemClock returns this machine's real clock.
func SystemClock() Clock { return systemClock{} }

func (systemClock) Now() time.Time { return time.Now() }
func (systemClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}
