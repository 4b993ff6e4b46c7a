package gate

import (
	"sync"
	"sync/atomic"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// page is a declarant's connection. It belongs to one conversation, once that is opened or resumed.
type page struct {
	*conn
	service *backend.Service

	id    conversation.ID // of the reading goroutine; others use bound
	feed  *backend.Feed
	leave func()
	stop  func()

	bound  atomic.Pointer[conversation.ID]
	unsaid unsaid
	heed   *attention // something may have changed

	looking sync.Mutex
	shown   pageState // guarded by looking
}

// pageState is what the page was last told.
type pageState struct {
	queue    wire.Queue
	roster   string // identifiers of the hourly keys
	mark     wire.Mark
	presence wire.Presence
	waited   bool   // for the roster that was told
	holder   string // the hourly key of who holds it, as the page was told it
}

// pageEvery bounds how often a page is told of changes around it.
const pageEvery = 150 * time.Millisecond

func newPage(c *conn) *page {
	p := &page{conn: c, service: c.server.service}
	p.heed = newAttention(pageEvery, func() { c.guard(p.watch) })
	return p
}

func (p *page) request(f wire.Frame) {
	switch f.T {
	case wire.TypePlaces:
		with(p.conn, f, func(q wire.Places) { p.answer(f, wire.TypeCandidate, p.service.Places(q.Query)) })
	case wire.TypeOpen:
		with(p.conn, f, func(o wire.Open) { p.open(f, o) })
	case wire.TypeResume:
		with(p.conn, f, func(r wire.Resume) { p.resume(f, r) })
	case wire.TypeRestore:
		with(p.conn, f, func(r wire.Restore) { p.restore(f, r) })
	case wire.TypeDelete:
		with(p.conn, f, func(d wire.Delete) { p.delete(f, d) })
	case wire.TypeEnvelopes:
		with(p.conn, f, func(e wire.Envelopes) {
			p.within(f, e.Conversation, func(party backend.Party) (wire.Type, any, error) {
				return wire.TypeOK, nil, p.service.Envelopes(p.ctx, party, e)
			})
		})
	case wire.TypeSend:
		with(p.conn, f, func(m wire.Send) {
			var ack wire.Ack
			p.within(f, m.Conversation, func(party backend.Party) (_ wire.Type, _ any, err error) {
				ack, err = p.service.Send(p.ctx, party, m)
				return wire.TypeAck, ack, err
			})
			p.unsaid.drop(m.Conversation, ack.Position)
		})
	case wire.TypeMark:
		with(p.conn, f, func(m wire.Mark) {
			p.within(f, m.Conversation, func(party backend.Party) (wire.Type, any, error) {
				return wire.TypeOK, nil, p.service.Mark(p.ctx, party, m)
			})
		})
	case wire.TypeClose:
		with(p.conn, f, func(m wire.Close) {
			p.within(f, m.Conversation, func(party backend.Party) (wire.Type, any, error) {
				return wire.TypeOK, nil, p.service.Close(p.ctx, party, m)
			})
		})
	case wire.TypeTyping:
		if t, err := wire.DecodeData[wire.Typing](f); err == nil && t.Conversation == p.id && p.id != "" {
			p.service.Typing(p.ctx, backend.HoldsKey(p.id), p.id)
		}
	}
}

// within answers a request about the connection's own conversation. To any other there is no access: it looks absent.
func (p *page) within(f wire.Frame, id conversation.ID, do func(backend.Party) (wire.Type, any, error)) {
	if p.id == "" || id != p.id {
		p.fail(f, id, fault.Conceal(fault.New(fault.Missing, "gate.within")))
		return
	}
	t, data, err := do(backend.HoldsKey(id))
	p.reply(f, id, t, data, err)
}

func (p *page) open(f wire.Frame, o wire.Open) {
	id := seal.ConversationID(o.Key)
	if p.id != "" && p.id != id { // before another one is opened that nobody would follow
		p.fail(f, id, fault.New(fault.Taken, "gate.open", fault.Key("fault.page.bound")))
		return
	}
	_, err := p.service.Open(p.ctx, p.nonce, o)
	if err == nil {
		err = p.bind(f, id, 0)
	}
	if err != nil {
		p.fail(f, id, err)
	}
}

func (p *page) resume(f wire.Frame, r wire.Resume) {
	err := p.service.Resume(p.ctx, p.nonce, r)
	if err == nil && p.id != "" && p.id != r.Conversation {
		err = fault.New(fault.Taken, "gate.resume", fault.Key("fault.page.bound"))
	}
	if err == nil {
		err = p.bind(f, r.Conversation, r.Position)
	}
	if err != nil {
		p.fail(f, r.Conversation, err)
	}
}

// bind makes the conversation this connection's, answers with its state, and sends what came after a position.
func (p *page) bind(f wire.Frame, id conversation.ID, after conversation.Position) error {
	p.unbind()
	feed, err := p.service.Follow(p.ctx, id, after, p)
	if err != nil {
		return err
	}
	opened, err := p.service.Opened(id)
	if err != nil {
		feed.Close()
		return err
	}
	// The answer comes before anything that is told of what changes.
	p.looking.Lock()
	defer p.looking.Unlock()
	p.shown = stateOf(opened)
	p.id, p.feed = id, feed
	p.bound.Store(&id)
	p.leave = p.service.Arrive(id)
	p.stop = p.service.WatchPlaces(p.service.UnitOf(id), p.Changed)
	p.answer(f, wire.TypeOpened, opened)
	for {
		lines, current := feed.Take()
		for _, line := range lines {
			if !lineFrames(p.service, id, line, p.frame, p.event) {
				return nil
			}
		}
		if current {
			break
		}
	}
	p.Changed()
	return nil
}

func (p *page) unbind() {
	if p.id == "" {
		return
	}
	p.feed.Close()
	p.stop()
	p.leave()
	p.bound.Store(nil)
	p.unsaid.forget()
	p.id = ""
}

func (p *page) gone() {
	p.heed.stop()
	p.unbind()
}

// delete erases on nothing but the signature (D2), whatever the connection is bound to.
func (p *page) delete(f wire.Frame, d wire.Delete) {
	deleted, err := p.service.Delete(p.ctx, d)
	p.reply(f, d.Conversation, wire.TypeDeleted, deleted, err)
}

// frame returns what a line is to a page: why an operator has gone is not for it.
func (p *page) frame(id conversation.ID, line backend.Line) (wire.Type, any) {
	t, data := p.service.Frame(id, line)
	if r, ok := data.(wire.Released); ok {
		r.Cause = ""
		data = r
	}
	return t, data
}

// Entry sends a line of the log. The page's own messages are acknowledged, or about to be.
func (p *page) Entry(line backend.Line) {
	id := p.bound.Load()
	if text, ok := line.Event.(conversation.Text); ok && text.Side == conversation.Declarant {
		if id != nil {
			p.unsaid.add(*id, line)
		}
		return
	}
	if id != nil {
		for _, own := range append(p.unsaid.take(*id), line) {
			lineFrames(p.service, *id, own, p.frame, p.pushed)
		}
	}
	p.Changed()
}

// Sealed concerns consoles.
func (p *page) Sealed(wire.Envelope) {}

// Changed makes the page look.
func (p *page) Changed() { p.heed.wake() }

// Typing shows that the operator writes.
func (p *page) Typing(side conversation.Side) {
	if id := p.bound.Load(); id != nil && side == conversation.Operator {
		p.hint(wire.TypeTyping, wire.Typing{Conversation: *id})
	}
}

// Deleted tells that nothing is left.
func (p *page) Deleted(d wire.Deleted) { p.push(wire.TypeDeleted, d) }

// watch tells the page what has changed around its conversation.
func (p *page) watch() {
	if id := p.bound.Load(); id != nil && p.ctx.Err() == nil {
		p.look(*id)
	}
}

func (p *page) look(id conversation.ID) {
	p.looking.Lock()
	defer p.looking.Unlock()
	if q, waits := p.service.Queue(id); waits && q != p.shown.queue {
		p.shown.queue = q
		p.event(wire.TypeQueue, q)
	}
	if r, waits := p.service.Roster(id); waits {
		if keys := rosterKeys(r.Roster); !p.shown.waited || keys != p.shown.roster {
			p.shown.roster = keys
			p.event(wire.TypeRoster, r)
		}
		p.shown.waited = true
	} else {
		p.shown.waited, p.shown.queue.Ahead = false, -1 // told again if it comes back to the queue
	}
	if c, lost := p.service.Unsealed(id); lost && c.Operator.Hourly.ID != p.shown.holder { // the page seals to them once more
		p.shown.holder = c.Operator.Hourly.ID
		p.event(wire.TypeClaimed, c)
	}
	if m, ok := p.service.MarkOf(id, conversation.Operator); ok && (m.N != p.shown.mark.N || m.Generation != p.shown.mark.Generation) {
		p.shown.mark = m
		p.event(wire.TypeMark, m)
	}
	if at, ok := p.service.Presence(id, conversation.Operator); ok && at != p.shown.presence {
		p.shown.presence = at
		p.event(wire.TypePresence, at)
	}
}

// stateOf returns what an answer has told the page.
func stateOf(o wire.Opened) pageState {
	st := pageState{
		queue:  wire.Queue{Conversation: o.Conversation, Ahead: o.Ahead, OnDuty: o.OnDuty, Closes: o.Closes},
		roster: rosterKeys(o.Roster), waited: o.State == string(conversation.Waiting),
	}
	if !st.waited && len(o.Roster) > 0 {
		st.holder = o.Roster[0].Hourly.ID
	}
	if o.Mark != nil {
		st.mark = *o.Mark
	}
	return st
}

func rosterKeys(roster []wire.Chain) string {
	keys := ""
	for _, c := range roster {
		keys += c.Hourly.ID + " "
	}
	return keys
}
