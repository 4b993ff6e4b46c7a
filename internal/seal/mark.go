package seal

import (
	"encoding/binary"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Counts is what a mark holds: how many messages its sender has sent (an operator: in this generation), and how many of
// the other side's it has received and read (a declarant: of the operator of this generation).
type Counts struct {
	Sent, Received, Read uint64
}

// Receipt is a verified, opened mark. Only OpenMark makes one.
type Receipt struct {
	conversation conversation.ID
	side         conversation.Side
	generation   conversation.Generation
	number       uint64
	digest       [32]byte
	counts       Counts
}

// Counts returns what the mark holds.
func (r Receipt) Counts() Counts { return r.counts }

const countsBytes = 3 * 8

// SealMark seals an end-to-end receipt. head gives ID, Key, Generation and N; the conversation is the sender's.
func SealMark(from Sender, secret Secret, head wire.Mark, c Counts) (wire.Mark, error) {
	const op = "seal.SealMark"
	if !c.valid() {
		return wire.Mark{}, fault.New(fault.Invalid, op)
	}
	head.Conversation, head.Side = from.Conversation, from.Side
	h := markHeader(from.Side, head)
	var err error
	if head.Body, head.Signature, err = h.seal(from.Key, secret, c.bytes()); err != nil {
		return wire.Mark{}, fault.Wrap(op, err)
	}
	return head, nil
}

// VerifyMark checks, without opening it, that the peer made the mark.
func VerifyMark(peer Peer, m wire.Mark) error {
	h := markHeader(peer.side, m)
	_, err := h.verify(peer, m.Body, m.Signature)
	return fault.Wrap("seal.VerifyMark", err)
}

// OpenMark verifies and opens a mark of the peer.
func OpenMark(peer Peer, secret Secret, m wire.Mark) (Receipt, error) {
	const op = "seal.OpenMark"
	h := markHeader(peer.side, m)
	digest, err := h.verify(peer, m.Body, m.Signature)
	if err != nil {
		return Receipt{}, fault.Wrap(op, err)
	}
	content, err := h.open(secret, m.Body)
	if err != nil {
		return Receipt{}, fault.Wrap(op, err)
	}
	counts, err := parseCounts(content)
	if err != nil {
		return Receipt{}, fault.Wrap(op, err)
	}
	return Receipt{
		conversation: m.Conversation, side: peer.side, generation: m.Generation, number: m.N, digest: digest, counts: counts,
	}, nil
}

func (c Counts) valid() bool {
	return c.Sent <= MaxMessages && c.Received <= MaxMessages && c.Read <= c.Received
}

func (c Counts) bytes() []byte {
	out := make([]byte, 0, countsBytes)
	for _, n := range []uint64{c.Sent, c.Received, c.Read} {
		out = binary.BigEndian.AppendUint64(out, n)
	}
	return out
}

func parseCounts(b []byte) (Counts, error) {
	if len(b) != countsBytes {
		return Counts{}, fault.New(fault.Invalid, "seal.parseCounts")
	}
	c := Counts{
		Sent: binary.BigEndian.Uint64(b), Received: binary.BigEndian.Uint64(b[8:]), Read: binary.BigEndian.Uint64(b[16:]),
	}
	if !c.valid() {
		return Counts{}, fault.New(fault.Invalid, "seal.parseCounts")
	}
	return c, nil
}

// markHeader has a seen of 0: what a mark says about the other side is inside it.
func markHeader(side conversation.Side, m wire.Mark) header {
	return header{
		conversation: m.Conversation, side: side, key: m.Key, generation: m.Generation, kind: kindMark,
		id: m.ID, number: m.N,
	}
}
