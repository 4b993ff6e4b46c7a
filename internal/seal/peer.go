package seal

import (
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// Sender is one's own end of a conversation: the page with the conversation key, or the operator who holds it with the
// shift key.
type Sender struct {
	Conversation conversation.ID
	Side         conversation.Side
	Key          *SigningKey
}

// Peer is the other end of a conversation, whose public key has been verified: see DeclarantPeer and Bearer.Peer. The zero
// value is nobody, and nothing verifies against it.
type Peer struct {
	conversation conversation.ID
	side         conversation.Side
	public       []byte
	generation   conversation.Generation // of an operator; a declarant speaks in all of them
}

// DeclarantPeer is the declarant of the conversation that the key belongs to; fault.Untrusted when it belongs to
// another.
func DeclarantPeer(id conversation.ID, key []byte) (Peer, error) {
	if ConversationID(key) != id || !validPublic(key) {
		return Peer{}, fault.New(fault.Untrusted, "seal.DeclarantPeer")
	}
	return Peer{conversation: id, side: conversation.Declarant, public: append([]byte(nil), key...)}, nil
}

// Side returns which end the peer is.
func (p Peer) Side() conversation.Side { return p.side }

// speaksIn reports whether the peer can have sent something in a conversation and generation.
func (p Peer) speaksIn(id conversation.ID, g conversation.Generation) bool {
	if p.side == "" || p.conversation != id {
		return false
	}
	return p.side == conversation.Declarant || (g == p.generation && g > 0)
}
