package backend

import (
	"bytes"
	"context"
	"slices"
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

// meansOf keeps everybody's means on the disk. Safe for concurrent use.
type meansOf struct {
	*kept[access.ActorCode, belongings]
}

func newMeans(cells Cells, changed func(access.ActorCode)) *meansOf {
	return &meansOf{newKept[access.ActorCode, belongings](cells, meansGroup, changed)}
}

// of returns what somebody has; it must not be changed.
func (m *meansOf) of(actor access.ActorCode) belongings {
	b, _ := m.get(actor)
	return b
}

// inForce returns what somebody may sign in with.
func (m *meansOf) inForce(actor access.ActorCode, kind string) []Means {
	var out []Means
	for _, one := range m.of(actor).Means {
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

// change replaces what somebody has by what f makes of it: see kept.update.
func (m *meansOf) change(ctx context.Context, actor access.ActorCode, f func(belongings) (belongings, error)) error {
	return m.update(ctx, actor, func(old belongings, _ bool) (belongings, error) { return f(old) })
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
