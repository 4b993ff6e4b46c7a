package thread

import (
	"time"

	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// State is everything that the thread shows. Conversation is empty while none is selected.
type State struct {
	Conversation conversation.ID
	Phase        Phase
	Now          time.Time // on the service's clock; a new State comes every second
	Reference    conversation.Reference
	Pseudonym    string // content: what the declarant wants to be called; empty: anonymous (C1)
	Language     string
	Urgent       bool
	Opened       time.Time
	Deadline     time.Time // C19
	Life         view.Life
	Here         bool // the declarant is connected
	HereSince    time.Time
	Typing       bool
	Items        view.List[Item]
	Unread       int    // how many of the last messages were not shown before this thread was opened
	Draft        string // content: what was typed in this conversation and not sent (C22)
	Compose      Compose
	CanClose     bool
	Alarms       []Alarm   // what is wrong with this conversation now, the worst first
	Note         view.Text // why it is in its phase: who ended it, what it waits for
}

// Phase is how the conversation stands for this operator.
type Phase string

// The phases of a thread.
const (
	None    Phase = ""
	Waiting Phase = "waiting" // nobody holds it: its messages may be read, not answered
	Opening Phase = "opening" // ours; the page has not sealed the fresh key yet, what is sent waits here
	Held    Phase = "held"    // ours
	Closed  Phase = "closed"  // ended, still readable until its deadline
	Lost    Phase = "lost"    // ours, and the service does not have it any more
	Gone    Phase = "gone"    // deleted, or answered by somebody else: nothing of it is left here
)

// Item is one line of the thread.
type Item struct {
	Kind     Kind
	ID       conversation.MessageID // of a message
	Side     conversation.Side      // of a message, or who did what an event tells
	Text     string                 // content, of a message
	At       time.Time              // on the service's clock; of a queued message: when it was written
	Delivery Delivery               // of a message of ours
	Event    view.Text              // of an event or an alarm; of a failed message: why
}

// Kind is what a line stands for.
type Kind int

// The kinds of lines.
const (
	Message Kind = iota
	Event        // opened, claimed, came, went, closed
	Broken       // a message that came and could not be believed or opened, or that is missing
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

// Compose tells whether a message can be written.
type Compose struct {
	Enabled   bool
	Why       view.Text // why not, or what happens to what is sent now (it waits)
	TextBytes int       // the longest text, in bytes of UTF-8
}

// Alarm is something that must not be: each has a text that says what it means and what to do.
type Alarm struct {
	Code  AlarmCode
	Count int       // how often it was seen
	Since time.Time // on the service's clock
	Text  view.Text
}

// AlarmCode tells alarms apart.
type AlarmCode string

// The alarms of a conversation.
const (
	Gap         AlarmCode = "gap"        // messages of the declarant are missing
	Forged      AlarmCode = "forged"     // something came that the declarant did not sign, or that says what cannot be
	WrongKey    AlarmCode = "wrong_key"  // a key came that the declarant did not sign, or not for this conversation and holder
	Unopened    AlarmCode = "unopened"   // a signed message came that cannot be opened here
	Behind      AlarmCode = "behind"     // the declarant has sent more than what arrived
	Silent      AlarmCode = "silent"     // our messages are stored, and the page, which is there, confirms none
	BadDeadline AlarmCode = "deadline"   // the service states a deadline beyond four hours; ours holds (B1)
	OtherHolder AlarmCode = "generation" // the service contradicts itself about who holds the conversation
)

// Intents is what the thread may ask for; all of it is about the selected conversation, and none of it blocks. What
// names another conversation than the selected one is dropped, so that nothing is ever sent to the wrong person.
type Intents interface {
	// Send hands over a message, empties the draft, and shows the message at once.
	Send(to conversation.ID, text string)

	// Resend sends a failed message again, the same bytes; Discard removes it.
	Resend(in conversation.ID, message conversation.MessageID)
	Discard(in conversation.ID, message conversation.MessageID)

	// Draft keeps what is being written, and tells the declarant that somebody writes.
	Draft(in conversation.ID, text string)

	// Shown tells that the first n items have been on the screen of somebody who looks: they count as read.
	Shown(in conversation.ID, n int)

	// Close ends the exchange for a coded reason: one of Reasons.
	Close(in conversation.ID, reason string)
}

// Reasons are the coded reasons for which an operator ends an exchange, in the order of the menu. Their texts are
// "thread.close.reason." and the code.
func Reasons() []string { return []string{"done", "left", "no_answer", "referred", "abuse"} }
