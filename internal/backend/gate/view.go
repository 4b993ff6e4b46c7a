package gate

import (
	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// view is what a console was told of a conversation.
type view struct {
	summary  wire.Summary // zero: nothing
	known    conversation.Position
	mark     wire.Mark
	presence wire.Presence
	history  conversation.Generation // that the last one handed over ended
	planned  wire.Planned
}

func (c *console) view(id conversation.ID) *view {
	v, ok := c.views[id]
	if !ok {
		v = new(view)
		c.views[id] = v
	}
	return v
}

// look tells the console what is new about a conversation, or that it is not theirs to see any more. It must be called under mu.
func (c *console) look(id conversation.ID) {
	if id == "" {
		return // who is on duty concerns pages
	}
	actor := c.session.Actor(c.service.Now())
	sum, visible, returning := c.service.Summary(actor, id)
	if returning {
		return
	}
	if !visible {
		c.hide(id)
		return
	}
	v := c.view(id)
	own := sum.Holder == string(actor.Code)
	if own && sum.State == string(conversation.Held) && !c.recalled(id) {
		return // it goes back to the queue, which is told
	}
	if told(v.summary, own) != told(sum, own) || !equalKeys(v.summary, sum) {
		v.summary = sum
		c.event(wire.TypeSummary, sum)
	}
	for _, e := range c.service.EnvelopesFor(actor, id) {
		if c.keys.first(id, e) {
			c.event(wire.TypeEnvelope, wire.SealedKey{Conversation: id, Envelope: e})
		}
	}
	if own {
		c.lookInside(id, v)
	}
}

// recalled reports whether the console can go on with a conversation that its operator holds.
func (c *console) recalled(id conversation.ID) bool {
	if _, known := c.recalls[id]; !known && c.service.Disowned(c.ctx, c.session, id) {
		return false
	}
	c.recalls[id] = struct{}{}
	return true
}

// lookInside tells the holder what only they may know.
func (c *console) lookInside(id conversation.ID, v *view) {
	if c.feeds[id] == nil && !c.follow(id, v.known) {
		return
	}
	c.lookHistory(id, v)
	if m, ok := c.service.MarkOf(id, conversation.Declarant); ok && m.N != v.mark.N {
		v.mark = m
		c.event(wire.TypeMark, m)
	}
	if p := c.service.PlanOf(id); p.At != v.planned.At || p.AsksAgain != v.planned.AsksAgain {
		v.planned = p
		c.event(wire.TypePlanned, p)
	}
	if p, ok := c.service.Presence(id, conversation.Declarant); ok && p != v.presence {
		v.presence = p
		c.event(wire.TypePresence, p)
	}
}

// follow begins to send the log of a conversation.
func (c *console) follow(id conversation.ID, after conversation.Position) bool {
	if err := c.service.ReadBy(c.ctx, c.session, id); err != nil {
		return false
	}
	feed, err := c.service.Follow(c.ctx, id, after, &follower{console: c, id: id, actor: string(c.session.Code())})
	if err != nil {
		if !fault.Is(err, fault.Gone) && !fault.Is(err, fault.Missing) {
			// The store is away: the console comes back and asks again, from where it is.
			c.slow()
		}
		return false
	}
	c.feeds[id] = feed
	for {
		lines, current := feed.Take()
		for _, line := range lines {
			if !lineFrames(c.service, id, line, c.service.Frame, c.event) {
				return false
			}
		}
		if current {
			return true
		}
	}
}

// hide takes a conversation out of the console's sight: deleted, or somebody else's.
func (c *console) hide(id conversation.ID) {
	_, shown := c.views[id]
	if !shown {
		return
	}
	deleted, done, dead := c.service.Deletion(id)
	exists, over := c.service.Knows(id)
	if dead && !done || over {
		return // told when nothing is left
	}
	if feed := c.feeds[id]; feed != nil {
		feed.Close()
		delete(c.feeds, id)
	}
	switch {
	case dead:
		c.tellDeleted(deleted)
	case exists:
		c.event(wire.TypeHidden, wire.Hidden{Conversation: id, Cause: "taken"})
	}
	delete(c.views, id)
	c.keys.forget(id)
}

// told returns the part of a summary that the console has to be told again when it changes. Where it gets the log, that says
// the rest.
func told(s wire.Summary, own bool) summaryKey {
	k := summaryKey{
		state: s.State, holder: s.Holder, generation: s.Generation, urgent: s.Urgent, here: s.Here,
		closedBy: s.ClosedBy, reason: s.Reason, answerBy: s.AnswerBy, overflowed: s.Overflowed,
	}
	if !own {
		k.position = s.Position
	}
	return k
}

type summaryKey struct {
	state, holder, closedBy, reason string
	generation                      conversation.Generation
	urgent, here, overflowed        bool
	answerBy                        wire.Millis
	position                        conversation.Position
}

func equalKeys(a, b wire.Summary) bool { return string(a.Key) == string(b.Key) }

// follower sends the console the log of a conversation that its operator holds.
type follower struct {
	console *console
	id      conversation.ID
	actor   string
}

// Entry sends a line. The console's own messages are acknowledged, or about to be, and its claim is answered.
func (f *follower) Entry(line backend.Line) {
	if text, ok := line.Event.(conversation.Text); ok && text.Side == conversation.Operator {
		f.console.unsaid.add(f.id, line)
		return
	}
	for _, own := range f.console.unsaid.take(f.id) {
		f.tell(own)
	}
	switch line.Event.(type) {
	case conversation.Claimed, conversation.Transferred:
		if kept, some := f.console.service.Kept(f.id, line); some {
			f.console.push(wire.TypeKept, kept)
		}
	default:
		f.tell(line)
	}
}

func (f *follower) tell(line backend.Line) {
	lineFrames(f.console.service, f.id, line, f.console.service.Frame, f.console.pushed)
}

// Sealed sends a key at once, so that it is there before the messages under it.
func (f *follower) Sealed(e wire.Envelope) {
	if e.Actor == f.actor && f.console.keys.first(f.id, e) {
		f.console.push(wire.TypeEnvelope, wire.SealedKey{Conversation: f.id, Envelope: e})
	}
}

// Changed makes the console look.
func (f *follower) Changed() { f.console.marks.add(f.id) }

// Typing shows that the declarant writes.
func (f *follower) Typing(side conversation.Side) {
	if side == conversation.Declarant {
		f.console.hint(wire.TypeTyping, wire.Typing{Conversation: f.id})
	}
}

// Deleted makes the console look: who watches tells it.
func (f *follower) Deleted(wire.Deleted) { f.console.marks.add(f.id) }
