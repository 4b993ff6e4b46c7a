package console

import (
	"crypto/sha256"

	"vigie.example/internal/console/exchange"
)

// A snapshot is kept in pieces, so that a message more costs a piece or two: those before are as they were. The number of
// a piece is its part's, and its place in the part. Never renumber.
const (
	pieceBytes = 4000
	partShift  = 20
)

// pieces cuts a snapshot.
func pieces(s exchange.Snapshot) map[uint32][]byte {
	out := map[uint32][]byte{}
	for part, raw := range [][]byte{s.Head, s.Order, s.Items, s.Ledger, s.Seen} {
		cut(uint32(part), raw, out)
	}
	return out
}

// cut adds a part in pieces.
func cut(part uint32, raw []byte, into map[uint32][]byte) {
	for n := uint32(0); len(raw) > 0; n++ {
		size := min(len(raw), pieceBytes)
		into[part<<partShift|n] = raw[:size]
		raw = raw[size:]
	}
}

// join returns a part that was cut.
func join(part uint32, from map[uint32][]byte) (raw []byte) {
	for n := uint32(0); ; n++ {
		piece, has := from[part<<partShift|n]
		if !has {
			return raw
		}
		raw = append(raw, piece...)
	}
}

// assemble puts the pieces together again.
func assemble(all map[uint32][]byte) (s exchange.Snapshot) {
	for part, into := range []*[]byte{&s.Head, &s.Order, &s.Items, &s.Ledger, &s.Seen} {
		*into = join(uint32(part), all)
	}
	return s
}

// changed returns the pieces that the shelf does not have as they are, nil for those that are no more, and notes them.
func (k *kept) changed(now map[uint32][]byte) map[uint32][]byte {
	out := map[uint32][]byte{}
	for n, raw := range now {
		digest := sha256.Sum256(raw)
		if old, has := k.parts[n]; !has || old != digest {
			out[n], k.parts[n] = raw, digest
		}
	}
	for n := range k.parts {
		if _, has := now[n]; !has {
			out[n] = nil
			delete(k.parts, n)
		}
	}
	return out
}

// digests is what a shelf has that returned these pieces.
func digests(of map[uint32][]byte) map[uint32][sha256.Size]byte {
	out := make(map[uint32][sha256.Size]byte, len(of))
	for n, raw := range of {
		out[n] = sha256.Sum256(raw)
	}
	return out
}
