package wire

import (
	"slices"

	"vigie.example/internal/conversation"
)

// Frames of a call to the supervisors (C24): call -> ok; those signed in get called, and one answers with call_answer -> ok; the caller gets
// call_told. None of them has a place for words, and none that goes to a supervisor for a conversation's identifier or key.
const (
	TypeCall       Type = "call"        // console: Call, answered by ok
	TypeCalled     Type = "called"      // service: a call to this supervisor, or that it is over (Called)
	TypeCallAnswer Type = "call_answer" // console: CallAnswer, answered by ok
	TypeCallTold   Type = "call_told"   // service: how a call of this operator's stands (CallTold)
)

// Call calls the supervisors about a conversation. While one is open about it, another changes nothing.
type Call struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"` // of the caller
	Call         conversation.CallID     `json:"call"`
}

// Called tells a supervisor of a call. In any other phase than "calling" it is over, and nothing but that is said.
type Called struct {
	Call      conversation.CallID    `json:"call"`
	Phase     string                 `json:"phase"` // "calling", "over"
	From      string                 `json:"from,omitempty"`
	FromName  string                 `json:"from_name,omitempty"`
	UnitName  string                 `json:"unit_name,omitempty"` // of the caller
	Reference conversation.Reference `json:"reference,omitempty"`
	Since     Millis                 `json:"since"`
	Until     Millis                 `json:"until"` // when it lapses
}

// CallAnswer says that the supervisor comes.
type CallAnswer struct {
	Call conversation.CallID `json:"call"`
}

// CallTold tells the caller how a call stands.
type CallTold struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"`
	Call         conversation.CallID     `json:"call"`
	Phase        string                  `json:"phase"` // "calling", "answered", "lapsed"
	ByName       string                  `json:"by_name,omitempty"`
	Until        Millis                  `json:"until"`
}

func (c Call) check() bool       { return c.Conversation.Valid() && c.Generation > 0 && c.Call.Valid() }
func (c CallAnswer) check() bool { return c.Call.Valid() }

func (c Called) check() bool {
	return c.Call.Valid() && slices.Contains([]string{"calling", "over"}, c.Phase)
}

func (c CallTold) check() bool {
	return c.Conversation.Valid() && c.Generation > 0 && c.Call.Valid() && slices.Contains([]string{"calling", "answered", "lapsed"}, c.Phase)
}
