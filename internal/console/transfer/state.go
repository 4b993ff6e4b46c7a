package transfer

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// State is everything that is shown about transfers.
type State struct {
	Now      time.Time // on the service's clock
	Online   bool
	Requests []Request // open or just decided, the oldest first
	Takers   Takers
	Ending   bool                     // the shift is about to end (C25)
	Open     []Open                   // what this operator holds, the next deadline first
	May      map[conversation.ID]bool // of those: a colleague can be asked
}

// Request is a question about one conversation, ours or to us.
type Request struct {
	Conversation conversation.ID
	Reference    conversation.Reference
	Phase        Phase
	Asker        bool   // this operator asks; otherwise they are asked
	Name         string // of the other one
	UnitName     string // of the conversation, when we are asked
	Language     string
	Urgent       bool
	Reason       Reason
	Refusal      Refusal
	Until        time.Time // on the service's clock
	Sending      bool
	Problem      view.Text // of the last intent about it; none when it went well
}

// Decided reports whether it is only shown until somebody has seen it.
func (r Request) Decided() bool { return r.Phase != Asked && r.Phase != Accepted }

// Phase is how far a transfer has come.
type Phase = console.TransferPhase

// The phases; console says what each means.
const (
	Asked     = console.TransferAsked
	Accepted  = console.TransferAccepted
	Refused   = console.TransferRefused
	Lapsed    = console.TransferLapsed
	Withdrawn = console.TransferWithdrawn
	Done      = console.TransferDone
	Moot      = console.TransferMoot
)

// Reason is why somebody else is to take over; Refusal why they do not.
type (
	Reason  = conversation.TransferReason
	Refusal = conversation.Refusal
)

// Takers are the colleagues who could take over the conversation that was asked about last.
type Takers struct {
	Conversation conversation.ID // empty: none was asked about
	Loading      bool
	List         []Taker
	Problem      view.Text
}

// Taker is a colleague on duty who has room.
type Taker struct {
	Actor    string
	Name     string
	UnitName string
	Room     int
}

// Open is a conversation that is held, and to be passed on or closed when the shift ends.
type Open struct {
	Conversation conversation.ID
	Reference    conversation.Reference
	Urgent       bool
	Deadline     time.Time
	Life         view.Life
	Language     string
	MayTransfer  bool
	Asked        bool // a colleague is being asked
	MayClose     bool
}

// Intents is what the view may ask for. None of it blocks.
type Intents interface {
	// Find looks for colleagues who could take a conversation over: Takers has them.
	Find(conversation.ID)

	// Ask asks one of them.
	Ask(in conversation.ID, to string, why Reason)

	// Withdraw takes the question back.
	Withdraw(conversation.ID)

	// Accept takes a conversation over.
	Accept(conversation.ID)

	// Refuse does not.
	Refuse(conversation.ID, Refusal)

	// Seen sends a decided request away.
	Seen(conversation.ID)

	// Close ends the exchange for a coded reason: the other way to end a shift.
	Close(in conversation.ID, reason string)
}
