package exchange

import (
	"encoding/json"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// storedHead is everything but the thread, between two runs of a console. It holds keys and content: it goes into the vault
// alone.
type storedHead struct {
	Version    int
	Summary    wire.Summary
	Claimed    time.Time
	Generation conversation.Generation
	Closed     bool
	Healing    bool
	Cause      string
	Keys       []storedKey
	Pseudonym  string
	Draft      string
	Places     map[uint64]int
	Sealed     []storedSealed
	Run        conversation.Position
	Ahead      []conversation.Position
	Heard      conversation.Position
	Earlier    bool
	Shown      int
	Sent       uint64
	Queue      []storedOutgoing
	Stored     []storedSent
	Mark       uint64
	Last       time.Time
	Stated     time.Time
	Alarms     []Alarm
}

type storedKey struct {
	Number     conversation.KeyNumber
	Generation conversation.Generation
	Secret     []byte
}

type storedSealed struct {
	Position conversation.Position
	Item     int
}

type storedOutgoing struct {
	ID             conversation.MessageID
	Text           string
	Frame          *wire.Send
	Unsure, Failed bool
}

type storedSent struct {
	ID     conversation.MessageID
	Number uint64
	At     time.Time
}

// Snapshot is a conversation as a vault keeps it, in parts: those but the first grow at their ends.
type Snapshot struct{ Head, Order, Items, Ledger, Seen []byte }

type seenEntry struct {
	ID conversation.MessageID
	At conversation.Position
}

const snapshotVersion = 1

// Snapshot returns the state, for a vault. The fault is Gone for one that is not ours to keep.
func (x *Exchange) Snapshot() (s Snapshot, err error) {
	const op = "exchange.Snapshot"
	if x.gone || !x.mine {
		return s, fault.New(fault.Gone, op)
	}
	head := x.head()
	items := make([]Item, 0, x.items.Len())
	seen := make([]seenEntry, 0, len(x.seenAt))
	for _, it := range x.items.All() {
		items = append(items, it)
		if at, known := x.seenAt[it.ID]; known && it.ID != "" {
			seen = append(seen, seenEntry{it.ID, at})
		}
	}
	if s.Order, err = x.order.MarshalBinary(); err != nil {
		return s, fault.Wrap(op, err)
	}
	for _, part := range []struct {
		into *[]byte
		from any
	}{{&s.Head, head}, {&s.Items, items}, {&s.Ledger, x.ledger.Store()}, {&s.Seen, seen}} {
		if *part.into, err = json.Marshal(part.from); err != nil {
			return s, fault.As(fault.Internal, op, err)
		}
	}
	for _, k := range head.Keys {
		clear(k.Secret)
	}
	return s, nil
}

func (x *Exchange) head() storedHead {
	h := storedHead{
		Version: snapshotVersion, Summary: x.summary, Claimed: x.claimed, Generation: x.generation, Closed: x.closed,
		Healing: x.healing || x.lost, Cause: x.cause, Pseudonym: x.pseudonym, Draft: x.draft, Places: x.places, Run: x.position.run, Heard: x.heard, Earlier: x.earlier,
		Shown: x.shown, Sent: x.out.sent, Mark: x.marks.number, Last: x.last, Stated: x.stated, Alarms: x.alarms.list(),
	}
	for n, k := range x.keys {
		if raw, err := k.secret.Bytes(); err == nil {
			h.Keys = append(h.Keys, storedKey{n, k.generation, raw})
		}
	}
	for _, s := range x.sealed {
		h.Sealed = append(h.Sealed, storedSealed{s.head.Position, s.item})
	}
	for p := range x.position.ahead {
		h.Ahead = append(h.Ahead, p)
	}
	for _, o := range x.out.queue {
		h.Queue = append(h.Queue, storedOutgoing{o.id, o.text, o.frame, o.unsure || o.flying, o.failed})
	}
	for _, s := range x.out.stored {
		h.Stored = append(h.Stored, storedSent{s.id, s.number, s.at})
	}
	return h
}

// Restore returns the conversation of a Snapshot, as it was before the connection went. The fault is Invalid for anything
// that is none, and Untrusted for one whose key is not its own.
func Restore(self Self, s Snapshot) (*Exchange, error) {
	const op = "exchange.Restore"
	var h storedHead
	var items []Item
	var ledger []wire.Stored
	var seen []seenEntry
	for _, part := range []struct {
		from []byte
		into any
	}{{s.Head, &h}, {s.Items, &items}, {s.Ledger, &ledger}, {s.Seen, &seen}} {
		if err := json.Unmarshal(part.from, part.into); err != nil {
			return nil, fault.As(fault.Invalid, op, err)
		}
	}
	if h.Version != snapshotVersion || h.Generation == 0 || h.Shown > len(items) {
		return nil, fault.New(fault.Invalid, op)
	}
	x, err := New(self, h.Summary, h.Last)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := x.order.UnmarshalBinary(s.Order); err != nil {
		return nil, fault.Wrap(op, err)
	}
	x.items = x.items.Truncate(0)
	for i, it := range items {
		x.items = x.items.Append(it)
		if it.Kind != Message {
			continue
		}
		if it.Side == conversation.Operator {
			x.out.index[it.ID] = i
		} else {
			x.count++
		}
	}
	for _, e := range seen {
		x.seenAt[e.ID] = e.At
		if it, ours := x.out.index[e.ID]; ours && x.items.At(it).Delivery == NotOurs {
			delete(x.out.index, e.ID) // an earlier holder's
		}
	}
	x.ledger.Load(ledger)
	return x, x.restore(op, h, ledger)
}

func (x *Exchange) restore(op fault.Op, h storedHead, ledger []wire.Stored) error {
	x.mine, x.claimed, x.generation, x.closed, x.healing = true, h.Claimed, h.Generation, h.Closed, h.Healing
	x.cause, x.pseudonym, x.draft, x.earlier, x.shown = h.Cause, h.Pseudonym, h.Draft, h.Earlier, h.Shown
	x.recount()
	x.here, x.hereAt = false, time.Time{}
	x.last, x.stated = h.Last, h.Stated
	x.settle()
	x.position, x.heard = sequence{run: h.Run}, h.Heard
	for _, p := range h.Ahead {
		x.position.add(p)
	}
	for _, k := range h.Keys {
		secret, err := seal.ParseSecret(k.Secret)
		clear(k.Secret)
		if err != nil {
			return fault.Wrap(op, err)
		}
		x.keys[k.Number] = key{secret, k.Generation}
	}
	for n, at := range h.Places {
		x.places[n] = at
	}
	x.out.sent, x.marks.number = h.Sent, h.Mark
	for _, o := range h.Queue {
		x.out.queue = append(x.out.queue, &outgoing{id: o.ID, text: o.Text, frame: o.Frame, unsure: o.Unsure, failed: o.Failed})
	}
	for _, s := range h.Stored {
		x.out.stored = append(x.out.stored, stored{s.ID, s.Number, s.At})
	}
	for _, a := range h.Alarms {
		x.alarms[a.Code] = a
	}
	return x.restoreSealed(op, h, ledger)
}

// restoreSealed verifies again what waits for its key.
func (x *Exchange) restoreSealed(op fault.Op, h storedHead, ledger []wire.Stored) error {
	items := map[conversation.Position]int{}
	for _, s := range h.Sealed {
		items[s.Position] = s.Item
	}
	for _, l := range ledger {
		at, waits := items[l.Position]
		if !waits || l.Past.Message == nil {
			continue
		}
		if at < 0 || at > x.items.Len() {
			return fault.New(fault.Invalid, op)
		}
		m := *l.Past.Message
		checked, err := seal.VerifyText(x.peer, m.Send)
		if err != nil {
			return fault.Wrap(op, err)
		}
		m.Body, m.Signature = nil, nil
		x.sealed[m.N] = sealed{checked, m, at}
	}
	return nil
}
