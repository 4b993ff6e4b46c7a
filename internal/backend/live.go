package backend

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// live is a conversation as this process sees it: the fold of its log, and the latest of its cells.
type live struct {
	id      conversation.ID
	writing chan struct{} // holds one token: who has it may append; others of this process wait instead of colliding

	mu        sync.Mutex // guards what follows; taken before a Feed's
	conv      *conversation.Conversation
	feeds     map[*Feed]struct{}
	envelopes map[string]sealed // by cell name
	marks     map[conversation.Side]marked
	highest   conversation.KeyNumber // of the envelopes
	transfer  held[transfer]         // the last question
	history   held[wire.History]     // the last one handed over
	advice    held[advice]           // the last question to a colleague
	call      held[call]             // the last call to the supervisors
	resumed   held[uint64]           // the last ticket that the page came back with
	traced    map[tracedOnce]struct{}
	holders   []wire.HeldBy         // consoles that held a copy
	heard     conversation.Position // of the declarant's last message
	healed    time.Time             // when it was given back; zero if it never was
	whole     bool                  // its holder's console has given back, too, what it has
	returning bool                  // it is being given back: absent to everybody until all of it is there
}

type sealed struct {
	envelope wire.Envelope
	revision uint64
}

type marked struct {
	mark     wire.Mark
	revision uint64
}

// tracedOnce names an operation that leaves one record per conversation, holder and session, not one per message.
type tracedOnce struct {
	action     access.Action
	actor      access.ActorCode
	generation conversation.Generation
}

func newLive(id conversation.ID) *live {
	l := &live{
		id: id, writing: make(chan struct{}, 1), conv: conversation.New(id), feeds: make(map[*Feed]struct{}),
		envelopes: make(map[string]sealed), marks: make(map[conversation.Side]marked), traced: make(map[tracedOnce]struct{}),
	}
	l.writing <- struct{}{}
	return l
}

// read runs f on the conversation under the lock.
func (l *live) read(f func(c *conversation.Conversation)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(l.conv)
}

// unit returns the conversation's unit; "" before it was opened.
func (l *live) unit() (unit conversation.Unit) {
	l.read(func(c *conversation.Conversation) { unit = c.Unit() })
	return unit
}

// object returns the conversation as access sees it now.
func (l *live) object(now time.Time) access.Object {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.returning {
		return access.Object{}
	}
	return objectOf(l.conv, now)
}

// begins and ends enclose the time in which entries of before come back. What is there already, and only goes on, stays in sight. ends is
// told whether the holder's console has offered, too.
func (l *live) begins(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.returning, l.healed = !l.conv.Exists(), now
}

func (l *live) ends(console bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.returning, l.whole = false, l.whole || console
}

func objectOf(c *conversation.Conversation, now time.Time) access.Object {
	if !c.Exists() || c.Over(now) {
		return access.Object{}
	}
	o := access.Object{State: access.State(c.State()), Conversation: c.ID(), Unit: access.UnitCode(c.Unit()), Also: access.UnitCode(c.Also())}
	if h, ok := c.Holder(); ok {
		o.Holder = access.ActorCode(h.Actor)
	}
	return o
}

// apply folds an entry in, unless it is known, and hands it to who follows. It reports whether it was new.
func (l *live) apply(e conversation.Entry) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Position <= l.conv.Position() {
		return false, nil
	}
	if err := l.conv.Apply(e); err != nil {
		return false, err
	}
	switch ev := e.Event.(type) {
	case conversation.Claimed:
		l.keepsCopy(ev.Holder)
	case conversation.Transferred:
		l.keepsCopy(ev.Holder)
	case conversation.Text:
		if ev.Side == conversation.Declarant {
			l.heard = e.Position
		}
	}
	line := lineOf(l.conv, e)
	for f := range l.feeds {
		f.deliver(line)
	}
	return true, nil
}

// setEnvelope takes an envelope's cell in, and reports whether it was new.
func (l *live) setEnvelope(cell Cell) (wire.Envelope, bool) {
	var e wire.Envelope
	if l.knowsEnvelope(cell) || cell.Data == nil || json.Unmarshal(cell.Data, &e) != nil {
		return e, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if old, known := l.envelopes[cell.Name]; known && cell.Revision <= old.revision {
		return e, false
	}
	l.envelopes[cell.Name] = sealed{e, cell.Revision}
	l.highest = max(l.highest, e.Key)
	for f := range l.feeds {
		f.follower.Sealed(e)
	}
	return e, true
}

// knowsEnvelope spares the reading of what this process has put itself.
func (l *live) knowsEnvelope(cell Cell) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	old, known := l.envelopes[cell.Name]
	return known && cell.Revision <= old.revision
}

// setMark takes a mark's cell in.
func (l *live) setMark(cell Cell) {
	l.mu.Lock()
	old := l.marks[conversation.Side(strings.TrimPrefix(memberOf(cell.Name), markPrefix))]
	l.mu.Unlock()
	var m wire.Mark
	if cell.Revision > old.revision && cell.Data != nil && json.Unmarshal(cell.Data, &m) == nil {
		l.keepMark(m, cell.Revision)
	}
}

// keepMark takes a mark in, unless there is a newer one, and tells who follows.
func (l *live) keepMark(m wire.Mark, revision uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if old, known := l.marks[m.Side]; known && revision <= old.revision {
		return
	}
	l.marks[m.Side] = marked{m, revision}
	for f := range l.feeds {
		f.follower.Changed()
	}
}

// changed tells who follows that something other than the log has changed.
func (l *live) changed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for f := range l.feeds {
		f.follower.Changed()
	}
}

func (l *live) typing(side conversation.Side) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for f := range l.feeds {
		f.follower.Typing(side)
	}
}

// end tells who follows that the conversation is deleted, and forgets them.
func (l *live) end(d wire.Deleted) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for f := range l.feeds {
		f.follower.Deleted(d)
	}
	clear(l.feeds)
}

// once reports whether this is the first operation of its kind that is to be traced.
func (l *live) once(t tracedOnce) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, known := l.traced[t]
	l.traced[t] = struct{}{}
	return !known
}

// write waits for the right to append. The returned function gives it back.
func (l *live) write(ctx context.Context) (func(), error) {
	select {
	case <-l.writing:
		return func() { l.writing <- struct{}{} }, nil
	case <-ctx.Done():
		return nil, fault.As(fault.Unavailable, "backend.live.write", ctx.Err())
	}
}
