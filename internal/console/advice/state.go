package advice

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// State is everything that is shown about advice.
type State struct {
	Now       time.Time // on the service's clock
	Online    bool
	Questions []Question               // of this operator, the oldest first; one for each conversation at most
	Inquiries []Inquiry                // to this operator, the oldest first
	Advisers  Advisers                 // who could be asked
	May       map[conversation.ID]bool // conversations about which a colleague can be asked now
}

// Question is one of this operator's, about a conversation that they hold.
type Question struct {
	Conversation conversation.ID
	Reference    conversation.Reference
	Phase        Phase
	Name         string // of the colleague
	Refusal      conversation.Refusal
	Until        time.Time // on the service's clock
	Words        string    // content; "" when this console was restarted since
	Answer       string    // content; "" unless it is answered and can be read
	Sending      bool
	Problem      view.Text
}

// Inquiry is a question of a colleague. It says nothing of the conversation that it is about.
type Inquiry struct {
	ID       conversation.QuestionID
	Name     string // of the colleague
	UnitName string
	Until    time.Time // on the service's clock
	Words    string    // content
	Sending  bool
	Problem  view.Text
}

// Phase is how far a question has come.
type Phase = console.AdvicePhase

// The phases; console says what each means.
const (
	Asked     = console.AdviceAsked
	Answered  = console.AdviceAnswered
	Declined  = console.AdviceDeclined
	Withdrawn = console.AdviceWithdrawn
	Lapsed    = console.AdviceLapsed
	Moot      = console.AdviceMoot
)

// Advisers are the colleagues who could be asked about the conversation that was asked about last.
type Advisers struct {
	Conversation conversation.ID // empty: none was asked about
	Loading      bool
	List         []Adviser
	Problem      view.Text
}

// Adviser is a colleague on duty.
type Adviser struct {
	Actor    string
	Name     string
	UnitName string
}

// Intents is what the view may ask for. None of it blocks.
type Intents interface {
	// Find looks for colleagues who could be asked about a conversation: Advisers has them.
	Find(conversation.ID)

	// Ask puts a question to one of them, who gets these words and nothing else.
	Ask(in conversation.ID, to, words string)

	// PutAway takes a question back, or puts its answer or end away.
	PutAway(conversation.ID)

	// Answer answers a colleague's question.
	Answer(question conversation.QuestionID, words string)

	// Decline does not, for a coded reason.
	Decline(question conversation.QuestionID, why conversation.Refusal)
}
