package backend

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// tokens returns the cipher of a conversation's tokens. Each conversation has a key of its own, so that random nonces never come
// near to repeating.
func (s secrets) tokens(id conversation.ID) (cipher.AEAD, error) {
	key, err := hkdf.Expand(sha256.New, s.line, "vigie/1 entry "+string(id), 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// sealLine seals an entry's line to its conversation and position. Whoever carries the token can neither read nor change it: place
// in the queue, urgency, ceiling, holder and generation are all in lines.
func (s secrets) sealLine(id conversation.ID, at conversation.Position, line []byte) ([]byte, error) {
	aead, err := s.tokens(id)
	if err != nil {
		return nil, fault.As(fault.Internal, "backend.sealLine", err)
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(line)+aead.Overhead())
	_, _ = rand.Read(nonce) // never fails
	return aead.Seal(nonce, nonce, line, number(uint64(at))), nil
}

// openLine returns the line of a token that this service has made for this conversation and position.
func (s secrets) openLine(id conversation.ID, at conversation.Position, token []byte) ([]byte, bool) {
	aead, err := s.tokens(id)
	if err != nil || len(token) < aead.NonceSize() {
		return nil, false
	}
	line, err := aead.Open(nil, token[:aead.NonceSize()], token[aead.NonceSize():], number(uint64(at)))
	return line, err == nil
}

// Kept returns the proof of an entry, for page and console, and false for a message, which carries its own.
func (s *Service) Kept(id conversation.ID, e Line) (wire.Kept, bool) {
	if _, message := e.Event.(conversation.Text); message {
		return wire.Kept{}, false
	}
	line, err := encodeEntry(e.Entry)
	if err != nil {
		return wire.Kept{}, false
	}
	token, err := s.secrets.sealLine(id, e.Position, line)
	return wire.Kept{Conversation: id, Position: e.Position, Token: token}, err == nil
}

// past returns the entry that a proof is about; false unless it is, byte for byte, what this service has said.
func (s secrets) past(id conversation.ID, at conversation.Position, p wire.Past) (conversation.Entry, bool) {
	if p.Message == nil {
		line, ok := s.openLine(id, at, p.Token)
		if !ok {
			return conversation.Entry{}, false
		}
		e, err := decodeEntry(Logged{Conversation: id, Position: at, Data: line})
		_, message := e.Event.(conversation.Text)
		return e, err == nil && !message
	}
	m := p.Message
	kept := conversation.Message{
		ID: m.ID, Key: m.Key, Generation: m.Generation, N: m.N, Seen: m.Seen, Body: m.Body, Signature: m.Signature,
	}
	mac := s.acknowledge(id, m.Side, kept, at, m.Time.Time(), m.Deadline.Time())
	if m.Conversation != id || m.Position != at || !hmac.Equal(mac, m.MAC) {
		return conversation.Entry{}, false
	}
	return conversation.Entry{Position: at, Time: m.Time.Time(), Event: conversation.Text{Side: m.Side, Message: kept}}, true
}
