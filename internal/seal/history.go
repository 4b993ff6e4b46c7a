package seal

import (
	"crypto/hpke"
	"encoding/binary"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// The labels of a history. Never change, never reuse.
const (
	labelHistory     = "vigie/1 history"
	labelHistoryInfo = "vigie/1 history info"
)

// HeldKey is a conversation key with its number, and the generation that it was made for.
type HeldKey struct {
	Number     conversation.KeyNumber
	Generation conversation.Generation
	Secret     Secret
}

// History is what a holder hands to the next one. It holds keys rather than texts: the log has every message as its sender sealed
// and signed it, so that the receiver verifies each of them, and reads those too that were on their way at the transfer.
type History struct {
	Keys     []HeldKey
	NotesKey Secret // zero: there are no notes
	Notes    []byte // sealed under NotesKey (C22)
	Partial  bool   // the notes were too long and stayed behind
	Unsent   string // what the holder had written and not sent; content
}

const (
	maxHistoryKeys     = 1_000
	historyBlockBytes  = 1_024
	historyVersion     = 1
	maxHistoryOverhead = 16 // of AES-256-GCM
)

// SealHistory seals a history to one operator, bound to the conversation, the generation that ends, its sender and its receiver,
// and signs it with the shift key of the sender. The fault is TooLarge when the notes do not fit.
func SealHistory(shift *SigningKey, from string, to Recipient, id conversation.ID, g conversation.Generation, h History) (wire.History, error) {
	const op = "seal.SealHistory"
	if to.public == nil || !validCodes(from) || g == 0 || from == to.actor {
		return wire.History{}, fault.New(fault.Invalid, op)
	}
	plain, err := writeHistory(h)
	if err != nil {
		return wire.History{}, fault.Wrap(op, err)
	}
	defer clear(plain)
	if len(plain)+maxHistoryOverhead > wire.MaxHistoryBytes {
		return wire.History{}, fault.New(fault.TooLarge, op)
	}
	out := wire.History{Conversation: id, Generation: g, From: from, To: to.actor, Hourly: to.hourly}
	enc, sender, err := hpke.NewSender(to.public, hpke.HKDFSHA256(), hpke.AES256GCM(), historyInfo(out))
	if err != nil {
		return wire.History{}, fault.Wrap(op, err)
	}
	out.Enc = enc
	if out.Body, err = sender.Seal(nil, plain); err != nil {
		return wire.History{}, fault.Wrap(op, err)
	}
	out.Signature, err = shift.Sign(historyTranscript(out))
	return out, fault.Wrap(op, err)
}

// VerifyHistory checks, without opening it, that the holder of the generation that ends has signed a history.
func VerifyHistory(from Peer, h wire.History) error {
	const op = "seal.VerifyHistory"
	if from.side != conversation.Operator || !from.speaksIn(h.Conversation, h.Generation) || !validCodes(h.From, h.To) {
		return fault.New(fault.Untrusted, op)
	}
	return fault.Wrap(op, Verify(from.public, historyTranscript(h), h.Signature))
}

// OpenHistory verifies and opens a history for the operator to. The fault is Untrusted when it is not by from, not for to, or was
// changed; Missing when it is sealed to another hourly key; Gone when the key is destroyed.
func (k *RecipientKey) OpenHistory(from Peer, to string, h wire.History) (History, error) {
	const op = "seal.RecipientKey.OpenHistory"
	if err := VerifyHistory(from, h); err != nil {
		return History{}, fault.Wrap(op, err)
	}
	switch {
	case h.To != to:
		return History{}, fault.New(fault.Untrusted, op)
	case k.key == nil:
		return History{}, fault.New(fault.Gone, op)
	case h.Hourly != k.ID():
		return History{}, fault.New(fault.Missing, op)
	}
	recipient, err := hpke.NewRecipient(h.Enc, k.key, hpke.HKDFSHA256(), hpke.AES256GCM(), historyInfo(h))
	if err != nil {
		return History{}, fault.As(fault.Untrusted, op, err)
	}
	plain, err := recipient.Open(nil, h.Body)
	if err != nil {
		return History{}, fault.As(fault.Untrusted, op, err)
	}
	defer clear(plain)
	out, err := readHistory(plain)
	return out, fault.Wrap(op, err)
}

// Destroy destroys every key in it.
func (h History) Destroy() {
	for _, k := range h.Keys {
		k.Secret.Destroy()
	}
	h.NotesKey.Destroy()
}

// String keeps keys and texts out of whatever prints it.
func (h History) String() string { return "seal.History" }

// GoString keeps them out of %#v.
func (h History) GoString() string { return h.String() }

func historyInfo(h wire.History) []byte {
	return Transcript(labelHistoryInfo, text(h.Conversation), Number(h.Generation), text(h.From), text(h.To), text(h.Hourly))
}

func historyTranscript(h wire.History) []byte {
	return Transcript(labelHistory, text(h.Conversation), Number(h.Generation), text(h.From), text(h.To), text(h.Hourly), h.Enc, h.Body)
}

// writeHistory returns: version (1 byte), flags (1: partial, 2: notes), count of keys (4), each number (4), generation (8), secret (32);
// with notes their key (32) and the length-prefixed notes; the length-prefixed unsent text; zeros up to the next block, the length
// of all before them in the first four bytes.
func writeHistory(h History) ([]byte, error) {
	const op = "seal.writeHistory"
	if len(h.Keys) > maxHistoryKeys {
		return nil, fault.New(fault.TooMany, op)
	}
	out := make([]byte, 4, historyBlockBytes+len(h.Notes)+len(h.Unsent)+len(h.Keys)*(12+SecretBytes))
	var flags byte
	if h.Partial {
		flags |= 1
	}
	if len(h.Notes) > 0 {
		flags |= 2
	}
	out = append(out, historyVersion, flags)
	out = binary.BigEndian.AppendUint32(out, uint32(len(h.Keys)))
	for _, k := range h.Keys {
		out = binary.BigEndian.AppendUint32(out, uint32(k.Number))
		out = binary.BigEndian.AppendUint64(out, uint64(k.Generation))
		var err error
		if out, err = appendSecret(out, k.Secret); err != nil {
			return nil, fault.Wrap(op, err)
		}
	}
	if len(h.Notes) > 0 {
		var err error
		if out, err = appendSecret(out, h.NotesKey); err != nil {
			return nil, fault.Wrap(op, err)
		}
		out = appendField(out, h.Notes)
	}
	out = appendField(out, []byte(h.Unsent))
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	padded := make([]byte, (len(out)+historyBlockBytes-1)/historyBlockBytes*historyBlockBytes)
	copy(padded, out)
	clear(out)
	return padded, nil
}

func appendSecret(out []byte, s Secret) ([]byte, error) {
	raw, err := s.Bytes()
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	return append(out, raw...), nil
}
