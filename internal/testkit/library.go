package testkit

import (
	"sync"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/rulebook"
	"vigie.example/internal/wire"
)

// Library is a console.Library that keeps in memory. It is safe for concurrent use.
type Library struct {
	mu   sync.Mutex
	kept *wire.Doctrine
}

// NewLibrary returns a library that keeps nothing yet.
func NewLibrary() *Library { return new(Library) }

// Parse reads and checks the text of a doctrine.
func (l *Library) Parse(text string) (*doctrine.Doctrine, error) { return rulebook.Parse(text) }

// Load returns what is kept; fault.Missing when there is nothing.
func (l *Library) Load() (wire.Doctrine, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil {
		return wire.Doctrine{}, fault.New(fault.Missing, "testkit.Library.Load")
	}
	return *l.kept, nil
}

// Keep stores a doctrine in the place of the one before.
func (l *Library) Keep(d wire.Doctrine) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = &d
	return nil
}
