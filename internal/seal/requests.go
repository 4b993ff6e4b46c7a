package seal

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Sizes in bytes of the parts of a request.
const (
	maxLanguageBytes = 16
	maxReasonBytes   = 32
)

// ConversationID is the identifier of the conversation whose public signing key this is.
func ConversationID(key []byte) conversation.ID {
	sum := sha256.Sum256(Transcript(labelConversation, key))
	return conversation.ID(base64.RawURLEncoding.EncodeToString(sum[:]))
}

// SignOpen signs the request to begin a conversation, and sets its key. The nonce is the connection's, from Welcome.
func SignOpen(key *SigningKey, nonce []byte, o *wire.Open) error {
	o.Key = key.Public()
	var err error
	o.Signature, err = key.Sign(openTranscript(nonce, o))
	return fault.Wrap("seal.SignOpen", err)
}

// VerifyOpen checks the request and returns the identifier of the conversation that it begins.
func VerifyOpen(nonce []byte, o wire.Open) (conversation.ID, error) {
	const op = "seal.VerifyOpen"
	if len(nonce) != NonceBytes || len(o.Place) > wire.MaxPlaceBytes || len(o.Language) > maxLanguageBytes {
		return "", fault.New(fault.Invalid, op)
	}
	if err := Verify(o.Key, openTranscript(nonce, &o), o.Signature); err != nil {
		return "", fault.Wrap(op, err)
	}
	return ConversationID(o.Key), nil
}

// SignResume signs the request to continue on a new connection. The nonce is that connection's.
func SignResume(key *SigningKey, nonce []byte, r *wire.Resume) error {
	var err error
	r.Signature, err = key.Sign(resumeTranscript(nonce, r))
	return fault.Wrap("seal.SignResume", err)
}

// VerifyResume checks the request against the conversation's public key.
func VerifyResume(key, nonce []byte, r wire.Resume) error {
	const op = "seal.VerifyResume"
	if len(nonce) != NonceBytes {
		return fault.New(fault.Invalid, op)
	}
	if ConversationID(key) != r.Conversation {
		return fault.New(fault.Untrusted, op)
	}
	return fault.Wrap(op, Verify(key, resumeTranscript(nonce, &r), r.Signature))
}

// SignDelete signs the request to erase the conversation, and sets its key and identifier. It needs no nonce: what is
// deleted stays deleted, so that repeating the request changes nothing (D2).
func SignDelete(key *SigningKey, d *wire.Delete) error {
	d.Key = key.Public()
	d.Conversation = ConversationID(d.Key)
	var err error
	d.Signature, err = key.Sign(deleteTranscript(d.Conversation))
	return fault.Wrap("seal.SignDelete", err)
}

// VerifyDelete checks the request by itself: its key must be the one that the identifier is a digest of.
func VerifyDelete(d wire.Delete) error {
	const op = "seal.VerifyDelete"
	if ConversationID(d.Key) != d.Conversation {
		return fault.New(fault.Untrusted, op)
	}
	return fault.Wrap(op, Verify(d.Key, deleteTranscript(d.Conversation), d.Signature))
}

// SignClose signs the end of the exchange from the sender's side, and sets the conversation.
func SignClose(from Sender, c *wire.Close) error {
	const op = "seal.SignClose"
	if len(c.Reason) > maxReasonBytes {
		return fault.New(fault.Invalid, op)
	}
	c.Conversation = from.Conversation
	var err error
	c.Signature, err = from.Key.Sign(closeTranscript(from.Side, c))
	return fault.Wrap(op, err)
}

// Ending is a verified Close. Only VerifyClose makes one.
type Ending struct {
	side conversation.Side
	end  wire.Close
}

// VerifyClose checks that the peer has closed the exchange.
func VerifyClose(peer Peer, c wire.Close) (Ending, error) {
	const op = "seal.VerifyClose"
	if len(c.Reason) > maxReasonBytes {
		return Ending{}, fault.New(fault.Invalid, op)
	}
	if !peer.speaksIn(c.Conversation, c.Generation) {
		return Ending{}, fault.New(fault.Untrusted, op)
	}
	if err := Verify(peer.public, closeTranscript(peer.side, &c), c.Signature); err != nil {
		return Ending{}, fault.Wrap(op, err)
	}
	c.Signature = slices.Clone(c.Signature)
	return Ending{side: peer.side, end: c}, nil
}

// Reason returns the coded reason that the peer gave.
func (e Ending) Reason() string { return e.end.Reason }

func openTranscript(nonce []byte, o *wire.Open) []byte {
	return Transcript(labelOpen, nonce, o.Key, text(o.Place), text(o.Language), flag(o.Urgent))
}

func resumeTranscript(nonce []byte, r *wire.Resume) []byte {
	return Transcript(labelResume, nonce, text(r.Conversation), Number(r.Position))
}

func deleteTranscript(id conversation.ID) []byte { return Transcript(labelDelete, text(id)) }

func closeTranscript(side conversation.Side, c *wire.Close) []byte {
	return Transcript(labelClose, text(c.Conversation), text(side), Number(c.Generation), Number(c.Sent), Number(c.Seen), text(c.Reason))
}
