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

// lookCall tells the console of a call about a conversation that concerns its operator, when that has changed. It must be called under mu.
func (c *console) lookCall(id conversation.ID) {
	called, may := c.service.CalledOf(c.session, id)
	call, own := c.service.CallOf(c.session, id)
	var now matter[conversation.CallID]
	if may {
		now.theirs = called.Call
	}
	if own {
		now.own, now.phase = call.Call, call.Phase
	}
	renew(c.calls, id, now, news[conversation.CallID]{
		over:   func(id conversation.CallID) { c.event(wire.TypeCalled, wire.Called{Call: id, Phase: "over"}) },
		theirs: func() { c.event(wire.TypeCalled, called) },
		own:    func() { c.event(wire.TypeCallTold, call) },
	})
}
