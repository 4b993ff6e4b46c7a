package seal

import (
	"encoding/binary"
	"unicode/utf8"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// historyReader takes a history apart; the first mistake makes everything after it empty.
type historyReader struct {
	rest []byte
	bad  bool
}

func (r *historyReader) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.rest) {
		r.bad = true
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *historyReader) number(bytes int) (n uint64) {
	for _, b := range r.take(bytes) {
		n = n<<8 | uint64(b)
	}
	return n
}

func (r *historyReader) field() []byte { return r.take(int(r.number(4))) }

func (r *historyReader) secret() Secret {
	raw := r.take(SecretBytes)
	if r.bad {
		return Secret{}
	}
	s, err := ParseSecret(raw)
	if err != nil || !s.Usable() {
		r.bad = true
	}
	return s
}

// readHistory reads what writeHistory wrote, and nothing else. The fault is Invalid.
func readHistory(plain []byte) (History, error) {
	invalid := fault.New(fault.Invalid, "seal.readHistory")
	if len(plain) < 4 {
		return History{}, invalid
	}
	size := uint64(binary.BigEndian.Uint32(plain))
	if size < 4 || size > uint64(len(plain)) || !zeros(plain[size:]) ||
		uint64(len(plain)) != (size+historyBlockBytes-1)/historyBlockBytes*historyBlockBytes {
		return History{}, invalid
	}
	r := &historyReader{rest: plain[4:size]}
	version, flags, count := r.number(1), r.number(1), r.number(4)
	if version != historyVersion || flags > 3 || count > maxHistoryKeys {
		return History{}, invalid
	}
	h := History{Partial: flags&1 != 0}
	for range count {
		number, generation := r.number(4), r.number(8)
		k := HeldKey{conversation.KeyNumber(number), conversation.Generation(generation), r.secret()}
		if r.bad {
			break
		}
		h.Keys = append(h.Keys, k)
	}
	if flags&2 != 0 {
		h.NotesKey = r.secret()
		h.Notes = append([]byte(nil), r.field()...)
		r.bad = r.bad || len(h.Notes) == 0
	}
	unsent := r.field()
	if r.bad || len(r.rest) > 0 || !utf8.Valid(unsent) {
		h.Destroy()
		return History{}, invalid
	}
	h.Unsent = string(unsent)
	return h, nil
}
