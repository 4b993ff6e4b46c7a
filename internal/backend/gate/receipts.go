package gate

import (
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// deletionRequest answers what an operator asks about a deletion. It must be called under mu.
func (c *console) deletionRequest(f wire.Frame) {
	switch f.T {
	case wire.TypePlan:
		with(c.conn, f, func(m wire.Plan) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Plan(c.ctx, c.session, m))
		})
	case wire.TypeKeep:
		with(c.conn, f, func(m wire.Keep) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Keep(c.ctx, c.session, m.Conversation))
		})
	case wire.TypeExport:
		with(c.conn, f, func(m wire.Export) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Export(c.ctx, c.session, m))
		})
	case wire.TypeSettle:
		with(c.conn, f, func(m wire.Settle) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Settle(c.ctx, c.session, m))
		})
	case wire.TypeErased:
		with(c.conn, f, func(m wire.Erased) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Erased(c.ctx, c.session, m.Conversation))
		})
	}
}

// tellDeleted tells the console, once, that a conversation is gone. It must be called under mu.
func (c *console) tellDeleted(d wire.Deleted) {
	if _, told := c.tombs[d.Conversation]; !told {
		c.tombs[d.Conversation] = struct{}{}
		c.event(wire.TypeDeleted, d)
	}
}

// receipt tells an operator who held a deleted conversation how far its deletion has come; a console that has not said yet that
// its copy is gone is told of the deletion first, whether or not it knows the conversation (C23). It must be called under mu.
func (c *console) receipt(id conversation.ID) {
	r, owed, ok := c.service.Receipt(c.session, id)
	if !ok {
		return
	}
	if owed {
		if deleted, done, _ := c.service.Deletion(id); done {
			c.tellDeleted(deleted)
		}
	}
	c.event(wire.TypeReceipt, r)
}

// buried tells of every deletion that concerns the session, before anything else is told (C23).
func (c *console) buried() {
	for _, id := range c.service.Deletions(c.session) {
		c.receipt(id)
	}
}
