package main

import (
	"context"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/stream"
)

// backing makes a backend's store of a store, as the programs do. Closing it closes the store.
func backing(store *stream.Store) backend.Store { return ports{store} }

type ports struct{ *stream.Store }

func (p ports) Log() backend.Log         { return logPort{p.Store.Log()} }
func (p ports) Memory() backend.Cells    { return cellsPort{p.Store.Memory()} }
func (p ports) Disk() backend.Cells      { return cellsPort{p.Store.Disk()} }
func (p ports) Signals() backend.Signals { return p.Store.Signals() }
func (p ports) Traces() backend.Traces   { return p.Store.Traces() }

type logPort struct{ *stream.Log }

func (p logPort) Read(ctx context.Context, id conversation.ID, after conversation.Position) ([]backend.Logged, error) {
	entries, err := p.Log.Read(ctx, id, after)
	out := make([]backend.Logged, len(entries))
	for i, e := range entries {
		out[i] = backend.Logged(e)
	}
	return out, err
}

func (p logPort) Follow(ctx context.Context, deliver func(backend.Logged), caughtUp func()) error {
	return p.Log.Follow(ctx, func(e stream.Entry) { deliver(backend.Logged(e)) }, caughtUp)
}

type cellsPort struct{ *stream.Cells }

func (p cellsPort) Get(ctx context.Context, name string) (backend.Cell, error) {
	cell, err := p.Cells.Get(ctx, name)
	return backend.Cell(cell), err
}

func (p cellsPort) List(ctx context.Context, group string) ([]backend.Cell, error) {
	cells, err := p.Cells.List(ctx, group)
	out := make([]backend.Cell, len(cells))
	for i, c := range cells {
		out[i] = backend.Cell(c)
	}
	return out, err
}

func (p cellsPort) Follow(ctx context.Context, group string, deliver func(backend.Cell), caughtUp func()) error {
	return p.Cells.Follow(ctx, group, func(c stream.Cell) { deliver(backend.Cell(c)) }, caughtUp)
}
