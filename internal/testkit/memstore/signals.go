package memstore

import (
	"bytes"
	"context"
	"strings"

	"vigie.example/internal/fault"
)

type signals struct {
	closed context.Context
	feed   feed[signal]
}

type signal struct {
	subject string
	data    []byte
}

func newSignals(closed context.Context) *signals { return &signals{closed: closed} }

func (s *signals) Publish(ctx context.Context, subject string, data []byte) error {
	if err := alive(ctx, s.closed, "memstore.Publish"); err != nil {
		return err
	}
	if !validSubject(subject, false) {
		return fault.New(fault.Invalid, "memstore.Publish")
	}
	s.feed.publish(signal{subject, bytes.Clone(data)})
	return nil
}

func (s *signals) Subscribe(ctx context.Context, subject string, deliver func([]byte)) error {
	if err := alive(ctx, s.closed, "memstore.Subscribe"); err != nil {
		return err
	}
	if !validSubject(subject, true) {
		return fault.New(fault.Invalid, "memstore.Subscribe")
	}
	fo := s.feed.join(func(sig signal) bool { return matches(subject, sig.subject) })
	s.feed.run(ctx, s.closed, fo, func(sig signal) { deliver(sig.data) })
	return ended(ctx, "memstore.Subscribe")
}

func validSubject(subject string, pattern bool) bool {
	tokens := strings.Split(subject, ".")
	for i, t := range tokens {
		wild := pattern && (t == "*" || t == ">" && i == len(tokens)-1)
		if !wild && !token(t) {
			return false
		}
	}
	return true
}

// matches compares token by token: "*" stands for one, a last ">" for one or more.
func matches(pattern, subject string) bool {
	p, s := strings.Split(pattern, "."), strings.Split(subject, ".")
	for i, t := range p {
		switch {
		case i >= len(s):
			return false
		case t == ">":
			return true
		case t != "*" && t != s[i]:
			return false
		}
	}
	return len(p) == len(s)
}
