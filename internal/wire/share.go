package wire

import (
	"reflect"

	"vigie.example/internal/conversation"
)

// Frames of the console's cache (C21): the holder's console deposits the share of a conversation's cache key, and after a restart asks
// for it again. The service keeps it in memory, for that holder and generation alone, and drops it with the conversation.
const (
	TypeDeposit Type = "deposit" // console: Deposit, answered by ok
	TypeRecall  Type = "recall"  // console: Recall, answered by share, or error "missing"
	TypeShare   Type = "share"   // service: Share
)

// Deposit hands over the share of a conversation's cache key, in the place of one before.
type Deposit struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"`
	Share        []byte                  `json:"share"` // 32 random bytes: nothing without the console key
}

// Recall asks for it.
type Recall struct {
	Conversation conversation.ID `json:"conversation"`
}

// Share answers Recall.
type Share struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"`
	Share        []byte                  `json:"share"`
}

const shareBytes = 32

var shareSpecs = []Spec{
	{TypeDeposit, reflect.TypeFor[Deposit](), Console, Service, TypeOK},
	{TypeRecall, reflect.TypeFor[Recall](), Console, Service, TypeShare},
	{TypeShare, reflect.TypeFor[Share](), Service, Console, ""},
}

func (d Deposit) check() bool {
	return d.Conversation.Valid() && d.Generation > 0 && len(d.Share) == shareBytes
}

func (r Recall) check() bool { return r.Conversation.Valid() }

func (s Share) check() bool {
	return s.Conversation.Valid() && s.Generation > 0 && len(s.Share) == shareBytes
}
