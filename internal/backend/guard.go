package backend

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
)

// guarded decides whether the actor may do the action, does it if so, and traces either (B5). The record is durable
// before guarded returns.
func (s *Service) guarded(ctx context.Context, actor access.Actor, action access.Action, object access.Object, on trace.Object, do func() error) error {
	d := access.Decide(actor, action, object)
	err := d.Err(fault.Op("backend." + action))
	if err == nil {
		err = do()
	}
	s.cfg.Metrics.operation(action, err)
	return s.traced(ctx, trace.Of(s.Now(), actor, action, on, d, err), err)
}

// traced keeps the record of what was done, or not. What cannot be kept fails what was done.
func (s *Service) traced(ctx context.Context, record trace.Record, err error) error {
	if failed := s.cfg.Store.Traces().Record(ctx, record); failed != nil {
		s.cfg.Log.Error("a trace could not be kept", "code", string(fault.KindOf(failed)))
		if err == nil {
			return fault.As(fault.Unavailable, "backend.trace", failed)
		}
	}
	return err
}

// guardedOnce is guarded for what happens many times in a conversation, a message for instance: of those that succeed only
// the first of a holder leaves a record, of those that do not, each (B5).
func (s *Service) guardedOnce(ctx context.Context, actor access.Actor, action access.Action, l *live, do func() error) error {
	object := l.object(s.Now())
	d := access.Decide(actor, action, object)
	err := d.Err(fault.Op("backend." + action))
	if err == nil {
		err = do()
	}
	s.cfg.Metrics.operation(action, err)
	var g conversation.Generation
	l.read(func(c *conversation.Conversation) { g = c.Generation() })
	if err == nil && !l.once(tracedOnce{action, actor.Code, g}) {
		return nil
	}
	record := trace.Of(s.Now(), actor, action, trace.Conversation(l.id), d, err)
	if failed := s.cfg.Store.Traces().Record(ctx, record); failed != nil {
		s.cfg.Log.Error("a trace could not be kept", "code", string(fault.KindOf(failed)))
	}
	return err
}

// change decides on a conversation's present state and appends the entry, again and again while others are faster. It
// returns once the store has the entry. decide may be called more than once; its error ends the change; an entry without an
// event means that there is nothing to append.
func (s *Service) change(ctx context.Context, l *live, decide func(*conversation.Conversation) (conversation.Entry, error)) (conversation.Entry, error) {
	const op = "backend.change"
	done, err := l.write(ctx)
	if err != nil {
		return conversation.Entry{}, err
	}
	defer done()
	for range maxTries {
		var e conversation.Entry
		var after conversation.Position
		l.read(func(c *conversation.Conversation) {
			after = c.Position()
			e, err = decide(c)
		})
		if err != nil || e.Event == nil {
			return e, err
		}
		data, err := encodeEntry(e)
		if err != nil {
			return e, err
		}
		err = s.cfg.Store.Log().Append(ctx, l.id, after, data)
		if err == nil {
			return e, fault.Wrap(op, s.apply(l, e))
		}
		if !fault.Is(err, fault.Taken) {
			return e, fault.Wrap(op, err)
		}
		if err := s.catchUp(ctx, l, after); err != nil {
			return e, err
		}
	}
	return conversation.Entry{}, fault.New(fault.Unavailable, op)
}

// catchUp reads what others have appended. A log that has become shorter is a deleted one.
func (s *Service) catchUp(ctx context.Context, l *live, after conversation.Position) error {
	if _, dead := s.book.tomb(l.id); dead {
		return fault.New(fault.Gone, "backend.catchUp", fault.Key("fault.conversation.deleted"))
	}
	entries, err := s.readLog(ctx, l.id, after)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := s.apply(l, e); err != nil {
			return err
		}
	}
	return nil
}

// digestName returns 22 characters that name some bytes.
func digestName(data []byte) string {
	sum := sha256.Sum256(data)
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
