package inbox

import (
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
)

// State is everything that the inbox shows.
type State struct {
	Phase    Phase
	Now      time.Time // on the service's clock; a new State comes every second while anything counts
	Waiting  []Row     // urgent first, then in order of arrival
	Mine     []Row     // in order of claim
	Ended    []Row     // closed, lost, or going: still with a line, newest first
	Unread   int       // messages in Mine that nobody here has read
	Capacity int       // most conversations held at once
	Selected conversation.ID
	Filter   Filter                     // what is searched for
	Hidden   int                        // lines that the filter hides
	Units    []access.UnitCode          // of all conversations, hidden or not
	Names    map[access.UnitCode]string // of the units, for people; not to be written to
	Notice   view.Text                  // the result of the last intent when it failed: "answered by somebody else"; none otherwise
	Receipts []Receipt                  // of deletions in this shift, the last one first
	Team     Team                       // how busy the unit is
	Watches  bool                       // who is signed in conducts no conversations: a supervisor
	Erased   []conversation.ID          // nothing is left of these here, nor may anything that was copied from them
}

// Receipt proves a deletion (C23). It holds no content.
type Receipt struct {
	Conversation conversation.ID
	Reference    conversation.Reference
	Cause        retention.Cause
	By           string // the operator who asked; empty when none did
	At           time.Time
	Standing     retention.Standing
	Erased       []Erasure             // by the service, in this order
	Decided      retention.Disposition // about the consoles that did not confirm; empty while nothing was
	Settling     bool                  // a decision is on its way
	Consoles     []Erasure             // that held a copy: by whose they are; the zero time while one has not answered
}

// Erasure is what was erased, or who erased it, and when.
type Erasure struct {
	Name string
	At   time.Time
}

// Team is how busy the operator's unit is, all of it together: no figure is about one person (C25).
type Team struct {
	Known   bool // false: the service has not said, or there is no connection to it
	OnDuty  int
	OnBreak int
	Ending  int
	Held    int // conversations that all of them hold
	Room    int // how many more those on duty may take
}

// Phase tells how far the list is to be believed.
type Phase int

// The phases of the list.
const (
	Loading Phase = iota // nothing has come from the service yet
	Current              // it is what the service has
	Stale                // offline: it is what was there when the connection went
)

// Row is one conversation's line. Compare rows with == to see whether one has changed.
type Row struct {
	Conversation conversation.ID
	Reference    conversation.Reference
	Language     string
	Unit         access.UnitCode
	UnitName     string // for people
	Overflowed   bool   // it came from another unit's queue, or has gone to the national one's, for having waited
	Status       Status
	Urgent       bool
	Opened       time.Time
	LastMessage  time.Time
	Deadline     time.Time // when nothing is left of it (C19)
	Life         view.Life
	Unread       int       // messages of the declarant that were not shown yet
	Failed       int       // messages of ours that were refused and want a decision
	Queued       int       // messages of ours that have not reached the service
	Typing       bool      // the declarant writes at this moment
	Here         bool      // the declarant is connected
	Alarm        bool      // something about its messages is not as it must be; the thread says what
	Claim        Claim     // of a waiting one
	Beside       view.Text // what of its report wants a look; none otherwise
	Note         view.Text // why it ended, or what is being waited for
}

// Status is what the line stands for.
type Status string

// The statuses of a line.
const (
	Waiting Status = "waiting"
	Mine    Status = "mine"
	Closed  Status = "closed"  // ended by a side; Note says which
	Lost    Status = "lost"    // the service restarted and has not got it back; it stays until its deadline
	Deleted Status = "deleted" // nothing of it is left, the line goes soon
)

// Claim tells whether a waiting conversation can be taken.
type Claim int

// What a waiting line may offer.
const (
	Claimable Claim = iota
	Claiming        // asked, not answered
	NotYet          // the declarant's page has not sealed a key for this console yet
	NoRoom          // as many are held as may be
	NotOnDuty       // on break, or ending the shift
	NotOnline       // offline
	NotTheirs       // who is signed in conducts no conversations
)

// Intents is what the inbox may ask for. None of it blocks.
type Intents interface {
	// Select shows a conversation in the thread, and none for the empty identifier.
	Select(id conversation.ID)

	// Claim asks to hold a waiting conversation, and selects it once it is ours (B12).
	Claim(id conversation.ID)

	// ClaimNext claims the first that waits.
	ClaimNext()

	// Find hides what does not fit a filter, until the next one.
	Find(f Filter)

	// Settle records what was decided about the consoles that have not confirmed a deletion in time (C23).
	Settle(id conversation.ID, decided retention.Disposition)

	// Dismiss removes an ended conversation's line from the list: of a closed one, its texts and keys with it.
	Dismiss(id conversation.ID)
}
