package stream

import (
	"crypto/tls"
	"log/slog"
	"time"

	"vigie.example/internal/fault"
)

// Config says where the store is and how large it may grow. The zero value of each limit means its default. On one NATS
// cluster all processes of the service must use the same limits.
type Config struct {
	Dir      string   // data folder of the embedded engine; created with mode 0700, used by one process at a time
	URLs     []string // of an external server or cluster; then Dir is not used
	Replicas int      // copies of each stream on the external cluster: 1 or 3; 0 is 1

	TLS             *tls.Config // for the external server; nil leaves it to the URLs
	CredentialsFile string      // NATS credentials for the external server; may be empty

	MaxEntryBytes  int   // of one entry or cell; 64 KiB
	MaxLogBytes    int64 // of all conversations; 1 GiB
	MaxMemoryBytes int64 // of the cells in memory; 256 MiB
	MaxDiskBytes   int64 // of the cells on disk; 1 GiB
	MaxTraceBytes  int64 // of the traces; 16 GiB

	Patience time.Duration // how long an operation tries when its context says nothing shorter; 12 s: an election takes up to 9 s
	Logger   *slog.Logger  // nil is silent

	entryLife time.Duration // of the engine's backstop; tests shorten it
}

const (
	kib = 1 << 10
	mib = 1 << 20
	gib = 1 << 30
)

func (c Config) withDefaults() (Config, error) {
	const op fault.Op = "stream.Open"
	if c.Replicas == 0 {
		c.Replicas = 1
	}
	embedded := len(c.URLs) == 0
	switch {
	case embedded && c.Dir == "":
		return c, fault.New(fault.Invalid, op, fault.Key("fault.store.no_folder"))
	case embedded && c.Replicas != 1, c.Replicas != 1 && c.Replicas != 3:
		return c, fault.New(fault.Invalid, op, fault.Key("fault.store.replicas"))
	}
	c.MaxEntryBytes = or(c.MaxEntryBytes, 64*kib)
	c.MaxLogBytes = or(c.MaxLogBytes, 1*gib)
	c.MaxMemoryBytes = or(c.MaxMemoryBytes, 256*mib)
	c.MaxDiskBytes = or(c.MaxDiskBytes, 1*gib)
	c.MaxTraceBytes = or(c.MaxTraceBytes, 16*gib)
	c.entryLife = or(c.entryLife, entryLife)
	c.Patience = or(c.Patience, 12*time.Second)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

func or[T int | int64 | time.Duration](value, otherwise T) T {
	if value > 0 {
		return value
	}
	return otherwise
}
