package backend

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// belongings are what one member of staff signs in with, and the invitation that they have.
type belongings struct {
	Means      []Means     `json:"means,omitempty"`
	Invitation *invitation `json:"invitation,omitempty"`
}

// invitation lets somebody enrol one means, once, until it expires. Of its code only a digest is kept.
type invitation struct {
	Digest  []byte           `json:"digest"`
	Expires wire.Millis      `json:"expires"`
	By      access.ActorCode `json:"by"`
}

const meansGroup = "means"

// meansOf keeps everybody's means in cells on the disk, and a copy in this process. Safe for concurrent use.
type meansOf struct {
	cells   Cells
	changed func(access.ActorCode) // after any change; must not block

	mu  sync.RWMutex
	all map[access.ActorCode]held[belongings]
}

func newMeans(cells Cells, changed func(access.ActorCode)) *meansOf {
	return &meansOf{cells: cells, changed: changed, all: make(map[access.ActorCode]held[belongings])}
}

// get returns what somebody has; it must not be changed.
func (m *meansOf) get(actor access.ActorCode) belongings {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.all[actor].value
}

// inForce returns what somebody may sign in with.
func (m *meansOf) inForce(actor access.ActorCode, kind string) []Means {
	var out []Means
	for _, one := range m.get(actor).Means {
		if one.Kind == kind && one.inForce() {
			out = append(out, one)
		}
	}
	return out
}

// find returns a means that is in force.
func (m *meansOf) find(actor access.ActorCode, kind string, id []byte) (Means, bool) {
	for _, one := range m.inForce(actor, kind) {
		if bytes.Equal(one.ID, id) {
			return one, true
		}
	}
	return Means{}, false
}

// change replaces what somebody has by what f makes of it. f may be called more than once; its error ends the change.
func (m *meansOf) change(ctx context.Context, actor access.ActorCode, f func(belongings) (belongings, error)) (belongings, error) {
	const op = "backend.meansOf.change"
	name := meansGroup + "." + string(actor)
	for range maxTries {
		cell, err := m.cells.Get(ctx, name)
		if err != nil && !fault.Is(err, fault.Missing) {
			return belongings{}, fault.Wrap(op, err)
		}
		var old belongings
		if err == nil && cell.Data != nil {
			if err := json.Unmarshal(cell.Data, &old); err != nil {
				return belongings{}, fault.As(fault.Internal, op, err)
			}
		}
		next, err := f(old)
		if err != nil {
			return belongings{}, err
		}
		data, err := json.Marshal(next)
		if err != nil {
			return belongings{}, fault.As(fault.Internal, op, err)
		}
		revision, err := m.cells.Put(ctx, name, data, cell.Revision, 0)
		if fault.Is(err, fault.Taken) {
			continue
		}
		if err != nil {
			return belongings{}, fault.Wrap(op, err)
		}
		m.deliver(Cell{Name: name, Data: data, Revision: revision})
		return next, nil
	}
	return belongings{}, fault.New(fault.Unavailable, op)
}

// deliver takes a cell of the group into the copy.
func (m *meansOf) deliver(cell Cell) {
	actor := access.ActorCode(memberOf(cell.Name))
	var b belongings
	if cell.Data != nil && json.Unmarshal(cell.Data, &b) != nil {
		return
	}
	m.mu.Lock()
	old, known := m.all[actor]
	if known && cell.Revision != 0 && cell.Revision <= old.revision {
		m.mu.Unlock()
		return
	}
	if cell.Data == nil {
		delete(m.all, actor)
	} else {
		m.all[actor] = held[belongings]{b, cell.Revision}
	}
	m.mu.Unlock()
	m.changed(actor)
}

// alter changes one means; Missing when there is none with this identifier, or it is over.
func (b belongings) alter(id []byte, f func(*Means)) (belongings, error) {
	b.Means = slices.Clone(b.Means)
	for i := range b.Means {
		if bytes.Equal(b.Means[i].ID, id) && b.Means[i].Revoked == 0 {
			f(&b.Means[i])
			return b, nil
		}
	}
	return b, fault.New(fault.Missing, "backend.alter")
}

// add appends a means. What is over is forgotten, oldest first, when there is too much of it.
func (b belongings) add(one Means) (belongings, error) {
	b.Means = slices.Clone(b.Means)
	for len(b.Means) >= wire.MaxMeans {
		oldest := slices.IndexFunc(b.Means, func(m Means) bool { return m.Revoked != 0 })
		if oldest < 0 {
			return b, fault.New(fault.TooMany, "backend.add", fault.Key("fault.means.many"))
		}
		b.Means = slices.Delete(b.Means, oldest, oldest+1)
	}
	b.Means = append(b.Means, one)
	return b, nil
}

// confirmationTime is how long a first means waits for the second person.
const confirmationTime = time.Hour

// lapse ends what nobody has confirmed in time.
func (b belongings) lapse(now time.Time) belongings {
	b.Means = slices.Clone(b.Means)
	for i := range b.Means {
		if one := &b.Means[i]; one.Number != "" && one.Revoked == 0 && now.Sub(one.Added.Time()) > confirmationTime {
			one.Revoked, one.Cause, one.Number = wire.At(now), ByRefusal, ""
		}
	}
	return b
}
