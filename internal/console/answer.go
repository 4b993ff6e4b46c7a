package console

import (
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// released takes in that a holder has gone. One who was not fast enough to answer is told, before the conversation leaves
// their list (B12).
func (d *Desk) released(x *exchange.Exchange, r wire.Released) {
	if x.TakenBack(r) {
		d.notices.inbox = fault.New(fault.Taken, "console.released", fault.Key("inbox.taken_back"))
		d.change.List = true
	}
	x.Released(r)
}
