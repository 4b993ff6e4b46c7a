package exchange

import (
	"time"

	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// Item is one line of the thread.
type Item struct {
	Kind     Kind
	ID       conversation.MessageID // of a message
	Side     conversation.Side      // of a message, or who did what an event tells
	Text     string                 // content, of a message
	At       time.Time              // on the service's clock; of a queued message: when it was written
	Delivery Delivery               // of a message of ours
	Event    view.Text              // of an event or a broken line; of a failed message: why
}

// Kind is what a line stands for.
type Kind int

// The kinds of lines.
const (
	Message Kind = iota
	Event        // claimed, closed: what happened, not what was said
	Broken       // a message that came and cannot be opened, or that is missing
)

// Delivery is how far a message of ours has come.
type Delivery int

// The steps, in order. Failed and Unconfirmed stand apart.
const (
	NotOurs     Delivery = iota
	Queued               // waits here, for the connection or the fresh key
	Sending              // on its way to the service
	Stored               // received by the service
	Received             // received by the declarant's page, which has signed for it
	Read                 // shown there
	Failed               // refused: it can be sent again or discarded
	Unconfirmed          // stored a while ago, and never confirmed by the page although it is there
)

// Alarm is something that must not be: each has a text that says what it means and what to do.
type Alarm struct {
	Code  AlarmCode
	Count int       // how often it was seen, or how many messages it is about
	Since time.Time // on the service's clock
	Text  view.Text
}

// AlarmCode tells alarms apart.
type AlarmCode string

// The alarms of a conversation, the worst first.
const (
	Forged      AlarmCode = "forged"     // something came that the declarant did not sign, or that says what cannot be
	WrongKey    AlarmCode = "wrong_key"  // a key came that the declarant did not sign, or not for this conversation and holder
	OtherHolder AlarmCode = "generation" // the service contradicts itself about who holds the conversation
	Gap         AlarmCode = "gap"        // messages of the declarant are missing before one that came
	Behind      AlarmCode = "behind"     // the declarant has sent more than what came
	Replayed    AlarmCode = "replayed"   // a message came again at another place
	Reordered   AlarmCode = "reordered"  // messages came in another order than they were sent
	Unopened    AlarmCode = "unopened"   // a signed message came that cannot be opened here
	Silent      AlarmCode = "silent"     // our messages are stored, and the page, which is there, confirms none
	BadDeadline AlarmCode = "deadline"   // the service states a deadline beyond four hours; ours holds (B1)
)

var gravest = []AlarmCode{Forged, WrongKey, OtherHolder, Gap, Behind, Replayed, Reordered, Unopened, Silent, BadDeadline}
