package declarant

import (
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
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
	d.voice.Forgotten()
	for _, m := range d.outbox {
		if m.frame != nil && m.frame.N > o.Sent {
			m.stored = false
		}
	}
}

// SignRestore signs a frame that gives entries back.
func (v *Voice) SignRestore(nonce []byte, r *wire.Restore) error {
	proof, err := v.Resume(nonce, r.From)
	r.Key, r.Signature = v.key.Public(), proof.Signature
	return err
}

// Forgotten notes that the store has lost every envelope.
func (v *Voice) Forgotten() {
	clear(v.sealed)
	v.lost = true
}

// SealAgain seals to the holder of the present generation, and to nobody else, what the store lacks for them: the key of their claim while
// that is not there, and every key so far after the store has lost all of them. The chain may name other keys than at the claim, but the
// same person, console and shift.
func (v *Voice) SealAgain(chain wire.Chain, now time.Time) (out []wire.Envelope, err error) {
	if !v.held || v.holder != holderOf(chain) || (v.claim == nil && !v.lost) {
		return nil, nil
	}
	to, err := seal.VerifyChain(v.authority, chain, now)
	if err != nil {
		if fault.Is(err, fault.Expired) { // what the log has of the claim: the keys of now follow
			err = nil
		}
		return nil, err
	}
	for n, s := range v.secrets {
		claimed := v.claim != nil && int(v.claim.Key) == n
		if v.sealed[envelope{n, to.Hourly()}] || (!claimed && !v.lost) {
			continue
		}
		e, err := seal.SealEnvelope(v.key, to, conversation.KeyNumber(n), s.g, s.secret, v.pseudonym)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// holderOf says who somebody is, by what their chain says: the person, the console and the shift.
func holderOf(c wire.Chain) conversation.Holder {
	return conversation.Holder{
		Actor: conversation.Actor(c.Credential.Actor), Console: conversation.Console(c.Shift.Console), Shift: conversation.ShiftID(c.Shift.Key),
	}
}
