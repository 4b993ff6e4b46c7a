package console

import (
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// lock says why a session is locked: what is held stays held, and is covered, until its person has proved again who they are.
type lock struct {
	cause string // "" while it is not
	told  bool   // the service knows
}

// Causes of a lock. All but the last two are on the wire.
const (
	LockedByHand    = "asked"
	LockedByIdling  = "idle"
	LockedByScreen  = "screen"  // the desktop was locked
	LockedByRemoval = "removed" // key or card was pulled out
	LockedByMeans   = "means"   // the service: what the session began with is not in force any more
	LockedByTime    = "lapsed"  // the connection was away for too long
)

// lapsed is how the service says that a ticket has run out.
const lapsed fault.TextKey = "fault.signin.lapsed"

// LockNow covers everything and lets nobody act, at once here, and at the service as soon as it is reached.
func (d *Desk) LockNow(cause string) {
	if !d.session.active() || d.session.lock.cause != "" {
		return
	}
	d.lockFor(cause)
	d.tellLock()
}

// lockFor locks this console.
func (d *Desk) lockFor(cause string) {
	d.session.attempt.cancel()
	d.session.attempt, d.session.problem = attempt{}, nil
	d.session.lock = lock{cause: cause}
	d.means.attempt.cancel()
	d.means = means{}
	d.ForgetKey()
	d.keepShift() // a restart does not open it
	d.change.Session, d.change.List = true, true
}

// tellLock tells the service, which refuses everything from then on that a person would do.
func (d *Desk) tellLock() {
	s := &d.session
	if s.lock.cause == "" || s.lock.told || !d.ready() || s.lock.cause == LockedByMeans || s.lock.cause == LockedByTime {
		return
	}
	s.lock.told = true
	d.ask(wire.TypeLock, wire.Lock{Cause: s.lock.cause}, func(d *Desk, _ wire.Frame, err error) {
		if err != nil {
			d.session.lock.told = false
			d.later(lookEvery, (*Desk).tellLock)
		}
	})
}

// acts reports whether somebody may act in the session.
func (d *Desk) acts() bool { return d.ready() && d.session.lock.cause == "" }

// Attended is a sign that somebody is there.
func (d *Desk) Attended() { d.used = d.local() }

// idle locks a session that nobody has used for a while.
func (d *Desk) idle(now time.Time) {
	if after := d.options.LockAfter; after > 0 && d.session.active() && now.Sub(d.used) >= after {
		d.LockNow(LockedByIdling)
	}
}
