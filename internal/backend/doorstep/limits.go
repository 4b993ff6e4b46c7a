package doorstep

import (
	"errors"
	"net/netip"
	"time"
)

// Act is something that has a rate for each address.
type Act int

// The acts.
const (
	Connect Act = iota // a new socket: it costs a TLS handshake
	Request            // an HTTP request, the one that becomes a WebSocket included
	Open               // a new conversation
	SignIn             // an attempt to sign in
	Erase              // a deletion by request; apart from the others, so that no flood stands in its way (D2)
	acts
)

var actNames = [acts]string{"handshakes", "requests", "opens", "sign_ins", "deletions"}

// Room is something that holds only so many at once.
type Room int

// The rooms.
const (
	Socket  Room = iota // every connection, from the accepted socket on
	Page                // WebSockets of pages
	Console             // WebSockets of consoles
	rooms
)

var roomNames = [rooms]string{"sockets", "pages", "consoles"}

// Rate allows Burst at once, and then one every Every. Every is whole milliseconds; Every times Burst is at most half an hour.
type Rate struct {
	Every time.Duration
	Burst int
}

// times is a rate n times as high.
func (r Rate) times(n int) Rate {
	return Rate{max(time.Millisecond, (r.Every / time.Duration(n)).Truncate(time.Millisecond)), r.Burst * n}
}

// PerHour is the rate of n in an hour, a half of them at once. n is from 2 to 3,600,000.
func PerHour(n int) Rate {
	return Rate{(time.Hour / time.Duration(max(n, 1))).Truncate(time.Millisecond), n / 2}
}

// Capacity is how many may be in a room: from one address, and in all.
type Capacity struct {
	Address, Total int
}

// Limits are what a Door holds visitors to. Start from DefaultLimits.
type Limits struct {
	Rates      [acts]Rate // for each address
	Handshakes Rate       // Connect, from all addresses together
	Rooms      [rooms]Capacity

	// Wide is how many times the limits of an address hold for the IPv6 /48 around it.
	Wide int

	// Unlimited are networks without limits for each address, such as a duty room behind one address. The totals hold for them too.
	Unlimited []netip.Prefix

	// Proxies are the peers that speak for others, with PROXY protocol version 2 and nothing else. Nobody else may.
	Proxies []netip.Prefix
}

// DefaultLimits are for one process that serves a country, on a machine of two cores: several declarants behind one address of a school or a
// mobile network notice nothing of them. A duty room with more than a hundred consoles behind one address belongs into Unlimited.
func DefaultLimits() Limits {
	return Limits{
		Rates: [acts]Rate{
			Connect: {100 * time.Millisecond, 100},
			Request: {20 * time.Millisecond, 400},
			Open:    PerHour(60),
			SignIn:  PerHour(120),
			Erase:   {time.Second, 60},
		},
		Handshakes: Rate{2 * time.Millisecond, 1_000},
		Rooms:      [rooms]Capacity{Socket: {160, 10_000}, Page: {64, 7_500}, Console: {128, 2_500}},
		Wide:       4,
		Unlimited:  []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")},
	}
}

// Connections sets how many sockets may be open at once, from one address and in all, and shares them out: three quarters for
// pages, one quarter for consoles, so that neither can shut the other out.
func (l *Limits) Connections(address, total int) {
	l.Rooms = [rooms]Capacity{
		Socket: {address, total},
		Page:   {max(1, address*2/5), total * 3 / 4}, Console: {max(1, address*4/5), total - total*3/4},
	}
}

// check reports limits that could not be kept.
func (l Limits) check() error {
	for _, r := range l.Rates {
		if r.Burst < 1 || r.Every < time.Millisecond || r.Every%time.Millisecond != 0 || r.Every*time.Duration(r.Burst) > keyEvery {
			return errors.New("doorstep: a rate is at least one, in whole milliseconds, and reaches back at most half an hour")
		}
	}
	for _, c := range l.Rooms {
		if c.Address < 1 || c.Total < 1 {
			return errors.New("doorstep: a room holds at least one")
		}
	}
	if l.Wide < 1 || l.Handshakes.Burst < 1 || l.Handshakes.Every < 1 {
		return errors.New("doorstep: what holds for many is at least what holds for one")
	}
	return nil
}
