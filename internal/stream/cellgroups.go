package stream

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"vigie.example/internal/fault"
)

// groupWorkers is how many requests of a group are on their way at once.
const groupWorkers = 32

// List returns the cells of a group in order of name.
func (c *Cells) List(ctx context.Context, group string) ([]Cell, error) {
	const op fault.Op = "stream.List"
	names, err := c.names(ctx, group, op)
	if err != nil {
		return nil, err
	}
	found := make([]Cell, len(names))
	err = each(names, func(i int, name string) error {
		cell, err := c.Get(ctx, name)
		if fault.Is(err, fault.Missing) {
			return nil // removed, or removed in between
		}
		found[i] = cell
		return err
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	found = slices.DeleteFunc(found, func(cell Cell) bool { return cell.Revision == 0 })
	slices.SortFunc(found, func(a, b Cell) int { return cmp.Compare(a.Name, b.Name) })
	return found, nil
}

// DeleteGroup removes all cells of a group that are there when it begins.
func (c *Cells) DeleteGroup(ctx context.Context, group string) error {
	const op fault.Op = "stream.DeleteGroup"
	names, err := c.names(ctx, group, op)
	if err != nil {
		return err
	}
	return fault.Wrap(op, each(names, func(_ int, name string) error { return c.Delete(ctx, name) }))
}

// names returns the names of a group, removed ones included while their markers stay.
func (c *Cells) names(ctx context.Context, group string, op fault.Op) ([]string, error) {
	if !validToken(group) {
		return nil, fault.New(fault.Invalid, op)
	}
	var names []string
	err := c.engine.retry(ctx, op, func(ctx context.Context) error {
		names = nil
		for {
			info, err := c.engine.info(ctx, c.stream, c.subject(group)+".*", len(names))
			if err != nil {
				return err
			}
			for subject := range info.State.Subjects {
				names = append(names, c.name(subject))
			}
			if len(info.State.Subjects) == 0 || len(names) >= info.Total {
				return nil
			}
		}
	})
	return names, err
}

// each calls do for every name, several at a time, and returns all errors.
func each(names []string, do func(i int, name string) error) error {
	errs := make([]error, len(names))
	var all sync.WaitGroup
	turns := make(chan struct{}, groupWorkers)
	for i, name := range names {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			errs[i] = do(i, name)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
