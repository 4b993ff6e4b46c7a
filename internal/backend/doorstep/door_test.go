package doorstep

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// at is who comes from an address.
func at(d *Door, address string) *Visitor {
	return d.Visitor(net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(address), 50_000)))
}

// strict are limits without exceptions, small enough to reach.
func strict() Limits {
	l := DefaultLimits()
	l.Unlimited = nil
	return l
}

func open(t testing.TB, l Limits) *Door {
	t.Helper()
	d, err := New(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// passes counts how many of so many acts pass.
func passes(v *Visitor, act Act, tries int) (n int) {
	for range tries {
		if v.Allow(act) == nil {
			n++
		}
	}
	return n
}

func TestRates_BurstThenOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := strict()
		l.Rates[Open] = Rate{time.Minute, 3}
		d := open(t, l)
		v := at(d, "192.0.2.7")
		if n := passes(v, Open, 10); n != 3 {
			t.Fatalf("%d passed at once, want 3", n)
		}
		r := v.Allow(Open)
		if r == nil || r.Cause != "opens_address" || r.All || r.Wait != time.Minute {
			t.Fatalf("refusal %+v", r)
		}
		time.Sleep(r.Wait)
		if n := passes(v, Open, 10); n != 1 {
			t.Errorf("%d passed after the wait, want 1", n)
		}
		if n := passes(at(d, "192.0.2.8"), Open, 10); n != 3 {
			t.Errorf("%d of somebody else passed, want 3", n)
		}
		if n := passes(v, SignIn, 100); n != 60 {
			t.Errorf("%d sign-ins passed, want 60: each act has its own rate", n)
		}
		time.Sleep(3 * time.Minute)
		if n := passes(v, Open, 10); n != 3 {
			t.Errorf("%d passed after a rest, want 3", n)
		}
	})
}

// A new key must not be a new chance: whatever the moment, no half hour sees more than the burst and the rate.
func TestRates_NewKeysForgiveNothing(t *testing.T) {
	for _, rest := range []time.Duration{time.Minute, 7 * time.Minute, 29*time.Minute + 59*time.Second, 31 * time.Minute} {
		t.Run(rest.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := strict()
				l.Rates[Open] = PerHour(60)
				d := open(t, l)
				v := at(d, "192.0.2.7")
				passed := 0
				for at := time.Duration(0); at < 6*time.Hour; at += rest {
					passed += passes(v, Open, 100)
					if most := l.Rates[Open].Burst + int(at/l.Rates[Open].Every); passed > most {
						t.Fatalf("%d passed within %v, at most %d may", passed, at, most)
					}
					time.Sleep(rest)
				}
				if passed < 180 {
					t.Errorf("only %d passed", passed)
				}
			})
		})
	}
}

func TestRates_NetworksOfIPv6(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := strict()
		l.Rates[Open] = Rate{time.Minute, 3}
		d := open(t, l)
		passed := 0
		for i := range 50 { // one /64, address after address
			passed += passes(at(d, fmt.Sprintf("2001:db8:1:2::%x", i)), Open, 1)
		}
		if passed != 3 {
			t.Errorf("%d from one /64, want 3", passed)
		}
		for i := range 50 { // one /48, /64 after /64
			passed += passes(at(d, fmt.Sprintf("2001:db8:1:%x::7", 100+i)), Open, 1)
		}
		if passed != 3*l.Wide {
			t.Errorf("%d from one /48, want %d", passed, 3*l.Wide)
		}
		if n := passes(at(d, "2001:db8:2::7"), Open, 9); n != 3 {
			t.Errorf("%d from another /48, want 3", n)
		}
		if n := passes(at(d, "::ffff:192.0.2.7"), Open, 9) + passes(at(d, "192.0.2.7"), Open, 9); n != 3 {
			t.Errorf("%d from one IPv4 address in two spellings, want 3", n)
		}
	})
}

// A flood of addresses makes nobody be forgotten, and hardly anybody else be refused.
func TestRates_FloodOfAddressesResetsNobody(t *testing.T) {
	l := strict()
	l.Rates[Open] = Rate{time.Minute, 2}
	d := open(t, l)
	v := at(d, "192.0.2.7")
	passes(v, Open, 2)
	for i := range 5_000 {
		passes(at(d, netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}).String()), Open, 3)
	}
	if v.Allow(Open) == nil {
		t.Error("a flood of addresses reset a count")
	}
	wronged := 0
	for i := range 1_000 {
		wronged += 1 - passes(at(d, netip.AddrFrom4([4]byte{172, 16, byte(i >> 8), byte(i)}).String()), Open, 1)
	}
	if wronged > 40 { // about 5 in 1,000 are to be expected after 5,000 addresses
		t.Errorf("%d of 1,000 bystanders were refused", wronged)
	}
}

func TestRooms_HoldSoManyAndAreGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := strict()
		l.Rooms[Page] = Capacity{Address: 4, Total: 100}
		d := open(t, l)
		v := at(d, "192.0.2.7")
		var leave []func()
		for range 4 {
			out, r := v.Enter(Page)
			if r != nil {
				t.Fatalf("refused: %+v", r)
			}
			leave = append(leave, out)
		}
		refused := func() *Refusal {
			out, r := v.Enter(Page)
			out()
			return r
		}
		if r := refused(); r == nil || r.Cause != "pages_address" || r.All || r.Wait <= 0 {
			t.Fatalf("refusal %+v", r)
		}
		// Whoever stays is still counted when the keys have all changed, and is let go of under the new ones.
		time.Sleep(3 * keyEvery)
		synctest.Wait()
		if r := refused(); r == nil {
			t.Fatal("new keys forget who is there")
		}
		leave[0]()
		leave[0]()
		if r := refused(); r != nil {
			t.Fatalf("a place was given back: %+v", r)
		}
		for _, out := range leave {
			out()
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.totals[Page] != 0 || len(d.counts) != 0 || len(d.leases) != 0 {
			t.Errorf("%d places, %d counts, %d leases are left", d.totals[Page], len(d.counts), len(d.leases))
		}
	})
}

// A few addresses cannot fill the room: from half on, each may have an eighth.
func TestRooms_FewAddressesCannotFillThem(t *testing.T) {
	l := strict()
	l.Rooms[Page] = Capacity{Address: 16, Total: 100}
	d := open(t, l)
	for i := range 10 {
		for range 16 {
			at(d, fmt.Sprintf("192.0.2.%d", i+1)).Enter(Page)
		}
	}
	if d.totals[Page] >= 70 {
		t.Errorf("ten addresses have %d of 100 places", d.totals[Page])
	}
	if _, r := at(d, "198.51.100.1").Enter(Page); r != nil {
		t.Errorf("no place for somebody else: %+v", r)
	}
	for i := range 100 {
		at(d, fmt.Sprintf("203.0.113.%d", i+1)).Enter(Page)
	}
	if _, r := at(d, "198.51.100.2").Enter(Page); r == nil || r.Cause != "pages_total" || !r.All {
		t.Errorf("a full room: %+v", r)
	}
}

func TestUnlimited_OnlyTheTotalsHold(t *testing.T) {
	l := strict()
	l.Unlimited = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	l.Rates[Open], l.Rooms[Page] = Rate{time.Minute, 1}, Capacity{1, 3}
	d := open(t, l)
	v := at(d, "192.0.2.7")
	if n := passes(v, Open, 50); n != 50 {
		t.Errorf("%d of 50 passed", n)
	}
	for range 3 {
		if _, r := v.Enter(Page); r != nil {
			t.Errorf("refused: %+v", r)
		}
	}
	if _, r := v.Enter(Page); r == nil || !r.All {
		t.Errorf("more than there is room for: %+v", r)
	}
}

func TestHandshakes_OneFloodLeavesTheOthersTheirs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := strict()
		l.Rates[Connect], l.Handshakes = Rate{time.Second, 5}, Rate{time.Second, 8}
		d := open(t, l)
		if n := passes(at(d, "192.0.2.7"), Connect, 1_000); n != 5 {
			t.Errorf("%d of a flood, want 5", n)
		}
		if n := passes(at(d, "192.0.2.8"), Connect, 3); n != 3 {
			t.Errorf("%d of somebody else's three", n)
		}
		if r := at(d, "192.0.2.9").Allow(Connect); r == nil || r.Cause != "handshakes_total" || !r.All {
			t.Errorf("more than all may: %+v", r)
		}
	})
}

// B4, C8: an address has another name under every key, the keys are gone after an hour, and nothing else is kept.
func TestB4_AddressesAreNamedByKeysThatDie(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var causes []string
		d, err := New(strict(), func(c Cause) { causes = append(causes, string(c)) })
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		a := netip.MustParseAddr("192.0.2.7")
		passes(at(d, a.String()), Open, 100)
		keys := func() []*epoch {
			d.mu.Lock()
			defer d.mu.Unlock()
			return []*epoch{d.older, d.newer}
		}
		first := keys()
		if first[0].names(a)[0] == first[1].names(a)[0] {
			t.Error("two keys give one name")
		}
		time.Sleep(2*keyEvery + time.Second)
		synctest.Wait()
		for _, e := range first {
			if slices.Contains(keys(), e) {
				t.Error("a key is older than an hour")
			}
		}
		for _, c := range causes {
			if c != "opens_address" {
				t.Errorf("cause %q", c)
			}
		}
		if text := fmt.Sprintf("%v", causes); strings.Contains(text, "192.0.2") {
			t.Error("a cause holds an address")
		}
	})
}

func TestNobodyAndNothing(t *testing.T) {
	var v *Visitor
	leave, r := v.Enter(Page)
	leave()
	if r != nil || v.Allow(Open) != nil {
		t.Error("a visitor of no door has limits")
	}
	d := open(t, strict())
	if n := passes(d.Visitor(&net.UnixAddr{Name: "@", Net: "unix"}), Open, 100); n != 30 {
		t.Errorf("%d from where there is no address, want 30", n)
	}
	d.Close()
	d.turnKey()
	if v := at(d, "192.0.2.7"); passes(v, Open, 100) != 100 {
		t.Error("a closed door refuses")
	}
}

func TestLimits_AreChecked(t *testing.T) {
	for name, change := range map[string]func(*Limits){
		"no burst":           func(l *Limits) { l.Rates[Open].Burst = 0 },
		"too fine":           func(l *Limits) { l.Rates[Open].Every = time.Microsecond },
		"reaches back far":   func(l *Limits) { l.Rates[Open] = Rate{time.Hour, 1} },
		"no room":            func(l *Limits) { l.Connections(0, 100) },
		"no room at all":     func(l *Limits) { l.Connections(1, 0) },
		"less for more":      func(l *Limits) { l.Wide = 0 },
		"no handshakes":      func(l *Limits) { l.Handshakes = Rate{} },
		"one in a long hour": func(l *Limits) { l.Rates[SignIn] = PerHour(1) },
	} {
		l := DefaultLimits()
		change(&l)
		if _, err := New(l, nil); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	l := DefaultLimits()
	l.Connections(10, 1_000)
	l.Rates[Open] = PerHour(3_600_000)
	if _, err := New(l, nil); err != nil {
		t.Error(err)
	}
}

func BenchmarkAllow(b *testing.B) {
	d := open(b, strict())
	for name, address := range map[string]string{"IPv4": "192.0.2.7", "IPv6": "2001:db8::7"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			v := at(d, address)
			for b.Loop() {
				v.Allow(Request)
			}
		})
	}
}

func BenchmarkEnter(b *testing.B) {
	d := open(b, strict())
	v := at(d, "192.0.2.7")
	b.ReportAllocs()
	for b.Loop() {
		leave, _ := v.Enter(Page)
		leave()
	}
}

// BenchmarkTurnKey is what the others may notice of a new key, with everybody there.
func BenchmarkTurnKey(b *testing.B) {
	l := strict()
	d := open(b, l)
	for i := range 17_500 {
		room := []Room{Socket, Page}[i%2]
		at(d, netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}).String()).Enter(room)
	}
	for b.Loop() {
		d.turnKey()
	}
}
