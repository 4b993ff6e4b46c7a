package backend

import (
	"context"
	"encoding/json"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// Party is one who takes part in conversations, with what they have proved: a declarant (see HoldsKey) or an operator
// (see Session.Party).
type Party struct {
	Actor  access.Actor
	Side   conversation.Side
	Holder conversation.Holder // of an operator
	bearer seal.Bearer         // of an operator
}

// HoldsKey returns the declarant of a conversation, who has opened or resumed it on this connection.
func HoldsKey(id conversation.ID) Party {
	return Party{Actor: access.Holding(id), Side: conversation.Declarant}
}

// peer returns whose signature the party's messages carry.
func (p Party) peer(l *live, g conversation.Generation) (seal.Peer, error) {
	if p.Side == conversation.Operator {
		return p.bearer.Peer(l.id, g), nil
	}
	var key []byte
	l.read(func(c *conversation.Conversation) { key = c.Key() })
	return seal.DeclarantPeer(l.id, key)
}

// find returns a conversation for a party. To staff a deleted one is simply not there.
func (s *Service) find(p Party, id conversation.ID) (*live, error) {
	l, err := s.book.get(id)
	if fault.Is(err, fault.Gone) && p.Side == conversation.Declarant && p.Actor.Conversation == id {
		return nil, err
	}
	if err != nil {
		return nil, access.Missing()
	}
	return l, nil
}

// Send takes a person's message. It returns once the store has it; a repeat returns what the first one returned (B13).
func (s *Service) Send(ctx context.Context, p Party, m wire.Send) (wire.Ack, error) {
	l, err := s.find(p, m.Conversation)
	if err != nil {
		return wire.Ack{}, err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	var ack wire.Ack
	message := conversation.Message{
		ID: m.ID, Key: m.Key, Generation: m.Generation, N: m.N, Seen: m.Seen, Body: m.Body, Signature: m.Signature,
	}
	err = s.guardedOnce(ctx, p.Actor, access.Send, l, func() error {
		if err := s.verify(p, l, m.Generation, func(peer seal.Peer) error {
			_, err := seal.VerifyText(peer, m)
			return err
		}); err != nil {
			return err
		}
		if p.Side == conversation.Declarant {
			if err := s.suspend(ctx, l.id); err != nil { // C17: nothing is deleted unread
				return err
			}
		}
		began := time.Now()
		var a conversation.Acceptance
		_, err := s.change(ctx, l, func(c *conversation.Conversation) (conversation.Entry, error) {
			if s.outlived(c.Begun()) {
				c.CameBack()
			}
			var err error
			a, err = c.Accept(p.Side, message, p.Holder, s.Now())
			return a.Entry, err
		})
		if err != nil {
			return err
		}
		if !a.Repeat {
			s.cfg.Metrics.message(p.Side)
			s.cfg.Metrics.storing.Observe(time.Since(began).Seconds())
		}
		ack = wire.Ack{
			ID: m.ID, Position: a.Position, Time: wire.At(a.Time), Deadline: wire.At(a.Deadline),
			MAC: s.secrets.acknowledge(l.id, p.Side, message, a.Position, a.Time, a.Deadline),
		}
		return nil
	})
	return ack, err
}

// verify checks a signature of the party.
func (s *Service) verify(p Party, l *live, g conversation.Generation, check func(seal.Peer) error) error {
	peer, err := p.peer(l, g)
	if err == nil {
		err = check(peer)
	}
	if err != nil {
		return fault.Wrap("backend.verify", err, fault.Key("fault.signature"))
	}
	return nil
}

// Mark keeps the last end-to-end receipt of a side. An older one than the store has changes nothing.
func (s *Service) Mark(ctx context.Context, p Party, m wire.Mark) error {
	l, err := s.find(p, m.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guardedOnce(ctx, p.Actor, access.Read, l, func() error {
		if err := s.verify(p, l, m.Generation, func(peer seal.Peer) error { return seal.VerifyMark(peer, m) }); err != nil {
			return err
		}
		m.Side = p.Side
		return s.putMark(ctx, l, p, m)
	})
}

func (s *Service) putMark(ctx context.Context, l *live, p Party, m wire.Mark) error {
	const op = "backend.putMark"
	data, err := json.Marshal(m)
	if err != nil {
		return fault.As(fault.Internal, op, err)
	}
	name := string(l.id) + "." + markPrefix + string(m.Side)
	for range maxTries {
		l.mu.Lock()
		old := l.marks[m.Side]
		fenced := p.Side == conversation.Operator && m.Generation != l.conv.Generation()
		l.mu.Unlock()
		switch {
		case fenced:
			return fault.New(fault.Taken, op, fault.Key("fault.conversation.moved"))
		case old.revision > 0 && m.N <= old.mark.N && m.Generation <= old.mark.Generation:
			return nil
		}
		revision, err := s.cfg.Store.Memory().Put(ctx, name, data, old.revision, cellLife)
		if err == nil {
			l.keepMark(m, revision)
			return nil
		}
		if !fault.Is(err, fault.Taken) {
			return fault.Wrap(op, err)
		}
		cell, err := s.cfg.Store.Memory().Get(ctx, name)
		if err != nil {
			return fault.Wrap(op, err)
		}
		l.setMark(cell)
	}
	return fault.New(fault.Unavailable, op)
}

// cellLife is the backstop after which the store drops a conversation's cell that no deletion took: every message renews
// neither envelopes nor marks, so that it is longer than a long conversation, and shorter than a day.
const cellLife = 20 * time.Hour

// Typing tells the other side that the party writes. It is kept nowhere; who may not, is not answered.
func (s *Service) Typing(ctx context.Context, p Party, id conversation.ID) {
	l, err := s.find(p, id)
	if err != nil || !access.Decide(p.Actor, access.Send, l.object(s.Now())).Allowed {
		return
	}
	l.typing(p.Side)
	s.signal(ctx, typingSubject, typingSignal{Process: s.process, Conversation: id, Side: p.Side})
}

// Close ends the exchange from the party's side.
func (s *Service) Close(ctx context.Context, p Party, c wire.Close) error {
	l, err := s.find(p, c.Conversation)
	if err != nil {
		return err
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	end := conversation.Ending{
		Generation: c.Generation, Sent: c.Sent, Seen: c.Seen, Reason: conversation.Reason(c.Reason), Signature: c.Signature,
	}
	return s.guardedOnce(ctx, p.Actor, access.Close, l, func() error {
		if err := s.verify(p, l, c.Generation, func(peer seal.Peer) error {
			_, err := seal.VerifyClose(peer, c)
			return err
		}); err != nil {
			return err
		}
		if p.Side == conversation.Declarant && s.halfBack(l) {
			return fault.New(fault.Unavailable, "backend.Close", fault.Key("fault.restore.waiting"))
		}
		_, err := s.change(ctx, l, func(c *conversation.Conversation) (conversation.Entry, error) {
			return c.Close(p.Side, end, p.Holder, s.Now())
		})
		return err
	})
}

// Frame returns what an entry is on the wire, for page and console: "" for an opening.
func (s *Service) Frame(id conversation.ID, e Line) (wire.Type, any) {
	switch ev := e.Event.(type) {
	case conversation.Text:
		m := ev.Message
		return wire.TypeMessage, wire.Message{
			Send: wire.Send{
				Conversation: id, ID: m.ID, Key: m.Key, Generation: m.Generation, N: m.N, Seen: m.Seen, Body: m.Body, Signature: m.Signature,
			},
			Side: ev.Side, Position: e.Position, Time: wire.At(e.Time), Deadline: wire.At(e.Deadline),
			MAC: s.secrets.acknowledge(id, ev.Side, m, e.Position, e.Time, e.Deadline),
		}
	case conversation.Claimed:
		return wire.TypeClaimed, claimedFrame(id, e, ev.Generation, ev.Chain)
	case conversation.Transferred: // to whoever seals or verifies it is a claim of the next generation
		return wire.TypeClaimed, claimedFrame(id, e, ev.Generation, ev.Chain)
	case conversation.Released:
		return wire.TypeReleased, wire.Released{
			Conversation: id, Generation: ev.Generation, Position: e.Position, Time: wire.At(e.Time), Cause: string(ev.Cause),
		}
	case conversation.Closed:
		end := ev.Ending
		return wire.TypeClosed, wire.Closed{
			Close: wire.Close{
				Conversation: id, Generation: end.Generation, Sent: end.Sent, Seen: end.Seen, Reason: string(end.Reason), Signature: end.Signature,
			},
			By: ev.By, Position: e.Position, Time: wire.At(e.Time), Deadline: wire.At(e.Deadline),
		}
	}
	return "", nil
}

func claimedFrame(id conversation.ID, e Line, g conversation.Generation, raw []byte) wire.Claimed {
	var chain wire.Chain
	_ = json.Unmarshal(raw, &chain) // the service's own line; who gets it verifies all of it
	return wire.Claimed{Conversation: id, Generation: g, Operator: chain, Position: e.Position, Time: wire.At(e.Time)}
}
