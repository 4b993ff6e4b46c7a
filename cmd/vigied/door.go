package main

import (
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"strings"

	"vigie.example/internal/backend"
	"vigie.example/internal/backend/doorstep"
)

// door is what the command line says about visitors.
type door struct {
	connections, perAddress   int
	opensPerHour, signInsHour int
	proxies, unlimited        networks
}

// register adds the flags, with the defaults of doorstep.
func (d *door) register(set *flag.FlagSet) {
	l := doorstep.DefaultLimits()
	d.unlimited = l.Unlimited
	sockets := l.Rooms[doorstep.Socket]
	set.IntVar(&d.connections, "connections", sockets.Total, "connections at once, a quarter of them for consoles")
	set.IntVar(&d.perAddress, "connections-per-address", sockets.Address, "connections at once from one address (IPv6: one /64)")
	set.IntVar(&d.opensPerHour, "opens-per-hour", 60, "new conversations from one address in an hour, half of them at once")
	set.IntVar(&d.signInsHour, "sign-ins-per-hour", 120, "sign-ins tried from one address in an hour, half of them at once")
	set.Var(&d.proxies, "proxy-from", "networks, separated by commas, whose peers say for whom they connect: PROXY protocol version 2, required")
	set.Var(&d.unlimited, "unlimited-from", "networks, separated by commas, without limits for each address: duty rooms behind one address")
}

// limits returns what visitors are held to.
func (d *door) limits() doorstep.Limits {
	l := doorstep.DefaultLimits()
	l.Connections(d.perAddress, d.connections)
	l.Rates[doorstep.Open], l.Rates[doorstep.SignIn] = doorstep.PerHour(d.opensPerHour), doorstep.PerHour(d.signInsHour)
	l.Proxies, l.Unlimited = d.proxies, d.unlimited
	return l
}

// check returns what the administrator has to mend.
func (d *door) check() error {
	switch {
	case d.connections < 4 || d.perAddress < 1 || d.perAddress > d.connections:
		return errors.New("--connections is at least 4, and --connections-per-address from 1 to that")
	case d.opensPerHour < 2 || d.signInsHour < 2 || max(d.opensPerHour, d.signInsHour) > 1_000_000:
		return errors.New("--opens-per-hour and --sign-ins-per-hour are from 2 to 1000000")
	}
	return nil
}

// open makes the door, which counts whom it refuses by cause and by nothing else (C8).
func (d *door) open(m *backend.Metrics) (*doorstep.Door, error) {
	return doorstep.New(d.limits(), func(c doorstep.Cause) { m.Refused.WithLabelValues(string(c)).Inc() })
}

// networks is a flag's list of networks; a single address is the network of itself.
type networks []netip.Prefix

// String prints the flag's value.
func (n *networks) String() string {
	var out []string
	for _, p := range *n {
		out = append(out, p.String())
	}
	return strings.Join(out, ",")
}

// Set parses the flag's value, which replaces the default.
func (n *networks) Set(s string) error {
	*n = nil
	for _, item := range list(s) {
		p, err := netip.ParsePrefix(item)
		if a, single := netip.ParseAddr(item); single == nil && a.Zone() == "" {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil || p.Addr().Is4In6() || p.Masked() != p {
			return fmt.Errorf("%q is not a network such as 192.0.2.0/24 or 2001:db8::/48", item)
		}
		*n = append(*n, p)
	}
	return nil
}

func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}
