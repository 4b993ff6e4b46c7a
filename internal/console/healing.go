package console

import (
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// healPatience is how long a conversation that was given back may stay away before it counts as lost: the service waits a few seconds
// for the page.
const healPatience = 20 * time.Second

// giveBack offers what this operator holds to a service whose memory began empty since the last synchronisation. It goes before the
// synchronisation, which tells everything again.
func (d *Desk) giveBack() {
	s := &d.session
	emptied := s.epoch != "" && s.epoch != d.connection.epoch
	if emptied {
		d.dropTransfers()
	}
	for x := range d.options.Cache.All() {
		if x.Mine() && (emptied || x.Phase() == exchange.Lost) {
			x.Forgotten()
		}
		if x.Healing() {
			d.offer(x)
			d.touch(x)
		}
	}
}

func (d *Desk) offer(x *exchange.Exchange) {
	id := x.ID()
	frames := x.Offer(wire.MaxConsoleBytes)
	if len(frames) == 0 {
		x.Missing()
		return
	}
	offer := x.Offers()
	for i, frame := range frames {
		last := i == len(frames)-1
		d.ask(wire.TypeRestore, frame, func(d *Desk, _ wire.Frame, err error) {
			switch {
			case err == nil && !last:
			case err == nil, fault.KindOf(err).Retryable():
				d.later(healPatience, func(d *Desk) { d.giveUp(id, offer) })
			default: // deleted meanwhile, which the synchronisation tells, or refused
				d.giveUp(id, offer)
			}
		})
	}
}

// giveUp says honestly that the service did not get a conversation back, unless it was offered again meanwhile: to a service that has lost
// its memory once more, or on another connection.
func (d *Desk) giveUp(id conversation.ID, offer int) {
	d.with(id, func(x *exchange.Exchange) {
		if x.Healing() && x.Offers() == offer && d.ready() {
			x.Missing()
			d.touch(x)
		}
	})
}
