package console

import (
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// Carrier hands over what is kept beside a conversation: the notes (C22). It is called on the Desk's goroutine.
type Carrier interface {
	// HandOver returns sealed notes and their key, which it keeps until the conversation is erased; false for none.
	HandOver(id conversation.ID) (sealed []byte, key seal.Secret, ok bool)

	// TakeOver takes in what an earlier holder handed over.
	TakeOver(id conversation.ID, sealed []byte, key seal.Secret) error
}

// Carry makes notes go with a conversation that is transferred. It is to be called before Start.
func (c *Console) Carry(notes Carrier) { c.desk.transfers.notes = notes }

// mostNotesBytes is how much of notes a history has room for.
const mostNotesBytes = wire.MaxHistoryBytes - 64_000

// handOver seals what the receiver needs once nothing of ours is on its way, and erases it here once the service has it. A receiver
// whom the authority does not vouch for gets nothing.
func (d *Desk) handOver(id conversation.ID) {
	const op = "console.handOver"
	t := d.transfers.all[id]
	if t == nil || !t.Asker || t.Phase != TransferAccepted || t.Sending || t.told.Receiver == nil || !d.ready() {
		return
	}
	d.with(id, func(x *exchange.Exchange) {
		if x.Generation() != t.Generation || t.Problem != nil {
			return
		}
		to, err := seal.VerifyChain(d.options.Authority, *t.told.Receiver, d.Now())
		if err == nil && to.Actor() != t.told.To {
			err = fault.New(fault.Untrusted, op)
		}
		if err != nil {
			t.Problem = fault.As(fault.Untrusted, op, err, fault.Key("fault.transfer.untrusted"))
			d.lies++
			return
		}
		history, ready := x.HandOver()
		d.touch(x)
		if !ready {
			return // the answer to what is on its way brings us back
		}
		d.addNotes(id, &history)
		sealed, err := seal.SealHistory(d.session.key, d.session.shift.Actor, to, id, t.Generation, history)
		history.NotesKey.Destroy()
		if err != nil {
			t.Problem = err
			return
		}
		d.sendHistory(t, sealed)
	})
}

func (d *Desk) addNotes(id conversation.ID, h *seal.History) {
	if d.transfers.notes == nil {
		return
	}
	sealed, key, some := d.transfers.notes.HandOver(id)
	switch {
	case !some:
	case len(sealed) > mostNotesBytes:
		h.Partial = true
		key.Destroy()
	default:
		h.Notes, h.NotesKey = sealed, key
	}
}

func (d *Desk) sendHistory(t *Transfer, sealed wire.History) {
	id := t.Conversation
	t.Sending = true
	d.ask(wire.TypeHistory, sealed, func(d *Desk, _ wire.Frame, err error) {
		if current := d.transfers.all[id]; current != nil {
			current.Sending = false
		}
		switch {
		case err == nil:
			d.with(id, func(x *exchange.Exchange) { d.erase(x, causeTransferred) })
		case fault.KindOf(err).Retryable():
			d.later(time.Second, func(d *Desk) { d.handOver(id) })
		}
	})
}

// hidden takes in that a conversation is somebody else's.
func (d *Desk) hidden(id conversation.ID) {
	cause := causeHidden
	if t := d.transfers.all[id]; t != nil && t.Asker && (t.Phase == TransferAccepted || t.Phase == TransferDone) {
		cause = causeTransferred
	}
	d.with(id, func(x *exchange.Exchange) { d.erase(x, cause) })
}

// history takes in what the holder before has handed over to us. It must be signed by who held the generation before ours, for us, in
// this conversation; anything else opens nothing, and is shown.
func (d *Desk) history(h wire.History) {
	d.alter(h.Conversation, func(x *exchange.Exchange) {
		from, awaited := x.Before(h.Generation)
		if !awaited {
			return
		}
		history, err := d.hourly.openHistory(from, d.session.shift.Actor, h)
		if err != nil {
			x.NotHandedOver(d.Now())
			return
		}
		x.TakeOver(history, d.Now())
		if d.transfers.notes != nil && len(history.Notes) > 0 && d.transfers.notes.TakeOver(x.ID(), history.Notes, history.NotesKey) != nil {
			history.Partial = true
		}
		if history.Partial {
			x.NotesStayed(d.Now())
		}
	})
}

// openHistory opens a history with the key that it was sealed to.
func (h *hourlyKeys) openHistory(from seal.Peer, to string, sealed wire.History) (seal.History, error) {
	for _, k := range h.keys {
		if k.private.ID() == sealed.Hourly {
			return k.private.OpenHistory(from, to, sealed)
		}
	}
	return seal.History{}, fault.New(fault.Missing, "console.hourly.openHistory")
}
