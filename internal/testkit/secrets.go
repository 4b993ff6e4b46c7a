package testkit

import (
	"context"
	"slices"
	"sync"

	"vigie.example/internal/fault"
)

// Secrets is a keyring in memory. It is safe for concurrent use.
type Secrets struct {
	mu    sync.Mutex
	items map[string][]byte
	err   error
}

// NewSecrets returns an empty keyring.
func NewSecrets() *Secrets { return &Secrets{items: map[string][]byte{}} }

// Fail makes every call fail with err until Fail(nil).
func (s *Secrets) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// Get returns a copy of a secret; fault.Missing when there is none.
func (s *Secrets) Get(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	if secret, ok := s.items[name]; ok {
		return slices.Clone(secret), nil
	}
	return nil, fault.New(fault.Missing, "testkit.Secrets.Get")
}

// Set keeps a copy of a secret.
func (s *Secrets) Set(_ context.Context, name string, secret []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.items[name] = slices.Clone(secret)
	}
	return s.err
}

// Delete removes a secret; absent is no error.
func (s *Secrets) Delete(_ context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	delete(s.items, name)
	return nil
}
