package seal

import (
	"slices"
	"unicode/utf8"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// SealText seals a person's message. head gives ID, Key, Generation, N and Seen; the conversation is the sender's. The text
// is valid UTF-8 of 1 to MaxTextBytes bytes; a longer one is fault.TooLarge. What is sent again is the same result: a
// message is sealed once.
func SealText(from Sender, secret Secret, head wire.Send, message string) (wire.Send, error) {
	const op = "seal.SealText"
	if len(message) > wire.MaxTextBytes {
		return wire.Send{}, fault.New(fault.TooLarge, op)
	}
	if message == "" || !utf8.ValidString(message) {
		return wire.Send{}, fault.New(fault.Invalid, op)
	}
	head.Conversation = from.Conversation
	h := textHeader(Peer{side: from.Side}, head)
	content := []byte(message)
	defer clear(content)
	var err error
	if head.Body, head.Signature, err = h.seal(from.Key, secret, content); err != nil {
		return wire.Send{}, fault.Wrap(op, err)
	}
	return head, nil
}

// Message is a verified message of the peer, still sealed. Only VerifyText makes one.
type Message struct {
	header header
	body   []byte
	digest [32]byte
}

// VerifyText checks that the peer sent the message, in this conversation, generation and place. It needs no secret: who
// cannot open a message still keeps its order.
func VerifyText(peer Peer, m wire.Send) (Message, error) {
	h := textHeader(peer, m)
	digest, err := h.verify(peer, m.Body, m.Signature)
	if err != nil {
		return Message{}, fault.Wrap("seal.VerifyText", err)
	}
	return Message{header: h, body: slices.Clone(m.Body), digest: digest}, nil
}

// Open returns the text. fault.Untrusted when the secret is not the one that it was sealed under, fault.Invalid when the content
// has not the form of a text.
func (m Message) Open(secret Secret) (string, error) {
	const op = "seal.Message.Open"
	if m.body == nil {
		return "", fault.New(fault.Invalid, op)
	}
	content, err := m.header.open(secret, m.body)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	defer clear(content)
	if len(content) == 0 || len(content) > wire.MaxTextBytes || !utf8.Valid(content) {
		return "", fault.New(fault.Invalid, op)
	}
	return string(content), nil
}

// OpenText verifies and opens at once. Whoever receives messages one after the other uses VerifyText, Order.Accept and
// Message.Open instead, so that what is missing shows.
func OpenText(peer Peer, secret Secret, m wire.Send) (string, error) {
	checked, err := VerifyText(peer, m)
	if err != nil {
		return "", fault.Wrap("seal.OpenText", err)
	}
	return checked.Open(secret)
}

func textHeader(p Peer, m wire.Send) header {
	return header{
		conversation: m.Conversation, side: p.side, key: m.Key, generation: m.Generation, kind: kindText,
		id: m.ID, number: m.N, seen: m.Seen,
	}
}
