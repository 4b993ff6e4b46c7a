package vault

import (
	"encoding/binary"

	"vigie.example/internal/fault"
)

// Kind says what a record is. The values are in files: never renumber.
type Kind byte

// The kinds.
const (
	State       Kind = 1 // what is not a message: keys, counts, the outbox
	Message     Kind = 2 // part of the thread
	Draft       Kind = 3
	Notes       Kind = 4
	ReportDraft Kind = 5 // a report that is being written; opaque
)

// Record is one thing that is kept of a conversation, under its kind and a number among those of its kind.
type Record struct {
	Kind   Kind
	Number uint32
	Data   []byte // nil in Write: erase it
}

// MaxRecordBytes is the most that one record holds.
const MaxRecordBytes = 1 << 20

// Layout of what is sealed: kind, number, length (big endian), data, zeros up to the bucket.
const (
	rowHead    = 1 + 4 + 4
	leastBytes = 64
	pageBytes  = 4096
)

// bucket returns the size that n bytes are padded to: a power of two up to a page, then whole pages.
func bucket(n int) int {
	if n > pageBytes {
		return (n + pageBytes - 1) / pageBytes * pageBytes
	}
	size := leastBytes
	for size < n {
		size *= 2
	}
	return size
}

func encodeRow(r Record) ([]byte, error) {
	if len(r.Data) > MaxRecordBytes {
		return nil, fault.New(fault.TooLarge, "vault.encodeRow")
	}
	raw := make([]byte, bucket(rowHead+len(r.Data)))
	raw[0] = byte(r.Kind)
	binary.BigEndian.PutUint32(raw[1:], r.Number)
	binary.BigEndian.PutUint32(raw[5:], uint32(len(r.Data)))
	copy(raw[rowHead:], r.Data)
	return raw, nil
}

// decodeRow reads what encodeRow made, and nothing else: the padding must be as it would make it. Data shares raw.
func decodeRow(raw []byte) (Record, error) {
	const op = "vault.decodeRow"
	if len(raw) < rowHead {
		return Record{}, fault.New(fault.Invalid, op)
	}
	n := int(binary.BigEndian.Uint32(raw[5:]))
	if n > MaxRecordBytes || bucket(rowHead+n) != len(raw) {
		return Record{}, fault.New(fault.Invalid, op)
	}
	for _, b := range raw[rowHead+n:] {
		if b != 0 {
			return Record{}, fault.New(fault.Invalid, op)
		}
	}
	return Record{Kind(raw[0]), binary.BigEndian.Uint32(raw[1:]), raw[rowHead : rowHead+n : rowHead+n]}, nil
}
