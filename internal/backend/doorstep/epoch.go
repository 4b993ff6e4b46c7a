package doorstep

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"hash"
	"net/netip"
	"time"
)

// A key is made every keyEvery and lives for twice that: an hour.
const keyEvery = 30 * time.Minute

// What an address is counted as: itself, and the IPv6 /48 around it.
const (
	narrow = iota
	wide
	levels
)

// Columns of the tables, by level. With the five acts and two keys they take 3.3 MB.
var columns = [levels]uint32{1 << 14, 1 << 12}

const keyBytes = 32

// digest names a network under one key. It is the beginning of an HMAC.
type digest [16]byte

// names are what an address is counted under, by level: one for IPv4, two for IPv6.
type names []digest

// epoch is one key and the rates that are counted under it. Not safe for concurrent use.
type epoch struct {
	key    hash.Hash
	born   int64 // milliseconds of the door's clock
	tables [levels][acts]*sketch
}

func newEpoch(born int64) *epoch {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails
	e := &epoch{key: hmac.New(sha256.New, key), born: born}
	clear(key)
	for level := range e.tables {
		for act := range acts {
			e.tables[level][act] = newSketch(columns[level])
		}
	}
	return e
}

// names returns what an address is counted under.
func (e *epoch) names(a netip.Addr) names {
	if a.Is6() {
		return names{e.digest(a, 64), e.digest(a, 48)}
	}
	return names{e.digest(a, 32)}
}

// digest returns the name of the network of so many bits around an address. What is no address has the name of the invalid one.
func (e *epoch) digest(a netip.Addr, bits int) digest {
	network, _ := a.Prefix(bits)
	raw, _ := network.MarshalBinary() // never fails: the address, then how many bits of it
	e.key.Reset()
	e.key.Write(raw)
	var sum [sha256.Size]byte
	var d digest
	copy(d[:], e.key.Sum(sum[:0]))
	return d
}

// used returns until when a network has used up a rate, in milliseconds of the door's clock.
func (e *epoch) used(level int, act Act, of digest) int64 {
	return e.born + int64(e.tables[level][act].used(of))
}

// use says so. It is at most an hour and a half after the key was born: an hour of life, and half an hour that a rate reaches.
func (e *epoch) use(level int, act Act, of digest, until int64) {
	e.tables[level][act].use(of, uint32(max(0, until-e.born)))
}
