package seal

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"slices"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// storedOrder is an Order between two runs of a console. It holds digests and counts, no content.
type storedOrder struct {
	Conversation conversation.ID   `json:"conversation"`
	Side         conversation.Side `json:"side"`
	Streams      []storedStream    `json:"streams"`
}

type storedStream struct {
	Generation conversation.Generation `json:"generation"`
	Records    []storedRecord          `json:"records"`
	Claimed    uint64                  `json:"claimed"`
	Mark       *storedMark             `json:"mark,omitempty"`
	Closing    *wire.Close             `json:"closing,omitempty"`
}

type storedRecord struct {
	Digest     []byte                  `json:"digest,omitempty"`
	Seen       uint64                  `json:"seen,omitempty"`
	Generation conversation.Generation `json:"generation,omitempty"`
}

type storedMark struct {
	Generation conversation.Generation `json:"generation"`
	Number     uint64                  `json:"number"`
	Digest     []byte                  `json:"digest"`
	Counts     Counts                  `json:"counts"`
}

// MarshalBinary returns the state, for a vault: it names the conversation.
func (o *Order) MarshalBinary() ([]byte, error) {
	stored := storedOrder{Conversation: o.conversation, Side: o.side}
	for g, s := range o.streams {
		stored.Streams = append(stored.Streams, s.store(g))
	}
	slices.SortFunc(stored.Streams, func(a, b storedStream) int { return cmp.Compare(a.Generation, b.Generation) })
	raw, err := json.Marshal(stored)
	return raw, fault.Wrap("seal.Order.MarshalBinary", err)
}

// UnmarshalBinary continues from a state that MarshalBinary returned; anything else is fault.Invalid and leaves o
// unchanged.
func (o *Order) UnmarshalBinary(raw []byte) error {
	const op = "seal.Order.UnmarshalBinary"
	var stored storedOrder
	if err := json.Unmarshal(raw, &stored); err != nil {
		return fault.As(fault.Invalid, op, err)
	}
	if !stored.Conversation.Valid() || len(stored.Streams) > maxStreams {
		return fault.New(fault.Invalid, op)
	}
	fresh := NewOrder(stored.Conversation, stored.Side)
	for _, s := range stored.Streams {
		restored, ok := s.restore(fresh)
		if !ok {
			return fault.New(fault.Invalid, op)
		}
		fresh.streams[fresh.index(s.Generation)] = restored
	}
	*o = *fresh
	return nil
}

func (s *stream) store(g conversation.Generation) storedStream {
	out := storedStream{Generation: g, Claimed: s.claimed}
	for i := range s.records {
		r := &s.records[i]
		if !r.here() {
			out.Records = append(out.Records, storedRecord{})
			continue
		}
		out.Records = append(out.Records, storedRecord{Digest: r.digest[:], Seen: r.seen, Generation: r.generation})
	}
	if m := &s.receipt; m.number > 0 {
		out.Mark = &storedMark{Generation: m.generation, Number: m.number, Digest: m.digest[:], Counts: m.counts}
	}
	if s.closing != nil {
		out.Closing = &s.closing.end
	}
	return out
}

func (st storedStream) restore(o *Order) (*stream, bool) {
	if len(st.Records) > MaxMessages || st.Claimed > MaxMessages {
		return nil, false
	}
	s := &stream{claimed: st.Claimed}
	for i, r := range st.Records {
		if len(r.Digest) == 0 {
			continue
		}
		if len(r.Digest) != sha256.Size {
			return nil, false
		}
		kept := record{digest: [sha256.Size]byte(r.Digest), seen: r.Seen, generation: r.Generation}
		if !kept.here() {
			return nil, false
		}
		s.place(uint64(i+1), kept)
	}
	if m := st.Mark; m != nil {
		if len(m.Digest) != sha256.Size || !m.Counts.valid() {
			return nil, false
		}
		s.receipt = Receipt{
			conversation: o.conversation, side: o.side, generation: m.Generation, number: m.Number,
			digest: [sha256.Size]byte(m.Digest), counts: m.Counts,
		}
	}
	if st.Closing != nil {
		s.closing = &Ending{side: o.side, end: *st.Closing}
	}
	return s, true
}
