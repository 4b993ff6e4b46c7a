package gate

import (
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// adviceRequest answers what belongs to a question to a colleague.
func (c *console) adviceRequest(f wire.Frame) {
	switch f.T {
	case wire.TypeAdvisers:
		with(c.conn, f, func(m wire.Advisers) {
			list, err := c.service.Advisers(c.ctx, c.session, m.Conversation)
			c.reply(f, m.Conversation, wire.TypeAdviserList, list, err)
		})
	case wire.TypeAsk:
		with(c.conn, f, func(m wire.Ask) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Ask(c.ctx, c.session, m))
		})
	case wire.TypeAskWithdraw:
		with(c.conn, f, func(m wire.AskWithdraw) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.AskWithdraw(c.ctx, c.session, m))
		})
	case wire.TypeAdvise:
		with(c.conn, f, func(m wire.Advise) { // which conversation it is about is not the adviser's to know
			c.reply(f, "", wire.TypeOK, nil, c.service.Advise(c.ctx, c.session, m))
		})
	}
}

// lookAdvice tells the console of a question about a conversation that concerns its operator, when that has changed. Of one that they
// were to answer, it tells the end, whatever has become of the conversation. It must be called under mu.
func (c *console) lookAdvice(id conversation.ID) {
	asked, toAnswer := c.service.AskedOf(c.session, id)
	advised, own := c.service.AdvisedOf(c.session, id)
	var now matter[conversation.QuestionID]
	if toAnswer {
		now.theirs = asked.Question
	}
	if own {
		now.own, now.phase = advised.Question, advised.Phase
	}
	renew(c.advices, id, now, news[conversation.QuestionID]{
		over:   func(q conversation.QuestionID) { c.event(wire.TypeAsked, wire.Asked{Question: q, Phase: "moot"}) },
		theirs: func() { c.event(wire.TypeAsked, asked) },
		own:    func() { c.event(wire.TypeAdvised, advised) },
	})
}
