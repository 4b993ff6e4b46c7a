package seal

import (
	"encoding/binary"

	"vigie.example/internal/wire"
)

// The labels keep what is signed for one purpose from being accepted for another. Never change, never reuse.
const (
	labelCredential   = "vigie/1 credential"
	labelDoctrine     = "vigie/1 doctrine"
	labelShift        = "vigie/1 shift"
	labelHourly       = "vigie/1 hourly"
	labelReturn       = "vigie/1 return"
	labelBegin        = "vigie/1 begin"
	labelEnrolment    = "vigie/1 enrolment"
	labelConversation = "vigie/1 conversation"
	labelOpen         = "vigie/1 open"
	labelResume       = "vigie/1 resume"
	labelEnvelope     = "vigie/1 envelope"
	labelEnvelopeInfo = "vigie/1 envelope info"
	labelMessageKey   = "vigie/1 message key"
	labelMessage      = "vigie/1 message"
	labelSent         = "vigie/1 sent"
	labelMatch        = "vigie/1 match"
	labelClose        = "vigie/1 close"
	labelDelete       = "vigie/1 delete"
)

// Transcript joins a label and fields so that no two different lists give the same bytes: each is preceded by its
// length in four bytes, big endian.
func Transcript(label string, fields ...[]byte) []byte {
	size := 4 + len(label)
	for _, f := range fields {
		size += 4 + len(f)
	}
	out := make([]byte, 0, size)
	out = appendField(out, []byte(label))
	for _, f := range fields {
		out = appendField(out, f)
	}
	return out
}

// MatchTranscript is what the fingerprint helper signs when the finger is the template's: the template's pseudonym, and the challenge of the
// sign-in.
func MatchTranscript(code string, challenge [32]byte) []byte {
	return Transcript(labelMatch, text(code), challenge[:])
}

// Number is the form of a count in a transcript: eight bytes, big endian.
func Number[T ~uint32 | ~uint64](n T) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(n))
}

// Moment is the form of a time in a transcript: milliseconds since the Unix epoch in eight bytes, big endian.
func Moment(at wire.Millis) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(at))
}

func appendField(out, field []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(field)))
	return append(out, field...)
}

func text[T ~string](s T) []byte { return []byte(s) }

func flag(set bool) []byte {
	if set {
		return []byte{1}
	}
	return []byte{0}
}
