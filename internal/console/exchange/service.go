package exchange

import (
	"time"

	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

const (
	typingLasts = 6 * time.Second
	graceBehind = 3 * time.Second  // a mark may overtake the message that it counts
	graceSealed = 10 * time.Second // the page hands over the key right after the claim, and again after a loss
	graceSilent = 45 * time.Second // until a stored message counts as unconfirmed
	clockSlack  = 5 * time.Second
)

// Summary takes in what the service says about the conversation's state. It reports false when somebody else holds it, or
// this operator held it and does not any more: then nothing of it may stay (B12).
func (x *Exchange) Summary(s wire.Summary, now time.Time) bool {
	if x.gone {
		return true
	}
	if seal.ConversationID(s.Key) != x.id {
		x.alarms.raise(Forged, now)
		return true
	}
	if s.Generation < x.generation || s.Generation < x.summary.Generation {
		x.alarms.raise(OtherHolder, now)
		return true
	}
	holds := s.State != string(conversation.Waiting) && s.Holder == x.self.Actor && s.Generation > 0
	if x.mine && !x.closed && (!holds || s.Generation != x.generation) {
		return false
	}
	if !x.mine && !holds && s.State == string(conversation.Held) {
		return false
	}
	x.summary, x.lost = s, false
	if holds && x.mine {
		x.healed(s, now)
	}
	if !x.mine {
		x.spoke(s.LastMessage.Time(), now) // what ours says, its messages say
	}
	if holds && !x.mine {
		x.hold(s.Generation, s.Came, now)
	}
	x.setHere(s.Here, now)
	x.believe(s.Deadline, now)
	if s.State == string(conversation.Ended) && !x.closed {
		x.end(s.Reason, conversation.Side(s.ClosedBy), now)
	}
	return true
}

// claimedKey is the text of the event of our claim.
const claimedKey = "thread.event.claimed"

func (x *Exchange) hold(g conversation.Generation, came string, now time.Time) {
	x.mine, x.generation, x.claimed = true, g, now
	x.items = x.items.Append(Item{Kind: Event, Side: conversation.Operator, At: now, Event: view.T(x.arrive(came))})
}

// Closed takes in the end of the exchange.
func (x *Exchange) Closed(c wire.Closed, now time.Time) {
	if x.gone {
		return
	}
	x.position.add(c.Position)
	x.believe(c.Deadline, now)
	if c.By == conversation.Declarant {
		x.checkEnding(c.Close, now)
	}
	if !x.closed {
		x.end(c.Reason, c.By, now)
	}
}

// checkEnding verifies that the declarant has ended the exchange, and that nothing they said before is missing.
func (x *Exchange) checkEnding(c wire.Close, now time.Time) {
	ending, err := seal.VerifyClose(x.peer, c)
	if err != nil {
		x.alarms.raise(Forged, now)
		return
	}
	switch verdict := x.order.AcceptClose(ending, x.sent()); verdict.Judgement {
	case seal.Forgery:
		x.alarms.raise(Forged, now)
	case seal.Gap:
		x.alarms.set(Behind, int(verdict.Missing), now)
	}
}

func (x *Exchange) end(reason string, by conversation.Side, now time.Time) {
	x.closed, x.cause, x.typing = true, endCause(reason, by), time.Time{}
	x.items = x.items.Append(Item{Kind: Event, Side: by, At: now, Event: view.T("thread.event.closed." + x.cause)})
}

// endCause is "declarant", "operator" or the service's own reason. An unknown one is the service's.
func endCause(reason string, by conversation.Side) string {
	switch {
	case by == conversation.Declarant, by == conversation.Operator:
		return string(by)
	case reason == string(conversation.Expired), reason == string(conversation.Nobody):
		return reason
	}
	return "service"
}

// Presence takes in whether the declarant is connected.
func (x *Exchange) Presence(p wire.Presence, now time.Time) {
	if !x.gone && p.Side == conversation.Declarant {
		x.setHere(p.Here, now)
	}
}

func (x *Exchange) setHere(here bool, now time.Time) {
	if here != x.here || x.hereAt.IsZero() {
		x.here, x.hereAt = here, now
	}
}

// Wrote takes in that the declarant writes at this moment.
func (x *Exchange) Wrote(now time.Time) {
	if !x.gone && !x.closed {
		x.typing = now.Add(typingLasts)
	}
}

// Missing tells that the service, after a restart, does not have the conversation.
func (x *Exchange) Missing() {
	if !x.gone {
		x.healing = false
		x.lost, x.here = true, false // it is offered again at the next connection
	}
}

// spoke notes that a person wrote at the given time. A time in the future is the service's lie: ours holds.
func (x *Exchange) spoke(at, now time.Time) {
	if at = earliest(at, now); at.After(x.last) {
		x.last = at
	}
}

// believe takes the deadline that the service states, but never one beyond four hours after the last message (B1).
func (x *Exchange) believe(stated wire.Millis, now time.Time) {
	if x.stated = stated.Time(); x.stated.After(now.Add(retention.MaxCeiling + clockSlack)) {
		x.alarms.raise(BadDeadline, now)
	}
	x.settle()
}

// settle computes the deadline that holds.
func (x *Exchange) settle() {
	x.deadline = earliest(x.stated, retention.Deadline(x.last, retention.Ceiling{}))
}

// Expired reports whether nothing of the conversation may be left here, connected or not (C21).
func (x *Exchange) Expired(now time.Time) bool { return !x.gone && retention.Expired(x.deadline, now) }

// Tick does what time alone brings. It reports whether anything changed.
func (x *Exchange) Tick(now time.Time) bool {
	if x.gone {
		return false
	}
	before := len(x.alarms)
	x.tickBehind(now)
	x.tickSealed(now)
	changed := x.tickSilent(now)
	if x.stated.After(x.deadline.Add(clockSlack)) && now.Sub(x.last) > graceBehind {
		x.alarms.set(BadDeadline, max(1, x.alarms[BadDeadline].Count), now)
	}
	if stopped := !x.typing.IsZero() && !now.Before(x.typing); stopped {
		x.typing, changed = time.Time{}, true
	}
	return changed || len(x.alarms) != before
}

// tickBehind raises the alarm when the end of the declarant's messages stays away.
func (x *Exchange) tickBehind(now time.Time) {
	missing := x.order.Missing()
	switch {
	case missing == 0:
		x.behind = time.Time{}
		x.alarms.set(Behind, 0, now)
		x.alarms.set(Gap, 0, now)
	case x.behind.IsZero():
		x.behind = now
	case now.Sub(x.behind) >= graceBehind && x.alarms[Gap].Count == 0:
		x.alarms.set(Behind, int(missing), now)
	}
}

// tickSealed raises the alarm when the key for what is ours to read stays away.
func (x *Exchange) tickSealed(now time.Time) {
	waiting := 0
	for _, s := range x.sealed {
		if x.mine && !x.forEarlier(s) && now.Sub(later(later(s.head.Time.Time(), x.claimed), x.back)) >= graceSealed {
			waiting++
		}
	}
	if waiting > 0 {
		x.alarms.set(Unopened, waiting, now)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
