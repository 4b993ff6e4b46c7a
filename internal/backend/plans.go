package backend

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

const planGroup = "plan"

// planLine is a planned deletion as the disk keeps it: a random identifier (the cell's name), a code, a place, a time (C17).
type planLine struct {
	At      wire.Millis           `json:"at,omitempty"` // 0: cancelled
	By      access.ActorCode      `json:"by,omitempty"`
	Seen    conversation.Position `json:"seen,omitempty"`    // what the operator had on the screen
	Asks    bool                  `json:"asks,omitempty"`    // something has come since: it stands still until it is confirmed
	Started bool                  `json:"started,omitempty"` // cannot be cancelled any more
}

type planned struct {
	planLine
	id       conversation.ID
	revision uint64
}

func (p planned) made() bool { return p.At != 0 }

// planLife is how long the store keeps a plan's cell: longer than the conversation can live.
const planLife = retention.MaxCeiling + time.Hour

// plans is the fold of the cells of planned deletions. Safe for concurrent use.
type plans struct {
	cells Cells
	mu    sync.RWMutex
	all   map[conversation.ID]planned
}

func newPlans(cells Cells) *plans {
	return &plans{cells: cells, all: make(map[conversation.ID]planned)}
}

func (p *plans) get(id conversation.ID) planned {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if x, ok := p.all[id]; ok {
		return x
	}
	return planned{id: id}
}

func (p *plans) list() []planned {
	p.mu.RLock()
	defer p.mu.RUnlock()
	out := make([]planned, 0, len(p.all))
	for _, x := range p.all {
		if x.made() {
			out = append(out, x)
		}
	}
	return out
}

// deliver takes a cell in.
func (p *plans) deliver(cell Cell) conversation.ID {
	x := planned{id: conversation.ID(memberOf(cell.Name)), revision: cell.Revision}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case cell.Data == nil:
		delete(p.all, x.id)
	case x.id.Valid() && cell.Revision >= p.all[x.id].revision && json.Unmarshal(cell.Data, &x.planLine) == nil:
		p.all[x.id] = x
	}
	return x.id
}

// change replaces a plan by what f makes of it, while others are not faster. f may be called more than once; its error ends the
// change.
func (p *plans) change(ctx context.Context, id conversation.ID, f func(planLine) (planLine, error)) error {
	const op = "backend.plans.change"
	name := planGroup + "." + string(id)
	for range maxTries {
		x := p.get(id)
		next, err := f(x.planLine)
		if err != nil || next == x.planLine {
			return err
		}
		data, err := json.Marshal(next)
		if err != nil {
			return fault.As(fault.Internal, op, err)
		}
		revision, err := p.cells.Put(ctx, name, data, x.revision, planLife)
		if err == nil {
			p.deliver(Cell{Name: name, Data: data, Revision: revision})
			return nil
		}
		if !fault.Is(err, fault.Taken) {
			return fault.Wrap(op, err)
		}
		cell, err := p.cells.Get(ctx, name)
		switch {
		case fault.Is(err, fault.Missing):
			cell = Cell{Name: name}
		case err != nil:
			return fault.Wrap(op, err)
		}
		p.deliver(cell)
	}
	return fault.New(fault.Unavailable, op)
}

// remove takes the cell of a deleted conversation away.
func (p *plans) remove(ctx context.Context, id conversation.ID) error {
	p.mu.RLock()
	_, known := p.all[id]
	p.mu.RUnlock()
	if !known {
		return nil
	}
	name := planGroup + "." + string(id)
	err := p.cells.Delete(ctx, name)
	if err == nil {
		p.deliver(Cell{Name: name})
	}
	return err
}

// planCell takes a plan's cell in, and makes who holds the conversation look.
func (s *Service) planCell(cell Cell) { s.planChanged(s.plans.deliver(cell)) }

func (s *Service) planChanged(id conversation.ID) {
	if l, err := s.book.get(id); err == nil {
		l.changed()
	}
}

// Plan deletes a conversation now, or plans its deletion (C17). It is refused when the declarant has written something that the
// operator has not seen.
func (s *Service) Plan(ctx context.Context, x *Session, p wire.Plan) error {
	const op = "backend.Plan"
	party := x.Party()
	l, err := s.find(party, p.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guarded(ctx, party.Actor, access.Delete, l.object(s.Now()), trace.Conversation(l.id), func() error {
		if l.lastHeard() > p.Seen {
			return fault.New(fault.Taken, op, fault.Key("fault.plan.unseen"), fault.Hint("hint.plan.unseen"))
		}
		life, err := l.life().Schedule(retention.Choice(p.Choice), p.At.Time(), s.Now())
		if err != nil {
			return err
		}
		if p.Choice == string(retention.Now) {
			_, err := s.delete(ctx, l.id, order{retention.ByOperator, x.actor.Code})
			return err
		}
		line := planLine{At: wire.At(life.Plan.At), By: x.actor.Code, Seen: max(p.Seen, 1)}
		err = s.plans.change(ctx, l.id, func(old planLine) (planLine, error) {
			if old.Started {
				return old, started(op)
			}
			return line, nil
		})
		s.planChanged(l.id)
		return err
	})
}

func started(op fault.Op) error {
	return fault.New(fault.Gone, op, fault.Key("fault.retention.started"))
}

// Keep cancels a planned deletion that has not begun (C17).
func (s *Service) Keep(ctx context.Context, x *Session, id conversation.ID) error {
	party := x.Party()
	l, err := s.find(party, id)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guarded(ctx, party.Actor, access.KeepOn, l.object(s.Now()), trace.Conversation(id), func() error {
		err := s.plans.change(ctx, id, func(old planLine) (planLine, error) {
			if old.Started {
				return old, started("backend.Keep")
			}
			return planLine{}, nil
		})
		s.planChanged(id)
		return err
	})
}

// PlanOf returns what is planned for a conversation.
func (s *Service) PlanOf(id conversation.ID) wire.Planned {
	p := s.plans.get(id)
	return wire.Planned{Conversation: id, At: p.At, AsksAgain: p.Asks}
}

// suspend makes a plan stand still because something has come that the operator has not seen. It is called before a declarant's
// message goes into the log, so that no crash in between deletes it unread. The error is Gone when the deletion has begun.
func (s *Service) suspend(ctx context.Context, id conversation.ID) error {
	if !s.plans.get(id).made() {
		return nil
	}
	err := s.plans.change(ctx, id, func(old planLine) (planLine, error) {
		if old.Started {
			return old, started("backend.suspend")
		}
		if old.At != 0 {
			old.Asks = true
		}
		return old, nil
	})
	s.planChanged(id)
	return err
}

// attendPlan looks after one plan: starts it when it is due, and makes it stand still when it must not go on by itself.
func (s *Service) attendPlan(ctx context.Context, p planned) error {
	l, err := s.book.get(p.id)
	if fault.Is(err, fault.Gone) {
		return s.plans.remove(ctx, p.id)
	}
	known := err == nil
	if known && !p.Asks && !p.Started && (l.lastHeard() > p.Seen || l.waits()) {
		return s.suspend(ctx, p.id)
	}
	if p.Asks || !retention.Expired(p.At.Time(), s.Now()) {
		return nil
	}
	if known { // what another process has appended and this one has not heard of yet
		if err := s.catchUp(ctx, l, l.position()); err != nil {
			return err
		}
		if l.lastHeard() > p.Seen {
			return s.suspend(ctx, p.id)
		}
	}
	err = s.plans.change(ctx, p.id, func(old planLine) (planLine, error) {
		if old.Asks || old.At != p.At {
			return old, fault.New(fault.Taken, "backend.attendPlan")
		}
		old.Started = true
		return old, nil
	})
	if fault.Is(err, fault.Taken) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.carryOut(ctx, p, l)
}

// carryOut deletes as planned. Of several processes that find the plan due, the one whose tombstone it is does.
func (s *Service) carryOut(ctx context.Context, p planned, l *live) error {
	object := access.Object{State: access.Held, Conversation: p.id}
	if l != nil {
		object = l.object(s.Now())
	}
	t, ours, err := s.condemn(ctx, p.id, order{retention.ByOperator, p.By})
	if err != nil || !ours {
		return err
	}
	return s.guarded(ctx, access.Backend(), access.Expire, object, trace.Conversation(p.id), func() error {
		return s.finishDeletion(ctx, t)
	})
}

func (l *live) lastHeard() conversation.Position {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.heard
}

func (l *live) position() (at conversation.Position) {
	l.read(func(c *conversation.Conversation) { at = c.Position() })
	return at
}

func (l *live) waits() (waits bool) {
	l.read(func(c *conversation.Conversation) { waits = c.State() == conversation.Waiting })
	return waits
}

func (l *live) life() (life retention.Life) {
	l.read(func(c *conversation.Conversation) { life = c.Life() })
	return life
}
