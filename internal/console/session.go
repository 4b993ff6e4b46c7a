package console

import (
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// session is one shift of one operator.
type session struct {
	phase      SessionPhase
	proved     bool // on this connection
	shift      wire.Shift
	key        *seal.SigningKey
	ticket     []byte
	credential wire.Credential
	certifies  []byte // X.509, DER: the authority's word for the report key; nil: no report can be signed
	name, unit string
	capacity   int
	duty       string
	changing   bool // a change of duty is on its way

	statement wire.Hourly // of the current hourly key
	synced    bool
	syncing   map[conversation.ID]struct{} // what the service has told of since sync
	epoch     string                       // of the last synchronisation
	team      *wire.Team                   // nil: not told yet

	attempt attempt // to sign in, or to unlock
	lock    lock
	carried string    // the device that it began with, so that its removal is noticed; "" for a way without one
	problem error     // of the last attempt
	retryAt time.Time // of the next
	ended   string    // why the last session ended, coded
}

// SessionPhase is where a session stands.
type SessionPhase int

// The phases of a session.
const (
	SignedOut SessionPhase = iota
	SigningIn
	SignedIn
)

// Session is what view-models may know of it.
type Session struct {
	Phase    SessionPhase
	Name     string // of the operator, for their own window
	UnitName string
	Capacity int
	Duty     string
	Changing bool
	Synced   bool  // the list is what the service has
	Stage    Stage // of an attempt that is under way
	Way      Way   // by which
	Scan     Scan  // of a finger, while Stage is Scanning
	Problem  error // why the last attempt failed
	RetryAt  time.Time
	Ended    string
	Locked   string // why nobody may act in it; "" while somebody may
	Device   string // that it began with
	Conducts bool   // conversations; false for a supervisor
}

// Session returns who is signed in, and how it stands.
func (d *Desk) Session() Session {
	s := &d.session
	duty := s.duty
	if s.active() && !d.Conducts() {
		duty = ""
	}
	return Session{
		Phase: s.phase, Name: s.name, UnitName: s.unit, Capacity: s.capacity, Duty: duty, Changing: s.changing, Synced: s.synced,
		Stage: s.attempt.stage, Way: s.attempt.way, Scan: s.attempt.scan, Problem: s.problem, RetryAt: s.retryAt, Ended: s.ended, Locked: s.lock.cause, Device: s.carried,
		Conducts: d.Conducts(),
	}
}

// Team returns how busy the operator's unit is; false while that is not known, as without a connection.
func (d *Desk) Team() (wire.Team, bool) {
	if d.session.team == nil || !d.session.synced {
		return wire.Team{}, false
	}
	return *d.session.team, true
}

func (s *session) active() bool { return s.phase == SignedIn }

func (s *session) destroy() {
	s.attempt.cancel()
	if s.key != nil {
		s.key.Destroy()
	}
}

// ask sends a request and works its answer off, unless the session has become another one meanwhile.
func (d *Desk) ask(t wire.Type, request any, answer func(*Desk, wire.Frame, error)) {
	key := d.session.key
	back := func(f wire.Frame, err error) {
		d.console.queue.post(func() { // in order with what comes
			if d.session.key == key {
				answer(d, f, err)
			}
		})
	}
	if d.connection.Phase != Online {
		back(wire.Frame{}, fault.New(fault.Unavailable, "console.ask"))
		return
	}
	d.connection.conn.Ask(t, request, back)
}

// comeBack continues the session on a new connection.
func (d *Desk) comeBack() {
	s := &d.session
	if !s.active() {
		return
	}
	s.proved = false
	r := wire.Return{Ticket: s.ticket, Shift: s.shift}
	if err := seal.SignReturn(s.key, d.connection.nonce, &r); err != nil {
		d.endSession("lost")
		return
	}
	d.ask(wire.TypeReturn, r, func(d *Desk, f wire.Frame, err error) {
		in, ok := data[wire.SignedIn](f)
		switch {
		case err == nil && ok:
			d.letIn(in)
		case fault.PublicOf(err).Key == lapsed:
			d.lockFor(LockedByTime)
		case fault.KindOf(err).Retryable():
			d.later(time.Second, func(d *Desk) {
				if d.connection.Phase == Online && !d.session.proved {
					d.comeBack()
				}
			})
		case d.local().Before(s.shift.Expires.Time()):
			d.endSession("lost")
		default:
			d.endSession("expired")
		}
	})
}

// letIn begins or continues the session: first the keys, then the duty state, then everything that may be seen.
func (d *Desk) letIn(in wire.SignedIn) {
	s := &d.session
	d.clock.observe(in.Time.Time(), d.local())
	s.phase, s.proved, s.problem, s.ended = SignedIn, true, nil, ""
	s.attempt, d.used = attempt{}, d.local()
	if in.Locked != "" && s.lock.cause == "" {
		s.lock = lock{cause: in.Locked, told: true}
	}
	s.lock.told = s.lock.told && in.Locked != ""
	s.ticket, s.credential, s.name, s.unit, s.capacity = in.Ticket, in.Credential, in.Name, in.UnitName, in.Capacity
	s.certifies = in.Certificate
	d.change.Session, d.change.List = true, true
	d.offerHourly()
	d.offerDuty(s.duty)
	d.tellLock()
	d.beginKeeping()
	d.keepShift()
	d.tidy()
	d.unlock(func(d *Desk) {
		d.depositAgain()
		d.giveBack()
		d.synchronise()
	})
}

// offerHourly tells the service the current hourly key, and makes one when it is time.
func (d *Desk) offerHourly() {
	s := &d.session
	if !d.Conducts() {
		return
	}
	if d.hourly.due(d.Now()) {
		statement, err := d.hourly.rotate(s.key, s.shift, d.Now())
		if err != nil { // the shift is about to end: the service says so
			return
		}
		s.statement = statement
	}
	if !d.ready() {
		return
	}
	d.ask(wire.TypeHourly, s.statement, func(d *Desk, _ wire.Frame, err error) {
		d.notices.hourly = err
		d.change.Session = true
		if err != nil {
			d.later(5*time.Second, func(d *Desk) {
				if d.ready() && d.notices.hourly != nil { // otherwise coming back offers it
					d.offerHourly()
				}
			})
		}
	})
}

// endSession destroys everything of the shift: keys, conversations, texts.
func (d *Desk) endSession(cause string) {
	if d.session.phase != SignedIn {
		return
	}
	d.eraseAll()
	d.endKeeping()
	d.hourly.destroy()
	d.session.destroy()
	d.session = session{ended: cause}
	d.spent.used, d.spent.owed = true, 0
	d.means.attempt.cancel()
	d.notices, d.means = notices{}, means{}
	d.papers = papers{follow: d.papers.follow} // they were this person's
	d.ForgetKey()
	d.onKey.gone = nil // nobody else can tell the service
	erased := d.deletions.erased
	d.deletions = newDeletions()
	d.deletions.erased = erased
	d.change.Session, d.change.List = true, true
}

// later does something on the Desk's goroutine after a while, if the same session still lives.
func (d *Desk) later(after time.Duration, job func(*Desk)) {
	key := d.session.key
	d.options.Clock.AfterFunc(after, func() {
		d.console.Do(func(d *Desk) {
			if d.session.key == key {
				job(d)
			}
		})
	})
}
