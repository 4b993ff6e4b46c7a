package backend

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// maxEnvelopes bounds what one conversation may keep: a roster's worth of keys, several times.
const maxEnvelopes = 1_000

// Envelopes keeps conversation keys for those who may open them: while the conversation waits, operators on duty for its
// unit; when it is held, its holder. It returns once the store has them all.
func (s *Service) Envelopes(ctx context.Context, p Party, in wire.Envelopes) error {
	l, err := s.find(p, in.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guardedOnce(ctx, p.Actor, access.Seal, l, func() error {
		for _, e := range in.Envelopes {
			if err := s.mayKeep(l, e); err != nil {
				return err
			}
		}
		for _, e := range in.Envelopes {
			if err := s.putEnvelope(ctx, l, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// mayKeep checks one envelope: signed by the conversation's key, and for an hourly key that the service knows.
func (s *Service) mayKeep(l *live, e wire.Envelope) error {
	const op = "backend.mayKeep"
	l.mu.Lock()
	key, g := l.conv.Key(), l.conv.Generation()
	units := unitsOf(l.conv)
	holder, holds := l.conv.Holder()
	n := len(l.envelopes)
	l.mu.Unlock()
	if err := seal.VerifyEnvelope(l.id, key, e); err != nil {
		return fault.Wrap(op, err, fault.Key("fault.signature"))
	}
	x, known := s.shifts.get(access.ActorCode(e.Actor))
	switch {
	case n >= maxEnvelopes:
		return fault.New(fault.TooMany, op)
	case e.Generation > g, uint64(e.Key) > maxEnvelopes:
		return fault.New(fault.Invalid, op)
	case !known, !x.owns(e.Hourly):
		return fault.New(fault.Taken, op, fault.Key("fault.envelope.recipient")) // has gone, or has another key by now
	case holds && x.holder() != holder, !holds && !slices.Contains(units, conversation.Unit(x.Unit)):
		return fault.New(fault.Taken, op, fault.Key("fault.envelope.recipient"))
	}
	return nil
}

func (s *Service) putEnvelope(ctx context.Context, l *live, e wire.Envelope) error {
	data, err := json.Marshal(e)
	if err != nil {
		return fault.As(fault.Internal, "backend.putEnvelope", err)
	}
	name := fmt.Sprintf("%s.%s%s-%d-%d", l.id, envelopePrefix, e.Hourly, e.Key, e.Generation)
	revision, err := s.cfg.Store.Memory().Put(ctx, name, data, AnyRevision, cellLife)
	if err != nil {
		return fault.Wrap("backend.putEnvelope", err)
	}
	s.conversationCell(l, Cell{Name: name, Data: data, Revision: revision})
	return nil
}

// EnvelopesFor returns the keys of a conversation that an operator's console can open: none that the operator may not read.
func (s *Service) EnvelopesFor(actor access.Actor, id conversation.ID) []wire.Envelope {
	l, err := s.book.get(id)
	x, working := s.shifts.get(actor.Code)
	if err != nil || !working || !access.Decide(actor, access.Read, l.object(s.Now())).Allowed {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []wire.Envelope
	for _, kept := range l.envelopes {
		if e := kept.envelope; e.Actor == string(actor.Code) && x.owns(e.Hourly) {
			out = append(out, e)
		}
	}
	return out
}

// MarkOf returns the last mark of a side, for the other one.
func (s *Service) MarkOf(id conversation.ID, side conversation.Side) (wire.Mark, bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.Mark{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	m, ok := l.marks[side]
	return m.mark, ok
}
