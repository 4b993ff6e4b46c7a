package backend

import (
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// Rules are the values by which a unit works. Zero switches a rule off, unless it says otherwise.
type Rules struct {
	OverflowAfter time.Duration // waiting time after which the national unit may answer, too
	AnswerWithin  time.Duration // a conversation claimed and not answered goes back after this (B12)
	Calm          time.Duration // between the word that nobody is on duty and the deletion of what waits: ADR 008
	Capacity      int           // most conversations that one of its operators holds; 0: Config.Capacity
	Grace         time.Duration // until the conversations of one who has vanished go back; 0: Config.Grace
}

// capacityOf returns how many conversations an operator of a unit may hold at once.
func (s *Service) capacityOf(unit access.UnitCode) int {
	return orDefault(s.cfg.Rules(unit).Capacity, s.cfg.Capacity)
}

// graceOf returns how long the conversations of an operator of a unit who has vanished wait for them.
func (s *Service) graceOf(unit access.UnitCode) time.Duration {
	return orDefault(s.cfg.Rules(unit).Grace, s.cfg.Grace)
}

// nobodyKey is the text of a refusal to open a conversation that nobody could answer. The page knows it.
const nobodyKey = "fault.nobody"

// crews knows since when nobody has been on duty for a unit. Safe for concurrent use.
type crews struct {
	mu    sync.Mutex
	began time.Time
	empty map[access.UnitCode]time.Time
}

func newCrews() *crews { return &crews{empty: make(map[access.UnitCode]time.Time)} }

// begin notes when the service began to know who is there: who was on duty before may still come back.
func (c *crews) begin(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.began = now
}

// set notes whether anybody is on duty for a unit, and reports whether that is new.
func (c *crews) set(unit access.UnitCode, somebody bool, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, empty := c.empty[unit]
	switch {
	case somebody && empty:
		delete(c.empty, unit)
	case !somebody && !empty:
		c.empty[unit] = now
	default:
		return false
	}
	return true
}

// since returns since when nobody has been on duty for a unit; zero while somebody is.
func (c *crews) since(unit access.UnitCode) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.empty[unit]
}

func (c *crews) within(grace time.Duration, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Sub(c.began) < grace
}

// counts reports whether the operator counts as on duty: one whose console is lost does, for the grace.
func (s shift) counts(now time.Time, grace time.Duration) bool {
	return s.Role == access.Operator && s.Duty == DutyOn && wire.At(now) < s.Statement.Expires &&
		(s.present(now) || now.Sub(s.lastSeen()) < grace)
}

// manned reports whether somebody of the unit itself is on duty.
func (s *Service) manned(unit access.UnitCode, now time.Time) bool {
	return len(s.shifts.list(func(x shift) bool {
		account, known := s.accounts.Get(x.Actor)
		return x.Unit == unit && known && account.InForce(now) && x.counts(now, s.graceOf(x.Unit))
	})) > 0
}

// unattended reports whether nobody could answer a conversation of the unit: neither there nor in the national one.
func (s *Service) unattended(unit access.UnitCode) bool {
	now := s.Now()
	return s.cfg.Rules(unit).Calm > 0 && !s.crews.within(s.cfg.Grace, now) &&
		!s.manned(unit, now) && !s.manned(access.NationalUnit, now)
}

// closes returns when a conversation is deleted because nobody is on duty; zero while somebody is.
func (s *Service) closes(l *live) (at time.Time) {
	unit := access.UnitCode(l.unit())
	since, calm := s.crews.since(unit), s.cfg.Rules(unit).Calm
	l.read(func(c *conversation.Conversation) { at, _ = c.Unheard(since, calm) })
	return at
}

// millisOf is 0 for no time.
func millisOf(t time.Time) wire.Millis {
	if t.IsZero() {
		return 0
	}
	return wire.At(t)
}

// unitsOf returns whose operators may answer a conversation that waits.
func unitsOf(c *conversation.Conversation) []conversation.Unit {
	switch {
	case c.Unit() == "":
		return nil
	case c.Also() == "":
		return []conversation.Unit{c.Unit()}
	}
	return []conversation.Unit{c.Unit(), c.Also()}
}

// units returns whose operators may answer; none before it was opened.
func (l *live) units() (units []conversation.Unit) {
	l.read(func(c *conversation.Conversation) { units = unitsOf(c) })
	return units
}

// rosterOf returns the chains of who is on duty for some units.
func (s *Service) rosterOf(units []conversation.Unit, now time.Time) []wire.Chain {
	out := []wire.Chain{}
	for _, unit := range units {
		out = append(out, s.shifts.roster(unit, now)...)
	}
	return out
}

func (s *Service) reachable(units []conversation.Unit, now time.Time) (n int) {
	for _, unit := range units {
		n += len(s.shifts.list(func(x shift) bool { return x.Unit == access.UnitCode(unit) && x.reachable(now) }))
	}
	return n
}

// tellCrew makes those who wait for a unit look at who is on duty. Anybody may have overflowed to the national one.
func (s *Service) tellCrew(unit access.UnitCode) {
	s.lookAtCrews(s.Now())
	if unit != access.NationalUnit {
		s.book.queue(conversation.Unit(unit)).tell("", true)
		return
	}
	for _, q := range s.book.eachQueue() {
		q.tell("", true)
	}
}
