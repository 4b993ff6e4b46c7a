package backend

import (
	"strings"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// apply folds an entry into a conversation and tells whom it concerns.
func (s *Service) apply(l *live, e conversation.Entry) error {
	fresh, err := l.apply(e)
	if err != nil || !fresh {
		return err
	}
	if _, message := e.Event.(conversation.Text); !message || l.object(e.Time).State == access.Waiting {
		s.place(l)
	}
	if ev, ok := e.Event.(conversation.Transferred); ok { // who takes over may be of another unit
		l.changed()
		s.transfers.tell(access.ActorCode(ev.Holder.Actor), l.id)
	}
	return nil
}

// place puts a conversation where it belongs in its unit's queue; who watches the unit looks at it again.
func (s *Service) place(l *live) {
	var units []conversation.Unit
	var p place
	l.read(func(c *conversation.Conversation) {
		if l.returning {
			return // placed when all of it is back
		}
		units = unitsOf(c)
		p = place{waiting: c.State() == conversation.Waiting, urgent: c.Urgent(), begun: c.Begun()}
	})
	for _, unit := range units {
		s.book.queue(unit).set(l.id, p)
	}
}

// Cells of a conversation: "<conversation>.e-..." and "<conversation>.m-<side>".
const (
	envelopePrefix = "e-"
	markPrefix     = "m-"
)

// conversationCell takes in an envelope or a mark.
func (s *Service) conversationCell(l *live, cell Cell) {
	member := memberOf(cell.Name)
	switch {
	case member == transferName:
		s.transferCell(l, cell)
	case member == adviceName:
		s.adviceCell(l, cell)
	case member == callName:
		s.callCell(l, cell)
	case member == historyName:
		l.setHistory(cell)
	case member == resumeMember:
		l.setResumed(cell)
	case strings.HasPrefix(member, markPrefix):
		l.setMark(cell)
	case strings.HasPrefix(member, envelopePrefix):
		if _, fresh := l.setEnvelope(cell); fresh {
			s.tellUnit(l)
		}
	}
}

// tellHolder makes whoever holds the conversation, of whatever unit, look at it again.
func (s *Service) tellHolder(l *live) {
	var holder conversation.Holder
	var held bool
	l.read(func(c *conversation.Conversation) { holder, held = c.Holder() })
	if held {
		s.transfers.tell(access.ActorCode(holder.Actor), l.id)
	}
}

// tellUnit makes who watches the conversation's unit look at it again.
func (s *Service) tellUnit(l *live) {
	for _, unit := range l.units() {
		s.book.queue(unit).tell(l.id, false)
	}
}

// notice is what pages were last told about an operator.
type notice struct {
	unit    access.UnitCode
	hourly  string // the key that a waiting page may seal to; "" for none
	key     string // the key that the page of a conversation that they hold may seal to
	present bool
}

// shiftChanged tells pages what has changed about an operator: the roster to those who wait, presence to those who talk.
func (s *Service) shiftChanged(actor access.ActorCode) {
	now := s.Now()
	var next notice
	if x, ok := s.shifts.get(actor); ok {
		next = notice{unit: x.Unit, present: x.present(now), key: x.Hourly.ID}
		if x.reachable(now) {
			next.hourly = x.Hourly.ID
		}
	}
	previous, _ := s.noticed.Swap(actor, next)
	old, _ := previous.(notice)
	if old == next {
		return
	}
	for _, unit := range []access.UnitCode{old.unit, next.unit} {
		if unit != "" && old.hourly != next.hourly {
			s.tellCrew(unit)
		}
		if old.unit == next.unit {
			break
		}
	}
	if old.present != next.present || old.key != next.key {
		s.book.each(func(l *live) {
			var holds bool
			l.read(func(c *conversation.Conversation) {
				h, ok := c.Holder()
				holds = ok && h.Actor == conversation.Actor(actor)
			})
			if holds {
				l.changed()
			}
		})
	}
}

// noticeAll looks at everybody again: keys and leases end without an event.
func (s *Service) noticeAll() {
	for _, x := range s.shifts.list(func(shift) bool { return true }) {
		s.shiftChanged(x.Actor)
	}
}

// accountChanged ends the session of an account that is not in force any more; its watchers look.
func (s *Service) accountChanged(actor access.ActorCode) {
	if s.shifts != nil {
		s.shifts.tell(actor)
	}
}

// presenceChanged is called when a declarant comes or goes.
func (s *Service) presenceChanged(id conversation.ID) {
	l, err := s.book.get(id)
	if err != nil {
		return
	}
	l.changed()
	s.tellUnit(l)
}

// count sets the gauges.
func (s *Service) count() {
	states := map[conversation.State]int{conversation.Waiting: 0, conversation.Held: 0, conversation.Ended: 0}
	s.book.each(func(l *live) {
		l.read(func(c *conversation.Conversation) {
			if c.Exists() {
				states[c.State()]++
			}
		})
	})
	m := s.cfg.Metrics
	for state, n := range states {
		m.conversations.WithLabelValues(string(state)).Set(float64(n))
	}
	now := s.Now()
	m.onDuty.Set(float64(len(s.shifts.list(func(x shift) bool { return x.reachable(now) }))))
	skewed := 0.0
	if s.skewed() {
		skewed = 1
	}
	m.skewed.Set(skewed)
}

// Summary returns what a member of staff may know of a conversation, and false when that is nothing. While a conversation comes back, nobody
// is to conclude anything from that: whoever watches is told when it is there.
func (s *Service) Summary(actor access.Actor, id conversation.ID) (sum wire.Summary, visible, returning bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.Summary{}, false, false
	}
	now := s.Now()
	here, _ := s.presence.here(id)
	l.mu.Lock()
	defer l.mu.Unlock()
	object := objectOf(l.conv, now)
	if l.returning || !mayList(actor, object) {
		return wire.Summary{}, false, l.returning
	}
	return s.summaryOf(l.conv, here), true, false
}

// mayList reports whether the conversation appears in the actor's list: what waits, for who may see the unit's queue; what is or
// was held, for its holder.
func mayList(actor access.Actor, o access.Object) bool {
	if o.State == access.Waiting {
		return access.Decide(actor, access.ListQueue, access.Of(o.Unit)).Allowed ||
			o.Also != "" && access.Decide(actor, access.ListQueue, access.Of(o.Also)).Allowed
	}
	return access.Decide(actor, access.Read, o).Allowed
}

func (s *Service) summaryOf(c *conversation.Conversation, here bool) wire.Summary {
	out := wire.Summary{
		Conversation: c.ID(), Reference: string(c.ID().Reference()), Unit: string(c.Unit()), Language: c.Language(),
		State: string(c.State()), Urgent: c.Urgent(), Generation: c.Generation(), Key: c.Key(), Opened: wire.At(c.Begun()),
		LastMessage: wire.At(c.LastMessage()), Deadline: wire.At(c.Deadline()), Position: c.Position(), Here: here,
		UnitName: s.UnitName(access.UnitCode(c.Unit()), "fr"), Overflowed: c.Also() != "",
		Sent: c.Sent(conversation.Operator),
	}
	if by, due := c.AnswerBy(s.cfg.Rules(access.UnitCode(c.Unit())).AnswerWithin); due {
		out.AnswerBy = wire.At(by)
	}
	if h, ok := c.Holder(); ok {
		out.Holder, out.Came = string(h.Actor), string(c.Came())
	}
	if end, ok := c.Closing(); ok {
		out.ClosedBy, out.Reason = string(end.By), string(end.Ending.Reason)
	}
	return out
}

// Knows reports whether the store has a conversation, and whether that is over and about to be deleted.
func (s *Service) Knows(id conversation.ID) (exists, over bool) {
	if l, err := s.book.get(id); err == nil {
		now := s.Now()
		l.read(func(c *conversation.Conversation) { exists, over = c.Exists(), c.Over(now) })
	}
	return exists, over
}

// Listed returns the conversations that are in an operator's list now: those that wait, in their order, then their own.
func (s *Service) Listed(actor access.Actor) []conversation.ID {
	out := s.book.queue(conversation.Unit(actor.Unit)).waiting()
	return append(out, s.Own(actor)...)
}

// Own returns the conversations that an operator holds, or held when they closed.
func (s *Service) Own(actor access.Actor) []conversation.ID {
	now := s.Now()
	var out []conversation.ID
	s.book.each(func(l *live) {
		if o := l.object(now); o.Holder != "" && o.Holder == actor.Code && mayList(actor, o) {
			out = append(out, l.id)
		}
	})
	return out
}

// Watch calls changed after each change to a conversation of the unit ("": to who is on duty); moved tells whether places in the
// queue may have changed. changed must not block.
func (s *Service) Watch(unit access.UnitCode, changed func(id conversation.ID, moved bool)) (stop func()) {
	return s.book.queue(conversation.Unit(unit)).watch(changed)
}

// WatchPlaces calls changed, some time after places in the unit's queue or who is on duty may have changed: all who wait are
// told together. changed must not block.
func (s *Service) WatchPlaces(unit access.UnitCode, changed func()) (stop func()) {
	return s.book.queue(conversation.Unit(unit)).rounds.join(changed)
}

// Presence of the other side, for the declarant ("the operator is connected") and the operator.
func (s *Service) Presence(id conversation.ID, of conversation.Side) (wire.Presence, bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.Presence{}, false
	}
	p := wire.Presence{Conversation: id, Side: of}
	if of == conversation.Declarant {
		here, since := s.presence.here(id)
		p.Here, p.Since = here, wire.At(since)
		return p, true
	}
	var holder conversation.Holder
	var holds bool
	l.read(func(c *conversation.Conversation) { holder, holds = c.Holder() })
	if !holds {
		return wire.Presence{}, false
	}
	now := s.Now()
	if x, ok := s.shifts.get(access.ActorCode(holder.Actor)); ok && x.holder() == holder {
		p.Here = x.present(now)
		p.Since = x.LostAt
	}
	return p, true
}

// shiftID names a shift by its key.
func shiftID(key []byte) conversation.ShiftID {
	return conversation.ShiftID(digestName(key))
}
