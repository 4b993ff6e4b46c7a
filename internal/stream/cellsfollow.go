package stream

import (
	"context"

	"vigie.example/internal/fault"
)

// Follow delivers the cells of a group ("" is every group): first those stored, then caughtUp once, then every change as it
// comes; a removal has nil Data. Of several changes that were missed over a lost connection only the last one
// comes. deliver and caughtUp are called by one goroutine. It ends as Log.Follow does, but is never Gone: what a lost
// memory held is delivered as removed.
func (c *Cells) Follow(ctx context.Context, group string, deliver func(Cell), caughtUp func()) error {
	const op fault.Op = "stream.Follow"
	filter := c.stream + ".*.*"
	if group != "" {
		if !validToken(group) {
			return fault.New(fault.Invalid, op)
		}
		filter = c.subject(group) + ".*"
	}
	if err := c.engine.check(ctx, op); err != nil {
		return err
	}
	f := &cellFollow{cells: c, deliver: deliver, caughtUp: caughtUp, known: map[string]uint64{}}
	t := &tail{
		engine: c.engine, stream: c.stream, filter: filter, latest: true,
		begin: f.begin, message: f.message, caughtUp: f.compare,
	}
	return t.run(ctx, op)
}

// cellFollow knows what it has delivered, so that each new consumer, which begins with everything, adds only what is new.
type cellFollow struct {
	cells    *Cells
	deliver  func(Cell)
	caughtUp func()
	told     bool // caughtUp has been called

	known map[string]uint64 // revision of each cell that was delivered and not removed
	seen  map[string]bool   // cells of this session, until it has caught up; then nil
	last  uint64            // the stream's last sequence when the session began
}

func (f *cellFollow) begin(_ context.Context, last uint64) error {
	f.seen, f.last = map[string]bool{}, last
	return nil
}

func (f *cellFollow) message(m stored) error {
	cell, err := f.cells.cell(m)
	if err != nil {
		return err
	}
	if f.seen != nil {
		f.seen[cell.Name] = true
	}
	revision, known := f.known[cell.Name]
	switch {
	case cell.Data == nil && !known, known && revision == cell.Revision:
		return nil
	case cell.Data == nil:
		delete(f.known, cell.Name)
	default:
		f.known[cell.Name] = cell.Revision
	}
	f.deliver(cell)
	return nil
}

// compare finds cells that went while nobody followed and whose markers are gone, too.
func (f *cellFollow) compare() {
	for name, revision := range f.known {
		if !f.seen[name] {
			delete(f.known, name)
			f.deliver(Cell{Name: name, Revision: max(f.last, revision+1)})
		}
	}
	f.seen = nil
	if !f.told {
		f.told = true
		f.caughtUp()
	}
}
