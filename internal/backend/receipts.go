package backend

import (
	"context"
	"slices"
	"sync"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/internal/wire"
)

// copies returns the consoles that held a copy: every one that has been the conversation's holder.
func (l *live) copies() []wire.HeldBy {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.holders)
}

// keepsCopy notes that a console gets a copy. It must be called under mu.
func (l *live) keepsCopy(h conversation.Holder) {
	x := wire.HeldBy{Actor: string(h.Actor), Console: string(h.Console)}
	if !slices.Contains(l.holders, x) {
		l.holders = append(l.holders, x)
	}
}

// receiptsOf leads news of deletions to the operators whom they concern. Safe for concurrent use.
type receiptsOf struct {
	mu       sync.Mutex
	watchers map[access.ActorCode]map[*func(conversation.ID)]struct{}
}

func newReceipts() *receiptsOf {
	return &receiptsOf{watchers: make(map[access.ActorCode]map[*func(conversation.ID)]struct{})}
}

func (r *receiptsOf) watch(actor access.ActorCode, f func(conversation.ID)) (stop func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.watchers[actor] == nil {
		r.watchers[actor] = make(map[*func(conversation.ID)]struct{})
	}
	r.watchers[actor][&f] = struct{}{}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if delete(r.watchers[actor], &f); len(r.watchers[actor]) == 0 {
			delete(r.watchers, actor)
		}
	}
}

func (r *receiptsOf) tell(t tombstone) {
	r.mu.Lock()
	defer r.mu.Unlock()
	told := map[access.ActorCode]bool{}
	for _, h := range t.holders {
		actor := access.ActorCode(h.Actor)
		if told[actor] {
			continue
		}
		told[actor] = true
		for f := range r.watchers[actor] {
			(*f)(t.Conversation)
		}
	}
}

// concerns reports whether the operator held the conversation, at whatever console.
func (t tombstone) concerns(actor access.ActorCode) bool {
	return slices.ContainsFunc(t.holders, func(h wire.HeldBy) bool { return h.Actor == string(actor) })
}

// WatchDeletions calls f, which must not block, after each news of the deletion of a conversation that the operator has held.
func (s *Service) WatchDeletions(x *Session, f func(conversation.ID)) (stop func()) {
	return s.receipts.watch(x.actor.Code, f)
}

// Receipt returns how far a deletion has come, for an operator who held the conversation; owed tells that this session's console
// has still to say that its copy is gone. false: there is no such deletion, it is not finished, or it is not theirs to know.
func (s *Service) Receipt(x *Session, id conversation.ID) (r wire.Receipt, owed, ok bool) {
	t, dead := s.book.tomb(id)
	if !dead || !t.done || !t.concerns(x.actor.Code) {
		return wire.Receipt{}, false, false
	}
	return receiptOf(t), slices.ContainsFunc(t.holders, func(h wire.HeldBy) bool { return h.Erased == 0 && x.is(h) }), true
}

// Deletions returns the finished deletions of this shift that concern the session, and those, of whatever time, that its
// console has still to acknowledge, or that want a decision.
func (s *Service) Deletions(x *Session) []conversation.ID {
	since := s.Now().Add(-s.cfg.Shift)
	var out []conversation.ID
	for _, t := range s.book.deletions(x.actor.Code) {
		if _, owed, ok := s.Receipt(x, t.Conversation); ok && (owed || t.Deleted.After(since) || t.standing(s.Now()) == retention.Unconfirmed) {
			out = append(out, t.Conversation)
		}
	}
	return out
}

func (x *Session) is(h wire.HeldBy) bool {
	return h.Actor == string(x.holder.Actor) && h.Console == string(x.holder.Console)
}

// Erased takes in that nothing of a deleted conversation is left on the session's console (C23). Who held no copy changes
// nothing; neither does saying it twice.
func (s *Service) Erased(ctx context.Context, x *Session, id conversation.ID) error {
	t, dead := s.book.tomb(id)
	if !dead || !t.done {
		return nil
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	_, _, err := s.changeTomb(ctx, t, func(t *tombstone) bool {
		for i, h := range t.holders {
			if x.is(h) && h.Erased == 0 {
				t.holders[i].Erased = wire.At(s.Now())
				return true
			}
		}
		return false
	})
	return err
}
