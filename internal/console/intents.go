package console

import (
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

const (
	retryAfter  = time.Second            // after a request that may succeed later
	markDelay   = 150 * time.Millisecond // receipts of one moment go together
	typingEvery = 3 * time.Second
)

// Select makes a conversation the one that the main thread shows; none for the empty identifier.
func (d *Desk) Select(id conversation.ID) {
	if _, known := d.options.Cache.Find(id); !known {
		id = ""
	}
	d.selected = id
	d.Attended()
	d.notices.inbox = nil
	d.change.List, d.change.Session = true, true
}

// Claim asks to hold a waiting conversation, and selects it once it is ours (B12).
func (d *Desk) Claim(id conversation.ID) {
	d.Attended()
	d.notices.inbox = nil
	d.with(id, func(x *exchange.Exchange) {
		d.touch(x)
		if err := d.MayClaim(x); err != nil {
			d.notices.inbox = err
			return
		}
		d.claiming[id] = true
		d.ask(wire.TypeClaim, wire.Claim{Conversation: id}, func(d *Desk, f wire.Frame, err error) { d.claimed(id, f, err) })
	})
}

// MayClaim returns why a conversation cannot be claimed; nil if it can.
func (d *Desk) MayClaim(x *exchange.Exchange) error {
	const op = "console.Claim"
	switch {
	case x.Phase() != exchange.Waiting || d.claiming[x.ID()]:
		return fault.New(fault.Taken, op, fault.Key("inbox.claim.taken"))
	case !x.Readable() && d.ready():
		return fault.New(fault.Unavailable, op, fault.Key("inbox.claim.not_yet"))
	}
	return d.MayClaimAny()
}

// MayClaimAny returns why no conversation can be claimed at all; nil if one can.
func (d *Desk) MayClaimAny() error {
	const op = "console.Claim"
	switch {
	case !d.acts():
		return fault.New(fault.Unavailable, op, fault.Key("inbox.claim.not_online"))
	case !d.Conducts():
		return fault.New(fault.Denied, op, fault.Key("inbox.claim.not_theirs"))
	case d.session.duty != DutyOn:
		return fault.New(fault.Denied, op, fault.Key("inbox.claim.not_on_duty"))
	case d.session.capacity > 0 && d.Held()+len(d.claiming) >= d.session.capacity:
		return fault.New(fault.TooMany, op, fault.Key("inbox.claim.no_room"))
	}
	return nil
}

func (d *Desk) claimed(id conversation.ID, f wire.Frame, err error) {
	delete(d.claiming, id)
	d.change.List = true
	held, ok := data[wire.Held](f)
	if err == nil && ok && held.Summary.Conversation == id {
		d.summary(held.Summary)
		d.with(id, func(x *exchange.Exchange) {
			if x.Mine() {
				d.Select(id)
			}
		})
		return
	}
	if err == nil {
		err = fault.New(fault.Invalid, "console.Claim")
	}
	d.notices.inbox = err
	d.with(id, d.touch)
}

// Dismiss removes an ended conversation's line, and with a closed one its texts and keys.
func (d *Desk) Dismiss(id conversation.ID) {
	x, ok := d.options.Cache.Find(id)
	if !ok {
		return
	}
	switch x.Phase() {
	case exchange.Closed, exchange.Lost:
		d.erase(x, causeGone)
		d.drop(id)
	case exchange.Gone:
		d.drop(id)
	}
}

// Send queues a message in a conversation. What cannot be queued is dropped with the fault that it returns.
func (d *Desk) Send(id conversation.ID, text string) (err error) {
	d.Attended()
	d.with(id, func(x *exchange.Exchange) {
		err = x.Compose(text, d.Now())
		delete(d.typed, id)
		d.touch(x)
	})
	return err
}

// Resend makes a failed message wait for its turn again.
func (d *Desk) Resend(id conversation.ID, m conversation.MessageID) {
	d.alter(id, func(x *exchange.Exchange) { x.Resend(m) })
}

// Discard removes a failed message.
func (d *Desk) Discard(id conversation.ID, m conversation.MessageID) {
	d.alter(id, func(x *exchange.Exchange) { x.Discard(m) })
}

// Draft keeps what is being written, and tells the declarant, now and then, that somebody writes.
func (d *Desk) Draft(id conversation.ID, text string) {
	d.Attended()
	d.with(id, func(x *exchange.Exchange) {
		x.SetDraft(text)
		if x.Mine() {
			d.keepSoon(id)
		}
		now := d.local()
		if text == "" || x.Phase() != exchange.Held || !d.acts() || now.Sub(d.typed[id]) < typingEvery {
			return
		}
		d.typed[id] = now
		_ = d.connection.conn.Tell(wire.TypeTyping, wire.Typing{Conversation: id}) // kept nowhere: nothing is lost
	})
}

// Shown notes that the first n items of a thread have been looked at.
func (d *Desk) Shown(id conversation.ID, n int) {
	d.with(id, func(x *exchange.Exchange) {
		before := x.Unread()
		x.Shown(n)
		if x.Unread() != before {
			d.touch(x)
			d.markSoon()
		}
	})
}

// MayClose reports whether the exchange can be ended now: it is ours, and nothing of ours is on its way or waits.
func (d *Desk) MayClose(x *exchange.Exchange) bool {
	queued, _ := x.Unsent()
	p := x.Phase()
	return (p == exchange.Held || p == exchange.Opening) && queued == 0 && d.ready() && !d.closing[x.ID()]
}

// Close ends the exchange for a coded reason.
func (d *Desk) Close(id conversation.ID, reason string) {
	d.with(id, func(x *exchange.Exchange) {
		if !d.MayClose(x) || !conversation.Reason(reason).Valid(conversation.Operator) {
			return
		}
		request, err := x.Finish(reason)
		if err != nil {
			return
		}
		d.closing[id] = true
		d.touch(x)
		d.ask(wire.TypeClose, request, func(d *Desk, _ wire.Frame, err error) {
			delete(d.closing, id)
			if err != nil {
				d.notices.inbox = err
			}
			d.with(id, d.touch)
		})
	})
}
