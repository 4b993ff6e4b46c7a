package exchange

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// outbox is our side of the conversation. One message is on its way at a time, so that one that is refused leaves no hole
// in the numbers. index tells each message's item; entries outlive their delivery, so that a repeated acknowledgement is
// known.
type outbox struct {
	queue  []*outgoing // what the service does not have, in order
	sent   uint64      // messages of this generation that the service has
	index  map[conversation.MessageID]int
	stored []stored  // those that the declarant's page has not confirmed as read, by number
	rests  time.Time // nothing is sent before: the service asked for patience
}

// outgoing is a message that the service does not have.
type outgoing struct {
	id     conversation.MessageID
	text   string
	frame  *wire.Send // sealed once: what is sent again is the same bytes
	flying bool
	unsure bool // it was on its way when the connection went: the service may have it
	failed bool
}

type stored struct {
	id     conversation.MessageID
	number uint64
	at     time.Time
}

// Compose queues a message. Empty, oversized and invalid texts are refused with a fault: nothing was queued then.
func (x *Exchange) Compose(text string, now time.Time) error {
	const op = "exchange.Compose"
	switch {
	case !x.mine || x.closed || x.lost || x.gone:
		return fault.New(fault.Gone, op, fault.Key("thread.why.ended"))
	case strings.TrimSpace(text) == "" || !utf8.ValidString(text):
		return fault.New(fault.Invalid, op, fault.Key("thread.why.empty"))
	case len(text) > wire.MaxTextBytes:
		return fault.New(fault.TooLarge, op, fault.Key("thread.why.too_long"))
	}
	id := newMessageID()
	x.out.index[id] = x.items.Len()
	x.out.queue = append(x.out.queue, &outgoing{id: id, text: text})
	x.items = x.items.Append(Item{Kind: Message, ID: id, Side: conversation.Operator, Text: text, At: now, Delivery: Queued})
	x.draft = ""
	return nil
}

// NextSend returns what is to be sent now, if anything: the first message that has not failed, once the fresh key is
// here and nothing else is on its way.
func (x *Exchange) NextSend(now time.Time) (wire.Send, bool) {
	number, secret, ready := x.sendingKey()
	if !ready || x.closed || x.lost || x.gone || x.healing || x.arrival.handing || now.Before(x.out.rests) {
		return wire.Send{}, false
	}
	for _, o := range x.out.queue {
		if o.flying {
			return wire.Send{}, false
		}
	}
	for _, o := range x.out.queue {
		if o.failed {
			continue
		}
		if !x.makeFrame(o, number, secret) {
			continue
		}
		o.flying = true
		x.deliver(o.id, Sending, view.Text{})
		return *o.frame, true
	}
	return wire.Send{}, false
}

// makeFrame seals a message unless it is. A message that was refused before another one took its number is sealed anew,
// under a new identifier.
func (x *Exchange) makeFrame(o *outgoing, number conversation.KeyNumber, secret seal.Secret) bool {
	if o.frame != nil && (o.frame.N == x.out.sent+1 || o.unsure) {
		return true
	}
	if o.frame != nil {
		at := x.out.index[o.id]
		delete(x.out.index, o.id)
		o.id, o.frame = newMessageID(), nil
		x.out.index[o.id] = at
		it := x.items.At(at)
		it.ID = o.id
		x.items = x.items.Set(at, it)
	}
	head := wire.Send{ID: o.id, Key: number, Generation: x.generation, N: x.out.sent + 1, Seen: x.order.Seen(x.generation)}
	frame, err := seal.SealText(x.sender(), secret, head, o.text)
	if err != nil {
		o.failed = true
		problem, _ := view.OfFault(err)
		x.deliver(o.id, Failed, problem)
		return false
	}
	o.frame = &frame
	return true
}

// Acked takes in that the service has a message of ours. It reports false when there is no such message.
func (x *Exchange) Acked(a wire.Ack, now time.Time) bool {
	at, known := x.out.index[a.ID]
	if !known || x.gone {
		return false
	}
	x.position.add(a.Position)
	x.spoke(a.Time.Time(), now)
	x.believe(a.Deadline, now)
	for i, o := range x.out.queue {
		if o.id != a.ID || o.frame == nil {
			continue
		}
		x.ledger.Acknowledged(*o.frame, conversation.Operator, a)
		x.out.queue = append(x.out.queue[:i:i], x.out.queue[i+1:]...)
		x.out.sent = max(x.out.sent, o.frame.N)
		x.out.stored = append(x.out.stored, stored{o.id, o.frame.N, now})
		it := x.items.At(at)
		it.At, it.Delivery, it.Event = a.Time.Time(), Stored, view.Text{}
		x.items = x.items.Set(at, it)
		x.confirm(now) // its receipt may have come first
		break
	}
	return true
}

// retryAfter is how long a message rests that the service could not take.
const retryAfter = time.Second

// Refused takes in that a message was not taken. What may be taken later stays queued, and Refused returns after how
// long NextSend gives it out again; 0 when it does not.
func (x *Exchange) Refused(id conversation.MessageID, err error, now time.Time) (later time.Duration) {
	for _, o := range x.out.queue {
		if o.id != id || x.gone {
			continue
		}
		o.flying = false
		if fault.KindOf(err).Retryable() {
			o.unsure = true
			x.out.rests = now.Add(retryAfter)
			x.deliver(id, Queued, view.Text{})
			return retryAfter
		}
		o.failed, o.unsure = true, false
		problem, _ := view.OfFault(err)
		x.deliver(id, Failed, problem)
	}
	return 0
}

// Resend makes a failed message wait for its turn again.
func (x *Exchange) Resend(id conversation.MessageID) {
	for _, o := range x.out.queue {
		if o.id == id && o.failed {
			o.failed = false
			x.deliver(id, Queued, view.Text{})
		}
	}
}

// Discard removes a failed message. Its line stays, without its text.
func (x *Exchange) Discard(id conversation.MessageID) {
	for i, o := range x.out.queue {
		if o.id != id || !o.failed {
			continue
		}
		at := x.out.index[id]
		x.out.queue = append(x.out.queue[:i:i], x.out.queue[i+1:]...)
		delete(x.out.index, id)
		x.items = x.items.Set(at, Item{Kind: Event, Side: conversation.Operator, At: x.items.At(at).At, Event: view.T("thread.event.discarded")})
		return
	}
}

// Unsent returns how many messages of ours wait and how many were refused.
func (x *Exchange) Unsent() (queued, failed int) {
	for _, o := range x.out.queue {
		if o.failed {
			failed++
		} else {
			queued++
		}
	}
	return queued, failed
}

// Finish makes the signed end of the exchange.
func (x *Exchange) Finish(reason string) (wire.Close, error) {
	c := wire.Close{Generation: x.generation, Sent: x.out.sent, Seen: x.order.Seen(x.generation), Reason: reason}
	return c, seal.SignClose(x.sender(), &c)
}

// Generation returns the one in which it is ours; 0 when it is not.
func (x *Exchange) Generation() conversation.Generation { return x.generation }

// sent is what the declarant can have seen of ours: what is on its way may have arrived.
func (x *Exchange) sent() seal.Sent {
	count := x.out.sent
	for _, o := range x.out.queue {
		if o.frame != nil && (o.flying || o.unsure) {
			count = max(count, o.frame.N)
		}
	}
	return seal.Sent{Generation: x.generation, Count: count}
}

func (x *Exchange) sender() seal.Sender {
	return seal.Sender{Conversation: x.id, Side: conversation.Operator, Key: x.self.Shift}
}

// deliver notes how far a message of ours has come.
func (x *Exchange) deliver(id conversation.MessageID, d Delivery, why view.Text) {
	at, known := x.out.index[id]
	if !known {
		return
	}
	it := x.items.At(at)
	it.Delivery, it.Event = d, why
	x.items = x.items.Set(at, it)
}

func newMessageID() conversation.MessageID {
	var raw [16]byte
	rand.Read(raw[:])
	return conversation.MessageID(base64.RawURLEncoding.EncodeToString(raw[:]))
}
