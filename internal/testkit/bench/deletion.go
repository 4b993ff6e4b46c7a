package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/backend"
	"vigie.example/internal/console"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/stream"
	"vigie.example/internal/testkit"
	"vigie.example/internal/wire"
)

// deletedAtOnce is how many deletions are timed, one after the other.
const deletedAtOnce = 40

// deleteAcknowledged measures how long it takes from "delete" until the receipt says that every console that held a copy has
// erased it (C23).
func deleteAcknowledged(ctx context.Context, b *bench) error {
	n := deletedAtOnce
	if b.quick {
		n = 4
	}
	s, err := b.startService(ctx)
	if err != nil {
		return err
	}
	defer s.stop()
	p, err := gather(ctx, s, n)
	if err != nil {
		return err
	}
	defer p.leave()
	var took []time.Duration
	for _, op := range p.operators {
		var mine []inbox.Row
		if err := testkit.Until(ctx, op.Inbox, func(s inbox.State) bool { mine = s.Mine; return len(mine) > 0 }); err != nil {
			return err
		}
		for _, row := range mine {
			d, err := deletionTook(ctx, op, row.Conversation)
			if err != nil {
				return err
			}
			took = append(took, d)
		}
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.add("delete/acknowledged", ms(took[len(took)/2]), "ms", "< 100")
	b.add("delete/acknowledged/max", ms(took[len(took)-1]), "ms", "")
	return nil
}

func deletionTook(ctx context.Context, op *testkit.Operator, id conversation.ID) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	began := time.Now()
	op.Console.Do(func(d *console.Desk) { d.Delete(id, retention.Now, time.Time{}) })
	err := testkit.Until(ctx, op.Inbox, func(s inbox.State) bool {
		return slices.ContainsFunc(s.Receipts, func(r inbox.Receipt) bool {
			return r.Conversation == id && r.Standing == retention.Deleted
		})
	})
	return time.Since(began), err
}

// purged is how many conversations expire at once, and a tenth of it shows whether the time is linear.
const purged = 10_000

// purge measures how long the backend takes to delete conversations that have all expired while nobody looked (B1).
func purge(ctx context.Context, b *bench) error {
	n := purged
	if b.quick {
		n = 200
	}
	tenth, err := purgeOf(ctx, n/10)
	if err != nil {
		return err
	}
	all, err := purgeOf(ctx, n)
	if err != nil {
		return err
	}
	b.add("purge/10000", all.Seconds(), "s", "< 10")
	b.compare("purge/10000/tenths", all.Seconds(), tenth.Seconds(), "s", "")
	return nil
}

// later is a clock that is moved once.
type later struct{ by atomic.Int64 }

func (c *later) Now() time.Time { return time.Now().Add(time.Duration(c.by.Load())) }

func purgeOf(ctx context.Context, n int) (took time.Duration, err error) {
	dir, err := os.MkdirTemp("", "vigie-bench-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	store, err := stream.Open(ctx, stream.Config{Dir: dir})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	places, err := doctrine.ParsePlaces(doctrine.Files{
		Communes: tables.Communes(), Zones: tables.Zones(), Departments: tables.Departments(), Units: tables.Units(),
	})
	if err != nil {
		return 0, err
	}
	clock := &later{}
	service, err := backend.NewService(backend.Config{
		Store: backing(store), Places: places, Clock: clock, Secret: make([]byte, backend.SecretBytes),
		Metrics: backend.NewMetrics(prometheus.NewRegistry()), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Authority: func() []byte { return nil },
	})
	if err != nil {
		return 0, err
	}
	ids := make([]conversation.ID, n)
	for i := range ids {
		if ids[i], err = openOne(ctx, service); err != nil {
			return 0, err
		}
	}
	clock.by.Store(int64(5 * time.Hour))
	began := time.Now()
	if err := service.Sweep(ctx); err != nil {
		return 0, err
	}
	took = time.Since(began)
	for _, id := range ids {
		if _, done, dead := service.Deletion(id); !dead || !done {
			return 0, errors.New("a conversation is left")
		}
	}
	return took, nil
}

func openOne(ctx context.Context, s *backend.Service) (conversation.ID, error) {
	key, err := seal.NewSigningKey()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, 32)
	o := wire.Open{Place: "33000", Language: "fr"}
	if err := seal.SignOpen(key, nonce, &o); err != nil {
		return "", err
	}
	return s.Open(ctx, nonce, o)
}
