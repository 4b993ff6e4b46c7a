package stream

import (
	"context"
	"strings"

	"github.com/nats-io/nats.go"

	"vigie.example/internal/fault"
)

// Signals pass what is kept nowhere to every process of the service, at most once.
type Signals struct{ engine *engine }

const signalPrefix = "signal."

// Publish sends to whoever subscribes at this moment.
func (s *Signals) Publish(ctx context.Context, subject string, data []byte) error {
	const op fault.Op = "stream.Publish"
	if err := s.engine.check(ctx, op); err != nil {
		return err
	}
	if !validSubject(subject, false) {
		return fault.New(fault.Invalid, op)
	}
	return s.engine.translate(op, s.engine.conn.Publish(signalPrefix+subject, data))
}

// Subscribe delivers, one at a time, until the context ends (nil) or the store closes (Unavailable). In the subject "*" stands
// for one token and a last ">" for one or more. Who is slow loses signals.
func (s *Signals) Subscribe(ctx context.Context, subject string, deliver func(data []byte)) error {
	const op fault.Op = "stream.Subscribe"
	if err := s.engine.check(ctx, op); err != nil {
		return err
	}
	if !validSubject(subject, true) {
		return fault.New(fault.Invalid, op)
	}
	merged, cancel := s.engine.together(ctx)
	defer cancel()
	arrivals := make(chan *nats.Msg, tailBuffer)
	sub, err := s.engine.conn.ChanSubscribe(signalPrefix+subject, arrivals)
	if err != nil {
		return s.engine.translate(op, err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	for {
		select {
		case <-merged.Done():
			return s.engine.ended(ctx, op)
		case m, ok := <-arrivals:
			if !ok {
				return s.engine.ended(ctx, op)
			}
			deliver(m.Data)
		}
	}
}

func validSubject(subject string, pattern bool) bool {
	tokens := strings.Split(subject, ".")
	for i, t := range tokens {
		wild := pattern && (t == "*" || t == ">" && i == len(tokens)-1)
		if !wild && !validToken(t) {
			return false
		}
	}
	return true
}
