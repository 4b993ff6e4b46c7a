package declarant

import (
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// askAgain is how often the service is asked again while it waits for the operator's console, as the page does.
const askAgain = 700 * time.Millisecond

// offer gives everything back to a service that has lost its memory. What becomes of it, the resume after it tells.
func (d *Declarant) offer(w wire.Welcome) {
	frames := d.ledger.Offer(d.voice.id, wire.MaxFrameBytes)
	for i, frame := range frames {
		if d.voice.SignRestore(w.Nonce, &frame) != nil {
			return
		}
		last := i == len(frames)-1
		d.ask(wire.TypeRestore, frame, func(_ wire.Frame, err error) {
			if last && !fault.KindOf(err).Retryable() {
				d.offered = w.Epoch
			}
		})
	}
}

// healed takes in that the service has the conversation again, up to a position: the rest is sent again, and envelopes and receipts,
// which it forgot.
func (d *Declarant) healed(o wire.Opened) {
	d.ledger.Cut(o.Position)
	d.position = sequence{run: 1}
	d.told = counted{}
	clear(d.voice.sealed)
	for _, m := range d.outbox {
		if m.frame != nil && m.frame.N > o.Sent {
			m.stored = false
		}
	}
}

// sealAgain gives the keys to the holder once more, whose envelopes the service has lost with the rest; to nobody else.
func (d *Declarant) sealAgain(holder wire.Chain) {
	envelopes, err := d.voice.SealToHolder(holder, d.now())
	if err != nil {
		d.distrust()
		return
	}
	for _, e := range envelopes {
		d.keep([]wire.Envelope{e})
	}
}

// SignRestore signs a frame that gives entries back.
func (v *Voice) SignRestore(nonce []byte, r *wire.Restore) error {
	proof, err := v.Resume(nonce, r.From)
	r.Key, r.Signature = v.key.Public(), proof.Signature
	return err
}

// SealToHolder seals every key so far to the holder of the present generation, and nothing to anybody else.
func (v *Voice) SealToHolder(chain wire.Chain, now time.Time) ([]wire.Envelope, error) {
	if !v.held || v.claim != nil || v.holder != holderOf(chain) {
		return nil, nil
	}
	return v.SealTo([]wire.Chain{chain}, now)
}

// holderOf says who somebody is, by what their chain says: the person, the console and the shift.
func holderOf(c wire.Chain) conversation.Holder {
	return conversation.Holder{
		Actor: conversation.Actor(c.Credential.Actor), Console: conversation.Console(c.Shift.Console), Shift: conversation.ShiftID(c.Shift.Key),
	}
}
