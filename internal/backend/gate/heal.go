package gate

import (
	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// restore takes in what the page gives back of its conversation. It says nothing of the conversation itself: resume does, once that
// is there.
func (p *page) restore(f wire.Frame, r wire.Restore) {
	if p.id != "" && p.id != r.Conversation {
		p.fail(f, r.Conversation, fault.New(fault.Taken, "gate.restore", fault.Key("fault.page.bound")))
		return
	}
	out, err := p.service.RestorePage(p.ctx, p.nonce, r)
	p.reply(f, r.Conversation, wire.TypeRestored, out, err)
}

// restore takes in what the console gives back. When a conversation is there again, its summary says so.
func (c *console) restore(f wire.Frame, r wire.Restore) {
	c.recalls[r.Conversation] = struct{}{}
	out, err := c.service.Restore(c.ctx, c.session, r)
	c.reply(f, r.Conversation, wire.TypeRestored, out, err)
}

// lineFrames are the frames that tell of a line: its proof first, so that whoever knows of it can also prove it.
func lineFrames(s *backend.Service, id conversation.ID, line backend.Line,
	frame func(conversation.ID, backend.Line) (wire.Type, any), tell func(wire.Type, any) bool) bool {
	if kept, some := s.Kept(id, line); some && !tell(wire.TypeKept, kept) {
		return false
	}
	t, data := frame(id, line)
	return t == "" || tell(t, data)
}

// pushed adapts push to lineFrames.
func (c *conn) pushed(t wire.Type, data any) bool {
	c.push(t, data)
	return true
}
