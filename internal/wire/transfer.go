package wire

import (
	"slices"

	"vigie.example/internal/conversation"
)

// Frames of a transfer between consoles (B12): colleagues -> takers, transfer -> ok; the receiver gets transfer_told, answers
// with transfer_answer -> ok; the asker gets transfer_told with the receiver's chain, sends history -> ok, and loses sight of the
// conversation (hidden); the receiver gets its summary, its log, and history. The page gets claimed.
const (
	TypeColleagues       Type = "colleagues"        // console: Colleagues, answered by takers
	TypeTakers           Type = "takers"            // service: Takers
	TypeTransfer         Type = "transfer"          // console: Transfer, answered by ok
	TypeTransferWithdraw Type = "transfer_withdraw" // console: TransferWithdraw, answered by ok
	TypeTransferAnswer   Type = "transfer_answer"   // console: TransferAnswer, answered by ok
	TypeTransferTold     Type = "transfer_told"     // service: how a transfer stands, to both (TransferTold)
	TypeHistory          Type = "history"           // console: History, answered by ok; service: to the receiver
)

// Colleagues asks who could take a conversation over.
type Colleagues struct {
	Conversation conversation.ID `json:"conversation"`
}

// Takers answers Colleagues: operators of the conversation's unit and of the national one, on duty and with room.
type Takers struct {
	Takers []Taker `json:"takers"`
}

// Taker is somebody who may be asked.
type Taker struct {
	Actor    string `json:"actor"`
	Name     string `json:"name"`
	Unit     string `json:"unit"`
	UnitName string `json:"unit_name"`
	Room     int    `json:"room"` // how many more conversations they may hold, at least 1
}

// Transfer asks a colleague to take a conversation over, for a coded reason.
type Transfer struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"` // of the asker
	To           string                  `json:"to"`
	Reason       string                  `json:"reason"` // "shift_ends", "better_suited", "language", "too_much"
}

// TransferWithdraw takes the question back.
type TransferWithdraw struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"`
}

// TransferAnswer accepts, or refuses for a coded reason.
type TransferAnswer struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"` // of the asker, as it was told
	Accept       bool                    `json:"accept"`
	Refusal      string                  `json:"refusal,omitempty"` // "busy", "ending", "suited"
}

// TransferTold tells asker and receiver how a transfer stands: nothing of what was said (C8).
type TransferTold struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"` // of the asker
	Phase        string                  `json:"phase"`      // "asked", "accepted", "refused", "lapsed", "withdrawn", "done", "moot"
	From         string                  `json:"from"`
	FromName     string                  `json:"from_name"`
	To           string                  `json:"to"`
	ToName       string                  `json:"to_name"`
	Unit         string                  `json:"unit"`
	UnitName     string                  `json:"unit_name"`
	Language     string                  `json:"language"`
	Urgent       bool                    `json:"urgent,omitempty"`
	Reason       string                  `json:"reason"`
	Refusal      string                  `json:"refusal,omitempty"`
	Until        Millis                  `json:"until"`              // when the question, or after acceptance the hand-over, lapses
	Receiver     *Chain                  `json:"receiver,omitempty"` // to the asker, once accepted: whom to seal the history to
}

// History is what reads the earlier messages, and the notes, sealed by the console of the old holder to the hourly key of the
// receiver: see seal.SealHistory.
type History struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"` // that ends with it
	From         string                  `json:"from"`
	To           string                  `json:"to"`
	Hourly       string                  `json:"hourly"` // Hourly.ID of the receiver
	Enc          []byte                  `json:"enc"`    // X-Wing encapsulation, 1,120 bytes
	Body         []byte                  `json:"body"`
	Signature    []byte                  `json:"signature"` // by the shift key of the old holder
}

// MaxHistoryBytes bounds the body of a History: it has to fit into a console's frame.
const MaxHistoryBytes = 180_000

var transferPhases = []string{"asked", "accepted", "refused", "lapsed", "withdrawn", "done", "moot"}

func (c Colleagues) check() bool { return c.Conversation.Valid() }
func (t Takers) check() bool     { return len(t.Takers) <= maxRoster }

func (t Transfer) check() bool {
	return t.Conversation.Valid() && t.Generation > 0 && code(t.To) &&
		slices.Contains(conversation.TransferReasons(), conversation.TransferReason(t.Reason))
}

func (t TransferWithdraw) check() bool { return t.Conversation.Valid() && t.Generation > 0 }

func (t TransferAnswer) check() bool {
	if !t.Conversation.Valid() || t.Generation == 0 {
		return false
	}
	return t.Accept || slices.Contains(conversation.Refusals(), conversation.Refusal(t.Refusal))
}

func (t TransferTold) check() bool {
	return t.Conversation.Valid() && t.Generation > 0 && slices.Contains(transferPhases, t.Phase) && code(t.From) && code(t.To)
}

func (h History) check() bool {
	return h.Conversation.Valid() && h.Generation > 0 && code(h.From) && code(h.To) && len(h.Hourly) == hourlyIDBytes &&
		len(h.Enc) == encapsulationBytes && len(h.Body) > 0 && len(h.Body) <= MaxHistoryBytes && len(h.Signature) == signatureBytes
}
