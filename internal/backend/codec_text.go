package backend

import (
	"encoding/binary"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Nearly all entries are texts, and what the log keeps of them decides how much memory an open conversation takes: they have
// a form of their own, half as long as JSON with its base64. It begins with a byte with which no JSON does. Never reuse
// a form.
const (
	textForm = 1

	fromDeclarant = 1
	fromOperator  = 2
)

// isText reports whether a line is a text in its own form.
func isText(data []byte) bool { return len(data) > 0 && data[0] == textForm }

// encodeText returns form, side, time, key, generation, n and seen (varints), then identifier, body and signature, each after
// its length.
func encodeText(at time.Time, t conversation.Text) []byte {
	m := t.Message
	side := byte(fromDeclarant)
	if t.Side == conversation.Operator {
		side = fromOperator
	}
	out := make([]byte, 0, 48+len(m.ID)+len(m.Body)+len(m.Signature))
	out = append(out, textForm, side)
	out = binary.AppendVarint(out, int64(wire.At(at)))
	for _, v := range []uint64{uint64(m.Key), uint64(m.Generation), m.N, m.Seen} {
		out = binary.AppendUvarint(out, v)
	}
	for _, part := range [][]byte{[]byte(m.ID), m.Body, m.Signature} {
		out = append(binary.AppendUvarint(out, uint64(len(part))), part...)
	}
	return out
}

// decodeText reads it. Body and signature stay in data.
func decodeText(data []byte) (at time.Time, t conversation.Text, err error) {
	r := lineReader{rest: data[1:]}
	switch r.byte() {
	case fromDeclarant:
		t.Side = conversation.Declarant
	case fromOperator:
		t.Side = conversation.Operator
	default:
		r.broken = true
	}
	at = wire.Millis(r.signed()).Time()
	m := &t.Message
	key := r.unsigned()
	m.Key, m.Generation, m.N, m.Seen = conversation.KeyNumber(key), conversation.Generation(r.unsigned()), r.unsigned(), r.unsigned()
	m.ID, m.Body, m.Signature = conversation.MessageID(r.part()), r.part(), r.part()
	if r.broken || len(r.rest) > 0 || uint64(m.Key) != key {
		return time.Time{}, conversation.Text{}, fault.New(fault.Internal, "backend.decodeText")
	}
	return at, t, nil
}

// lineReader takes a line apart. After something that cannot be it is broken, and everything is zero.
type lineReader struct {
	rest   []byte
	broken bool
}

// take is told how many bytes are to go; not positive: none could be read.
func (r *lineReader) take(n int) []byte {
	if r.broken || n <= 0 || n > len(r.rest) {
		r.broken, r.rest = true, nil
		return nil
	}
	out := r.rest[:n:n]
	r.rest = r.rest[n:]
	return out
}

func (r *lineReader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *lineReader) unsigned() uint64 {
	v, n := binary.Uvarint(r.rest)
	r.take(n)
	return v
}

func (r *lineReader) signed() int64 {
	v, n := binary.Varint(r.rest)
	r.take(n)
	return v
}

func (r *lineReader) part() []byte {
	n := r.unsigned()
	if n == 0 {
		return nil
	}
	return r.take(int(min(n, uint64(len(r.rest)+1))))
}
