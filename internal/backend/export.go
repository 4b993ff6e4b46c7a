package backend

import (
	"context"
	"encoding/hex"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// Export takes in what becomes of a report. Each time it leaves a trace, which is durable when it returns; once the target has accepted,
// the conversation is closed and deleted everywhere (C15). It is refused with Taken when the declarant has written something that the
// operator has not read. A repeat after the deletion is Missing, as everything of a conversation that is gone.
func (s *Service) Export(ctx context.Context, x *Session, e wire.Export) error {
	party := x.Party()
	l, err := s.find(party, e.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	d := access.Decide(party.Actor, access.Export, l.object(s.Now()))
	err = d.Err("backend.Export")
	if err == nil && e.Outcome == wire.ExportAccepted {
		err = s.closeExported(ctx, party, l, e)
	}
	s.cfg.Metrics.operation(access.Export, err)
	record := trace.Of(s.Now(), party.Actor, access.Export, trace.Conversation(l.id), d, err)
	record.Export = trace.Export{Target: e.Target, Package: e.Package, Digest: hex.EncodeToString(e.Digest), Outcome: e.Outcome}
	if err = s.traced(ctx, record, err); err != nil || e.Outcome != wire.ExportAccepted {
		return err
	}
	_, err = s.delete(ctx, l.id, order{retention.ByExport, x.actor.Code})
	return err
}

// closeExported ends the exchange, unless the declarant has written since. The log takes the end only at the place after what was
// looked at (compare-and-set), and no message after an end: none can come in between and be deleted unread.
func (s *Service) closeExported(ctx context.Context, p Party, l *live, e wire.Export) error {
	const op = "backend.Export"
	unseen := fault.New(fault.Taken, op, fault.Key("fault.export.unseen"), fault.Hint("hint.export.unseen"))
	end := conversation.Ending{}
	if c := e.Close; c != nil {
		if err := s.verify(p, l, c.Generation, func(peer seal.Peer) error {
			_, err := seal.VerifyClose(peer, *c)
			return err
		}); err != nil {
			return err
		}
		end = conversation.Ending{Generation: c.Generation, Sent: c.Sent, Seen: c.Seen, Reason: conversation.Reason(c.Reason), Signature: c.Signature}
	}
	_, err := s.change(ctx, l, func(c *conversation.Conversation) (conversation.Entry, error) {
		switch {
		case l.heard > e.Heard: // change reads it under the lock
			return conversation.Entry{}, unseen
		case c.State() == conversation.Ended: // before, or by an export that was cut off here
			return conversation.Entry{}, nil
		case e.Close == nil:
			return conversation.Entry{}, fault.New(fault.Invalid, op)
		}
		return c.Close(p.Side, end, p.Holder, s.Now())
	})
	return err
}
