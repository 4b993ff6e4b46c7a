package gate

import (
	"reflect"
	"slices"

	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/wire"
)

// toldMeans is what the console was told last of its session.
type toldMeans struct {
	locked string
	means  wire.Means
	asked  bool // it follows its own means
}

// whileLocked is what a console does by itself, so that nothing is lost while nobody may act: it receives, keeps, confirms and erases. Nobody is
// locked in: a session that holds nothing may be ended.
var whileLocked = []wire.Type{
	wire.TypeHourly, wire.TypeDuty, wire.TypeSync, wire.TypeRestore, wire.TypeMark, wire.TypeErased, wire.TypeDeposit, wire.TypeRecall,
	wire.TypeHistory, wire.TypeLock, wire.TypeSignOut, wire.TypeStock, wire.TypeGone, wire.TypeWiped,
}

func mayWhileLocked(t wire.Type) bool { return slices.Contains(whileLocked, t) }

// meansRequest answers what is about locking, and about what people sign in with.
func (c *console) meansRequest(f wire.Frame) {
	switch f.T {
	case wire.TypeLock:
		with(c.conn, f, func(l wire.Lock) { c.reply(f, "", wire.TypeOK, nil, c.service.Lock(c.ctx, c.session, l)) })
	case wire.TypeMeansAsk:
		with(c.conn, f, func(m wire.MeansAsk) {
			if m.Actor == "" {
				m.Actor = string(c.session.Code())
			}
			c.listMeans(f, m.Actor, nil)
		})
	case wire.TypeInvite:
		with(c.conn, f, func(i wire.Invite) {
			out, err := c.service.Invite(c.ctx, c.session.Actor(c.service.Now()), access.ActorCode(i.Actor))
			c.reply(f, "", wire.TypeInvited, out, err)
		})
	case wire.TypeEnrol:
		with(c.conn, f, func(e wire.Enrol) {
			enrolling, out, err := c.service.BeginEnrolment(c.ctx, c.session, e)
			c.enrolling = enrolling
			c.reply(f, "", wire.TypeEnrolment, out, err)
		})
	case wire.TypeEnrolMeans:
		with(c.conn, f, func(m wire.EnrolMeans) {
			c.listMeans(f, string(c.session.Code()), c.service.Enrol(c.ctx, c.session, c.enrolling, m))
		})
	case wire.TypeMeansConfirm:
		with(c.conn, f, func(m wire.MeansConfirm) {
			c.listMeans(f, m.Actor, c.service.ConfirmMeans(c.ctx, c.session.Actor(c.service.Now()), m))
		})
	case wire.TypeMeansRevoke:
		with(c.conn, f, func(m wire.MeansRevoke) {
			c.listMeans(f, m.Actor, c.service.RevokeMeans(c.ctx, c.session.Actor(c.service.Now()), m))
		})
	}
}

// listMeans answers with the list as it is now, or with the fault.
func (c *console) listMeans(f wire.Frame, actor string, err error) {
	var list wire.Means
	if err == nil {
		list, err = c.service.ListMeans(c.ctx, c.session.Actor(c.service.Now()), access.ActorCode(actor))
	}
	if err == nil && actor == string(c.session.Code()) {
		c.told.means, c.told.asked = list, true
	}
	c.reply(f, "", wire.TypeMeans, list, err)
}

// tellMeans tells the console that its session was locked, and what has changed in its own means.
func (c *console) tellMeans() {
	if cause, locked := c.session.Locked(); locked {
		c.tellLocked(cause)
	} else {
		c.told.locked = ""
	}
	if !c.told.asked {
		return
	}
	if now := c.service.OwnMeans(c.session); !reflect.DeepEqual(now, c.told.means) {
		c.told.means = now
		c.push(wire.TypeMeans, now)
	}
}

// tellLocked tells it once. What the console has locked itself it knows.
func (c *console) tellLocked(cause string) {
	if c.told.locked == cause {
		return
	}
	c.told.locked = cause
	if cause == backend.LockedByMeans {
		c.enrolling = nil
	}
	c.push(wire.TypeLocked, wire.Locked{Cause: cause})
}
