// Package cache brings the console's Vault together from the encrypted file (internal/vault) and the keyring that holds its key.
package cache

import (
	"context"
	"errors"
	"sync"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/vault"
)

// Secrets is the keyring: internal/keyring.
type Secrets interface {
	console.Secrets
	Delete(ctx context.Context, name string) error
}

// Secret is the name of the console key in the keyring.
const Secret = "cache"

// Cache is a console.Vault in a folder.
type Cache struct {
	folder  string
	secrets Secrets
	now     func() time.Time

	mu   sync.Mutex // guards open
	open *shelf
}

var _ console.Vault = (*Cache)(nil)

// New returns the cache in a folder; now is this machine's clock. Nothing is touched yet.
func New(folder string, secrets Secrets, now func() time.Time) *Cache {
	return &Cache{folder: folder, secrets: secrets, now: now}
}

// Purge erases what is over, and what cannot be opened, before the first window shows (C21). It needs no keyring.
func (c *Cache) Purge() error { return vault.EraseStale(c.folder, c.now()) }

// Resume implements console.Vault. Without a key nothing can be read any more: it is erased.
func (c *Cache) Resume(ctx context.Context) (console.Shelf, []byte, error) {
	const op = "cache.Resume"
	key, err := c.secrets.Get(ctx, Secret)
	switch {
	case fault.Is(err, fault.Missing), fault.Is(err, fault.Invalid), err == nil && len(key) != vault.KeyBytes:
		return nil, nil, fault.Wrap(op, c.End(ctx))
	case err != nil:
		return nil, nil, fault.Wrap(op, err)
	}
	defer clear(key)
	s, err := c.openShelf(key)
	if err != nil {
		return nil, nil, fault.Wrap(op, err)
	}
	shift, err := s.vault.Shift()
	if err != nil || shift == nil {
		return nil, nil, fault.Wrap(op, errors.Join(err, c.End(ctx)))
	}
	return s, shift, nil
}

// Begin implements console.Vault.
func (c *Cache) Begin(ctx context.Context) (console.Shelf, error) {
	const op = "cache.Begin"
	if err := c.erase(); err != nil {
		return nil, fault.Wrap(op, err)
	}
	key := vault.NewKey()
	defer clear(key)
	if err := c.secrets.Set(ctx, Secret, key); err != nil {
		return nil, fault.Wrap(op, err)
	}
	s, err := c.openShelf(key)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return s, nil
}

func (c *Cache) openShelf(key []byte) (*shelf, error) {
	v, _, err := vault.Open(vault.Options{Folder: c.folder, Key: key, Now: c.now()})
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = &shelf{v, c.now}
	return c.open, nil
}

// End implements console.Vault: the key first.
func (c *Cache) End(ctx context.Context) error {
	err := c.secrets.Delete(ctx, Secret)
	return fault.Wrap("cache.End", errors.Join(c.erase(), err))
}

func (c *Cache) erase() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.open; s != nil {
		c.open = nil
		return s.vault.Destroy()
	}
	return vault.Erase(c.folder)
}

// shelf is an open vault, as the console uses it.
type shelf struct {
	vault *vault.Vault
	now   func() time.Time
}

func (s *shelf) Held() []conversation.ID {
	var ids []conversation.ID
	for _, h := range s.vault.Held() {
		ids = append(ids, h.ID)
	}
	return ids
}

// Unlock keeps the deadline of a conversation that is there already.
func (s *shelf) Unlock(id conversation.ID, share []byte, deadline time.Time) (map[uint32][]byte, error) {
	for _, h := range s.vault.Held() {
		if h.ID == id {
			deadline = h.Deadline
		}
	}
	if err := s.vault.Unlock(id, share, deadline); err != nil {
		return nil, err
	}
	records, err := s.vault.Read(id)
	if err != nil {
		return nil, err
	}
	parts := make(map[uint32][]byte, len(records))
	for _, r := range records {
		parts[r.Number] = r.Data
	}
	return parts, nil
}

func (s *shelf) Save(id conversation.ID, deadline time.Time, parts map[uint32][]byte) error {
	if len(parts) == 0 {
		return s.vault.Forget(id)
	}
	records := make([]vault.Record, 0, len(parts))
	for n, raw := range parts {
		records = append(records, vault.Record{Kind: vault.State, Number: n, Data: raw})
	}
	if err := s.vault.Write(id, records...); err != nil {
		return err
	}
	return s.vault.Extend(id, deadline)
}

func (s *shelf) KeepShift(raw []byte, service time.Time) error {
	if err := s.vault.Observe(service); err != nil {
		return err
	}
	// By this machine's clock as well: it goes on while the machine sleeps.
	if _, err := s.vault.Purge(s.now()); err != nil {
		return err
	}
	return s.vault.SetShift(raw)
}

func (s *shelf) Close() error { return s.vault.Close() }
