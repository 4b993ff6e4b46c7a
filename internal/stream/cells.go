package stream

import (
	"context"
	"errors"
	"strings"
	"time"

	"vigie.example/internal/fault"
)

// Cell is the latest value under a name. Its revision is the sequence of its last change in the stream: it grows with
// every change, also over a removal, and is 0 for a cell that is not there.
type Cell struct {
	Name     string // "group.name"
	Data     []byte // nil: removed
	Revision uint64
}

// AnyRevision makes Put overwrite whatever is there.
const AnyRevision = ^uint64(0)

// Cells keep the latest value under each name.
type Cells struct {
	engine *engine
	stream string
}

// Get returns a cell; Missing when it is not there.
func (c *Cells) Get(ctx context.Context, name string) (Cell, error) {
	const op fault.Op = "stream.Get"
	if !validName(name) {
		return Cell{}, fault.New(fault.Invalid, op)
	}
	var cell Cell
	err := c.engine.retry(ctx, op, func(ctx context.Context) error {
		m, found, err := c.engine.last(ctx, c.stream, c.subject(name))
		if err != nil {
			return err
		}
		if !found || removed(m.Header) {
			return fault.New(fault.Missing, op)
		}
		cell, err = c.cell(m)
		return err
	})
	return cell, err
}

// Delete removes a cell; absent is no error.
func (c *Cells) Delete(ctx context.Context, name string) error {
	const op fault.Op = "stream.Delete"
	if !validName(name) {
		return fault.New(fault.Invalid, op)
	}
	remove := publication{subject: c.subject(name), id: randomID(), life: removalLife, removal: true, data: encodeCell(newNonce(), nil)}
	return c.engine.retry(ctx, op, func(ctx context.Context) error {
		m, found, err := c.engine.last(ctx, c.stream, remove.subject)
		if err != nil || !found || removed(m.Header) {
			return err
		}
		_, err = c.engine.publish(ctx, remove)
		return err
	})
}

// Put stores a value; Taken when the cell is not at the revision. It returns the new revision. An Unavailable may have
// stored the value: read before repeating. life is rounded up to whole seconds.
func (c *Cells) Put(ctx context.Context, name string, data []byte, revision uint64, life time.Duration) (uint64, error) {
	const op fault.Op = "stream.Put"
	switch {
	case !validName(name):
		return 0, fault.New(fault.Invalid, op)
	case len(data) > c.engine.cfg.MaxEntryBytes:
		return 0, fault.New(fault.TooLarge, op)
	}
	p := putting{cells: c, revision: revision, nonce: newNonce()}
	p.publication = publication{subject: c.subject(name), id: randomID(), life: life, data: encodeCell(p.nonce, data)}
	if revision != AnyRevision {
		p.expect = &revision
	}
	err := c.engine.retry(ctx, op, p.attempt)
	return p.stored, err
}

// putting is one Put on its way, over all its attempts.
type putting struct {
	publication
	cells    *Cells
	revision uint64
	nonce    nonce
	unsure   bool   // an attempt may have succeeded without our knowing
	stored   uint64 // the new revision
}

func (p *putting) attempt(ctx context.Context) (err error) {
	p.stored, err = p.cells.engine.publish(ctx, p.publication)
	if err == nil || p.expect == nil {
		return err
	}
	if !wrongLast(err) {
		p.unsure = p.unsure || transient(err) || errors.Is(err, context.Canceled)
		return err
	}
	m, found, err := p.cells.engine.last(ctx, p.cells.stream, p.subject)
	if err != nil {
		return err
	}
	n, _, broken := decodeCell(m.Data)
	gone := !found || removed(m.Header)
	switch {
	case found && broken == nil && n == p.nonce:
		p.stored = m.Seq
		return nil
	case m.Seq == *p.expect:
		return errAgain // another value is on its way there; who comes first is not decided
	case p.unsure && m.Seq > *p.expect:
		return fault.New(fault.Unavailable, "stream.attempt") // ours may have been there in between
	case p.revision == 0 && gone:
		p.expect = &m.Seq // after the marker of a removal
		return errAgain
	}
	return fault.New(fault.Taken, "stream.attempt")
}

func (c *Cells) subject(name string) string { return c.stream + "." + name }

func (c *Cells) name(subject string) string { return strings.TrimPrefix(subject, c.stream+".") }

// cell reads a stored value; the Data of a removed one is nil.
func (c *Cells) cell(m stored) (Cell, error) {
	cell := Cell{Name: c.name(m.Subject), Revision: m.Seq}
	if removed(m.Header) {
		return cell, nil
	}
	_, data, err := decodeCell(m.Data)
	if err != nil {
		return Cell{}, fault.As(fault.Internal, "stream.cell", err)
	}
	cell.Data = append([]byte{}, data...) // empty is not nil
	return cell, nil
}

func validName(name string) bool {
	group, rest, ok := strings.Cut(name, ".")
	return ok && validToken(group) && validToken(rest)
}

// validToken wants a part of a name: letters, digits, hyphens, underscores.
func validToken(s string) bool {
	for _, b := range []byte(s) {
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '-', b == '_':
		default:
			return false
		}
	}
	return s != ""
}
