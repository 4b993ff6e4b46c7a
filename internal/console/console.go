package console

import (
	"slices"
	"sync"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Options are what a Console needs. All but Cache, Vault, Library and Clock must be set.
type Options struct {
	Connect   func(Receiver) (Link, error) // begins to connect; called once, by Start
	Secrets   Secrets
	Authority []byte  // the pinned authority key, 65 bytes: everything is held against it (B11)
	Cache     Cache   // Memory() if nil
	Vault     Vault   // keeps what is held between two runs; nothing does if nil
	Library   Library // reads doctrines; without it there is none, and no report can be sent
	Clock     Clock   // SystemClock() if nil
	Swaps     bool    // this machine may write its memory to its disk: the operator is told

	Keys      Carried       // security keys; nil: this console cannot ask for one
	Card      Carried       // service cards; nil: likewise
	Reader    FingerReader  // this workstation's fingerprint reader; nil: likewise
	Inherited []byte        // what the process before this one has left (Bequest); nil if there was none
	Habits    Habits        // remembers the order of the ways in; forgotten with the program if nil
	LockAfter time.Duration // without a sign of anybody; 0: never
}

// Console is a running console. Its methods may be called from any goroutine.
type Console struct {
	queue *queue
	desk  *Desk
	done  chan struct{}
	start sync.Once
	close sync.Once
	link  Link // set by Start, before anything uses it
}

// Change says what may look different since a watcher was told last.
type Change struct {
	Session bool                         // who is signed in, the connection, the duty state, the keyring, the doctrine, notices
	List    bool                         // any conversation's line
	Second  bool                         // the clock went on
	Threads map[conversation.ID]struct{} // whose thread; nil when none has changed
}

func (c *Change) any() bool { return c.Session || c.List || c.Second || len(c.Threads) > 0 }

// New returns a console that does nothing before Start. The fault is Invalid when something is missing.
func New(o Options) (*Console, error) {
	if o.Connect == nil || o.Secrets == nil || len(o.Authority) == 0 {
		return nil, fault.New(fault.Invalid, "console.New")
	}
	if o.Cache == nil {
		o.Cache = Memory()
	}
	if o.Clock == nil {
		o.Clock = SystemClock()
	}
	c := &Console{queue: newQueue(), done: make(chan struct{})}
	c.desk = newDesk(c, o)
	return c, nil
}

// Watch makes seen be told of the present state, and then after every change, until stop is called. It runs on the Desk's
// goroutine: it must not block, nor keep the Desk, nor call stop.
func (c *Console) Watch(seen func(*Desk, Change)) (stop func()) {
	w := &seen
	c.Do(func(d *Desk) {
		d.watchers = append(d.watchers, w)
		seen(d, Change{Session: true, List: true, Second: true})
	})
	return func() {
		c.Do(func(d *Desk) {
			d.watchers = slices.DeleteFunc(d.watchers, func(other *func(*Desk, Change)) bool { return other == w })
		})
	}
}

// Do queues something to be done with the Desk, and does not wait for it. After Close it is dropped.
func (c *Console) Do(job func(*Desk)) { c.queue.post(func() { job(c.desk) }) }

// Start begins to read the keyring and to connect. The fault is Invalid for an address that cannot be one.
func (c *Console) Start() (err error) {
	c.start.Do(func() {
		c.Do((*Desk).begin) // before anything that the link can tell
		if c.link, err = c.desk.options.Connect(receiver{c}); err != nil {
			close(c.done)
			return
		}
		c.desk.keeping.work.start()
		go c.run()
	})
	return err
}

// Close ends the session's keys, the connection and everything that runs. The service keeps the operator's conversations
// for a while: who wants to leave signs out first.
func (c *Console) Close() {
	c.close.Do(func() {
		c.queue.close() // first, so that nobody waits for room
		if c.link != nil {
			c.link.Close()
		}
		if c.link != nil {
			<-c.done
		}
		c.desk.shutDown()
	})
}

// run is the Desk's goroutine.
func (c *Console) run() {
	defer close(c.done)
	var jobs []func()
	for {
		var more bool
		if jobs, more = c.queue.take(jobs); !more {
			return
		}
		for _, job := range jobs {
			job()
		}
		c.desk.settle()
	}
}

// receiver brings what the link tells to the Desk's goroutine.
type receiver struct{ c *Console }

func (r receiver) Online(conn Conn, w wire.Welcome) {
	r.c.queue.postPatiently(func() { r.c.desk.online(conn, w) })
}

func (r receiver) Received(f wire.Frame) {
	r.c.queue.postPatiently(func() { r.c.desk.received(f) })
}

func (r receiver) Offline(cause error, retry time.Time) {
	r.c.queue.postPatiently(func() { r.c.desk.offline(cause, retry) })
}
