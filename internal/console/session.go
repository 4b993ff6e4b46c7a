package console

import (
	"bytes"
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

	problem error // of the last attempt
	retryAt time.Time
	ended   string // why the last session ended, coded
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
	Problem  error // why the last attempt failed
	RetryAt  time.Time
	Ended    string
}

// Session returns who is signed in, and how it stands.
func (d *Desk) Session() Session {
	s := &d.session
	return Session{s.phase, s.name, s.unit, s.capacity, s.duty, s.changing, s.synced, s.problem, s.retryAt, s.ended}
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
	if s.key != nil {
		s.key.Destroy()
	}
}

// The way in that needs nothing but what a person knows, and the workstation's key.
const wayPassphrase = "passphrase"

// SignIn begins a shift. The passphrase is passed on and kept nowhere.
func (d *Desk) SignIn(actor, passphrase string) {
	d.change.Session = true
	switch {
	case d.session.phase != SignedOut || d.local().Before(d.session.retryAt):
		return
	case d.workstation.key == nil:
		d.refused(fault.New(fault.Unavailable, "console.SignIn", fault.Key("signin.problem.no_key")))
		return
	case d.connection.Phase != Online:
		d.refused(fault.New(fault.Unavailable, "console.SignIn", fault.Key("signin.problem.offline")))
		return
	case actor == "" || passphrase == "":
		d.refused(fault.New(fault.Invalid, "console.SignIn", fault.Key("signin.problem.empty")))
		return
	}
	key, err := seal.NewSigningKey()
	if err != nil {
		d.refused(err)
		return
	}
	d.session = session{phase: SigningIn, key: key}
	begin := wire.Begin{Actor: actor, Console: d.workstation.console, ShiftKey: key.Public()}
	d.ask(wire.TypeBegin, begin, func(d *Desk, f wire.Frame, err error) {
		challenge, ok := data[wire.Challenge](f)
		if err == nil && !ok {
			err = fault.New(fault.Invalid, "console.SignIn")
		}
		if err != nil {
			d.notLetIn(f, err)
			return
		}
		d.prove(begin, challenge, passphrase)
	})
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

// prove answers the challenge: the workstation key signs the shift key, the passphrase says that its person is here.
func (d *Desk) prove(begin wire.Begin, c wire.Challenge, passphrase string) {
	shift := wire.Shift{Actor: begin.Actor, Console: begin.Console, Key: begin.ShiftKey, Nonce: c.Nonce, Expires: c.Expires}
	if err := seal.SignShift(d.workstation.key, &shift, d.Now()); err != nil {
		d.refused(err)
		return
	}
	d.session.shift = shift
	d.ask(wire.TypeSignIn, wire.SignIn{Way: wayPassphrase, Passphrase: passphrase, Shift: shift}, func(d *Desk, f wire.Frame, err error) {
		in, ok := data[wire.SignedIn](f)
		if err == nil && !ok {
			err = fault.New(fault.Invalid, "console.SignIn")
		}
		if err == nil {
			err = d.believeCredential(in)
		}
		if err != nil {
			d.notLetIn(f, err)
			return
		}
		d.workstation.New = false
		d.session.duty = DutyOn
		d.letIn(in)
	})
}

// believeCredential checks that the pinned authority vouches for this person at this workstation. Without that every page
// would refuse to seal to this console (B11).
func (d *Desk) believeCredential(in wire.SignedIn) error {
	const op = "console.SignIn"
	d.clock.observe(in.Time.Time(), d.local())
	_, err := seal.VerifyShift(d.options.Authority, in.Credential, d.session.shift, d.Now())
	if err == nil && !bytes.Equal(in.Credential.Key, d.workstation.key.Public()) {
		err = fault.New(fault.Untrusted, op)
	}
	if err != nil {
		return fault.As(fault.Untrusted, op, err, fault.Key("signin.problem.credential"), fault.Hint("signin.hint.credential"))
	}
	return nil
}

// notLetIn is the end of an attempt that the service, or this console, refused.
func (d *Desk) notLetIn(f wire.Frame, err error) {
	d.refused(err)
	if e, ok := data[wire.Error](f); ok && f.T == wire.TypeError && e.RetryMS > 0 {
		d.session.retryAt = d.local().Add(time.Duration(min(e.RetryMS, time.Hour.Milliseconds())) * time.Millisecond)
	}
}

func (d *Desk) refused(err error) {
	d.session.destroy()
	d.session = session{problem: err}
	d.change.Session = true
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
	s.ticket, s.credential, s.name, s.unit, s.capacity = in.Ticket, in.Credential, in.Name, in.UnitName, in.Capacity
	s.certifies = in.Certificate
	d.change.Session, d.change.List = true, true
	d.offerHourly()
	d.offerDuty(s.duty)
	d.beginKeeping()
	d.keepShift()
	d.unlock(func(d *Desk) {
		d.depositAgain()
		d.giveBack()
		d.synchronise()
	})
}

// offerHourly tells the service the current hourly key, and makes one when it is time.
func (d *Desk) offerHourly() {
	s := &d.session
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
	d.notices = notices{}
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
