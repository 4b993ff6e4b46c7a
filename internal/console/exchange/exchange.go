package exchange

import (
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// Self is who this console is in its conversations, during one shift.
type Self struct {
	Actor     string
	Shift     *seal.SigningKey
	Authority []byte // the pinned key that vouches for other operators
}

// Phase is how the conversation stands for this operator.
type Phase string

// The phases.
const (
	Waiting Phase = "waiting" // nobody holds it: it may be read, not answered
	Opening Phase = "opening" // ours; the page has not sealed the fresh key yet
	Held    Phase = "held"    // ours
	Closed  Phase = "closed"  // ended, still readable until its deadline
	Lost    Phase = "lost"    // the service does not have it any more
	Gone    Phase = "gone"    // nothing of it is left here
)

// Exchange is one conversation. Make one with New.
type Exchange struct {
	id      conversation.ID
	self    Self
	summary wire.Summary // the last one that was believed
	peer    seal.Peer
	order   *seal.Order // of the declarant's messages

	mine       bool
	claimed    time.Time // since when
	generation conversation.Generation
	closed     bool
	lost       bool
	gone       bool
	cause      string // of the end, coded

	keys      map[conversation.KeyNumber]key
	pseudonym string

	items    view.List[Item]
	places   map[uint64]int    // number of a message that is missing or sealed -> its item
	sealed   map[uint64]sealed // by number: verified, waiting for its key
	position sequence
	heard    conversation.Position // of the declarant's last message that came here
	seenAt   map[conversation.MessageID]conversation.Position
	earlier  bool                                  // an earlier operator's messages were mentioned
	others   map[conversation.Generation]seal.Peer // earlier holders, as the authority vouches for them

	shown int    // items that somebody has looked at
	read  uint64 // messages of the declarant among them
	count uint64 // messages of the declarant among the items

	ledger  wire.Ledger // what the service said, in order to give it back
	healing bool        // the service has lost it, and gets it back
	offers  int         // how often it was given back
	back    time.Time   // when it had it again; zero if it never lost it

	arrival arrival
	out     outbox
	marks   marks
	draft   string

	last     time.Time // last message of a person that was seen here
	stated   time.Time // the deadline as the service states it
	deadline time.Time // the one that holds
	here     bool
	hereAt   time.Time
	typing   time.Time // until when the declarant counts as writing
	behind   time.Time // since when messages are known to be missing at the end

	alarms alarms
}

// New begins to know a conversation from its first summary. The error is fault.Untrusted when its key does not belong to
// its identifier: then there is nobody to believe.
func New(self Self, s wire.Summary, now time.Time) (*Exchange, error) {
	peer, err := seal.DeclarantPeer(s.Conversation, s.Key)
	if err != nil {
		return nil, err
	}
	x := &Exchange{
		id: s.Conversation, self: self, peer: peer, order: seal.NewOrder(s.Conversation, conversation.Declarant),
		keys: map[conversation.KeyNumber]key{}, places: map[uint64]int{}, sealed: map[uint64]sealed{},
		seenAt: map[conversation.MessageID]conversation.Position{}, alarms: alarms{},
	}
	x.position.add(1) // the opening itself
	x.others = map[conversation.Generation]seal.Peer{}
	x.out.index = map[conversation.MessageID]int{}
	x.last = earliest(s.LastMessage.Time(), now)
	x.Summary(s, now)
	return x, nil
}

// ID returns the conversation's identifier.
func (x *Exchange) ID() conversation.ID { return x.id }

// Reference returns the short form of the identifier. It is derived here: the service cannot give one conversation the
// name of another.
func (x *Exchange) Reference() conversation.Reference { return x.id.Reference() }

// Phase returns how the conversation stands.
func (x *Exchange) Phase() Phase {
	switch {
	case x.gone:
		return Gone
	case x.lost:
		return Lost
	case x.closed:
		return Closed
	case x.mine && !x.fresh():
		return Opening
	case x.mine:
		return Held
	}
	return Waiting
}

// Mine reports whether this operator holds the conversation, or held it when it was closed.
func (x *Exchange) Mine() bool { return x.mine }

// Bare reports whether nothing that anybody has written is here, nor ever was: a conversation that waits, for this console.
func (x *Exchange) Bare() bool { return !x.mine && x.items.Len() == 0 && x.draft == "" }

// Claimed returns since when it is ours.
func (x *Exchange) Claimed() time.Time { return x.claimed }

// Position returns the place before which every entry has come.
func (x *Exchange) Position() conversation.Position { return x.position.run }

// Pseudonym returns what the declarant wants to be called. It is content.
func (x *Exchange) Pseudonym() string { return x.pseudonym }

// Readable reports whether a key for it has come.
func (x *Exchange) Readable() bool { return len(x.keys) > 0 }

// Items returns the thread.
func (x *Exchange) Items() view.List[Item] { return x.items }

// Unread returns how many messages of the declarant nobody has looked at.
func (x *Exchange) Unread() int { return int(x.count - x.read) }

// Alarms returns what is wrong, the worst first.
func (x *Exchange) Alarms() []Alarm { return x.alarms.list() }

// Alarmed reports whether anything is wrong.
func (x *Exchange) Alarmed() bool { return len(x.alarms) > 0 }

// Heard returns the place of the declarant's last message that has come here.
func (x *Exchange) Heard() conversation.Position { return x.heard }

// Life returns how long the conversation lives: no longer than the deadline that holds here.
func (x *Exchange) Life() retention.Life {
	return retention.Life{Last: x.deadline.Add(-retention.MaxCeiling)}
}

// Deadline returns when nothing of the conversation may be left, on the service's clock (B1).
func (x *Exchange) Deadline() time.Time { return x.deadline }

// LastMessage returns when a person last wrote, as far as it was seen here.
func (x *Exchange) LastMessage() time.Time { return x.last }

// Opened returns when the conversation began.
func (x *Exchange) Opened() time.Time { return x.summary.Opened.Time() }

// Unit returns the unit that the conversation was routed to.
func (x *Exchange) Unit() access.UnitCode { return access.UnitCode(x.summary.Unit) }

// Language returns the language of the declarant's page.
func (x *Exchange) Language() string { return x.summary.Language }

// Urgent reports whether the declarant is in danger now.
func (x *Exchange) Urgent() bool { return x.summary.Urgent }

// Here reports whether the declarant is connected, and since when that is so.
func (x *Exchange) Here() (bool, time.Time) { return x.here, x.hereAt }

// Typing reports whether the declarant writes.
func (x *Exchange) Typing(now time.Time) bool { return now.Before(x.typing) }

// Cause returns the coded reason for which it ended.
func (x *Exchange) Cause() string { return x.cause }

// Draft returns what was written and not sent. It is content.
func (x *Exchange) Draft() string { return x.draft }

// SetDraft keeps what is being written.
func (x *Exchange) SetDraft(text string) {
	if !x.gone {
		x.draft = text
	}
}

// Shown notes that the first n items have been looked at.
func (x *Exchange) Shown(n int) {
	for ; x.shown < min(n, x.items.Len()); x.shown++ {
		if it := x.items.At(x.shown); it.Kind == Message && it.Side == conversation.Declarant {
			x.read++
		}
	}
}

// Erase destroys the keys and drops every text. What is left is the reference, and why.
func (x *Exchange) Erase(cause string) {
	for _, k := range x.keys {
		k.secret.Destroy()
	}
	*x = Exchange{id: x.id, summary: wire.Summary{Opened: x.summary.Opened, Urgent: x.summary.Urgent}, mine: x.mine, claimed: x.claimed, gone: true, cause: cause, deadline: x.deadline}
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
