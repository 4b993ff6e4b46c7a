package wire

import (
	"reflect"

	"vigie.example/internal/conversation"
)

// Frames of healing, for page and console alike: see internal/adr/007-healing.md. While all is well the service hands out, with each
// entry of a conversation, a proof that it has said so; when its memory began empty, both ends give the proofs back.
const (
	TypeKept     Type = "kept"     // service: the proof of an entry that is not a message; comes before the entry's own frame (Kept)
	TypeRestore  Type = "restore"  // page, console: Restore, answered by restored; resume (page) or sync (console) follows
	TypeRestored Type = "restored" // service: Restored
)

// Kept is the proof of an entry other than a message: the entry itself, sealed so that only the service can make it or read it.
type Kept struct {
	Conversation conversation.ID       `json:"conversation"`
	Position     conversation.Position `json:"position"`
	Token        []byte                `json:"token"`
}

// Restore offers the entries of a conversation from the first one on, in as many frames as they need. What is not exactly what the
// service once said ends the offer, and nothing of it is taken.
type Restore struct {
	Conversation conversation.ID       `json:"conversation"`
	Key          []byte                `json:"key,omitempty"`       // page: the conversation signing key
	Signature    []byte                `json:"signature,omitempty"` // page: as that of a resume at position From
	From         conversation.Position `json:"from"`                // of the first of Entries; 1 begins the offer anew
	Entries      []Past                `json:"entries"`
	Whole        bool                  `json:"whole"` // nothing follows
}

// Past is one entry that an end gives back: a message with its acknowledgement, or the token of any other entry.
type Past struct {
	Message *Message `json:"message,omitempty"`
	Token   []byte   `json:"token,omitempty"`
}

// Restored answers Restore. While WaitMS is not 0 the service waits for the other end; until then the conversation is not there.
type Restored struct {
	Conversation conversation.ID       `json:"conversation"`
	Position     conversation.Position `json:"position"` // of the last entry that was understood
	WaitMS       int64                 `json:"wait_ms"`
}

// Bounds of healing.
const (
	MaxTokenBytes   = 8 << 10 // a claim's chain of trust is the largest
	maxPastInFrame  = 2_000
	restoreOverhead = 1 << 10 // of a frame, beside its entries
	messageOverhead = 700     // of a message in base64 and JSON, beside its body
	tokenOverhead   = 32
)

var healSpecs = []Spec{
	{TypeKept, reflect.TypeFor[Kept](), Service, Clients, ""},
	{TypeRestore, reflect.TypeFor[Restore](), Clients, Service, TypeRestored},
	{TypeRestored, reflect.TypeFor[Restored](), Service, Clients, ""},
}

func (k Kept) check() bool {
	return k.Conversation.Valid() && k.Position > 0 && token(k.Token)
}

func (r Restore) check() bool {
	if !r.Conversation.Valid() || r.From == 0 || len(r.Entries) > maxPastInFrame || len(r.Entries) == 0 && !r.Whole {
		return false
	}
	if signed := len(r.Key) == publicKeyBytes && len(r.Signature) == signatureBytes; !signed && len(r.Key)+len(r.Signature) > 0 {
		return false
	}
	for _, e := range r.Entries {
		if !e.check() {
			return false
		}
	}
	return true
}

func (p Past) check() bool {
	if p.Message != nil {
		return p.Message.check() && len(p.Token) <= MaxTokenBytes // which nobody reads
	}
	return token(p.Token)
}

func (r Restored) check() bool { return r.Conversation.Valid() && r.WaitMS >= 0 }

func token(t []byte) bool { return len(t) > 0 && len(t) <= MaxTokenBytes }
