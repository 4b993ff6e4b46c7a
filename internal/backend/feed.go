package backend

import (
	"context"
	"sync"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// Follower is told what happens in one conversation. Its methods are called in order, one at a time; they must neither block
// nor call the service.
type Follower interface {
	Entry(Line)               // the next one: positions neither repeat nor leave gaps
	Sealed(wire.Envelope)     // a new key, told before any message under it is
	Changed()                 // a mark, somebody's presence: look again
	Typing(conversation.Side) // somebody writes; kept nowhere
	Deleted(wire.Deleted)     // nothing is left; nothing follows
}

// Line is an entry with the conversation's deadline after it.
type Line struct {
	conversation.Entry
	Deadline time.Time
}

// lineOf must be called under the lock of the conversation.
func lineOf(c *conversation.Conversation, e conversation.Entry) Line {
	if _, message := e.Event.(conversation.Text); message {
		return Line{e, c.DeadlineAfter(e.Time)}
	}
	return Line{e, c.Deadline()}
}

// Feed leads the entries of one conversation to a follower: first those that the store has, at the follower's pace, then
// new ones as they come. Close it when done.
type Feed struct {
	follower Follower
	live     *live

	mu      sync.Mutex
	next    conversation.Position
	current bool   // past entries are all taken: new ones go straight to the follower
	waiting []Line // in order, from next
}

// Follow begins a feed after a position. Until Take has said that the feed is current, the follower gets no entries; the rest
// it gets at once.
func (s *Service) Follow(ctx context.Context, id conversation.ID, after conversation.Position, follower Follower) (*Feed, error) {
	l, err := s.book.get(id)
	if err != nil {
		return nil, err
	}
	f := &Feed{follower: follower, live: l, next: after + 1}
	l.mu.Lock()
	l.feeds[f] = struct{}{}
	l.mu.Unlock()
	past, err := s.readLog(ctx, id, after)
	if err != nil {
		f.Close()
		return nil, err
	}
	f.prepend(past)
	return f, nil
}

// prepend puts what the store had before what came meanwhile.
func (f *Feed) prepend(past []conversation.Entry) {
	lines := make([]Line, len(past))
	f.live.read(func(c *conversation.Conversation) {
		for i, e := range past {
			lines[i] = lineOf(c, e)
		}
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = append(lines, f.waiting...) // Take drops what is in both
}

func (f *Feed) deliver(e Line) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case !f.current:
		f.waiting = append(f.waiting, e)
	case e.Position == f.next:
		f.next++
		f.follower.Entry(e)
	}
}

// Take returns the next entries that the follower has not got, and true when there were none left: from then on the
// follower gets entries by itself.
func (f *Feed) Take() ([]Line, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var batch []Line
	for _, e := range f.waiting {
		if e.Position == f.next {
			batch = append(batch, e)
			f.next++
		}
	}
	f.waiting = nil
	f.current = len(batch) == 0
	return batch, f.current
}

// Close ends the feed.
func (f *Feed) Close() {
	f.live.mu.Lock()
	defer f.live.mu.Unlock()
	delete(f.live.feeds, f)
}
