package stream

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"vigie.example/internal/fault"
)

const (
	heartbeat     = 500 * time.Millisecond
	silence       = 5 * heartbeat // without any sign the consumer is taken for lost
	consumerLife  = 10 * time.Second
	tailBuffer    = 4096
	restartPause  = 10 * time.Millisecond
	longestRepeat = time.Second
)

// errRestart ends a session of a tail that another one continues.
var errRestart = errors.New("consumer lost")

// tail reads a stream from a point on and goes on with what comes, in order, without holes or repeats, over lost
// connections and lost consumers. Its functions are called by one goroutine.
type tail struct {
	engine *engine
	stream string
	filter string
	latest bool // begin with the last message of each subject, again in each session; otherwise with every message, once

	begin    func(ctx context.Context, last uint64) error // before each session; last is the stream's last sequence then
	message  func(stored) error
	caughtUp func() // in each session, once everything up to begin's last has been delivered

	done uint64 // last sequence that was delivered
}

// run returns nil when the context ends, Unavailable when the store closes, or the first fault of a function.
func (t *tail) run(ctx context.Context, op fault.Op) error {
	merged, cancel := t.engine.together(ctx)
	defer cancel()
	for pause := restartPause; ; pause = min(pause*2, longestRepeat) {
		began := time.Now()
		err := t.session(merged)
		if merged.Err() != nil {
			return t.engine.ended(ctx, op)
		}
		var own *fault.Error
		if errors.As(err, &own) {
			return fault.Wrap(op, err)
		}
		if missing(err) {
			t.engine.repair(merged)
		}
		if time.Since(began) > silence {
			pause = restartPause
		}
		select {
		case <-merged.Done():
		case <-time.After(pause):
		}
	}
}

// session reads through one consumer until it, or the context, ends.
func (t *tail) session(ctx context.Context) error {
	asking, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	info, err := t.engine.info(asking, t.stream, "", 0)
	if err != nil {
		return err
	}
	target := info.State.LastSeq
	if err := t.begin(asking, target); err != nil {
		return err
	}
	inbox := t.engine.conn.NewInbox()
	arrivals := make(chan *nats.Msg, tailBuffer)
	sub, err := t.engine.conn.ChanSubscribe(inbox, arrivals)
	if err != nil {
		return err
	}
	defer func() { _ = sub.Unsubscribe() }()
	consumer, err := t.engine.js.CreatePushConsumer(asking, t.stream, t.consumer(inbox))
	if err != nil {
		return err
	}
	defer t.remove(ctx, consumer.CachedInfo().Name)

	s := session{tail: t, target: target}
	if at := consumer.CachedInfo(); at.NumPending == 0 && at.Delivered.Consumer == 0 {
		s.catchUp()
	}
	return s.read(ctx, arrivals)
}

// remove spares the engine from noticing by itself that nobody reads any more.
func (t *tail) remove(ctx context.Context, consumer string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), heartbeat)
	defer cancel()
	_ = t.engine.js.DeleteConsumer(ctx, t.stream, consumer) // it also goes by itself after consumerLife
}

func (t *tail) consumer(inbox string) jetstream.ConsumerConfig {
	cfg := jetstream.ConsumerConfig{
		Name: randomID(), DeliverSubject: inbox, FilterSubject: t.filter, AckPolicy: jetstream.AckNonePolicy,
		IdleHeartbeat: heartbeat, FlowControl: true, InactiveThreshold: consumerLife, Replicas: 1,
		MemoryStorage: true, // nothing of it reaches a disk
	}
	switch {
	case t.latest:
		cfg.DeliverPolicy = jetstream.DeliverLastPerSubjectPolicy
	case t.done > 0:
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, t.done+1
	default:
		cfg.DeliverPolicy = jetstream.DeliverAllPolicy
	}
	return cfg
}

// session is the state of one consumer's reader.
type session struct {
	*tail
	target   uint64
	received uint64 // count of messages from this consumer
	caught   bool
}

func (s *session) catchUp() {
	if !s.caught {
		s.caught = true
		s.caughtUp()
	}
}

func (s *session) read(ctx context.Context, arrivals <-chan *nats.Msg) error {
	quiet := time.NewTimer(silence)
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-quiet.C:
			return errRestart
		case m, ok := <-arrivals:
			if !ok {
				return errRestart
			}
			if err := s.arrival(m); err != nil {
				return err
			}
			quiet.Reset(silence)
		}
	}
}

func (s *session) arrival(m *nats.Msg) error {
	if status := m.Header.Get("Status"); status != "" {
		return s.control(m, status)
	}
	at, ok := parseDelivery(m.Reply)
	if !ok {
		return errRestart
	}
	if at.consumerSeq != s.received+1 {
		return errRestart // a hole: messages were dropped on the way
	}
	s.received++
	if at.streamSeq > s.done || s.latest {
		if err := s.message(stored{Subject: m.Subject, Seq: at.streamSeq, Header: m.Header, Data: m.Data}); err != nil {
			return err
		}
		s.done = max(s.done, at.streamSeq)
	}
	if at.pending == 0 || at.streamSeq >= s.target {
		s.catchUp()
	}
	return nil
}

// control answers flow control, and learns from heartbeats: they come only when nothing is on the way.
func (s *session) control(m *nats.Msg, status string) error {
	if status != "100" {
		return errRestart
	}
	if m.Reply != "" { // flow control
		return s.engine.conn.Publish(m.Reply, nil)
	}
	if stalled := m.Header.Get("Nats-Consumer-Stalled"); stalled != "" {
		return s.engine.conn.Publish(stalled, nil)
	}
	if last, err := strconv.ParseUint(m.Header.Get("Nats-Last-Consumer"), 10, 64); err == nil && last != s.received {
		return errRestart
	}
	s.catchUp()
	return nil
}

// delivery is what a consumer says of a message in its reply subject.
type delivery struct{ streamSeq, consumerSeq, pending uint64 }

// parseDelivery reads "$JS.ACK.stream.consumer.times.streamSeq.consumerSeq.time.pending", or the longer form with domain and
// account before the stream, and possibly a token after it all.
func parseDelivery(reply string) (delivery, bool) {
	tokens := strings.Split(reply, ".")
	if len(tokens) < 9 || tokens[0] != "$JS" || tokens[1] != "ACK" {
		return delivery{}, false
	}
	from := 5
	if len(tokens) >= 11 {
		from = 7
	}
	streamSeq, err1 := strconv.ParseUint(tokens[from], 10, 64)
	consumerSeq, err2 := strconv.ParseUint(tokens[from+1], 10, 64)
	pending, err3 := strconv.ParseUint(tokens[from+3], 10, 64)
	return delivery{streamSeq, consumerSeq, pending}, err1 == nil && err2 == nil && err3 == nil
}
