package gate

import (
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// callRequest answers what belongs to a call to the supervisors.
func (c *console) callRequest(f wire.Frame) {
	switch f.T {
	case wire.TypeCall:
		with(c.conn, f, func(m wire.Call) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Call(c.ctx, c.session, m))
		})
	case wire.TypeCallAnswer:
		with(c.conn, f, func(m wire.CallAnswer) { // which conversation it is about is not the supervisor's to know
			c.reply(f, "", wire.TypeOK, nil, c.service.AnswerCall(c.ctx, c.session, m))
		})
	}
}

// toldCall is what a console was told of a call last.
type toldCall struct {
	called conversation.CallID // that this supervisor may answer; "" for none
	own    conversation.CallID // of this operator's own
	phase  string              // of the latter
}

// lookCall tells the console of a call about a conversation that concerns its operator, when that has changed. It must be called under mu.
func (c *console) lookCall(id conversation.ID) {
	before := c.calls[id]
	var now toldCall
	called, may := c.service.CalledOf(c.session, id)
	if may {
		now.called = called.Call
	}
	if before.called != "" && before.called != now.called {
		c.event(wire.TypeCalled, wire.Called{Call: before.called, Phase: "over"})
	}
	if may && before.called != now.called {
		c.event(wire.TypeCalled, called)
	}
	if told, own := c.service.CallOf(c.session, id); own {
		now.own, now.phase = told.Call, told.Phase
		if before.own != now.own || before.phase != now.phase {
			c.event(wire.TypeCallTold, told)
		}
	}
	if now == (toldCall{}) {
		delete(c.calls, id)
		return
	}
	c.calls[id] = now
}
