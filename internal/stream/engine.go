package stream

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"vigie.example/internal/fault"
)

const (
	attemptTimeout = 2 * time.Second  // of one request; a repeat after it may meet another leader
	drainTimeout   = 5 * time.Second  // of Close
	openPatience   = 30 * time.Second // of Open: the cluster may just have started, with one election after the other
	firstPause     = 2 * time.Millisecond
	longestPause   = 250 * time.Millisecond
)

// engine is the connection to JetStream, shared by all parts of a Store.
type engine struct {
	cfg    Config
	conn   *nats.Conn
	js     jetstream.JetStream
	closed context.Context // ends with Close
	ending context.CancelFunc
	tasks  sync.WaitGroup // what Close waits for

	ensuring sync.Mutex // one goroutine at a time creates what is missing

	life atomic.Pointer[connectionLife]
}

// connectionLife ends when the connection is lost: nobody answers any more what was asked over it.
type connectionLife struct {
	context.Context
	end context.CancelFunc
}

func (e *engine) newLife() {
	ctx, end := context.WithCancel(context.Background())
	if old := e.life.Swap(&connectionLife{ctx, end}); old != nil {
		old.end()
	}
}

func connect(cfg Config, source nats.Option) (*engine, error) {
	const op fault.Op = "stream.connect"
	e := &engine{cfg: cfg}
	e.closed, e.ending = context.WithCancel(context.Background())
	e.newLife()
	log := cfg.Logger
	opts := []nats.Option{
		nats.Name("vigie"), nats.MaxReconnects(-1), nats.ReconnectWait(100 * time.Millisecond),
		nats.ReconnectJitter(100*time.Millisecond, 100*time.Millisecond), nats.ReconnectBufSize(-1), // a write fails at once and is repeated
		nats.SyncQueueLen(batchMessages + 1), // the client's default takes half a megabyte for each read of a conversation
		nats.Timeout(5 * time.Second), nats.PingInterval(5 * time.Second), nats.MaxPingsOutstanding(2),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			log.Warn("store connection", slog.Bool("slow", errors.Is(err, nats.ErrSlowConsumer)))
		}),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { e.newLife(); log.Warn("store connection lost") }),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("store connection back") }),
	}
	if cfg.TLS != nil {
		opts = append(opts, nats.Secure(cfg.TLS))
	}
	if cfg.CredentialsFile != "" {
		opts = append(opts, nats.UserCredentials(cfg.CredentialsFile))
	}
	if source != nil {
		opts = append(opts, source)
	}
	var err error
	get := nats.GetDefaultOptions()
	get.Servers = cfg.URLs
	for _, set := range opts {
		if err = set(&get); err != nil {
			return nil, fault.As(fault.Invalid, op, err, fault.Key("fault.store.options"))
		}
	}
	if e.conn, err = get.Connect(); err != nil {
		return nil, fault.As(fault.Unavailable, op, err, fault.Key("fault.store.connect"))
	}
	if e.js, err = jetstream.New(e.conn); err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	return e, nil
}

// close ends what runs, then sends what is still buffered.
func (e *engine) close() error {
	e.ending()
	e.tasks.Wait()
	err := e.conn.FlushTimeout(drainTimeout)
	e.conn.Close()
	if err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
		e.cfg.Logger.Warn("store closed without its last flush")
	}
	return nil
}

// check is nil while neither the caller nor the store has ended.
func (e *engine) check(ctx context.Context, op fault.Op) error {
	if err := ctx.Err(); err != nil {
		return fault.As(fault.Unavailable, op, err)
	}
	if e.closed.Err() != nil {
		return fault.New(fault.Unavailable, op, fault.Key("fault.store.closed"))
	}
	return nil
}

// ended is what a Follow or Subscribe returns: nil when its own context ended, Unavailable when the store closed.
func (e *engine) ended(ctx context.Context, op fault.Op) error {
	if ctx.Err() != nil {
		return nil
	}
	return e.check(ctx, op)
}

// together gives a context that ends with the caller's or with the store.
func (e *engine) together(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(e.closed, cancel)
	return ctx, func() { stop(); cancel() }
}

// retry calls attempt until it succeeds, fails for good, or time is over. attempt gets a context of its own each time.
// Errors that are no faults become Unavailable.
func (e *engine) retry(ctx context.Context, op fault.Op, attempt func(context.Context) error) error {
	return e.retryFor(ctx, op, e.cfg.Patience, attempt)
}

func (e *engine) retryFor(ctx context.Context, op fault.Op, patience time.Duration, attempt func(context.Context) error) error {
	if err := e.check(ctx, op); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for pause := firstPause; ; pause = min(pause*2, longestPause) {
		err := e.once(ctx, attempt)
		if err == nil {
			return nil
		}
		if !transient(err) {
			return e.translate(op, err)
		}
		if missing(err) {
			e.repair(ctx)
		}
		select {
		case <-ctx.Done():
			return fault.As(fault.Unavailable, op, err)
		case <-e.closed.Done():
			return e.check(ctx, op)
		case <-time.After(pause):
		}
	}
}

// once gives up early when the connection is lost.
func (e *engine) once(ctx context.Context, attempt func(context.Context) error) error {
	bounded, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	stop := context.AfterFunc(e.life.Load(), cancel)
	defer stop()
	err := attempt(bounded)
	if errors.Is(err, context.Canceled) && ctx.Err() == nil {
		return nats.ErrDisconnected
	}
	return err
}

// repair creates streams again that an external server has lost with its memory.
func (e *engine) repair(ctx context.Context) {
	if !e.ensuring.TryLock() {
		return
	}
	defer e.ensuring.Unlock()
	if err := e.ensureStreams(ctx); err != nil {
		e.cfg.Logger.Warn("store streams are missing", slog.String("kind", fault.KindOf(err).String()))
	}
}

// randomID returns 128 random bits as 22 characters.
func randomID() string {
	var raw [16]byte
	rand.Read(raw[:])
	return base64.RawURLEncoding.EncodeToString(raw[:])
}
