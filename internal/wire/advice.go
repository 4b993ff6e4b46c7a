package wire

import (
	"slices"

	"vigie.example/internal/conversation"
)

// Frames of a question to a colleague, who is given no access to the conversation that it is about (ADR 012): advisers -> adviser_list,
// ask -> ok; the colleague gets asked, and answers with advise -> ok; the asker gets advised. Words go from console to console, sealed.
const (
	TypeAdvisers    Type = "advisers"     // console: Advisers, answered by adviser_list
	TypeAdviserList Type = "adviser_list" // service: AdviserList
	TypeAsk         Type = "ask"          // console: Ask, answered by ok
	TypeAskWithdraw Type = "ask_withdraw" // console: AskWithdraw, answered by ok
	TypeAsked       Type = "asked"        // service: a question to this operator, or that it is over (Asked)
	TypeAdvise      Type = "advise"       // console: Advise, answered by ok
	TypeAdvised     Type = "advised"      // service: how a question of this operator's stands (Advised)
)

// Letter is what one operator writes to another, sealed to their hourly key: see seal.SealLetter.
type Letter struct {
	Hourly    string `json:"hourly"` // Hourly.ID of the receiver
	Enc       []byte `json:"enc"`    // X-Wing encapsulation, 1,120 bytes
	Body      []byte `json:"body"`
	Signature []byte `json:"signature"` // by the shift key of the sender
}

// Advisers asks who could be asked about a conversation.
type Advisers struct {
	Conversation conversation.ID `json:"conversation"`
}

// AdviserList answers Advisers: operators of the units concerned and of the national one, on duty.
type AdviserList struct {
	Advisers []Adviser `json:"advisers"`
}

// Adviser is somebody who may be asked, and whom to seal a question to.
type Adviser struct {
	Name     string `json:"name"`
	UnitName string `json:"unit_name"`
	Chain    Chain  `json:"chain"`
}

// Ask asks a colleague. Whoever is asked learns neither the conversation nor its generation.
type Ask struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"` // of the asker
	Question     conversation.QuestionID `json:"question"`
	To           string                  `json:"to"`
	Letter       Letter                  `json:"letter"`
}

// AskWithdraw takes a question back, or puts an answered one away: nothing of it stays with the service.
type AskWithdraw struct {
	Conversation conversation.ID         `json:"conversation"`
	Question     conversation.QuestionID `json:"question"`
}

// Asked brings a question to the colleague who is asked. In any other phase than "asked" it is over: what was read of it is erased.
type Asked struct {
	Question conversation.QuestionID `json:"question"`
	Phase    string                  `json:"phase"` // as in Advised
	FromName string                  `json:"from_name,omitempty"`
	UnitName string                  `json:"unit_name,omitempty"` // of the asker
	Until    Millis                  `json:"until"`               // when it lapses
	From     *Chain                  `json:"from,omitempty"`      // of the asker; whom to seal the answer to
	Letter   *Letter                 `json:"letter,omitempty"`
}

// Advise answers a question, or declines it for a coded reason.
type Advise struct {
	Question conversation.QuestionID `json:"question"`
	Refusal  string                  `json:"refusal,omitempty"` // "busy", "ending", "suited"; then there is no letter
	Letter   *Letter                 `json:"letter,omitempty"`
}

// Advised tells the asker how a question stands.
type Advised struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"`
	Question     conversation.QuestionID `json:"question"`
	Phase        string                  `json:"phase"` // "asked", "answered", "declined", "withdrawn", "lapsed", "moot"
	ToName       string                  `json:"to_name"`
	Refusal      string                  `json:"refusal,omitempty"`
	Until        Millis                  `json:"until"`
	Adviser      *Chain                  `json:"adviser,omitempty"` // once answered: who has signed it
	Letter       *Letter                 `json:"letter,omitempty"`
}

// letterBytes are the sizes of a sealed letter: a bucket and the tag.
var letterBytes = []int{256 + 16, 1_024 + 16, 4_096 + 16}

var advicePhases = []string{"asked", "answered", "declined", "withdrawn", "lapsed", "moot"}

func (l Letter) check() bool {
	return len(l.Hourly) == hourlyIDBytes && len(l.Enc) == encapsulationBytes && slices.Contains(letterBytes, len(l.Body)) &&
		len(l.Signature) == signatureBytes
}

func (a Advisers) check() bool    { return a.Conversation.Valid() }
func (a AdviserList) check() bool { return len(a.Advisers) <= maxRoster }

func (a Ask) check() bool {
	return a.Conversation.Valid() && a.Generation > 0 && a.Question.Valid() && code(a.To) && a.Letter.check()
}

func (a AskWithdraw) check() bool { return a.Conversation.Valid() && a.Question.Valid() }

func (a Asked) check() bool {
	return a.Question.Valid() && slices.Contains(advicePhases, a.Phase) && (a.Letter == nil || a.Letter.check())
}

func (a Advise) check() bool {
	if !a.Question.Valid() || (a.Refusal == "") == (a.Letter == nil) {
		return false
	}
	if a.Letter != nil {
		return a.Letter.check()
	}
	return slices.Contains(conversation.Refusals(), conversation.Refusal(a.Refusal))
}

func (a Advised) check() bool {
	return a.Conversation.Valid() && a.Generation > 0 && a.Question.Valid() && slices.Contains(advicePhases, a.Phase) &&
		(a.Letter == nil || a.Letter.check())
}
