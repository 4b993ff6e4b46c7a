package console

import (
	"slices"
	"time"

	"vigie.example/internal/console/exchange"
)

// spentRest is how long nothing may have been here before the program may start again: who has just finished with a conversation
// is not disturbed, and what is on its way has arrived.
const spentRest = 3 * time.Second

// waitingRest is how long nobody may have touched anything before it does so while others wait: who is about to take the next one
// is not held up.
const waitingRest = 20 * time.Second

// spent is whether this process has held texts of conversations of which none is left. What a Go program has read stays
// somewhere in its memory: only a new process has none of it (C21).
type spent struct {
	used  bool      // it has held some, or a session has ended in it
	owed  int       // erasures that are being done, or told to the service (C23)
	since time.Time // nothing is here since then, on this machine's clock; zero while something is
	tell  []func()
	holds []func() bool
}

func (s *spent) use(x *exchange.Exchange) {
	if x.Phase() != exchange.Gone && !x.Bare() {
		s.used, s.since = true, time.Time{}
	}
}

// OnSpent makes spent be told, about every second, while the program could start again without anybody losing anything:
// something was here, nothing of any conversation is, everything is acknowledged, and the vault brings the session back, or
// there is none. What only waits may be there: Bequest keeps what opens it. It runs on the Desk's goroutine and must not block. It is to be
// called before Start.
func (c *Console) OnSpent(spent func()) { c.desk.spent.tell = append(c.desk.spent.tell, spent) }

// HoldSpent keeps the program from starting again while holds says so: somebody has still to see what only this run knows. It is to be
// called before Start.
func (c *Console) HoldSpent(holds func() bool) {
	c.desk.spent.holds = append(c.desk.spent.holds, holds)
}

// tickSpent looks whether the time has come.
func (d *Desk) tickSpent() {
	s := &d.spent
	if !s.used || !d.couldStartAgain() {
		s.since = time.Time{}
		return
	}
	if s.since.IsZero() {
		s.since = d.local()
	}
	if d.session.active() && d.local().Sub(s.since) < spentRest {
		return
	}
	for _, tell := range s.tell {
		tell()
	}
}

func (d *Desk) couldStartAgain() bool {
	if d.keeping.opening || d.keeping.ending || d.session.phase == SigningIn || len(d.advice.asked) > 0 { // an answer may be half written
		return false
	}
	if slices.ContainsFunc(d.spent.holds, func(holds func() bool) bool { return holds() }) {
		return false
	}
	for _, x := range d.Conversations() {
		switch {
		case x.Phase() == exchange.Gone:
		case !x.Bare() || d.claiming[x.ID()] || d.local().Sub(d.used) < waitingRest:
			return false
		}
	}
	// A session comes back through the vault, and is known to be complete while the service is there.
	return !d.session.active() || d.keeping.shelf != nil && d.ready() && d.session.synced && d.spent.owed == 0 && len(d.keeping.locked) == 0
}

// MayContinue reports whether a program that is started again would bring this session back, conversations included: there is
// none, or the vault has all of it.
func (d *Desk) MayContinue() bool {
	if !d.session.active() {
		return !d.keeping.ending && d.session.phase != SigningIn
	}
	if d.keeping.shelf == nil {
		return false
	}
	for _, x := range d.Conversations() {
		if k := d.keeping.shares[x.ID()]; d.holds(x) && (k == nil || !k.deposited) {
			return false
		}
	}
	return true
}
