package doorstep

import (
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Cause names why somebody was refused, by a code from a closed list: fit for a metric's label (C8).
type Cause string

// Causes besides those of limits, which are made of what was limited and for whom: "opens_address", "pages_total".
const (
	ProxyMissing    Cause = "proxy_missing"    // a peer that speaks for others did not say for whom
	ProxyInvalid    Cause = "proxy_invalid"    // it said it otherwise than the protocol does
	ProxyUnexpected Cause = "proxy_unexpected" // somebody speaks for others who may not
)

// Refusal tells why somebody was refused, and when it makes sense to come again.
type Refusal struct {
	Cause Cause
	All   bool // it is not about this address: there are too many altogether
	Wait  time.Duration
}

// Visitor is who is at the other end of a socket. A nil Visitor has no limits. Safe for concurrent use.
type Visitor struct {
	door      *Door
	remote    net.Addr // the socket's own; nowhere else is there a copy
	unlimited bool
}

// Visitor returns who has a network address.
func (d *Door) Visitor(remote net.Addr) *Visitor {
	v := &Visitor{door: d, remote: remote}
	a := v.address()
	v.unlimited = contains(d.limits.Unlimited, a)
	return v
}

func contains(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(a) })
}

// address returns the visitor's address, which is invalid when the socket has none.
func (v *Visitor) address() netip.Addr { return addressOf(v.remote) }

func addressOf(remote net.Addr) netip.Addr {
	if t, ok := remote.(*net.TCPAddr); ok {
		return t.AddrPort().Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

// Allow counts an act, or refuses it; nil lets it pass. What is refused is not counted, so that coming too early does not prolong
// the wait.
func (v *Visitor) Allow(act Act) *Refusal {
	if v == nil {
		return nil
	}
	if !v.unlimited {
		if wait := v.door.charge(act, v.address()); wait > 0 {
			return v.refuse(actNames[act]+"_address", false, wait)
		}
	}
	if act == Connect && !v.door.handshakes.Allow() {
		return v.refuse(actNames[act]+"_total", true, time.Second)
	}
	return nil
}

// How long whoever finds no place is told to wait.
const (
	waitAddress = 30 * time.Second
	waitTotal   = 10 * time.Second
)

// Enter takes a place in a room until leave is called, which may be called more than once. If there is none, it refuses; then leave does
// nothing.
func (v *Visitor) Enter(room Room) (leave func(), r *Refusal) {
	if v == nil {
		return func() {}, nil
	}
	l, full, all := v.door.take(room, v)
	switch {
	case full && all:
		return func() {}, v.refuse(roomNames[room]+"_total", true, waitTotal)
	case full:
		return func() {}, v.refuse(roomNames[room]+"_address", false, waitAddress)
	case l == nil:
		return func() {}, nil
	}
	return sync.OnceFunc(func() { v.door.give(l) }), nil
}

func (v *Visitor) refuse(cause string, all bool, wait time.Duration) *Refusal {
	v.door.refused(Cause(cause))
	return &Refusal{Cause(cause), all, wait}
}
