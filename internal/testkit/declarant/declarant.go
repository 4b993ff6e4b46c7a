package declarant

import (
	"crypto/x509"
	"sync"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/link"
	"vigie.example/internal/wire"
)

// Options say who talks, and where. URL and Authority must be set.
type Options struct {
	URL       string         // wss://host/v1/page
	Roots     *x509.CertPool // nil: those of the system
	Authority []byte         // the pinned authority key
	Place     string         // postcode or commune; empty goes to the national unit
	Language  string         // "fr" if empty
	Pseudonym string
	Urgent    bool
	Observe   func(Event)         // is told of everything, one call at a time; may be nil; must not block
	Link      func(*link.Options) // changes the link's options, for tests of bad networks; may be nil
}

// Declarant is one person on one page. Its methods may be called from any goroutine and do not block, Vanish apart.
type Declarant struct {
	options Options
	voice   *Voice
	jobs    *jobs
	link    *link.Client
	end     sync.Once

	// Of the jobs' goroutine:
	phase    Phase
	conn     link.Conn // the last one; nothing is asked before there is one
	asked    bool      // this connection has opened or resumed
	opened   bool
	ticket   []byte        // for the next resume
	attempt  int           // counts connections
	offset   time.Duration // the service's clock minus ours
	position sequence
	ledger   wire.Ledger
	epoch    string      // in which the service last told of the conversation
	offered  string      // the epoch in which everything was given back
	outbox   []*outgoing // in order; stored ones stay, for their receipts
	flying   bool
	marking  bool
	counting bool    // a receipt of what was sent is due later
	told     counted // what the last receipt said
	leaving  func()  // what is to be done once the connection is back: to close or to delete
	untrusty bool    // somebody did not verify: nothing is sent any more
}

// Phase is where a declarant's conversation stands.
type Phase string

// The phases.
const (
	Opening Phase = "opening"
	Waiting Phase = "waiting"
	Held    Phase = "held"
	Closed  Phase = "closed"
	Deleted Phase = "deleted"
	Unknown Phase = "unknown" // the service does not know the conversation any more
)

// Start connects and begins a conversation.
func Start(o Options) (*Declarant, error) {
	voice, err := NewVoice(o.Authority, o.Pseudonym)
	if err != nil {
		return nil, err
	}
	if o.Observe == nil {
		o.Observe = func(Event) {}
	}
	if o.Language == "" {
		o.Language = "fr"
	}
	d := &Declarant{options: o, voice: voice, jobs: startJobs(), phase: Opening, position: sequence{run: 1}}
	where := link.Options{URL: o.URL, Roots: o.Roots}
	if o.Link != nil {
		o.Link(&where)
	}
	ready := make(chan struct{})
	d.jobs.do(func() { <-ready }) // nothing happens before link is set
	d.link, err = link.Start(where, receiver{d})
	close(ready)
	if err != nil {
		d.jobs.end()
		d.jobs.wait()
		return nil, err
	}
	return d, nil
}

// ID returns the conversation's identifier.
func (d *Declarant) ID() conversation.ID { return d.voice.id }

// Keys returns the keys of the conversation that were sealed to anybody, for a search that must not find them elsewhere.
func (d *Declarant) Keys() [][]byte {
	keys := make(chan [][]byte, 1)
	d.jobs.do(func() {
		var all [][]byte
		for _, s := range d.voice.secrets {
			if raw, err := s.secret.Bytes(); err == nil {
				all = append(all, raw)
			}
		}
		keys <- all
	})
	return <-keys
}

// Say sends a message once it may leave, and returns its place among this declarant's messages, from 0.
func (d *Declarant) Say(text string) { d.jobs.do(func() { d.say(text) }) }

// Typing tells the operator that this person writes.
func (d *Declarant) Typing() {
	d.jobs.do(func() {
		if d.phase == Held && d.asked {
			_ = d.conn.Tell(wire.TypeTyping, wire.Typing{Conversation: d.voice.id})
		}
	})
}

// Finish ends the exchange.
func (d *Declarant) Finish() { d.jobs.do(func() { d.leave(d.finish) }) }

// Erase deletes the conversation everywhere, as the red button does (D2).
func (d *Declarant) Erase() { d.jobs.do(func() { d.leave(d.erase) }) }

// Vanish goes away without a word, as a closed tab does, and waits until nothing of this declarant runs.
func (d *Declarant) Vanish() {
	d.end.Do(func() {
		d.jobs.end()
		d.link.Close()
		d.jobs.wait()
		d.voice.Destroy()
	})
}

func (d *Declarant) now() time.Time { return time.Now().Add(d.offset) }

// receiver brings what the link tells to the jobs' goroutine.
type receiver struct{ d *Declarant }

func (r receiver) Online(conn link.Conn, w wire.Welcome) {
	r.d.jobs.do(func() { r.d.conn = conn; r.d.online(w) })
}
func (r receiver) Received(f wire.Frame) { r.d.jobs.do(func() { r.d.received(f) }) }
func (r receiver) Offline(error, time.Time) {
	r.d.jobs.do(func() {
		if r.d.asked || r.d.flying {
			r.d.observe(Event{Kind: Lost})
		}
		r.d.asked = false
	})
}

// ask sends a request whose answer is worked off on the jobs' goroutine.
func (d *Declarant) ask(t wire.Type, data any, answer func(wire.Frame, error)) {
	d.conn.Ask(t, data, func(f wire.Frame, err error) {
		d.jobs.do(func() { answer(f, err) })
	})
}

// later does something after a while, if this declarant is still there.
func (d *Declarant) later(after time.Duration, job func()) {
	time.AfterFunc(after, func() { d.jobs.do(job) })
}
