package report

import (
	"crypto/sha256"
	"encoding/binary"

	"vigie.example/internal/conversation"
)

// canonicalLabel begins every encoding. Change it with the order or the meaning of anything that is encoded.
const canonicalLabel = "vigie report 1"

// canonical writes values so that no two different lists of values give the same bytes: texts and lists are preceded by their
// length, numbers have eight bytes.
type canonical []byte

func (c *canonical) text(list ...string) {
	for _, s := range list {
		c.number(uint64(len(s)))
		*c = append(*c, s...)
	}
}

func (c *canonical) number(n uint64) { *c = binary.BigEndian.AppendUint64(*c, n) }

func (c *canonical) truth(b bool) {
	n := uint64(0)
	if b {
		n = 1
	}
	c.number(n)
}

// Canonical returns the one encoding of what will leave.
func (o Outgoing) Canonical() []byte {
	var c canonical
	c.text(canonicalLabel, o.Doctrine, string(o.DoctrineDigest[:]), string(o.Target), string(o.Offence), string(o.Purpose))
	c.text(string(o.Recipient), string(o.Operator), string(o.Unit), o.Danger)
	c.number(uint64(o.Cleared.UnixMilli()))
	c.number(uint64(len(o.Persons)))
	for _, p := range o.Persons {
		c.text(string(p.ID), string(p.Role), string(p.Majority), p.Necessity)
		c.number(uint64(p.Number))
	}
	c.number(uint64(len(o.Lines)))
	for _, l := range o.Lines {
		c.text(string(l.Element), string(l.Field), l.Label.FR, l.Label.EN, string(l.Group), string(l.Person), l.Value)
		c.text(string(l.Class), string(l.Sensitive), l.Necessity, l.Absolute)
		c.truth(l.Reduced)
	}
	return c
}

// digestOf binds what will leave to its conversation, and to the last message that was read before.
func digestOf(o Outgoing, in conversation.ID, at conversation.Position) [32]byte {
	var c canonical
	c.text(canonicalLabel+" clearance", string(in))
	c.number(uint64(at))
	c.text(string(o.Canonical()))
	return sha256.Sum256(c)
}
