package exchange

import (
	"strings"
	"time"

	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// takenKey and bareKey are the texts of the event of a transfer to us.
const (
	takenKey = "thread.event.taken_over"
	bareKey  = "thread.event.taken_over.bare"
)

// arrival is how a conversation that is ours came to us.
type arrival struct {
	came    conversation.Arrival
	handed  bool      // what reads the earlier messages is here
	ours    []earlier // messages of earlier holders that wait for it
	handing bool      // we are handing over: nothing new leaves
}

// earlier is a message of an earlier holder that cannot be opened yet.
type earlier struct {
	message wire.Message
	item    int
}

// Came returns how the conversation came to us, and whether what reads the earlier messages has come with it.
func (x *Exchange) Came() (conversation.Arrival, bool) { return x.arrival.came, x.arrival.handed }

// arrive notes how the conversation came to us, and returns the event that says so.
func (x *Exchange) arrive(came string) string {
	switch x.arrival.came = conversation.Arrival(came); x.arrival.came {
	case conversation.WithHistory:
		return takenKey
	case conversation.WithoutHistory:
		return bareKey
	}
	x.arrival.came = conversation.FromQueue
	return claimedKey
}

// arrivalEvent reports whether an item is the event of our coming to the conversation.
func arrivalEvent(i Item) bool {
	return i.Kind == Event && (i.Event.Key == claimedKey || i.Event.Key == takenKey || i.Event.Key == bareKey)
}

// awaitsKey keeps a message of an earlier holder until what reads it comes, and reports false where nothing will.
func (x *Exchange) awaitsKey(m wire.Message) bool {
	if x.arrival.came != conversation.WithHistory || x.arrival.handed {
		return false
	}
	at := x.line(m.Time.Time())
	x.arrival.ours = append(x.arrival.ours, earlier{m, at})
	x.put(at, Item{Kind: Broken, ID: m.ID, Side: conversation.Operator, At: m.Time.Time(), Event: view.T("thread.item.earlier")})
	return true
}

// HandOver stops all sending, and returns what the next holder needs, or false while a message of ours is on its way: who takes
// over gets it from the log, or as unsent, never both. The keys are shared with the Exchange until it is erased.
func (x *Exchange) HandOver() (seal.History, bool) {
	if x.gone || !x.mine || x.closed {
		return seal.History{}, false
	}
	x.arrival.handing = true
	var h seal.History
	var unsent []string
	for _, o := range x.out.queue {
		if o.flying {
			return seal.History{}, false
		}
		unsent = append(unsent, o.text)
	}
	if strings.TrimSpace(x.draft) != "" {
		unsent = append(unsent, x.draft)
	}
	h.Unsent = strings.Join(unsent, "\n\n")
	for n, k := range x.keys {
		h.Keys = append(h.Keys, seal.HeldKey{Number: n, Generation: k.generation, Secret: k.secret})
	}
	return h, true
}

// KeepOn ends a hand-over that came to nothing: what waits is sent.
func (x *Exchange) KeepOn() { x.arrival.handing = false }

// HandingOver reports whether the conversation is about to be somebody else's.
func (x *Exchange) HandingOver() bool { return x.arrival.handing }

// Before returns whose signature the history of the generation before ours must carry; false until the log has said it, or when the
// conversation did not come by a transfer.
func (x *Exchange) Before(g conversation.Generation) (seal.Peer, bool) {
	peer, known := x.others[g]
	return peer, known && x.mine && !x.arrival.handed && g+1 == x.generation
}

// TakeOver takes in what the holder before has handed over: it was verified. What waited is opened.
func (x *Exchange) TakeOver(h seal.History, now time.Time) {
	if x.gone || x.arrival.handed {
		h.Destroy()
		return
	}
	x.arrival.handed = true
	for _, k := range h.Keys {
		known, again := x.keys[k.Number]
		switch {
		case k.Generation >= x.generation, (k.Number == 0) != (k.Generation == 0),
			again && (!known.secret.Equal(k.Secret) || known.generation != k.Generation):
			k.Secret.Destroy()
			x.alarms.raise(WrongKey, now)
		case again:
			k.Secret.Destroy()
		default:
			x.keys[k.Number] = key{k.Secret, k.Generation}
			x.openSealed(k.Number, now)
		}
	}
	for _, e := range x.arrival.ours {
		m := e.message
		if text, ok := x.openOther(m); ok {
			x.put(e.item, Item{Kind: Message, ID: m.ID, Side: conversation.Operator, Text: text, At: m.Time.Time()})
		} else {
			x.alarms.raise(Unopened, now)
		}
	}
	x.arrival.ours = nil
	if x.draft == "" {
		x.draft = h.Unsent
	}
}

// NotesStayed takes in that notes of the holder before could not be handed over.
func (x *Exchange) NotesStayed(now time.Time) {
	x.items = x.items.Append(Item{Kind: Event, Side: conversation.Operator, At: now, Event: view.T("thread.event.notes_stayed")})
}

// NotHandedOver takes in that what reads the earlier messages cannot be believed or opened: it will not come (B12).
func (x *Exchange) NotHandedOver(now time.Time) {
	if x.gone || x.arrival.handed {
		return
	}
	x.arrival.handed, x.arrival.ours = true, nil
	x.alarms.raise(WrongKey, now)
	x.items = x.items.Append(Item{Kind: Event, Side: conversation.Operator, At: now, Event: view.T(bareKey)})
}
