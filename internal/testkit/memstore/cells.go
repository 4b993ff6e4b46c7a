package memstore

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/fault"
)

type cells struct {
	closed context.Context
	feed   feed[backend.Cell]

	mu       sync.Mutex
	revision uint64 // of the last change anywhere
	byName   map[string]held
}

type held struct {
	cell    backend.Cell
	expires *time.Timer // nil without a life
}

func newCells(closed context.Context) *cells {
	return &cells{closed: closed, byName: map[string]held{}}
}

func (c *cells) Get(ctx context.Context, name string) (backend.Cell, error) {
	const op fault.Op = "memstore.Get"
	if err := c.check(ctx, name, op); err != nil {
		return backend.Cell{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.byName[name]
	if !ok {
		return backend.Cell{}, fault.New(fault.Missing, op)
	}
	return h.cell, nil
}

func (c *cells) Put(ctx context.Context, name string, data []byte, revision uint64, life time.Duration) (uint64, error) {
	const op fault.Op = "memstore.Put"
	if err := c.check(ctx, name, op); err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.byName[name]
	if revision != backend.AnyRevision && revision != old.cell.Revision {
		return 0, fault.New(fault.Taken, op)
	}
	if old.expires != nil {
		old.expires.Stop()
	}
	c.revision++
	h := held{cell: backend.Cell{Name: name, Data: append([]byte{}, data...), Revision: c.revision}}
	if life > 0 {
		put := c.revision
		h.expires = time.AfterFunc(max(life, time.Second), func() { c.expire(name, put) })
	}
	c.byName[name] = h
	c.feed.publish(h.cell)
	return c.revision, nil
}

func (c *cells) expire(name string, put uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byName[name].cell.Revision == put {
		c.remove(name)
	}
}

// remove must be called under mu.
func (c *cells) remove(name string) {
	h, ok := c.byName[name]
	if !ok {
		return
	}
	if h.expires != nil {
		h.expires.Stop()
	}
	delete(c.byName, name)
	c.revision++
	c.feed.publish(backend.Cell{Name: name, Revision: c.revision})
}

func (c *cells) Delete(ctx context.Context, name string) error {
	if err := c.check(ctx, name, "memstore.Delete"); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(name)
	return nil
}

func (c *cells) DeleteGroup(ctx context.Context, group string) error {
	if err := c.checkGroup(ctx, group, "memstore.DeleteGroup"); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cell := range c.of(group) {
		c.remove(cell.Name)
	}
	return nil
}

func (c *cells) List(ctx context.Context, group string) ([]backend.Cell, error) {
	if err := c.checkGroup(ctx, group, "memstore.List"); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.of(group), nil
}

// of returns a group's cells in order of name; "" is every group. It must be called under mu.
func (c *cells) of(group string) []backend.Cell {
	var out []backend.Cell
	for _, h := range c.byName {
		if inGroup(h.cell.Name, group) {
			out = append(out, h.cell)
		}
	}
	slices.SortFunc(out, func(a, b backend.Cell) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (c *cells) Follow(ctx context.Context, group string, deliver func(backend.Cell), caughtUp func()) error {
	const op fault.Op = "memstore.Follow"
	if group != "" {
		if err := c.checkGroup(ctx, group, op); err != nil {
			return err
		}
	} else if err := alive(ctx, c.closed, op); err != nil {
		return err
	}
	c.mu.Lock()
	have := c.of(group)
	fo := c.feed.join(func(cell backend.Cell) bool { return inGroup(cell.Name, group) })
	c.mu.Unlock()
	for _, cell := range have {
		deliver(cell)
	}
	caughtUp()
	c.feed.run(ctx, c.closed, fo, func(cell backend.Cell) {
		cell.Data = bytes.Clone(cell.Data)
		deliver(cell)
	})
	return ended(ctx, op)
}

func inGroup(name, group string) bool { return group == "" || strings.HasPrefix(name, group+".") }

func (c *cells) check(ctx context.Context, name string, op fault.Op) error {
	group, cell, ok := strings.Cut(name, ".")
	if !ok || !token(group) || !token(cell) {
		return fault.New(fault.Invalid, op)
	}
	return alive(ctx, c.closed, op)
}

func (c *cells) checkGroup(ctx context.Context, group string, op fault.Op) error {
	if !token(group) {
		return fault.New(fault.Invalid, op)
	}
	return alive(ctx, c.closed, op)
}

func token(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}
