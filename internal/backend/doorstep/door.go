package doorstep

import (
	"maps"
	"net/netip"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Door keeps count of who is there and who came. Safe for concurrent use.
type Door struct {
	limits     Limits
	refused    func(Cause)
	began      time.Time
	handshakes *rate.Limiter // from all addresses together
	turn       *time.Timer

	mu           sync.Mutex
	closed       bool
	older, newer *epoch             // rates are counted under both, the older one decides
	leases       map[*lease]names   // everybody in a room, by their names under the newer key
	counts       map[occupation]int // how many of them there are
	totals       [rooms]int
}

// occupation is one network's share of a room.
type occupation struct {
	room Room
	of   digest
}

// lease is a place in a room.
type lease struct {
	room Room
	who  *Visitor
}

// New returns a door. refused, which may be nil, is told the cause of every refusal; it must be quick.
func New(l Limits, refused func(Cause)) (*Door, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	if refused == nil {
		refused = func(Cause) {}
	}
	d := &Door{
		limits: l, refused: refused, began: time.Now(), leases: make(map[*lease]names), counts: make(map[occupation]int),
		handshakes: rate.NewLimiter(rate.Every(l.Handshakes.Every), l.Handshakes.Burst),
		older:      newEpoch(0), newer: newEpoch(0),
	}
	d.mu.Lock() // turnKey reads turn
	defer d.mu.Unlock()
	d.turn = time.AfterFunc(keyEvery, d.turnKey)
	return d, nil
}

// Close forgets everything that is counted, keys included. From then on nobody is limited.
func (d *Door) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turn.Stop()
	d.closed, d.older, d.newer = true, nil, nil
	clear(d.leases)
	clear(d.counts)
}

// turnKey forgets the older key and makes a new one. Whoever is there is counted under the new one. The HMACs of thousands are made
// before anybody has to wait.
func (d *Door) turnKey() {
	next := newEpoch(d.clock())
	ready := make(map[*lease]names)
	for _, l := range d.present() {
		ready[l] = next.names(l.who.address())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	d.older, d.newer = d.newer, next
	clear(d.counts)
	for l := range d.leases {
		n, made := ready[l]
		if !made { // came meanwhile
			n = next.names(l.who.address())
		}
		d.leases[l] = n
		d.count(l.room, n, 1)
	}
	d.turn.Reset(keyEvery)
}

func (d *Door) present() []*lease {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Keys(d.leases))
}

// clock returns the milliseconds since the door was made.
func (d *Door) clock() int64 { return time.Since(d.began).Milliseconds() }

// count must be called under mu.
func (d *Door) count(room Room, n names, by int) {
	for _, of := range n {
		o := occupation{room, of}
		if d.counts[o] += by; d.counts[o] <= 0 {
			delete(d.counts, o)
		}
	}
}

// charge counts an act of an address, or returns how long it has to wait. An act that has to wait costs nothing.
func (d *Door) charge(act Act, a netip.Addr) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return 0
	}
	now := d.clock()
	var until [levels]int64
	var wait int64
	for level, of := range d.older.names(a) {
		r := d.rate(level, act)
		// The generic cell rate algorithm: who is ahead of the rate by more than the burst has to wait.
		until[level] = max(now, d.older.used(level, act, of)) + r.Every.Milliseconds()
		wait = max(wait, until[level]-now-r.Every.Milliseconds()*int64(r.Burst))
	}
	if wait > 0 {
		return time.Duration(wait) * time.Millisecond
	}
	for _, e := range []*epoch{d.older, d.newer} {
		for level, of := range e.names(a) {
			e.use(level, act, of, until[level])
		}
	}
	return 0
}

func (d *Door) rate(level int, act Act) Rate {
	if level == wide {
		return d.limits.Rates[act].times(d.limits.Wide)
	}
	return d.limits.Rates[act]
}

// take gives a visitor a place in a room, or says that there is none, for this address or for anybody.
func (d *Door) take(room Room, v *Visitor) (l *lease, full, all bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, false, false
	}
	n := d.newer.names(v.address())
	for level, of := range n {
		if !v.unlimited && d.counts[occupation{room, of}] >= d.most(room, level) {
			return nil, true, false
		}
	}
	if d.totals[room] >= d.limits.Rooms[room].Total {
		return nil, true, true
	}
	l = &lease{room, v}
	d.leases[l] = n
	d.totals[room]++
	d.count(room, n, 1)
	return l, false, false
}

// crowded divides what an address may have once a room is half full, so that few addresses cannot fill it.
const crowded = 8

// most is how many places a network may have in a room. It must be called under mu.
func (d *Door) most(room Room, level int) int {
	c := d.limits.Rooms[room]
	most := c.Address
	if d.totals[room] >= (c.Total+1)/2 {
		most = (most + crowded - 1) / crowded
	}
	if level == wide {
		most *= d.limits.Wide
	}
	return most
}

func (d *Door) give(l *lease) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n, ok := d.leases[l]; ok {
		delete(d.leases, l)
		d.totals[l.room]--
		d.count(l.room, n, -1)
	}
}
