package console

import (
	"cmp"
	"slices"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/wire"
)

// deletions is what the console knows of deletions, planned and done. It ends with the session.
type deletions struct {
	plans    map[conversation.ID]Plan
	asking   map[conversation.ID]bool // a request is on its way
	receipts map[conversation.ID]Receipt
	erased   []conversation.ID // lately, here
}

func newDeletions() deletions {
	return deletions{
		plans: map[conversation.ID]Plan{}, asking: map[conversation.ID]bool{}, receipts: map[conversation.ID]Receipt{},
	}
}

// Plan is a deletion that is planned (C17).
type Plan struct {
	retention.Plan
	Since time.Time // when this console learned of it, on the service's clock
}

// Receipt is a deletion that has happened, and who has still to say so (C23): identifiers, codes and times.
type Receipt = retention.Receipt[conversation.ID, string, string]

// lastErased bounds how many erased conversations are remembered by their identifiers.
const lastErased = 64

// MayDelete reports whether the operator may delete the conversation, or plan to: it is or was theirs, and the service is there.
func (d *Desk) MayDelete(x *exchange.Exchange) bool {
	return x.Mine() && x.Phase() != exchange.Gone && x.Phase() != exchange.Lost && d.ready() && !d.deletions.asking[x.ID()]
}

// Deleting reports whether a request to delete or to keep is on its way.
func (d *Desk) Deleting(id conversation.ID) bool { return d.deletions.asking[id] }

// PlanOf returns what is planned for a conversation; the zero value is nothing.
func (d *Desk) PlanOf(id conversation.ID) Plan { return d.deletions.plans[id] }

// Choices returns how a conversation can be deleted now (C17).
func (d *Desk) Choices(x *exchange.Exchange) []retention.Choice { return x.Life().Choices(d.Now()) }

// Delete asks for a conversation's deletion, now or at a time that is not after its deadline. at counts only for the choice
// retention.At.
func (d *Desk) Delete(id conversation.ID, choice retention.Choice, at time.Time) {
	d.with(id, func(x *exchange.Exchange) {
		if !d.MayDelete(x) {
			return
		}
		p := wire.Plan{Conversation: id, Choice: string(choice), Seen: x.Heard()}
		if choice == retention.At {
			p.At = wire.At(at)
		}
		d.askDeletion(id, wire.TypePlan, p)
	})
}

// Keep cancels a planned deletion that has not begun.
func (d *Desk) Keep(id conversation.ID) {
	d.with(id, func(x *exchange.Exchange) {
		if d.MayDelete(x) {
			d.askDeletion(id, wire.TypeKeep, wire.Keep{Conversation: id})
		}
	})
}

// A service whose store is choosing another leader says that it cannot, for up to some ten seconds: what was decided about a deletion is asked
// again meanwhile, and whoever decided it is told only when that does not help.
const (
	deletionTries = 20
	deletionRest  = 2 * time.Second
)

func (d *Desk) askDeletion(id conversation.ID, t wire.Type, request any) {
	d.deletions.asking[id] = true
	d.notices.inbox = nil
	d.with(id, d.touch)
	d.tryDeletion(id, t, request, deletionTries)
}

// tryDeletion asks on one connection alone: what became of a question whose connection went, the service tells when this console is back.
func (d *Desk) tryDeletion(id conversation.ID, t wire.Type, request any, tries int) {
	conn := d.connection.conn
	answered := func(d *Desk, err error) {
		delete(d.deletions.asking, id)
		if err != nil && !fault.Is(err, fault.Missing) { // missing: it is gone already, and that is told
			d.notices.inbox = err
			d.change.List = true
		}
		d.with(id, d.touch)
	}
	d.ask(t, request, func(d *Desk, _ wire.Frame, err error) {
		if !fault.Is(err, fault.Unavailable) || !d.ready() || tries <= 1 {
			answered(d, err)
			return
		}
		d.later(deletionRest, func(d *Desk) {
			if d.ready() && d.connection.conn == conn {
				d.tryDeletion(id, t, request, tries-1)
			} else {
				answered(d, err)
			}
		})
	})
}

// planned takes in what is planned.
func (d *Desk) planned(p wire.Planned) {
	d.with(p.Conversation, func(x *exchange.Exchange) {
		if p.At == 0 {
			delete(d.deletions.plans, p.Conversation)
		} else {
			next := Plan{Plan: retention.Plan{At: p.At.Time(), AsksAgain: p.AsksAgain}, Since: d.Now()}
			if old := d.deletions.plans[p.Conversation]; old.At.Equal(next.At) {
				next.Since = old.Since
			}
			d.deletions.plans[p.Conversation] = next
		}
		d.touch(x)
	})
}

// deleted erases at once: the store holds nothing of it any more (D2). That nothing is left here either is told, whether or not
// this console still knew the conversation: it may have held a copy before (C23).
func (d *Desk) deleted(del wire.Deleted) {
	d.with(del.Conversation, func(x *exchange.Exchange) {
		if d.holds(x) && del.Cause == string(retention.ByDeclarant) {
			d.signal(DeclarantLeft)
		}
		d.erase(x, deletionCause(del.Cause))
	})
	d.unkeep(del.Conversation) // also one that is locked
	d.spent.owed++
	d.onceUnkept(func(d *Desk) {
		told := func(*Desk, wire.Frame, error) { d.spent.owed-- } // one that did not arrive is asked for when this console is back
		d.ask(wire.TypeErased, wire.Erased{Conversation: del.Conversation}, told)
	})
}

// receipt takes in how far a deletion has come.
func (d *Desk) receipt(w wire.Receipt) {
	r := Receipt{
		Job: retention.Job[conversation.ID]{
			Tombstone: retention.Tombstone[conversation.ID]{Conversation: w.Conversation, Deleted: w.Deleted.Time(), Cause: retention.Cause(w.Cause)},
			Done:      retention.StepBroadcast, // the service tells of those that it has finished
		},
		By: w.By, Deadline: w.Deadline.Time(), Holders: map[string]time.Time{}, Erased: map[retention.Step]time.Time{},
	}
	for _, s := range w.Steps {
		r.Erased[retention.Step(s.Step)] = s.At.Time()
	}
	if w.Decision != nil {
		r.Decided = retention.Disposition(w.Decision.Code)
	}
	for _, h := range w.Holders {
		r.Holders[holderName(r.Holders, h)] = erasedAt(h)
	}
	d.deletions.receipts[w.Conversation] = r
	d.change.List = true
	d.with(w.Conversation, d.touch)
}

// holderName is whose console it was; a second console of the same person is told apart by a part of its code.
func holderName(taken map[string]time.Time, h wire.HeldBy) string {
	if _, twice := taken[h.Actor]; twice {
		return h.Actor + " (" + h.Console[:min(len(h.Console), 6)] + ")"
	}
	return h.Actor
}

func erasedAt(h wire.HeldBy) time.Time {
	if h.Erased == 0 {
		return time.Time{}
	}
	return h.Erased.Time()
}

// Settle records what was decided about the consoles that have not confirmed a deletion in time (C23).
func (d *Desk) Settle(id conversation.ID, decided retention.Disposition) {
	if r, ok := d.deletions.receipts[id]; ok && r.Standing(d.Now()) == retention.Unconfirmed && d.ready() {
		d.askDeletion(id, wire.TypeSettle, wire.Settle{Conversation: id, Code: string(decided)})
	}
}

// Receipt returns the receipt of a deleted conversation.
func (d *Desk) Receipt(id conversation.ID) (Receipt, bool) {
	r, ok := d.deletions.receipts[id]
	return r, ok
}

// Receipts returns those of this shift, the last one first.
func (d *Desk) Receipts() []Receipt {
	out := make([]Receipt, 0, len(d.deletions.receipts))
	for _, r := range d.deletions.receipts {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Receipt) int {
		x, y := a.Job.Tombstone, b.Job.Tombstone
		return cmp.Or(y.Deleted.Compare(x.Deleted), cmp.Compare(x.Conversation, y.Conversation))
	})
	return out
}

// Erased returns the conversations of which nothing is left here, the last ones: whatever was taken from them elsewhere, to the
// clipboard for instance, is to go as well.
func (d *Desk) Erased() []conversation.ID { return d.deletions.erased }

// noteErased forgets what was planned for a conversation, and remembers that it is gone.
func (d *Desk) noteErased(id conversation.ID) {
	delete(d.deletions.plans, id)
	delete(d.deletions.asking, id)
	if slices.Contains(d.deletions.erased, id) {
		return
	}
	all := append(slices.Clone(d.deletions.erased), id) // the old list is in states that others read
	d.deletions.erased = all[max(0, len(all)-lastErased):]
}

// unanswered reports whether some console has still to say that it erased the conversation.
func (d *Desk) unanswered(id conversation.ID) bool {
	r, ok := d.deletions.receipts[id]
	if !ok {
		return false
	}
	standing := r.Standing(d.Now())
	return standing != retention.Deleted && standing != retention.Settled
}
