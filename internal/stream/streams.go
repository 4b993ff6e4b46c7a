package stream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"vigie.example/internal/fault"
)

// The names of streams and subjects are in stores that outlive the process: never change them.
const (
	shards      = 16 // never change: a conversation is found by its shard
	cellsMemory = "cells-memory"
	cellsDisk   = "cells-disk"
	traceStream = "traces"

	traceSubject = "traces.group"
	markerToken  = "marker" // last token of the subject of a memory stream's marker; no conversation and no cell has it

	// repeatWindow is how long the engine recognises a repeated publication. It outlasts an election (4 to 9 s).
	repeatWindow = 45 * time.Second

	// removalLife is how long a removed cell's marker stays for followers. Who was away longer compares instead.
	removalLife = 5 * time.Minute

	overheadBytes = 512 // headers and frame of a stored entry

	// entryLife is the engine's own backstop: what is in a conversation's stream goes after this time, even when no process of
	// the service is left to delete it. The rules delete long before, four hours after the LAST message (B1). The engine
	// only knows the age of each entry, and a conversation without its first entries cannot be read: so this must be
	// longer than a conversation can go on.
	entryLife = 24 * time.Hour
)

func logStream(shard int) string { return fmt.Sprintf("conv-%02d", shard) }

// markerSubject begins with "m" so that no filter for conversations or cells meets it.
func markerSubject(stream string) string { return "m." + stream + "." + markerToken }

// memoryStreams are those that begin with a marker.
func memoryStreams() []string {
	names := make([]string, 0, shards+1)
	for shard := range shards {
		names = append(names, logStream(shard))
	}
	return append(names, cellsMemory)
}

func streamNames() []string { return append(memoryStreams(), cellsDisk, traceStream) }

func (e *engine) streamConfigs() []jetstream.StreamConfig {
	base := func(name string, storage jetstream.StorageType, maxBytes int64, subjects ...string) jetstream.StreamConfig {
		return jetstream.StreamConfig{
			Name: name, Subjects: subjects, Storage: storage, Replicas: e.cfg.Replicas,
			Discard: jetstream.DiscardNew, MaxBytes: maxBytes, MaxMsgSize: int32(e.cfg.MaxEntryBytes + overheadBytes),
			Duplicates: repeatWindow, AllowDirect: true,
		}
	}
	cells := func(name string, storage jetstream.StorageType, maxBytes int64, subjects ...string) jetstream.StreamConfig {
		c := base(name, storage, maxBytes, subjects...)
		c.MaxMsgsPerSubject, c.AllowMsgTTL, c.SubjectDeleteMarkerTTL, c.AllowRollup = 1, true, removalLife, true
		return c
	}
	var all []jetstream.StreamConfig
	for shard := range shards {
		name := logStream(shard)
		log := base(name, jetstream.MemoryStorage, e.cfg.MaxLogBytes/shards, name+".*", markerSubject(name))
		log.MaxAge, log.AllowMsgTTL = e.cfg.entryLife, true // the marker's own life is without end
		log.Duplicates = min(log.Duplicates, log.MaxAge)
		all = append(all, log)
	}
	traces := base(traceStream, jetstream.FileStorage, e.cfg.MaxTraceBytes, traceSubject)
	traces.MaxMsgSize = traceGroupBytes + 32*kib
	return append(all,
		cells(cellsMemory, jetstream.MemoryStorage, e.cfg.MaxMemoryBytes, cellsMemory+".*.*", markerSubject(cellsMemory)),
		cells(cellsDisk, jetstream.FileStorage, e.cfg.MaxDiskBytes, cellsDisk+".*.*"),
		traces,
	)
}

// openStreams creates what is missing, and waits for a cluster that is still electing its leaders.
func (e *engine) openStreams(ctx context.Context, op fault.Op) error {
	return e.retryFor(ctx, op, max(e.cfg.Patience, openPatience), func(ctx context.Context) error {
		err := e.ensureStreams(ctx)
		if settling(err) {
			return errors.Join(errAgain, err)
		}
		return err
	})
}

// ensureStreams creates the streams and markers that are missing. Many processes may do so at once.
func (e *engine) ensureStreams(ctx context.Context) error {
	for _, cfg := range e.streamConfigs() {
		if err := e.ensureStream(ctx, cfg); err != nil {
			return err
		}
	}
	for _, name := range memoryStreams() {
		if _, err := e.marker(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (e *engine) ensureStream(ctx context.Context, cfg jetstream.StreamConfig) error {
	ctx, cancel := context.WithTimeout(ctx, e.cfg.Patience)
	defer cancel()
	have, err := e.info(ctx, cfg.Name, "", 0)
	if isCode(err, codeStreamNotFound) {
		_, err = e.js.CreateStream(ctx, cfg)
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return fault.As(fault.Invalid, "stream.ensureStream", err, fault.Key("fault.store.differs"))
		}
		return err
	}
	if err != nil {
		return err
	}
	if have.Config.Storage != cfg.Storage {
		return fault.New(fault.Invalid, "stream.ensureStream", fault.Key("fault.store.differs"))
	}
	if have.Config.Replicas == cfg.Replicas && have.Config.MaxBytes == cfg.MaxBytes && have.Config.MaxMsgSize == cfg.MaxMsgSize &&
		have.Config.MaxAge == cfg.MaxAge {
		return nil
	}
	if _, err = e.js.UpdateStream(ctx, cfg); err != nil && !transient(err) && !settling(err) {
		return fault.As(fault.Invalid, "stream.ensureStream", err, fault.Key("fault.store.differs"))
	}
	return err
}
