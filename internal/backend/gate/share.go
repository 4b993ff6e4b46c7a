package gate

import "vigie.example/internal/wire"

// shareRequest keeps and releases the shares of the console's cache (C21).
func (c *console) shareRequest(f wire.Frame) {
	switch f.T {
	case wire.TypeDeposit:
		with(c.conn, f, func(m wire.Deposit) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Deposit(c.ctx, c.session, m))
		})
	case wire.TypeRecall:
		with(c.conn, f, func(m wire.Recall) {
			share, err := c.service.Recall(c.ctx, c.session, m.Conversation)
			c.reply(f, m.Conversation, wire.TypeShare, share, err)
		})
	}
}
