package stream

import (
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"vigie.example/internal/fault"
)

// embeddedStart bounds the start of the engine, which reads its folder.
const embeddedStart = 30 * time.Second

// startEmbedded locks the folder, starts a server without a port, and returns how to reach it.
func (s *Store) startEmbedded(cfg Config) (nats.Option, error) {
	const op fault.Op = "stream.startEmbedded"
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fault.As(fault.Unavailable, op, err, fault.Key("fault.store.folder"))
	}
	unlock, err := lockFolder(filepath.Join(cfg.Dir, "lock"))
	if err != nil {
		return nil, err
	}
	s.stop = append(s.stop, unlock)

	srv, err := server.NewServer(embeddedOptions(cfg))
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	srv.SetLoggerV2(engineLog{cfg.Logger}, false, false, false)
	s.stop = append([]func() error{func() error {
		srv.Shutdown()
		srv.WaitForShutdown()
		return nil
	}}, s.stop...)
	go srv.Start()
	if !srv.ReadyForConnections(embeddedStart) || !srv.JetStreamEnabled() {
		return nil, fault.New(fault.Unavailable, op, fault.Key("fault.store.start"))
	}
	return nats.InProcessServer(bufferedEngine{srv}), nil
}

func embeddedOptions(cfg Config) *server.Options {
	return &server.Options{
		ServerName:             "vigied",
		DontListen:             true, // reached inside the process only
		NoSigs:                 true, // signals are the program's
		JetStream:              true,
		DisableJetStreamBanner: true,
		StoreDir:               filepath.Join(cfg.Dir, "stream"),
		SyncAlways:             true, // tombstones, traces and accounts outlive a loss of power
		JetStreamMaxMemory:     cfg.MaxLogBytes + cfg.MaxMemoryBytes + mib,
		JetStreamMaxStore:      1 << 50, // each stream has its own limit; this one would refuse to lower them
		MaxPayload:             int32(max(cfg.MaxEntryBytes, traceGroupBytes) + 64*kib),
	}
}
