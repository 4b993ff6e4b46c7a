package console

import (
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// sendNext hands over the next message of a conversation, if there is one and nothing else is on its way.
func (d *Desk) sendNext(x *exchange.Exchange) {
	if !d.acts() {
		return
	}
	frame, some := x.NextSend(d.Now())
	if !some {
		return
	}
	id := x.ID()
	d.ask(wire.TypeSend, frame, func(d *Desk, f wire.Frame, err error) { d.sent(id, frame.ID, f, err) })
}

func (d *Desk) sent(id conversation.ID, m conversation.MessageID, f wire.Frame, err error) {
	ack, ok := data[wire.Ack](f)
	if err == nil && (!ok || ack.ID != m) {
		err = fault.New(fault.Invalid, "console.Send")
	}
	d.alter(id, func(x *exchange.Exchange) {
		if err == nil {
			d.clock.observe(ack.Time.Time(), d.local())
			x.Acked(ack, d.Now())
			d.markSoon()
			return
		}
		if rest := x.Refused(m, err, d.Now()); rest > 0 {
			d.later(rest, func(d *Desk) { d.with(id, d.touch) })
		}
	})
}

// markSoon looks at the receipts of all conversations in a moment: those of one burst go together.
func (d *Desk) markSoon() {
	if d.marking {
		return
	}
	d.marking = true
	d.options.Clock.AfterFunc(markDelay, func() { d.console.Do((*Desk).mark) })
}

func (d *Desk) mark() {
	d.marking = false
	if !d.ready() {
		return
	}
	for x := range d.options.Cache.All() {
		m, due := x.NextMark(d.Now())
		if !due {
			continue
		}
		id := x.ID()
		d.ask(wire.TypeMark, m, func(d *Desk, _ wire.Frame, err error) {
			d.with(id, func(x *exchange.Exchange) {
				x.Marked(err, d.Now())
				if x.MarkDue(d.Now()) {
					d.markSoon()
				}
			})
		})
	}
}
