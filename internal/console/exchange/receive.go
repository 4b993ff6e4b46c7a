package exchange

import (
	"time"

	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// mostPlaceholders bounds the lines that one message can add for others that are missing.
const mostPlaceholders = 20

// sealed is a verified message whose key has not come.
type sealed struct {
	message seal.Message
	head    wire.Message // without its body
	item    int
}

// Message takes in a message as the service has it. It reports whether a new one of the declarant came.
func (x *Exchange) Message(m wire.Message, now time.Time) bool {
	if x.gone {
		return false
	}
	x.ledger.Received(m)
	if m.Side == conversation.Operator {
		x.ours(m, now)
		return false
	}
	checked, err := seal.VerifyText(x.peer, m.Send)
	if err != nil || m.Side != conversation.Declarant {
		x.alarms.raise(Forged, now)
		return false
	}
	x.heard = max(x.heard, m.Position)
	verdict := x.order.Accept(checked, x.sent())
	if !x.judge(verdict, m, now) {
		return false
	}
	x.position.add(m.Position)
	x.seenAt[m.ID] = m.Position
	x.spoke(m.Time.Time(), now)
	x.believe(m.Deadline, now)
	x.typing = time.Time{}
	x.place(checked, m, now)
	return true
}

// judge turns the verdict on a message's place into alarms, and reports whether it is to be shown.
func (x *Exchange) judge(v seal.Verdict, m wire.Message, now time.Time) bool {
	switch v.Judgement {
	case seal.Forgery:
		x.alarms.raise(Forged, now)
	case seal.Repeat:
		if at, known := x.seenAt[m.ID]; known && at != 0 && at != m.Position {
			x.alarms.raise(Replayed, now)
		} else if known {
			x.seenAt[m.ID] = m.Position
			x.position.add(m.Position)
		}
	case seal.Gap:
		x.alarms.set(Gap, int(v.Missing), now)
		x.reserve(m.N, v.Missing, now)
	case seal.Late:
		x.alarms.raise(Reordered, now)
		if missing := x.order.Missing(); missing == 0 {
			x.alarms.set(Gap, 0, now)
			x.alarms.set(Behind, 0, now)
		}
	}
	return v.Use()
}

// reserve adds a line for each message that is missing right before number n.
func (x *Exchange) reserve(n, missing uint64, now time.Time) {
	for number := n - min(missing, mostPlaceholders, n-1); number < n; number++ {
		if _, has := x.places[number]; !has && number > x.order.Seen(0) {
			x.places[number] = x.items.Len()
			x.items = x.items.Append(Item{Kind: Broken, Side: conversation.Declarant, At: now, Event: view.T("thread.item.missing")})
		}
	}
}

// place shows an accepted message, in its place if that was kept.
func (x *Exchange) place(checked seal.Message, m wire.Message, now time.Time) {
	at, kept := x.places[m.N]
	if !kept {
		at = x.line(m.Time.Time())
	}
	delete(x.places, m.N)
	m.Body, m.Signature = nil, nil
	s := sealed{checked, m, at}
	if !x.reveal(s, now) {
		x.sealed[m.N] = s
		x.put(at, x.lockedItem(s))
	}
}

// line returns where a new line of a time goes: at the end, but before the event of our claim when it tells of something
// older. The history comes after the answer to the claim, and belongs above it.
func (x *Exchange) line(of time.Time) int {
	end := x.items.Len()
	if end == 0 || !of.Before(x.claimed) {
		return end
	}
	last := x.items.At(end - 1)
	if !arrivalEvent(last) {
		return end
	}
	x.items = x.items.Append(last)
	return end - 1
}

// openSealed opens what waited for a key.
func (x *Exchange) openSealed(k conversation.KeyNumber, now time.Time) {
	for n, s := range x.sealed {
		if s.head.Key == k && x.reveal(s, now) {
			delete(x.sealed, n)
		}
	}
}

// reveal puts the text of a message into its line, and reports false while its key is not here.
func (x *Exchange) reveal(s sealed, now time.Time) bool {
	k, here := x.keys[s.head.Key]
	if !here {
		return false
	}
	it := Item{Kind: Message, ID: s.head.ID, Side: conversation.Declarant, At: s.head.Time.Time()}
	text, err := s.message.Open(k.secret)
	if err != nil {
		x.alarms.raise(Unopened, now)
		it.Kind, it.Event = Broken, view.T("thread.item.unopened")
	} else {
		it.Text = text
		x.count++
	}
	x.put(s.item, it)
	if s.item < x.shown { // nobody has looked at this text yet
		x.shown = s.item
		x.recount()
	}
	return true
}

// lockedItem is the line of a message that cannot be opened, for now or because it was for an earlier holder.
func (x *Exchange) lockedItem(s sealed) Item {
	it := Item{Kind: Broken, ID: s.head.ID, Side: conversation.Declarant, At: s.head.Time.Time(), Event: view.T("thread.item.sealed")}
	if x.forEarlier(s) {
		it.Event = view.T("thread.item.earlier")
	}
	return it
}

// forEarlier reports whether a message was sealed to somebody who held the conversation before.
func (x *Exchange) forEarlier(s sealed) bool {
	return (s.head.Generation > 0 || x.arrival.came != conversation.FromQueue) && (!x.mine || s.head.Generation < x.generation)
}

func (x *Exchange) put(at int, it Item) {
	if at == x.items.Len() {
		x.items = x.items.Append(it)
		return
	}
	x.items = x.items.Set(at, it)
}

// recount counts what was read among the items that were shown.
func (x *Exchange) recount() {
	x.read = 0
	for i := range x.shown {
		if it := x.items.At(i); it.Kind == Message && it.Side == conversation.Declarant {
			x.read++
		}
	}
}

// HeldBy takes in who held the conversation before: their messages can be believed then.
func (x *Exchange) HeldBy(c wire.Claimed, now time.Time) {
	x.position.add(c.Position)
	if x.gone || (x.mine && c.Generation >= x.generation) {
		return
	}
	at := earliest(c.Time.Time(), now)
	bearer, err := seal.VerifyShift(x.self.Authority, c.Operator.Credential, c.Operator.Shift, at)
	if err != nil {
		x.alarms.raise(Forged, now)
		return
	}
	x.others[c.Generation] = bearer.Peer(x.id, c.Generation)
}

// Released takes in that an earlier holder went.
func (x *Exchange) Released(r wire.Released) { x.position.add(r.Position) }

// openOther opens a message of an earlier holder, if the page has handed over its key.
func (x *Exchange) openOther(m wire.Message) (string, bool) {
	peer, known := x.others[m.Generation]
	k, here := x.keys[m.Key]
	if !known || !here {
		return "", false
	}
	text, err := seal.OpenText(peer, k.secret, m.Send)
	return text, err == nil
}

// ours takes in an operator's message: our own coming back, or an earlier holder's, which is not ours to read.
func (x *Exchange) ours(m wire.Message, now time.Time) {
	if x.mine && m.Generation >= x.generation {
		if !x.Acked(wire.Ack{ID: m.ID, Position: m.Position, Time: m.Time, Deadline: m.Deadline}, now) {
			x.alarms.raise(Forged, now) // somebody speaks as us
		}
		return
	}
	x.position.add(m.Position)
	if _, again := x.seenAt[m.ID]; again {
		return
	}
	x.seenAt[m.ID] = m.Position
	if text, ok := x.openOther(m); ok {
		x.put(x.line(m.Time.Time()), Item{Kind: Message, ID: m.ID, Side: conversation.Operator, Text: text, At: m.Time.Time()})
		return
	}
	if x.awaitsKey(m) {
		return
	}
	if !x.earlier {
		x.earlier = true
		x.put(x.line(m.Time.Time()), Item{Kind: Event, Side: conversation.Operator, At: m.Time.Time(), Event: view.T("thread.event.earlier")})
	}
}
