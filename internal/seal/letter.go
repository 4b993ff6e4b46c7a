package seal

import (
	"crypto/hpke"
	"unicode/utf8"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// The labels of a letter. Never change, never reuse.
const (
	labelLetter     = "vigie/1 letter"
	labelLetterInfo = "vigie/1 letter info"
)

// LetterKind is which way a letter goes. The values are under the signature: never change them.
type LetterKind string

// The kinds.
const (
	QuestionLetter LetterKind = "question"
	AnswerLetter   LetterKind = "answer"
)

// MaxLetterBytes bounds the words of a letter: they fit into the bucket of 4,096 bytes.
const MaxLetterBytes = 4_000

// SealLetter seals what one operator writes to another, bound to the question that it asks or answers, its sender and its receiver, and
// signs it with the shift key of the sender. Nothing in it names a conversation. The fault is TooLarge for more than MaxLetterBytes.
func SealLetter(shift *SigningKey, from string, to Recipient, kind LetterKind, question conversation.QuestionID, words string) (wire.Letter, error) {
	const op = "seal.SealLetter"
	switch {
	case len(words) > MaxLetterBytes:
		return wire.Letter{}, fault.New(fault.TooLarge, op)
	case to.public == nil || !validCodes(from) || from == to.actor || !question.Valid() || words == "" || !utf8.ValidString(words):
		return wire.Letter{}, fault.New(fault.Invalid, op)
	}
	content := []byte(words)
	defer clear(content)
	plain, err := pad(content)
	if err != nil {
		return wire.Letter{}, fault.Wrap(op, err)
	}
	defer clear(plain)
	out := wire.Letter{Hourly: to.hourly}
	enc, sender, err := hpke.NewSender(to.public, hpke.HKDFSHA256(), hpke.AES256GCM(), letterInfo(kind, question, from, to.actor, out))
	if err != nil {
		return wire.Letter{}, fault.Wrap(op, err)
	}
	out.Enc = enc
	if out.Body, err = sender.Seal(nil, plain); err != nil {
		return wire.Letter{}, fault.Wrap(op, err)
	}
	out.Signature, err = shift.Sign(letterTranscript(kind, question, from, to.actor, out))
	return out, fault.Wrap(op, err)
}

// VerifyLetter checks, without opening it, that somebody has signed a letter to the operator to. The fault is Untrusted when they
// have not.
func VerifyLetter(from Bearer, to string, kind LetterKind, question conversation.QuestionID, l wire.Letter) error {
	const op = "seal.VerifyLetter"
	if from.role != RoleOperator || !validCodes(from.actor, to) {
		return fault.New(fault.Untrusted, op)
	}
	return fault.Wrap(op, Verify(from.shiftKey, letterTranscript(kind, question, from.actor, to, l), l.Signature))
}

// OpenLetter verifies and opens a letter for the operator to. The fault is Untrusted when it is not by from, not for to, not about the
// question, or was changed; Missing when it is sealed to another hourly key; Gone when the key is destroyed.
func (k *RecipientKey) OpenLetter(from Bearer, to string, kind LetterKind, question conversation.QuestionID, l wire.Letter) (string, error) {
	const op = "seal.RecipientKey.OpenLetter"
	if err := VerifyLetter(from, to, kind, question, l); err != nil {
		return "", fault.Wrap(op, err)
	}
	switch {
	case k.key == nil:
		return "", fault.New(fault.Gone, op)
	case l.Hourly != k.ID():
		return "", fault.New(fault.Missing, op)
	}
	recipient, err := hpke.NewRecipient(l.Enc, k.key, hpke.HKDFSHA256(), hpke.AES256GCM(), letterInfo(kind, question, from.actor, to, l))
	if err != nil {
		return "", fault.As(fault.Untrusted, op, err)
	}
	plain, err := recipient.Open(nil, l.Body)
	if err != nil {
		return "", fault.As(fault.Untrusted, op, err)
	}
	defer clear(plain)
	content, err := unpad(plain)
	if err != nil || len(content) == 0 || len(content) > MaxLetterBytes || !utf8.Valid(content) {
		return "", fault.New(fault.Invalid, op)
	}
	return string(content), nil
}

func letterInfo(kind LetterKind, question conversation.QuestionID, from, to string, l wire.Letter) []byte {
	return Transcript(labelLetterInfo, text(kind), text(question), text(from), text(to), text(l.Hourly))
}

func letterTranscript(kind LetterKind, question conversation.QuestionID, from, to string, l wire.Letter) []byte {
	return Transcript(labelLetter, text(kind), text(question), text(from), text(to), text(l.Hourly), l.Enc, l.Body)
}
