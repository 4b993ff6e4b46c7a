package console

import (
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
)

const second = time.Second

// tick does what time alone brings, every second, connected or not.
func (d *Desk) tick() {
	d.stopTick = d.options.Clock.AfterFunc(second, func() { d.console.Do((*Desk).tick) })
	now := d.Now()
	d.change.Second = true
	for _, x := range d.Conversations() {
		d.tickConversation(x, now)
	}
	for id, goes := range d.ended {
		if !d.local().Before(goes) && !d.unanswered(id) { // C23: who has still to answer stays in sight
			d.drop(id)
		}
	}
	if d.session.active() {
		d.tickTransfers(now)
		d.tickAdvice(now)
		d.tickCalls(now)
		d.tickSession(now)
	}
	d.tickSpent()
}

func (d *Desk) tickConversation(x *exchange.Exchange, now time.Time) {
	if x.Phase() == exchange.Gone {
		return
	}
	if x.Expired(now) { // C21: also while offline, whatever the service says
		d.erase(x, causeDeadline)
		return
	}
	before := len(x.Alarms())
	if x.Tick(now) {
		d.touch(x)
	}
	if len(x.Alarms()) > before {
		d.signal(SomethingWrong)
	}
	if d.holds(x) && !d.near[x.ID()] && view.LifeOf(now, x.Deadline()) == view.Urgent {
		d.near[x.ID()] = true
		d.signal(NearDeadline)
	} else if d.near[x.ID()] && view.LifeOf(now, x.Deadline()) != view.Urgent {
		delete(d.near, x.ID())
	}
	if d.ready() && x.MarkDue(now) {
		d.markSoon()
	}
}

func (d *Desk) tickSession(now time.Time) {
	if d.keeping.shelf != nil && now.Sub(d.keeping.told) >= time.Minute { // what was seen is kept, what is over goes
		d.keeping.told = now
		d.keepShift()
	}
	if !now.Before(d.session.shift.Expires.Time()) {
		d.endSession("expired")
		return
	}
	d.idle(d.local())
	d.tickMeans()
	d.tellGone()
	d.hourly.sweep(now)
	if d.hourly.due(now) {
		d.offerHourly()
	}
}
