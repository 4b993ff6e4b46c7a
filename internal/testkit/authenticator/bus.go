package authenticator

import (
	"errors"
	"fmt"
	"sync"
)

// Socket is where keys are plugged in. Safe for concurrent use.
type Socket struct {
	mu   sync.Mutex
	keys []*Authenticator
}

// NewSocket returns a socket with keys in it.
func NewSocket(keys ...*Authenticator) *Socket { return &Socket{keys: keys} }

// Add plugs another key in.
func (s *Socket) Add(key *Authenticator) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = append(s.keys, key)
}

// List returns the paths of the keys that are plugged in.
func (s *Socket) List() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for i, key := range s.keys {
		if key.Here() {
			out = append(out, fmt.Sprintf("software:%d", i))
		}
	}
	return out, nil
}

// Plugged opens the key at a path.
func (s *Socket) Plugged(path string) (*Pipe, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, key := range s.keys {
		if path == fmt.Sprintf("software:%d", i) && key.Here() {
			return key.Plug(), nil
		}
	}
	return nil, errors.New("no key at this path")
}
