// Package doorstep decides who may come in, and how often, before anybody has said a word: limits on sockets, handshakes,
// requests, new conversations and sign-ins, for each network address and for all together; and the PROXY protocol, version 2, from
// the peers that may speak for others.
//
//	door, err := doorstep.New(doorstep.DefaultLimits(), count)
//	listener = door.Listener(listener) // below TLS: sockets and handshakes
//	v := doorstep.VisitorOf(conn)      // what is behind a socket; nil is a visitor without limits
//	if r := v.Allow(doorstep.Open); r != nil { ... r.Cause, r.Wait ... }
//	leave, r := v.Enter(doorstep.Page)
//
// # What is kept of an address (B4, C8)
//
// An address is counted under its HMAC-SHA256 with a random key, and under nothing else: IPv4 whole, IPv6 by its /64, and by its
// /48 with a ceiling of its own. A new key is made every half hour and lives for one hour; it is in memory only, and so is
// what is counted under it. No address and no HMAC reaches a log, a metric or a store. The address itself stays where it has to be
// for as long as its socket is open, in that socket.
//
// # Why nobody can reset their own count
//
// Rates are kept in tables of fixed size in which each address has one cell in each of four rows; it has used what the least used
// of its cells says (a count-min sketch with conservative update, whose cells are the clocks of the generic cell rate
// algorithm). Nothing is ever evicted, so that a flood of addresses, however many, forgets no other. Somebody else's flood can only make
// a cell look more used: a visitor is wronged when all four collide, for 1,000 flooding addresses once in 70,000. Two tables run half an
// hour apart, and the older one decides, so that a new key forgives nothing: no limit reaches back further than half an hour.
//
// How many sockets are open is counted exactly; there cannot be more counts than sockets.
package doorstep
