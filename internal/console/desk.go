package console

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// Desk is everything that a Console knows. It belongs to one goroutine: only watchers and jobs given to Console.Do see
// it, and they must not keep it.
type Desk struct {
	console  *Console
	options  Options
	clock    serviceClock
	watchers []*func(*Desk, Change)
	change   Change
	sorted   []*exchange.Exchange         // all conversations in order; nil after one came or went
	pending  map[conversation.ID]struct{} // whose outbox is to be looked at

	connection  Connection
	workstation Workstation
	session     session
	carried     map[kind]*carriedState
	attempts    int       // to be let in
	ways        []Way     // in the order in which they were used here last
	used        time.Time // last sign of somebody, on this machine's clock
	means       means
	biometric   wire.Biometric // how the biometric login stands; the zero value without a connection
	papers      papers
	stock       stock // of the reader
	onKey       onKey // fingers on the person's key
	keeping     keeping
	rules       rules // the doctrine
	hourly      hourlyKeys
	selected    conversation.ID
	notices     notices
	lies        int // summaries that name a key which is not the conversation's

	signals   []func(Signal)
	erasing   []func(conversation.ID)
	beside    map[BesidePart]Beside
	spent     spent
	concerns  []func(*Desk, conversation.ID) Concern
	life      context.Context // ends with the console
	end       context.CancelFunc
	listed    time.Time // when watchers were last told of the list, on this machine's clock
	listing   bool      // they will be told in a moment
	stopTick  func() bool
	marking   bool // a look at the receipts is due
	near      map[conversation.ID]bool
	typed     map[conversation.ID]time.Time
	claiming  map[conversation.ID]bool
	closing   map[conversation.ID]bool
	transfers transfers
	advice    advice
	calls     calls
	ended     map[conversation.ID]time.Time // when a line without a conversation goes
	deletions deletions
}

func newDesk(c *Console, o Options) *Desk {
	life, end := context.WithCancel(context.Background())
	return &Desk{
		life: life, end: end, console: c, options: o, keeping: newKeeping(), pending: map[conversation.ID]struct{}{}, near: map[conversation.ID]bool{},
		typed: map[conversation.ID]time.Time{}, claiming: map[conversation.ID]bool{}, closing: map[conversation.ID]bool{},
		ended: map[conversation.ID]time.Time{}, transfers: transfers{all: map[conversation.ID]*Transfer{}},
		deletions: newDeletions(), advice: newAdvice(), calls: newCalls(), carried: newCarried(o), ways: Ways(),
	}
}

// begin is the first job.
func (d *Desk) begin() {
	d.connection = Connection{Phase: Connecting, Since: d.local()}
	d.change.Session = true
	d.readKey()
	d.loadDoctrine()
	d.resume()
	d.recall()
	d.look()
	d.tick()
}

// settle sends what has become due, and tells the watchers once about all that has happened.
func (d *Desk) settle() {
	for id := range d.pending {
		if x, ok := d.options.Cache.Find(id); ok {
			d.sendNext(x)
			if x.HandingOver() {
				d.handOver(id)
			}
			d.options.Cache.Keep(x)
			if x.Mine() {
				d.keepSoon(id)
			}
		}
	}
	clear(d.pending)
	if !d.change.any() {
		return
	}
	change := d.change
	d.change = Change{}
	change.List = d.listNow(change.List)
	if !change.any() {
		return
	}
	for _, seen := range d.watchers {
		(*seen)(d, change)
	}
}

// listNow reports whether watchers are to be told of the list now. It changes with every message of every conversation:
// what comes in one moment is told together.
func (d *Desk) listNow(changed bool) bool {
	if !changed {
		return false
	}
	rest := listEvery - d.local().Sub(d.listed)
	if rest <= 0 {
		d.listed = d.local()
		return true
	}
	if !d.listing {
		d.listing = true
		d.options.Clock.AfterFunc(rest, func() {
			d.console.Do(func(d *Desk) { d.listing, d.change.List = false, true })
		})
	}
	return false
}

// touch notes that a conversation has changed.
func (d *Desk) touch(x *exchange.Exchange) {
	d.spent.use(x)
	d.pending[x.ID()] = struct{}{}
	d.change.List = true
	if d.change.Threads == nil {
		d.change.Threads = make(map[conversation.ID]struct{})
	}
	d.change.Threads[x.ID()] = struct{}{}
}

// Now returns the time on the service's clock.
func (d *Desk) Now() time.Time { return d.clock.now(d.local()) }

// Local returns the time on this machine's clock.
func (d *Desk) Local() time.Time { return d.options.Clock.Now() }

func (d *Desk) local() time.Time { return d.options.Clock.Now() }

// Conversation returns what is known of a conversation.
func (d *Desk) Conversation(id conversation.ID) (*exchange.Exchange, bool) {
	return d.options.Cache.Find(id)
}

// Conversations returns all of them, those that came first at the beginning. The list must not be changed.
func (d *Desk) Conversations() []*exchange.Exchange {
	if d.sorted != nil {
		return d.sorted
	}
	all := slices.Collect(d.options.Cache.All())
	slices.SortFunc(all, func(a, b *exchange.Exchange) int {
		if by := a.Opened().Compare(b.Opened()); by != 0 {
			return by
		}
		return cmp.Compare(a.ID(), b.ID())
	})
	d.sorted = all
	return all
}

// Selected returns the conversation that the main thread shows; empty for none.
func (d *Desk) Selected() conversation.ID { return d.selected }

// Held returns how many conversations this operator holds.
func (d *Desk) Held() int {
	n := 0
	for x := range d.options.Cache.All() {
		if d.holds(x) {
			n++
		}
	}
	return n
}

func (d *Desk) holds(x *exchange.Exchange) bool {
	p := x.Phase()
	return p == exchange.Opening || p == exchange.Held || (p == exchange.Lost && x.Mine())
}

// Claiming reports whether a claim is on its way.
func (d *Desk) Claiming(id conversation.ID) bool { return d.claiming[id] }

// Closing reports whether an end is on its way.
func (d *Desk) Closing(id conversation.ID) bool { return d.closing[id] }

// erase ends a conversation here: keys and texts go at once; a line without them stays for a while if it was ours.
func (d *Desk) erase(x *exchange.Exchange, cause string) {
	id, ours := x.ID(), x.Mine()
	x.Erase(cause)
	d.erased(id)
	d.hourly.forget(id)
	d.touch(x)
	delete(d.pending, id)
	for _, m := range []map[conversation.ID]bool{d.near, d.claiming, d.closing} {
		delete(m, id)
	}
	delete(d.typed, id)
	if ours && cause != causeHidden {
		d.ended[id] = d.local().Add(lineStays)
		d.options.Cache.Keep(x)
		return
	}
	d.drop(id)
}

// drop removes what is left of an erased conversation.
func (d *Desk) drop(id conversation.ID) {
	d.options.Cache.Forget(id)
	d.sorted = nil
	delete(d.ended, id)
	d.change.List = true
	if d.selected == id {
		d.selected = ""
		d.change.Session = true
	}
}

// eraseAll ends every conversation, at the end of a session.
func (d *Desk) eraseAll() {
	for _, x := range d.Conversations() {
		x.Erase(causeSession)
		d.erased(x.ID())
		d.touch(x)
		d.drop(x.ID())
	}
	for _, m := range []map[conversation.ID]bool{d.near, d.claiming, d.closing} {
		clear(m)
	}
	clear(d.typed)
	clear(d.pending)
	clear(d.transfers.all)
	d.advice, d.calls = newAdvice(), newCalls()
	d.transfers.takers = Takers{}
	d.selected = ""
}

// shutDown is the last thing that happens: the goroutine has ended.
func (d *Desk) shutDown() {
	d.end()
	if d.stopTick != nil {
		d.stopTick()
	}
	if d.console.link != nil { // it was started
		d.closeKeeping()
	}
	d.eraseAll()
	d.hourly.destroy()
	d.session.destroy()
	maps.DeleteFunc(d.ended, func(conversation.ID, time.Time) bool { return true })
}

// Causes of an end that the console itself knows.
const (
	causeHidden      = "hidden"
	causeSession     = "session"
	causeDeadline    = "deadline"
	causeGone        = "gone"
	causeTransferred = "transferred"
	lineStays        = 2 * time.Minute
	listEvery        = 30 * time.Millisecond
)
