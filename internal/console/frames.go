package console

import (
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// synchronise asks for everything that this operator may see.
func (d *Desk) synchronise() {
	known := make(map[conversation.ID]conversation.Position)
	for x := range d.options.Cache.All() {
		if p := x.Phase(); p != exchange.Gone && p != exchange.Lost {
			known[x.ID()] = x.Position()
		}
	}
	d.session.synced, d.session.syncing = false, make(map[conversation.ID]struct{})
	d.rules.offered = false
	for _, q := range d.advice.asked {
		q.told = false
	}
	for _, c := range d.calls.called {
		c.told = false
	}
	d.ask(wire.TypeSync, wire.Sync{Known: known, Doctrine: d.doctrineDigest()}, func(d *Desk, _ wire.Frame, err error) {
		if err != nil && d.ready() {
			d.later(retryAfter, func(d *Desk) {
				if d.ready() && !d.session.synced {
					d.synchronise()
				}
			})
		}
	})
}

// received works off a frame that answers nothing. Unknown types, and frames that do not hold what they should, are
// dropped: the wire says so.
func (d *Desk) received(f wire.Frame) {
	if f.T == wire.TypePong {
		if p, ok := data[wire.Pong](f); ok {
			d.clock.observe(p.Time.Time(), d.local())
		}
		return
	}
	if f.T == wire.TypeBiometric {
		if b, ok := data[wire.Biometric](f); ok {
			d.biometricTold(b)
		}
		return
	}
	if f.T == wire.TypeSession {
		if e, ok := data[wire.SessionEnded](f); ok {
			d.sessionEnded(e.Cause)
		}
		return
	}
	if d.session.active() {
		d.receivedInSession(f)
	}
}

func (d *Desk) receivedInSession(f wire.Frame) {
	switch f.T {
	case wire.TypeSummary:
		if s, ok := data[wire.Summary](f); ok {
			d.summary(s)
		}
	case wire.TypeLocked:
		if l, ok := data[wire.Locked](f); ok && d.session.lock.cause == "" {
			d.lockFor(l.Cause)
			d.session.lock.told = true
		}
	case wire.TypeTicket:
		if t, ok := data[wire.Ticket](f); ok {
			d.session.ticket = t.Ticket
			d.keepShift()
		}
	case wire.TypeMeans:
		if m, ok := data[wire.Means](f); ok {
			d.meansTold(m)
		}
	case wire.TypeSynced:
		if s, ok := data[wire.Synced](f); ok {
			d.synced(s)
		}
	case wire.TypeTeam:
		if t, ok := data[wire.Team](f); ok {
			d.session.team, d.change.List = &t, true
		}
	case wire.TypeHidden:
		if h, ok := data[wire.Hidden](f); ok {
			d.hidden(h.Conversation)
		}
	case wire.TypeDeleted:
		if del, ok := data[wire.Deleted](f); ok {
			d.deleted(del)
		}
	case wire.TypeKept:
		if k, ok := data[wire.Kept](f); ok {
			d.with(k.Conversation, func(x *exchange.Exchange) { x.Kept(k) })
		}
	case wire.TypeTransferTold:
		if t, ok := data[wire.TransferTold](f); ok {
			d.transferTold(t)
		}
	case wire.TypeAsked:
		if a, ok := data[wire.Asked](f); ok {
			d.asked(a)
		}
	case wire.TypeAdvised:
		if a, ok := data[wire.Advised](f); ok {
			d.advised(a)
		}
	case wire.TypeCalled:
		if c, ok := data[wire.Called](f); ok {
			d.called(c)
		}
	case wire.TypeCallTold:
		if c, ok := data[wire.CallTold](f); ok {
			d.callTold(c)
		}
	case wire.TypeHistory:
		if h, ok := data[wire.History](f); ok {
			d.history(h)
		}
	case wire.TypePlanned:
		if p, ok := data[wire.Planned](f); ok {
			d.planned(p)
		}
	case wire.TypeDoctrine:
		if rules, ok := data[wire.Doctrine](f); ok {
			d.offered(rules)
		}
	case wire.TypeReceipt:
		if r, ok := data[wire.Receipt](f); ok {
			d.receipt(r)
		}
	default:
		d.receivedInConversation(f)
	}
}

// with does something with a conversation that is known and still there.
func (d *Desk) with(id conversation.ID, f func(*exchange.Exchange)) {
	if x, ok := d.options.Cache.Find(id); ok && x.Phase() != exchange.Gone {
		f(x)
	}
}

func (d *Desk) receivedInConversation(f wire.Frame) {
	now := d.Now()
	switch f.T {
	case wire.TypeEnvelope:
		if e, ok := data[wire.SealedKey](f); ok {
			d.alter(e.Conversation, func(x *exchange.Exchange) { x.Envelope(e.Envelope, &d.hourly, now) })
		}
	case wire.TypeMessage:
		if m, ok := data[wire.Message](f); ok {
			d.clock.observe(m.Time.Time(), d.local())
			d.alter(m.Conversation, func(x *exchange.Exchange) { d.message(x, m) })
		}
	case wire.TypeMark:
		if m, ok := data[wire.Mark](f); ok && m.Side != conversation.Operator {
			d.alter(m.Conversation, func(x *exchange.Exchange) { x.Mark(m, now) })
		}
	case wire.TypeTyping:
		if t, ok := data[wire.Typing](f); ok {
			d.alter(t.Conversation, func(x *exchange.Exchange) { x.Wrote(now) })
		}
	case wire.TypePresence:
		if p, ok := data[wire.Presence](f); ok {
			d.alter(p.Conversation, func(x *exchange.Exchange) { x.Presence(p, now) })
		}
	case wire.TypeClaimed:
		if c, ok := data[wire.Claimed](f); ok {
			d.alter(c.Conversation, func(x *exchange.Exchange) { x.HeldBy(c, now) })
		}
	case wire.TypeReleased:
		if r, ok := data[wire.Released](f); ok {
			d.alter(r.Conversation, func(x *exchange.Exchange) { d.released(x, r) })
		}
	case wire.TypeClosed:
		if c, ok := data[wire.Closed](f); ok {
			d.clock.observe(c.Time.Time(), d.local())
			d.alter(c.Conversation, func(x *exchange.Exchange) { d.closed(x, c) })
		}
	}
}

// alter changes one conversation, and tells of an alarm that is new.
func (d *Desk) alter(id conversation.ID, f func(*exchange.Exchange)) {
	d.with(id, func(x *exchange.Exchange) {
		before := len(x.Alarms())
		f(x)
		if len(x.Alarms()) > before {
			d.signal(SomethingWrong)
		}
		d.touch(x)
	})
}

// summary takes in the state of a conversation, new or known.
func (d *Desk) summary(s wire.Summary) {
	if d.session.syncing != nil {
		d.session.syncing[s.Conversation] = struct{}{}
	}
	x, known := d.options.Cache.Find(s.Conversation)
	if known && x.Phase() == exchange.Gone && x.Cause() == causeTransferred {
		d.drop(s.Conversation) // it may come back by another transfer
		known = false
	}
	if known && x.Phase() == exchange.Gone {
		return // it does not come back (C23)
	}
	if !known {
		d.meet(s)
		return
	}
	kept, ours := true, x.Mine()
	d.alter(s.Conversation, func(x *exchange.Exchange) { kept = x.Summary(s, d.Now()) })
	if !kept { // no longer ours: nothing of it may stay, and if it waits again it is asked for anew (B12)
		d.erase(x, causeHidden)
		if ours && s.State == string(conversation.Waiting) {
			d.synchronise()
		}
	}
}

func (d *Desk) meet(s wire.Summary) {
	self := exchange.Self{Actor: d.session.shift.Actor, Shift: d.session.key, Authority: d.options.Authority}
	x, err := exchange.New(self, s, d.Now())
	if err != nil {
		d.lies++
		d.change.Session = true
		return
	}
	d.options.Cache.Keep(x)
	d.sorted = nil
	d.touch(x)
	if x.Phase() != exchange.Waiting || !d.session.synced {
		return
	}
	if x.Urgent() {
		d.signal(UrgentWaiting)
	} else {
		d.signal(NewWaiting)
	}
}

// synced ends a synchronisation: what the service has not told of is not there any more.
func (d *Desk) synced(s wire.Synced) {
	d.clock.observe(s.Time.Time(), d.local())
	restarted := d.session.epoch != "" && d.session.epoch != s.Epoch
	told := d.session.syncing
	d.session.synced, d.session.syncing, d.session.epoch = true, nil, s.Epoch
	d.doctrineSynced()
	d.change.Session, d.change.List = true, true
	d.forgetUntold()
	d.forgetCalls()
	for _, x := range d.Conversations() {
		if _, there := told[x.ID()]; there || x.Phase() == exchange.Gone || told == nil {
			continue
		}
		if x.Healing() {
			continue // it waits for the page, or was refused: see giveBack
		}
		if restarted && d.holds(x) {
			x.Missing()
			d.touch(x)
			continue
		}
		d.erase(x, causeGone)
	}
	for x := range d.options.Cache.All() {
		d.touch(x)
	}
}

func (d *Desk) message(x *exchange.Exchange, m wire.Message) {
	if fresh := x.Message(m, d.Now()); fresh && x.Mine() {
		d.markSoon()
		if d.selected != x.ID() {
			d.signal(NewMessage)
		}
	}
}

func (d *Desk) closed(x *exchange.Exchange, c wire.Closed) {
	x.Closed(c, d.Now())
	delete(d.closing, x.ID())
	if x.Mine() && c.By == conversation.Declarant {
		d.signal(DeclarantLeft)
	}
}

func deletionCause(cause string) string {
	switch cause {
	case "deadline", "declarant", "operator", "export":
		return cause
	}
	return causeGone
}

// sessionEnded takes in that the service has ended the session. After "slow" and "draining" the ticket is still good.
func (d *Desk) sessionEnded(cause string) {
	switch cause {
	case "expired", "replaced", "revoked":
		d.endSession(cause)
	}
}
