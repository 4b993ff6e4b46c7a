package call

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// State is everything that is shown about calls.
type State struct {
	Now    time.Time // on the service's clock
	Online bool
	Own    []Call                   // of this operator, the oldest first; one for each conversation at most
	Called []Summons                // to this supervisor, the oldest first
	May    map[conversation.ID]bool // conversations about which the supervisors can be called now
}

// Call is one of this operator's, about a conversation that they hold.
type Call struct {
	Conversation conversation.ID
	Reference    conversation.Reference
	Phase        Phase
	Name         string    // of the supervisor who comes
	Until        time.Time // on the service's clock
	Problem      view.Text
}

// Summons is a call of an operator to this supervisor.
type Summons struct {
	ID        conversation.CallID
	Name      string // of the operator
	UnitName  string
	Reference conversation.Reference
	Since     time.Time
	Sending   bool
	Problem   view.Text
}

// Phase is how far a call has come.
type Phase = console.CallPhase

// The phases; console says what each means.
const (
	Open     = console.CallOpen
	Answered = console.CallAnswered
	Lapsed   = console.CallLapsed
	Nobody   = console.CallNobody
	Offline  = console.CallOffline
	Failed   = console.CallFailed
)

// Phases returns all of them.
func Phases() []Phase { return []Phase{Open, Answered, Lapsed, Nobody, Offline, Failed} }

// Intents is what the view may ask for. None of it blocks.
type Intents interface {
	// Call calls the supervisors about a conversation.
	Call(conversation.ID)

	// Seen puts a call that is over away.
	Seen(conversation.ID)

	// Answer says that this supervisor comes.
	Answer(conversation.CallID)
}
