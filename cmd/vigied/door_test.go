package main

import (
	"bytes"
	"context"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/backend/doorstep"
)

func TestDoor_FlagsSayWhoMayComeIn(t *testing.T) {
	o, err := parse([]string{
		"--data", "x", "--dev", "--connections", "400", "--connections-per-address", "10", "--opens-per-hour", "20", "--sign-ins-per-hour", "40",
		"--proxy-from", "192.0.2.1,2001:db8::/48", "--unlimited-from", "198.51.100.0/24",
	}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	l := o.door.limits()
	if l.Rooms[doorstep.Socket] != (doorstep.Capacity{Address: 10, Total: 400}) || l.Rooms[doorstep.Page].Total != 300 || l.Rooms[doorstep.Console].Total != 100 {
		t.Errorf("rooms %v", l.Rooms)
	}
	if l.Rates[doorstep.Open] != (doorstep.Rate{Every: 3 * time.Minute, Burst: 10}) || l.Rates[doorstep.SignIn].Burst != 20 {
		t.Errorf("rates %v", l.Rates)
	}
	if len(l.Proxies) != 2 || l.Proxies[0] != netip.MustParsePrefix("192.0.2.1/32") || len(l.Unlimited) != 1 {
		t.Errorf("networks %v, %v", l.Proxies, l.Unlimited)
	}
}

func TestDoor_DefaultsAreThoseOfThePackage(t *testing.T) {
	o, err := parse([]string{"--data", "x", "--dev"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	got, want := o.door.limits(), doorstep.DefaultLimits()
	if got.Rooms != want.Rooms || got.Rates != want.Rates || len(got.Proxies) != 0 || len(got.Unlimited) != 2 {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if _, err := doorstep.New(got, nil); err != nil {
		t.Error(err)
	}
}

func TestDoor_WhatIsWrongIsSaid(t *testing.T) {
	for _, tt := range []struct{ name, says string }{
		{"--connections=3", "at least 4"},
		{"--connections-per-address=0", "from 1"},
		{"--connections-per-address=20000", "from 1"},
		{"--opens-per-hour=1", "from 2"},
		{"--sign-ins-per-hour=2000000", "from 2"},
		{"--proxy-from=192.0.2.1/24", "not a network"},
		{"--proxy-from=somewhere", "not a network"},
		{"--unlimited-from=::ffff:192.0.2.1", "not a network"},
		{"--unlimited-from=fe80::1%eth0", "not a network"},
	} {
		var out, errs bytes.Buffer
		args := []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--dev", tt.name}
		ctx, stop := context.WithCancel(context.Background())
		stop() // if it were taken, it would serve
		if code := run(ctx, newClock(), args, &out, &errs); code != 2 || !strings.Contains(errs.String(), tt.says) {
			t.Errorf("%s: exit %d, said %q", tt.name, code, errs.String())
		}
	}
}
