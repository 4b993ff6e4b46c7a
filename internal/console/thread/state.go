package thread

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/retention"
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
	Deletion     Deletion
	Alarms       []Alarm   // what is wrong with this conversation now, the worst first
	Note         view.Text // why it is in its phase: who ended it, what it waits for
}

// Phase is how the conversation stands for this operator.
type Phase = exchange.Phase

// The phases of a thread.
const (
	None    Phase = ""
	Waiting       = exchange.Waiting // nobody holds it: its messages may be read, not answered
	Opening       = exchange.Opening // ours; the page has not sealed the fresh key yet, what is sent waits here
	Held          = exchange.Held    // ours
	Closed        = exchange.Closed  // ended, still readable until its deadline
	Lost          = exchange.Lost    // ours, and the service does not have it any more
	Gone          = exchange.Gone    // deleted, or answered by somebody else: nothing of it is left here
)

// Item is one line of the thread.
type Item = exchange.Item

// Kind is what a line stands for.
type Kind = exchange.Kind

// The kinds of lines.
const (
	Message = exchange.Message
	Event   = exchange.Event
	Broken  = exchange.Broken
)

// Delivery is how far a message of ours has come.
type Delivery = exchange.Delivery

// The steps, in order. Failed and Unconfirmed stand apart.
const (
	NotOurs     = exchange.NotOurs
	Queued      = exchange.Queued
	Sending     = exchange.Sending
	Stored      = exchange.Stored
	Received    = exchange.Received
	Read        = exchange.Read
	Failed      = exchange.Failed
	Unconfirmed = exchange.Unconfirmed
)

// Alarm is something that must not be: each has a text that says what it means and what to do.
type Alarm = exchange.Alarm

// AlarmCode tells alarms apart.
type AlarmCode = exchange.AlarmCode

// The alarms of a conversation, the worst first; exchange says what each means.
const (
	Forged      = exchange.Forged
	WrongKey    = exchange.WrongKey
	OtherHolder = exchange.OtherHolder
	Gap         = exchange.Gap
	Behind      = exchange.Behind
	Replayed    = exchange.Replayed
	Reordered   = exchange.Reordered
	Unopened    = exchange.Unopened
	Silent      = exchange.Silent
	BadDeadline = exchange.BadDeadline
)

// Compose tells whether a message can be written.
type Compose struct {
	Enabled   bool
	Why       view.Text // why not, or what happens to what is sent now (it waits)
	TextBytes int       // the longest text, in bytes of UTF-8
}

// Deletion is what can be done to delete the conversation, and what is planned (C17).
type Deletion struct {
	Can     bool // it is the operator's to delete, and the service is there
	Asking  bool // it was asked for, and the service has not answered
	Choices []retention.Choice
	Plan    console.Plan // the zero value is none

	Passage doctrine.Text // what the doctrine says about it (C3); empty without a doctrine
}

// Reasons are the coded reasons for which an operator ends an exchange, in the order of the menu. Their texts are
// "thread.close.reason." and the code.
func Reasons() []string {
	var out []string
	for _, r := range []conversation.Reason{conversation.Done, conversation.Left, conversation.NoAnswer, conversation.Oriented, conversation.Abuse} {
		out = append(out, string(r))
	}
	return out
}

// Intents is what the thread may ask for; none of it blocks. Each names its conversation, so that nothing is ever sent to
// the wrong person. What was typed (Send, Resend, Draft) goes to the conversation that it names although another one was
// selected a moment ago; the rest is about the selected one, or dropped.
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

	// Delete erases the conversation everywhere, now or later (C17); at counts only for retention.At. Keep cancels that.
	Delete(in conversation.ID, choice retention.Choice, at time.Time)
	Keep(in conversation.ID)
}
