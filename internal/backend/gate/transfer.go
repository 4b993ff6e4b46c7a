package gate

import (
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// transferRequest answers what belongs to a transfer.
func (c *console) transferRequest(f wire.Frame) {
	switch f.T {
	case wire.TypeColleagues:
		with(c.conn, f, func(m wire.Colleagues) {
			takers, err := c.service.Takers(c.ctx, c.session, m.Conversation)
			c.reply(f, m.Conversation, wire.TypeTakers, takers, err)
		})
	case wire.TypeTransfer:
		with(c.conn, f, func(m wire.Transfer) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Transfer(c.ctx, c.session, m))
		})
	case wire.TypeTransferWithdraw:
		with(c.conn, f, func(m wire.TransferWithdraw) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.TransferWithdraw(c.ctx, c.session, m))
		})
	case wire.TypeTransferAnswer:
		with(c.conn, f, func(m wire.TransferAnswer) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.TransferAnswer(c.ctx, c.session, m))
		})
	case wire.TypeHistory:
		with(c.conn, f, func(m wire.History) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.HandOver(c.ctx, c.session, m))
		})
	}
}

// toldTransfer is what a console was told of a transfer last.
type toldTransfer struct {
	generation     conversation.Generation
	phase, refusal string
	until          wire.Millis
}

// lookTransfer tells the console how a transfer that concerns it stands, when that has changed. It must be called under mu.
func (c *console) lookTransfer(id conversation.ID) {
	t, concerns := c.service.TransferOf(c.session, id)
	if !concerns {
		delete(c.transfers, id)
		return
	}
	now := toldTransfer{t.Generation, t.Phase, t.Refusal, t.Until}
	if c.transfers[id] != now {
		c.transfers[id] = now
		c.event(wire.TypeTransferTold, t)
	}
}

// lookHistory hands the holder what the one before has sealed to them: after the log, which says whose signature it must carry. It
// must be called under mu.
func (c *console) lookHistory(id conversation.ID, v *view) {
	h, some := c.service.HistoryFor(c.session.Actor(c.service.Now()), id)
	if some && v.history != h.Generation {
		v.history = h.Generation
		c.event(wire.TypeHistory, h)
	}
}
