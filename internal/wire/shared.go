package wire

import "vigie.example/internal/conversation"

// Frames that both page and console use.
const (
	TypeWelcome  Type = "welcome"  // service: first frame of a connection (Welcome)
	TypePing     Type = "ping"     // either: answered by pong
	TypePong     Type = "pong"     // either: Pong
	TypeError    Type = "error"    // service: a request was refused (Error)
	TypeSend     Type = "send"     // page, console: Send, answered by ack
	TypeAck      Type = "ack"      // service: the store has it (Ack)
	TypeMessage  Type = "message"  // service: an entry of the thread (Message)
	TypeMark     Type = "mark"     // page, console, service: an end-to-end receipt (Mark); requests are answered by ok
	TypeTyping   Type = "typing"   // page, console, service: Typing, kept nowhere; not answered
	TypeClose    Type = "close"    // page, console: Close, answered by ok
	TypeClosed   Type = "closed"   // service: Closed
	TypeDeleted  Type = "deleted"  // service: everything of the conversation is gone (Deleted)
	TypePresence Type = "presence" // service: the other side came or went (Presence)
	TypeDraining Type = "draining" // service: it is about to stop; reconnect after the connection ends
	TypeOK       Type = "ok"       // service: done, nothing to say
)

// Welcome opens every connection.
type Welcome struct {
	Epoch       string `json:"epoch"` // changes when the store began empty: offer again what it lacks
	Nonce       []byte `json:"nonce"` // 32 bytes, new for each connection; signatures over requests cover it
	Time        Millis `json:"time"`
	HeartbeatMS int64  `json:"heartbeat_ms"`
	FrameBytes  int    `json:"frame_bytes"` // the largest frame that this connection may send
	TextBytes   int    `json:"text_bytes"`
	Authority   []byte `json:"authority,omitempty"` // the authority key the service runs under; ends use the one they have pinned, and say so when they differ
}

// Pong answers a ping.
type Pong struct {
	Time Millis `json:"time"`
}

// Error refuses a request. Code is a fault code; Message and Hint are keys of translated texts; nothing here holds
// content.
type Error struct {
	Code         string          `json:"code"`
	Message      string          `json:"message"`
	Hint         string          `json:"hint,omitempty"`
	RetryMS      int64           `json:"retry_ms,omitempty"`
	Conversation conversation.ID `json:"conversation,omitempty"`
}

// Send hands over one sealed message of a person. It may be repeated unchanged until it is acknowledged.
type Send struct {
	Conversation conversation.ID         `json:"conversation"`
	ID           conversation.MessageID  `json:"id"`
	Key          conversation.KeyNumber  `json:"key"`
	Generation   conversation.Generation `json:"generation"` // of the holder; 0 while waiting
	N            uint64                  `json:"number"`     // the sender's count, from 1 (an operator's: from 1 in each generation)
	Seen         uint64                  `json:"seen"`       // how many of the other side's messages the sender had accepted
	Body         []byte                  `json:"body"`       // nonce and ciphertext
	Signature    []byte                  `json:"signature"`
}

// Ack says that the store has a message. MAC lets the sender prove it to a store that has lost it (healing).
type Ack struct {
	ID       conversation.MessageID `json:"id"`
	Position conversation.Position  `json:"position"`
	Time     Millis                 `json:"time"`
	Deadline Millis                 `json:"deadline"`
	MAC      []byte                 `json:"mac,omitempty"`
}

// Message is a person's message as the store has it.
type Message struct {
	Send
	Side     conversation.Side     `json:"side"`
	Position conversation.Position `json:"position"`
	Time     Millis                `json:"time"`
	Deadline Millis                `json:"deadline"` // of the conversation, after this message
	MAC      []byte                `json:"mac,omitempty"`
}

// Mark is a sealed receipt: how many messages its sender has sent, received and read. The store keeps the last one of
// each side only.
type Mark struct {
	Conversation conversation.ID         `json:"conversation"`
	Side         conversation.Side       `json:"side,omitempty"` // set by the service
	ID           conversation.MessageID  `json:"id"`
	Key          conversation.KeyNumber  `json:"key"`
	Generation   conversation.Generation `json:"generation"`
	N            uint64                  `json:"number"` // the sender's count of marks, from 1
	Body         []byte                  `json:"body"`
	Signature    []byte                  `json:"signature"`
}

// Typing says that somebody writes.
type Typing struct {
	Conversation conversation.ID `json:"conversation"`
}

// Close ends the exchange from one side. Sent and Seen let the other side notice that the last messages are missing.
type Close struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"`
	Sent         uint64                  `json:"sent"`
	Seen         uint64                  `json:"seen"`
	Reason       string                  `json:"reason"` // a coded reason: "done", "left", "no_answer", "abuse", "expired", ...
	Signature    []byte                  `json:"signature"`
}

// Closed tells that the exchange has ended; the conversation is still there until it is deleted or its deadline comes.
type Closed struct {
	Close
	By       conversation.Side     `json:"by"` // empty: the service itself (reason "expired" or "nobody")
	Position conversation.Position `json:"position"`
	Time     Millis                `json:"time"`
	Deadline Millis                `json:"deadline"`
}

// Deleted tells that the store holds nothing of the conversation any more. Whoever holds a copy erases it now.
type Deleted struct {
	Conversation conversation.ID `json:"conversation"`
	Cause        string          `json:"cause"` // "deadline", "declarant", "operator", "export"
	Time         Millis          `json:"time"`
}

// Presence tells whether the other side is connected at this moment.
type Presence struct {
	Conversation conversation.ID   `json:"conversation"`
	Side         conversation.Side `json:"side"`
	Here         bool              `json:"here"`
	Since        Millis            `json:"since"`
}

// Credential is what the offline authority signed about an operator: see seal.Credential.
type Credential struct {
	Actor     string `json:"actor"`
	Role      string `json:"role"`
	Unit      string `json:"unit"`
	Key       []byte `json:"key"` // workstation key, P-256, uncompressed point, 65 bytes
	NotBefore Millis `json:"not_before"`
	NotAfter  Millis `json:"not_after"`
	Signature []byte `json:"signature"`
}

// Shift is what the workstation key signed about a shift key: see seal.Shift.
type Shift struct {
	Actor   string `json:"actor"`
	Console string `json:"console"`
	Key     []byte `json:"key"` // shift signing key, P-256
	Nonce   []byte `json:"nonce"`
	Expires Millis `json:"expires"`
	Way     string `json:"way"` // how Proof is built; "key": ECDSA by the credential's key over the challenge
	Proof   []byte `json:"proof"`
}

// Hourly is what the shift key signed about an X-Wing public key: see seal.Hourly.
type Hourly struct {
	ID        string `json:"id"`
	Public    []byte `json:"public"` // X-Wing, 1,216 bytes
	NotBefore Millis `json:"not_before"`
	NotAfter  Millis `json:"not_after"`
	Signature []byte `json:"signature"`
}

// Chain leads from the authority to one operator's current hourly key. Whoever seals to it verifies all of it first.
type Chain struct {
	Credential Credential `json:"credential"`
	Shift      Shift      `json:"shift"`
	Hourly     Hourly     `json:"hourly"`
}

// Envelope is a conversation key sealed to one hourly key and signed by the conversation key.
type Envelope struct {
	Key        conversation.KeyNumber  `json:"key"`
	Generation conversation.Generation `json:"generation"`
	Actor      string                  `json:"actor"`
	Hourly     string                  `json:"hourly"` // Hourly.ID of the recipient
	Enc        []byte                  `json:"enc"`    // X-Wing encapsulation, 1,120 bytes
	Body       []byte                  `json:"body"`
	Signature  []byte                  `json:"signature"`
}
