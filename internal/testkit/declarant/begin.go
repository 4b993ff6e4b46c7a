package declarant

import (
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

func (d *Declarant) online(w wire.Welcome) {
	d.offset = time.Until(w.Time.Time())
	d.attempt++
	heals := d.opened && d.epoch != w.Epoch
	if heals && d.offered != w.Epoch {
		d.offer(w)
	}
	d.begin(w, heals)
}

// begin opens the conversation or comes back to it. A service that began empty tells everything again.
func (d *Declarant) begin(w wire.Welcome, heals bool) {
	var t wire.Type
	var request any
	var err error
	if d.opened {
		t = wire.TypeResume
		after := d.position.run
		if heals {
			after = 0
		}
		var resume wire.Resume
		resume, err = d.voice.Resume(w.Nonce, after)
		resume.Ticket = d.ticket
		request = resume
	} else {
		t = wire.TypeOpen
		request, err = d.voice.Open(w.Nonce, d.options.Place, d.options.Language, d.options.Urgent)
	}
	if err != nil || d.phase == Deleted || d.phase == Unknown {
		return
	}
	attempt := d.attempt
	d.ask(t, request, func(f wire.Frame, err error) {
		opened, bad := wire.DecodeData[wire.Opened](f)
		switch {
		case err == nil && bad == nil:
			d.adopt(opened, w.Epoch)
		case fault.Is(err, fault.Gone), fault.Is(err, fault.Missing):
			d.unknown(err)
		case heals && fault.Is(err, fault.Unavailable):
			d.later(askAgain, func() {
				if d.attempt == attempt {
					d.begin(w, heals)
				}
			})
		case fault.KindOf(err).Retryable():
			d.later(time.Second, d.link.Retry)
		}
	})
}

func (d *Declarant) unknown(err error) {
	d.phase = Unknown
	if fault.Is(err, fault.Gone) {
		d.phase = Deleted
	}
	d.observe(Event{Kind: Erased, Cause: fault.KindOf(err).String()})
}

// adopt takes in what the service says of the conversation, after open and after resume.
func (d *Declarant) adopt(o wire.Opened, epoch string) {
	again, healed := d.opened, d.epoch != "" && d.epoch != epoch
	if healed && o.Generation < d.voice.g { // it came back without who answered
		d.unknown(fault.New(fault.Missing, "declarant.adopt"))
		return
	}
	d.epoch, d.offered, d.ticket = epoch, "", o.Ticket
	if healed {
		d.healed(o)
	}
	d.opened, d.asked, d.flying = true, true, false
	if again {
		d.observe(Event{Kind: Back})
	} else {
		d.observe(Event{Kind: Begun, Cause: o.Unit})
	}
	switch {
	case d.leaving != nil:
		d.leaving()
		return
	case d.phase == Closed:
		return
	case o.State == string(conversation.Waiting):
		if d.phase == Held {
			d.left()
		}
		d.phase = Waiting
		d.sealTo(o.Roster)
	case o.State == string(conversation.Held) && len(o.Roster) > 0:
		d.claimed(o.Roster[0], o.Generation)
	}
	if o.Mark != nil {
		d.mark(*o.Mark)
	}
	d.pump()
	d.markSoon()
}

// sealTo hands the conversation's keys to those on duty.
func (d *Declarant) sealTo(roster []wire.Chain) {
	if d.untrusty || d.phase != Waiting {
		return
	}
	envelopes, err := d.voice.SealTo(roster, d.now())
	if err != nil {
		d.distrust()
		return
	}
	for len(envelopes) > 0 {
		n := min(len(envelopes), 25)
		d.keep(envelopes[:n])
		envelopes = envelopes[n:]
	}
}

func (d *Declarant) keep(envelopes []wire.Envelope) {
	attempt := d.attempt
	d.ask(wire.TypeEnvelopes, wire.Envelopes{Conversation: d.voice.id, Envelopes: envelopes}, func(_ wire.Frame, err error) {
		switch {
		case err == nil:
			for _, e := range envelopes {
				d.voice.Kept(e)
			}
			d.pump()
			d.markSoon()
		case fault.KindOf(err).Retryable():
			d.later(time.Second, func() {
				if d.asked && d.attempt == attempt { // otherwise coming back seals again
					d.keep(envelopes)
				}
			})
		case len(envelopes) > 1:
			for _, e := range envelopes { // one of them has left duty meanwhile: the others still need theirs
				d.keep([]wire.Envelope{e})
			}
		}
	})
}

// claimed makes a fresh key for who answers. Told of the same claim again, it gives them what the store has lost.
func (d *Declarant) claimed(chain wire.Chain, g conversation.Generation) {
	if d.untrusty || d.phase == Closed || g < d.voice.g {
		return
	}
	if g == d.voice.g {
		envelopes, err := d.voice.SealAgain(chain, d.now())
		if err != nil {
			d.distrust()
			return
		}
		for _, e := range envelopes {
			d.keep([]wire.Envelope{e})
		}
		return
	}
	e, err := d.voice.Claimed(chain, g, d.now())
	if err != nil {
		d.distrust()
		return
	}
	d.phase = Held
	d.observe(Event{Kind: Joined})
	d.keep([]wire.Envelope{*e})
}

// distrust stops all sending: who would read it cannot be told.
func (d *Declarant) distrust() {
	d.untrusty = true
	d.observe(Event{Kind: Warned, Cause: "untrusted"})
}
